import CHDF5
import Files
import Foundation

/// The reading process: its input is the file, its output the answer.
enum HDF5ReadingService {
  /// Reads and ends the process; 0 where the answer is complete.
  static func run() -> Never {
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0 else { _exit(2) }
    let byteCount = Int(status.st_size)
    limit(byteCount)
    HDF5Library.start()
    let place = HDF5Place(file: "")
    do throws(CheckpointError) {
      let file = H5Fopen("/proc/self/fd/0", chdf5_read_only(), 0)
      guard file >= 0 else { throw place.error("is truncated or not an HDF5 file") }
      let survey = try HDF5Survey(file, at: place, fileByteCount: byteCount)
      answer(survey)
    } catch {
      send(HDF5ReadingProcess.Account(problem: HDF5Problem(error)))
    }
    // Nothing is closed: the library may not survive that.
    _exit(0)
  }

  /// Limits the memory to that of the file's values and the time to that of unpacking them.
  private static func limit(_ byteCount: Int) {
    let pages =
      (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))
      .flatMap { $0.split(separator: " ").first }.flatMap { Int($0) } ?? 0
    let memory = pages * Int(getpagesize()) + 2 * byteCount + 48_000_000
    for (resource, value) in [
      (RLIMIT_AS, memory), (RLIMIT_CPU, 2 + byteCount / 50_000_000), (RLIMIT_CORE, 0),
    ] {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
      limit.rlim_cur = min(rlim_t(value), limit.rlim_max)
      setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
  }

  private static func answer(_ survey: HDF5Survey) {
    let byteCount = survey.conversions.reduce(survey.copies.count) { $0 + $1.byteCount }
    send(HDF5ReadingProcess.Account(contents: survey.contents, copyByteCount: byteCount))
    write(survey.copies)
    var problems: [String: HDF5Problem] = [:]
    for conversion in survey.conversions {
      var sent = 0
      do throws(CheckpointError) {
        try survey.convert(conversion) { bytes in
          write(bytes)
          sent += bytes.count
        }
      } catch {
        problems[conversion.path] = HDF5Problem(error)
        write([UInt8](repeating: 0, count: conversion.byteCount - sent))
      }
    }
    send(problems)
  }

  private static func send(_ part: some Encodable) {
    guard let json = try? JSONEncoder().encode(part) else { _exit(2) }
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { write(Array($0)) }
    write([UInt8](json))
  }

  private static func write(_ bytes: [UInt8]) {
    let isSent = bytes.withUnsafeBytes { RawFile.write($0, to: STDOUT_FILENO) }
    if !isSent { _exit(2) }
  }
}
