package import Foundation

/// Which folder it is, by whatever path it is reached.
package struct FolderIdentity: Hashable, Sendable {
  private let device, number: UInt64

  /// Links are followed.
  package init(of folder: URL) throws(FileError) { try self.init(path: folder.path) }

  private init(path: String) throws(FileError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileError(file: path, code: errno) }
    (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }

  /// A folder's and those of all folders that it lies in, as far as they can be reached.
  package static func chain(of folder: URL) throws(FileError) -> Set<FolderIdentity> {
    var path = folder.path
    var last = try FolderIdentity(of: folder)
    var chain: Set<FolderIdentity> = [last]
    // The folder above, whatever its name; that of the topmost is itself.
    while true {
      path += "/.."
      guard let above = try? FolderIdentity(path: path), above != last else { return chain }
      chain.insert(above)
      last = above
    }
  }
}
