import Checkpoints
package import Datasets
import Digests
import Files
package import Foundation
import Images
package import Ranks

/// The offline copies of an experiment's training pictures: JPEG files in a folder, or in one HDF5 file.
///
/// Both hold the same pictures, byte for byte, in the same order and under the same names.
package struct AugmentedPictures {
  private let augmentation: OfflineAugmentation
  /// The HDF5 file; nil for a folder.
  private let file: URL?
  private let classNames: [String]

  /// Copies as JPEG files in a folder.
  package init(
    _ settings: AugmentationSettings,
    of dataset: Dataset,
    in directory: String,
    folder: URL
  ) throws(DatasetError) {
    file = nil
    classNames = dataset.classNames
    augmentation = try OfflineAugmentation(
      settings,
      of: dataset.train.images,
      in: directory,
      folder: folder
    )
  }

  /// Copies in an HDF5 file, which are made as files in a folder beside it first.
  package init(
    _ settings: AugmentationSettings,
    of dataset: Dataset,
    in directory: String,
    file: URL
  ) throws(DatasetError) {
    self.file = file
    classNames = dataset.classNames
    augmentation = try OfflineAugmentation(
      settings,
      of: dataset.train.images,
      in: directory,
      folder: file.appendingPathExtension("making"),
      name: file.deletingPathExtension().lastPathComponent
    )
  }

  /// The folder or the file.
  package var place: URL { file ?? augmentation.folder }

  /// The number of pictures.
  package var count: Int { augmentation.outputCount }

  /// About how many bytes they take on the disk.
  ///
  /// - Throws: `ImageError` for an unreadable source.
  package func estimatedByteCount() throws -> Int { try augmentation.estimatedByteCount() }

  /// Makes what is not there yet.
  ///
  /// A call that is killed goes on with the next one, and one that finds another program at work tells `waits`
  /// and waits for it. Several ranks make them together; the first one tells.
  ///
  /// - Throws: `DatasetError` where the place holds something else or has no room, `ImageError` for
  ///   unreadable and unwritable pictures, `CheckpointError` for the HDF5 file, and what the file
  ///   system says of the folder.
  package func run(
    threadCount: Int,
    ranks: any RankGroup = Solo(),
    progress: (_ done: Int, _ total: Int) -> Void,
    waits: (_ who: String) throws -> Void = { _ in }
  ) throws -> OfflineAugmentation.Outcome {
    guard ranks.isFirst else {
      try augmentation.assist(threadCount: threadCount, ranks: ranks)
      return OfflineAugmentation.Outcome(madeCount: 0, keptCount: count)
    }
    return try OfflineAugmentation.lead(ranks) {
      try make(threadCount: threadCount, ranks: ranks, progress: progress, waits: waits)
    }
  }

  private func make(
    threadCount: Int,
    ranks: any RankGroup,
    progress: (_ done: Int, _ total: Int) -> Void,
    waits: (_ who: String) throws -> Void
  ) throws -> OfflineAugmentation.Outcome {
    guard let file else {
      return try augmentation.run(
        threadCount: threadCount,
        ranks: ranks,
        progress: progress,
        waits: waits
      )
    }
    if let outcome = try finished(file, threadCount: threadCount) { return outcome }
    return try augmentation.whileLocked(waits: waits) {
      // Another program may have finished the file meanwhile.
      if let outcome = try finished(file, threadCount: threadCount) {
        removeFolder()
        return outcome
      }
      let outcome = try augmentation.make(
        threadCount: threadCount,
        diskCopies: 2,
        ranks: ranks,
        progress: progress
      )
      try pack(into: file, threadCount: threadCount)
      return outcome
    }
  }

  /// What is to say of an HDF5 file that is there and holds what it must; nil where there is none.
  private func finished(
    _ file: URL,
    threadCount: Int
  ) throws -> OfflineAugmentation.Outcome? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    _ = try manifest(of: PicturePack(contentsOf: file), at: file, threadCount: threadCount)
    return OfflineAugmentation.Outcome(madeCount: 0, keptCount: count)
  }

  /// Makes every picture again and compares; returns what differs.
  ///
  /// - Throws: `DatasetError` for a manifest of something else, `ImageError` for an unreadable
  ///   source, `CheckpointError` for an unreadable HDF5 file, and what the file system says of the
  ///   folder.
  package func verify(
    threadCount: Int,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> [String] {
    guard let file else {
      return try augmentation.verify(threadCount: threadCount, progress: progress)
    }
    guard FileManager.default.fileExists(atPath: file.path) else {
      return ["\(file.path) does not exist, so it was not made or not finished"]
    }
    let pack = try PicturePack(contentsOf: file)
    let manifest = try manifest(of: pack, at: file, threadCount: threadCount)
    var problems: [String] = []
    if !pack.pictures.map(\.path).hasSameBytes(as: augmentation.images.map(\.path))
      || pack.pictures.map(\.classIndex) != augmentation.images.map(\.classIndex)
    {
      problems.append("the paths or classes differ from the data set's")
    }
    let indices = Dictionary(
      zip(pack.pictures.map { ByteName(name(of: $0.path)) }, pack.pictures.indices),
      uniquingKeysWith: { first, _ in first }
    )
    return try problems
      + augmentation.verify(manifest, threadCount: threadCount, progress: progress) { path in
        try indices[ByteName(path)].map { SHA256Digest(try pack.bytes(at: $0)) }
      }
  }

  /// The pictures as a data set lists them; they must be there.
  ///
  /// - Throws: `CheckpointError` for an HDF5 file that cannot be read, `DatasetError` for one of
  ///   other pictures.
  package func images() throws -> [LabelledImage] {
    guard let file else { return augmentation.images }
    let pack = try PicturePack(contentsOf: file)
    let expected = augmentation.images
    guard pack.pictures.map(\.path).hasSameBytes(as: expected.map(\.path)) else {
      throw DatasetError(
        dataset: file.lastPathComponent,
        problems: ["\(file.path) holds other pictures than its manifest says; remove it"]
      )
    }
    let packed = PackedPictures(file: file) { (index) throws(ImageError) in
      do throws(CheckpointError) {
        return try pack.bytes(at: index)
      } catch {
        throw ImageError(file: error.file, problem: error.problem, advice: error.remedy)
      }
    }
    return expected.enumerated().map { index, image in
      LabelledImage(
        path: image.path,
        contents: .packed(packed, index: index),
        classIndex: image.classIndex
      )
    }
  }

  // MARK: - The HDF5 file

  private func manifest(
    of pack: PicturePack,
    at file: URL,
    threadCount: Int
  ) throws -> AugmentationManifest {
    try augmentation.manifest(lines: pack.manifest, of: file, threadCount: threadCount)
  }

  /// Moves the finished folder's pictures into the file.
  private func pack(into file: URL, threadCount: Int) throws {
    guard let manifest = try augmentation.manifest(threadCount: threadCount) else {
      preconditionFailure("\(augmentation.folder.path) was just finished and has no manifest")
    }
    let images = augmentation.images
    let names = images.map { name(of: $0.path) }
    let pictures = zip(images, names).map { image, name in
      PicturePack.Picture(
        path: image.path,
        classIndex: image.classIndex,
        byteCount: manifest.entries[ByteName(name)]?.byteCount ?? 0
      )
    }
    let lines = manifest.lines(of: names)
    try PicturePack.write(to: file, pictures, classNames: classNames, manifest: lines) {
      (index) throws(CheckpointError) in
      do throws(ImageError) {
        return try images[index].contents.read()
      } catch {
        throw CheckpointError(file: error.file, problem: error.problem, remedy: error.advice)
      }
    }
    removeFolder()
  }

  /// Removes the files that are packed.
  ///
  /// Another program that waits may lay its claim into the folder meanwhile, which then stays for that one to
  /// remove.
  private func removeFolder() { try? FileManager.default.removeItem(at: augmentation.folder) }

  /// A path as the manifest has it, without the name that all begin with.
  private func name(of path: String) -> String {
    path.dropping(prefix: augmentation.name + "/") ?? path
  }
}
