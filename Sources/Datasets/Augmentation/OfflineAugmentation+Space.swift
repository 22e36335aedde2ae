import Foundation
package import Images

extension OfflineAugmentation {
  /// The most pictures that are read to estimate the space.
  private static let sampleCount = 24
  /// Files occupy whole blocks.
  private static let blockSize = 4096

  /// About how many bytes all results take on the disk, after some of the sources.
  package func estimatedByteCount() throws(ImageError) -> Int {
    try estimatedByteCount(of: Array(sources.indices))
  }

  private func estimatedByteCount(of indices: [Int]) throws(ImageError) -> Int {
    guard !indices.isEmpty else { return 0 }
    let count = min(Self.sampleCount, indices.count)
    var sampled = 0
    for position in 0..<count {
      let source = sources[indices[position * indices.count / count]]
      // Warping changes little: a copy is as long as its source, written as it is.
      let image = try source.contents.image()
      let copy = try JPEGCodec.encode(image, quality: Self.quality, name: source.contents.name)
        .count
      for slot in settings.slots {
        let length = slot == .original ? length(of: source) : copy
        sampled += (length + Self.blockSize - 1) / Self.blockSize * Self.blockSize
      }
    }
    return sampled * indices.count / count
  }

  private func length(of source: LabelledImage) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: source.contents.file.path)
    return attributes?[.size] as? Int ?? 0
  }

  /// Refuses to begin where the results of some sources would not fit the disk.
  ///
  /// - Throws: ``DatasetError`` with what is needed and what is free, and `ImageError` for an
  ///   unreadable picture.
  func checkSpace(for indices: [Int], copies: Int, free: Int?) throws {
    let needed = try estimatedByteCount(of: indices) * copies
    guard let free = free ?? Self.freeByteCount(at: folder), needed > free else { return }
    throw error(
      "\(indices.count * settings.slots.count) pictures need about \(Self.size(needed)), but "
        + "\(folder.path) has \(Self.size(free)) left; free some space, choose another folder or "
        + "make fewer copies"
    )
  }

  /// The free space of the disk that a folder lies on, or will lie on; nil where it is unknown.
  private static func freeByteCount(at folder: URL) -> Int? {
    var place = folder.standardizedFileURL
    while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
      place.deleteLastPathComponent()
    }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place.path)
    return attributes?[.systemFreeSize] as? Int
  }

  /// Such as `2.4 GB`.
  package static func size(_ byteCount: Int) -> String {
    byteCount < 1_000_000_000
      ? String(format: "%.1f MB", Double(byteCount) / 1e6)
      : String(format: "%.1f GB", Double(byteCount) / 1e9)
  }
}
