import CHDF5
import Files

/// The reading process: its input is the file, its output the answer.
enum HDF5ReadingService {
  /// Reads the file and sends what it holds.
  static func answer(byteCount: Int) {
    HDF5Library.start()
    let place = HDF5Place(file: "")
    do throws(CheckpointError) {
      let file = H5Fopen(ReadingService.path, chdf5_read_only(), 0)
      guard file >= 0 else { throw place.damaged("HDF5 cannot open it") }
      send(try HDF5Survey(file, at: place, fileByteCount: byteCount))
    } catch {
      ReadingService.send(HDF5ReadingProcess.Account(problem: HDF5Problem(error)))
    }
  }

  private static func send(_ survey: HDF5Survey) {
    let byteCount = survey.conversions.reduce(survey.copies.count) { $0 + $1.byteCount }
    ReadingService.send(
      HDF5ReadingProcess.Account(contents: survey.contents, copyByteCount: byteCount)
    )
    ReadingService.write(survey.copies)
    var problems: [String: HDF5Problem] = [:]
    for conversion in survey.conversions {
      var sent = 0
      do throws(CheckpointError) {
        try survey.convert(conversion) { bytes in
          ReadingService.write(bytes)
          sent += bytes.count
        }
      } catch {
        problems[conversion.path] = HDF5Problem(error)
        ReadingService.write([UInt8](repeating: 0, count: conversion.byteCount - sent))
      }
    }
    ReadingService.send(problems)
  }
}
