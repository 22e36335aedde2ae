/// What an HDF5 file holds: all but the values of its large datasets.
struct HDF5Contents: Codable {
  /// By their paths: `/` is the root, `/parameters/backbone` a group below it.
  var objects: [String: HDF5Object] = [:]

  /// Whether every member of a group is there, under a name that makes its path longer.
  var isSound: Bool {
    objects.allSatisfy { path, object in
      guard case .group(let members) = object.kind else { return true }
      return members.allSatisfy { name in
        !name.isEmpty && !name.contains("/")
          && objects[path == "/" ? "/\(name)" : "\(path)/\(name)"] != nil
      }
    }
  }

  /// The most objects and attributes that are taken from a file.
  static let countLimit = 20_000
  /// The most steps and the most bytes of a path.
  static let (depthLimit, pathLimit) = (32, 1024)
  /// The most bytes of values that are copied out of a file, for values that are packed in it.
  static func copyLimit(fileByteCount: Int) -> Int { 2 * fileByteCount + 16_000_000 }
}

/// Why a part of a file cannot be used: a predicate, and what to do about it.
struct HDF5Problem: Codable {
  let problem: String
  let remedy: String

  init(_ error: CheckpointError) { (problem, remedy) = (error.problem, error.remedy) }

  func error(at place: HDF5Place) -> CheckpointError {
    CheckpointError(file: place.file, object: place.object, problem: problem, remedy: remedy)
  }
}

/// A group or dataset.
struct HDF5Object: Codable {
  enum Kind: Codable {
    /// With the names of its members, in order.
    case group([String])
    case dataset(HDF5Stored)
    case unusable(HDF5Problem)
  }

  var kind: Kind
  var attributes: [String: HDF5Stored] = [:]
}

/// The values of a dataset or an attribute, and where they are found.
struct HDF5Stored: Codable {
  enum Place: Codable {
    /// In the file from this offset on, in one piece, in the element's own form.
    case file(Int)
    /// Copied out of the file, in the element's own form; texts each after its length in 32 bits.
    case copy(offset: Int, byteCount: Int)
    case unusable(HDF5Problem)
  }

  /// Nil for values of a kind that this program has no use for.
  var element: HDF5Element?
  /// None for a single value.
  var extents: [Int]
  var place: Place
}
