/// The paths within the files that this program writes.
enum Schema {
  static let root = "/"
  static let input = "/input"
  static let parameters = "/parameters"
  static let vectors = "/prototypes/vectors"
  static let classes = "/prototypes/class"
  static let source = "/prototypes/source"
  static let lastLayer = "/last_layer/weight"
  static let optimizer = "/optimizer"
  static let progress = "/progress"

  static let checkpointFormat = "protopnet-checkpoint"
  static let baselineFormat = "protopnet-baseline"
  static let weightsFormat = "protopnet-weights"
  static let rowsFormat = "protopnet-rows"
  static let picturesFormat = "protopnet-pictures"
  /// The version of all layouts, the first one; readers refuse later ones.
  static let version = 1

  /// Throws unless a file says that it has a format in the version read here.
  static func require(_ format: String, of file: borrowing HDF5Reader) throws(CheckpointError) {
    let whole = file.place("")
    guard try file.hasAttribute("format", of: root) else {
      throw CheckpointError(
        file: whole.file,
        problem: "is an HDF5 file of something else: it has no attribute 'format'",
        remedy: "name a file of format '\(format)'"
      )
    }
    let found = try file.textAttribute("format", of: root)
    guard found == format else {
      throw CheckpointError(
        file: whole.file,
        problem: found == baselineFormat
          ? "holds a baseline, which has no prototypes"
          : "has the format '\(found)', not '\(format)'",
        remedy: "name a file of format '\(format)'"
      )
    }
    let foundVersion = try file.integerAttribute("format_version", of: root)
    guard foundVersion <= version else {
      throw CheckpointError(newer: whole.file, found: foundVersion, known: version)
    }
    guard foundVersion == version else {
      throw whole.error("has version \(foundVersion) of its format, which never was one")
    }
  }
}
