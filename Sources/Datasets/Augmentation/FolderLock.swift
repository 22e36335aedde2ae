package import Foundation

/// Keeps other programs from making the same folder at the same time; a killed program loses it.
package struct FolderLock {
  private let descriptor: Int32

  package init(_ folder: URL) throws(DatasetError) {
    descriptor = open(folder.path, O_RDONLY)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      throw DatasetError(
        dataset: folder.lastPathComponent,
        problems: ["\(folder.path) is being made by another program; wait for it and start again"]
      )
    }
  }

  package func release() { close(descriptor) }
}
