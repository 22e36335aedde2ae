import Files
package import Foundation

/// Draws pictures of a ToyBirds folder again, without parts of the bird or things around it.
package struct BirdRedrawing: Sendable {
  private let configuration: ToyBirds.Configuration
  private let slots: [ByteName: ToyBirdsSlot]

  /// Of a folder with the index of ToyBirds of this version; nil for others.
  ///
  /// - Throws: Where the index cannot be read.
  package init?(of folder: URL) throws(DatasetError) {
    guard let index = try ToyBirds.Index(of: folder), index.isOfCurrentVersion else { return nil }
    configuration = index.configuration
    slots = Dictionary(ToyBirdsSlot.all(configuration).map { (ByteName($0.path), $0) }) { $1 }
  }

  /// The picture at a path of the folder; nil for one that is not of the set.
  package func picture(
    _ path: String,
    without parts: Set<BirdPart> = [],
    withoutThings things: Set<Int> = []
  ) -> BirdPicture? {
    slots[ByteName(path)].map { slot in
      BirdPicture(
        classIndex: slot.classIndex,
        split: slot.split,
        number: slot.number,
        seed: configuration.seed,
        size: configuration.pictureSize,
        without: parts,
        withoutThings: things
      )
    }
  }
}

extension BirdPart {
  /// Whether a bird can be drawn without the part; the trunk, which carries all others, always stays.
  package var isRemovable: Bool { self != .body }
}
