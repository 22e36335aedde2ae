package import Foundation

/// The pictures in a folder at any depth, with the classes that their folders name, if they do.
package struct FoundPictures {
  package let pictures: [Picture]
  /// What cannot be listed or followed, a sentence each.
  package let problems: [String]

  package struct Picture: Equatable, Sendable {
    package let file: URL
    /// The path from the folder.
    package let path: String
    /// The nearest folder above the picture that has a class's name, byte by byte; nil where none has.
    package let className: String?

    package init(file: URL, path: String, className: String?) {
      (self.file, self.path, self.className) = (file, path, className)
    }
  }

  /// Lists a folder, whose own name may be a class's too.
  package init(in folder: URL, classNames: [String]) {
    let names = Set(classNames.map { Array($0.utf8) })
    let outermost = folder.standardizedFileURL.lastPathComponent
    var problems: [String] = []
    pictures = DirectoryListing.pictures(under: folder, problems: &problems).map { path in
      let folders = [outermost] + path.split(separator: "/").dropLast().map(String.init)
      return Picture(
        file: folder.appending(path: path),
        path: path,
        className: folders.last { names.contains(Array($0.utf8)) }
      )
    }
    self.problems = problems
  }
}
