/// What is known about a published data set: the contents of its `dataset.yaml`.
package struct DatasetFacts: Sendable, Equatable {
  private var contents: Contents

  /// The number of classes and of pictures in all splits.
  package var classes: Int { contents.classes }
  package var images: Int { contents.images }
  /// The number of pictures by the split's name.
  package var splits: [String: Int] { contents.splits.counts }
  /// The names of the classes, for data sets whose files do not tell them.
  package var classNames: [String] { contents.classNames }
  /// The digest of all pictures and labels, where it is known.
  package var digest: String? { contents.digest }

  /// Reads the facts; `file` is the name that problems are reported under.
  ///
  /// - Throws: Every problem of the text at once.
  package init(yaml text: String, file: String) throws(ExperimentError) {
    let source = SourceText(path: file, text: text)
    let log = ProblemLog(origins: [:])
    let reader = KeyReader(try YAMLDocument.root(of: text, in: source), path: [], log: log)
    contents = Contents()
    contents.visit(reader)
    reader.finish()
    guard log.problems.isEmpty else { throw ExperimentError(log.problems, in: source) }
  }

  private struct Contents: Section {
    var name = ""
    var origin = ""
    var citation: String?
    var licence = ""
    var classes = 0
    var images = 0
    var splits = Splits()
    var crop = ""
    var classNames: [String] = []
    var annotations: [String] = []
    var digest: String?
    var files: [File] = []

    mutating func visit(_ keys: some KeyVisitor) {
      keys.text("name", &name, required: true)
      keys.text("origin", &origin, required: true)
      keys.text("citation", &citation)
      keys.text("licence", &licence, required: true)
      keys.integer("classes", &classes, in: 2...Int.max, required: true)
      keys.integer("images", &images, in: 1...Int.max, required: true)
      keys.section("splits", &splits, required: true)
      keys.text("crop", &crop, required: true)
      keys.texts("class-names", &classNames)
      keys.texts("annotations", &annotations)
      keys.text("digest", &digest)
      if keys.isGiven("files") {
        keys.sections("files", &files)
      } else {
        var none: String?
        keys.text("files", &none)
      }
      if keys.isGiven("splits"), splits.counts.values.reduce(0, +) != images {
        keys.problem("the splits' pictures do not add up to \(images)", at: "splits")
      }
      if !classNames.isEmpty, classNames.count != classes {
        keys.problem(
          "\(classNames.count) names are given for \(classes) classes",
          at: "class-names"
        )
      }
    }
  }

  /// The pictures of each split.
  private struct Splits: Section {
    var train = 0
    var validation: Int?
    var test = 0

    var counts: [String: Int] {
      var counts = ["train": train, "test": test]
      counts["validation"] = validation
      return counts
    }

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer("train", &train, in: 1...Int.max, required: true)
      keys.integer("validation", &validation, in: 1...Int.max)
      keys.integer("test", &test, in: 1...Int.max, required: true)
    }
  }

  /// A file of the origin with its published checksum, for `md5sum` and `sha256sum`.
  private struct File: Section {
    var name = ""
    var md5: String?
    var sha256: String?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.text("name", &name, required: true)
      keys.text("md5", &md5)
      keys.text("sha256", &sha256)
      for (key, value, count) in [("md5", md5, 32), ("sha256", sha256, 64)] {
        guard let value else { continue }
        if value.count != count || !value.allSatisfy(\.isHexDigit) {
          keys.problem("'\(key)' must be \(count) hexadecimal digits", at: key)
        }
      }
    }
  }
}
