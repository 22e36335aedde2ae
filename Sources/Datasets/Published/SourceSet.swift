package import Foundation
package import Images

/// A published data set as its own files describe it, before anything is made of it.
///
/// Readers note what is wrong in ``problems`` instead of stopping, so that a preparation can name
/// everything at once.
package struct SourceSet: Sendable {
  /// The names of the classes in the order of their indices; each becomes a directory.
  package var classNames: [String] = []
  package var pictures: [Picture] = []
  /// What the data set's lists have wrong, each with its place.
  package var problems: [String] = []
  /// Where the lists and pictures were found, if that is not where they were said to be.
  package var notes: [String] = []

  /// One picture of the data set.
  package struct Picture: Sendable {
    /// The name by which the data set's lists know it; its last part names the prepared file.
    package let name: String
    package let contents: Contents
    /// `train` or `test`.
    package let split: String
    package let classIndex: Int
    /// The class in the data set's own words.
    package let label: String
    /// The box around the object; nil where there is none, or none was asked for.
    package var box: SourceBox?
    /// Where the object's visible parts are, in pixels of the source picture.
    package var parts: [Part] = []
    /// The box around the object of a picture that is kept whole, where it is known.
    package var objectBox: SourceBox?
  }

  package enum Contents: Sendable {
    case file(URL)
    /// Samples that several pictures' file holds.
    case gray(GrayImage)
  }

  /// The place of a named part of an object.
  package struct Part: Sendable, Hashable, Codable {
    package let name: String
    package let x: Double
    package let y: Double

    package init(name: String, x: Double, y: Double) { (self.name, self.x, self.y) = (name, x, y) }
  }

  package init() {}

  /// The file that a data set's folder is known by, or below it the nearest; where there is none, or several
  /// differ, nil and a problem.
  mutating func file(_ name: String, below folder: URL, from archive: String) -> URL? {
    do throws(SourceProblem) {
      if let file = try SourceFolder.file(name, below: folder) { return file }
      let above = folder.standardizedFileURL.deletingLastPathComponent()
      if FileManager.default.fileExists(atPath: above.appending(path: name).path) {
        problems.append("\(folder.path) has no \(name); the folder above has, so name that")
        return nil
      }
      problems.append(
        "\(folder.path) has no \(name), nor has a folder in it; name the folder that \(archive) unpacks to"
      )
    } catch {
      problems.append(error.text)
    }
    return nil
  }

  /// Says where something was found if that is not where it was expected.
  mutating func addNote(of place: URL, expected: URL) {
    guard place.standardizedFileURL.path != expected.standardizedFileURL.path else { return }
    notes.append("found in \(place.path)")
  }
}
