import Datasets
import Files
import Foundation
import Images

/// The pictures that `explain` was asked about: files, and those in folders.
struct PicturesToExplain {
  struct Picture {
    let file: URL
    /// What its page is named after.
    let path: String
    /// The class that its folder names.
    let label: String?
  }

  let all: [Picture]
  /// The one file that was named, where it is all there is.
  let only: URL?

  /// - Throws: `DatasetError` for a folder without pictures or that cannot be listed.
  init(_ paths: [String], classNames: [String]) throws {
    var all: [Picture] = []
    var namesFolder = false
    for path in paths {
      let url = URL(fileURLWithPath: path)
      guard PathKind(at: url) == .folder else {
        all.append(Picture(file: url, path: url.lastPathComponent, label: nil))
        continue
      }
      namesFolder = true
      let found = FoundPictures(in: url, classNames: classNames)
      var problems = found.problems
      if found.pictures.isEmpty, problems.isEmpty { problems = ["\(path) has no picture"] }
      guard problems.isEmpty else { throw DatasetError(dataset: path, problems: problems) }
      all += found.pictures.map { Picture(file: $0.file, path: $0.path, label: $0.className) }
    }
    self.all = all
    only = namesFolder || all.count != 1 ? nil : all[0].file
  }
}
