import Files
import Foundation

/// Reads HDF5 files that this program did not write, in a process of its own.
///
/// What comes back from the process is an account of the file (`HDF5Contents`), followed by the values that
/// this one cannot read from the file itself, and the problems of values that could not be converted after
/// all, by their paths.
package enum HDF5ReadingProcess {
  /// The first argument of the process.
  static let argument = "--read-hdf5"
  /// The most bytes of an account.
  private static let accountLimit = 1000 * HDF5Contents.countLimit

  /// The account of a file.
  struct Account: Codable {
    var problem: HDF5Problem?
    var contents = HDF5Contents()
    var copyByteCount = 0
  }

  /// Does what the process is for where it was started for that, and ends it.
  ///
  /// To be called first in a program's `main`, before other libraries start their threads.
  package static func serveIfAsked() {
    ReadingService.serve(argument) { byteCount, _ in HDF5ReadingService.answer(byteCount: byteCount)
    }
  }

  /// What a file holds, and the values that are not read from it.
  static func contents(
    of source: HDF5Source
  ) throws(CheckpointError) -> (HDF5Contents, copies: [UInt8]) {
    let place = source.place
    guard source.byteCount > 0 else { throw place.foreign("is empty") }
    guard let start = try start(of: source) else { throw place.foreign("is not an HDF5 file") }
    try source.requireUnlocked()
    let superblock = try HDF5Superblock(source, at: start)
    try superblock.requireClosed(source)
    let process = try startProcess(source)
    guard let (account, copies, problems) = answer(of: process, source) else {
      try source.requireReadable()
      throw place.foreign("cannot be read: HDF5 gave up on it, as it does on damaged files")
    }
    if let problem = account.problem {
      try source.requireReadable()
      try superblock.requireWhole(source)
      throw problem.error(at: place)
    }
    var contents = account.contents
    for (path, problem) in problems { contents.objects[path]?.kind = .unusable(problem) }
    guard contents.isSound, directByteCount(contents) ?? .max <= source.byteCount else {
      throw place.damaged("its parts overlap")
    }
    return (contents, copies)
  }

  private static func startProcess(
    _ source: HDF5Source
  ) throws(CheckpointError) -> ReadingProcess {
    do throws(FileError) {
      return try ReadingProcess(reading: source.url, source.descriptor, arguments: [argument])
    } catch {
      throw CheckpointError(
        file: source.url.path,
        problem: "cannot be read: \(error.reason)",
        remedy: error.remedy
      )
    }
  }

  /// What the process says, part by part; nil where it says something else or nothing for too long.
  private static func answer(
    of process: borrowing ReadingProcess,
    _ source: HDF5Source
  ) -> (Account, copies: [UInt8], [String: HDF5Problem])? {
    let limit = HDF5Contents.copyLimit(fileByteCount: source.byteCount)
    guard let account = process.value(Account.self, limit: accountLimit) else { return nil }
    guard account.problem == nil else { return (account, [], [:]) }
    guard account.copyByteCount <= limit, let copies = process.read(account.copyByteCount),
      let problems = process.value([String: HDF5Problem].self, limit: accountLimit)
    else { return nil }
    return (account, copies, problems)
  }

  /// Where HDF5's signature is: at the beginning, or at 512 bytes or one of their doubles.
  private static func start(of source: HDF5Source) throws(CheckpointError) -> Int? {
    let length = HDF5Signature.superblock.count
    var offset = 0
    while offset <= source.byteCount - length {
      if try source.read(length, at: offset) == HDF5Signature.superblock { return offset }
      offset = max(512, 2 * offset)
    }
    return nil
  }

  /// The bytes of all datasets that are read from the file itself; nil where they are beyond counting.
  private static func directByteCount(_ contents: HDF5Contents) -> Int? {
    contents.objects.values.reduce(0 as Int?) { sum, object in
      guard let sum, case .dataset(let stored) = object.kind, case .file = stored.place else {
        return sum
      }
      let count = CheckedSize.product([stored.element?.byteCount ?? 1] + stored.extents)
      return count.flatMap { count in
        let (next, overflow) = sum.addingReportingOverflow(count)
        return overflow ? nil : next
      }
    }
  }
}
