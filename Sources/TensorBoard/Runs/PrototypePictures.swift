package import Experiments
package import Files
package import Foundation
import Recipe

/// The pictures of prototypes for TensorBoard: of each projection one file, written once and whole.
///
/// They lie in a folder below the curves, which readers show as a run of its own: a reader that has come to a
/// file of pictures would not go back to one that grows.
package enum PrototypePictures {
  /// Writes the patches of a projection's prototypes, as far as the run's folder has them, as
  /// `<class>/prototype-<index>` at the projection's cycle.
  package static func write(
    _ stage: StageRecord,
    of run: RunDirectory,
    classNames: [String],
    to folder: URL
  ) throws(WriteFailure) {
    guard let projection = stage.projection, let cycle = stage.id.cycle else { return }
    var events = projection.prototypes.compactMap { prototype -> Event? in
      let file = run.file(RunDirectory.Picture.crop.path(ofPrototype: prototype.index))
      guard let png = try? Data(contentsOf: file), let size = extents(ofPNG: png) else {
        return nil
      }
      let name =
        classNames.indices.contains(prototype.classIndex)
        ? classNames[prototype.classIndex] : "class-\(prototype.classIndex)"
      return Event(
        time: time(of: file),
        step: cycle,
        content: .picture(
          tag: "\(name)/prototype-\(prototype.index)",
          png: Array(png),
          width: size.width,
          height: size.height
        )
      )
    }
    guard let first = events.first else { return }
    events.insert(Event(time: first.time, step: 0, content: .version), at: 0)
    let pictures = EventFolder(url: folder.appending(path: "prototypes"))
    try Folder.make(pictures.url)
    try NewFile.write(Data(events.flatMap(\.framed)), to: pictures.file(cycle))
  }

  /// The extents that a PNG file's header tells; nil for another file.
  private static func extents(ofPNG data: Data) -> (width: Int, height: Int)? {
    guard data.count > 24, data.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
    let numbers = [16, 20].map { start in
      data.dropFirst(start).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    return (numbers[0], numbers[1])
  }

  private static func time(of file: URL) -> Double {
    let values = try? file.resourceValues(forKeys: [.contentModificationDateKey])
    return values?.contentModificationDate?.timeIntervalSince1970 ?? 0
  }
}
