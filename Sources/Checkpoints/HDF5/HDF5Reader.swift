import CHDF5
package import Foundation

/// An HDF5 file open for reading; closed when it goes out of scope.
///
/// Paths are absolute, such as `/parameters/backbone/features.0.weight`.
///
/// Truncated and foreign files give errors. A file whose structure was damaged in place is parsed by the C
/// library first, which may crash on it.
package struct HDF5Reader: ~Copyable {
  private let file: HDF5Handle
  private let path: String
  let byteCount: Int

  /// Opens a file.
  ///
  /// - Throws: ``CheckpointError`` where it does not exist, is truncated or is no HDF5 file.
  package init(contentsOf url: URL) throws(CheckpointError) {
    let byteCount = try FileSize.of(url)
    let place = HDF5Place(file: url.path)
    let file = try HDF5Library.perform { () throws(CheckpointError) in
      try HDF5Handle(
        H5Fopen(url.path, chdf5_read_only(), 0),
        closing: H5Fclose,
        at: place,
        "is truncated or not an HDF5 file"
      )
    }
    self.file = file
    self.byteCount = byteCount
    path = url.path
  }

  /// The place of an object, for errors.
  func place(_ object: String) -> HDF5Place { HDF5Place(file: path, object: object) }

  /// Whether a group or dataset exists.
  package func contains(_ object: String) throws(CheckpointError) -> Bool {
    try HDF5Library.perform { () throws(CheckpointError) in
      // The library wants every step of the way asked for by itself.
      var prefix = ""
      for name in object.split(separator: "/") {
        prefix += "/\(name)"
        let exists = H5Lexists(file.id, prefix, 0)
        try place(prefix).check(exists, "cannot be looked up")
        if exists == 0 { return false }
        let resolves = H5Oexists_by_name(file.id, prefix, 0)
        try place(prefix).check(resolves, "cannot be looked up")
        if resolves == 0 { return false }
      }
      return true
    }
  }

  /// The names of a group's members in order; empty where the group does not exist.
  package func members(of group: String) throws(CheckpointError) -> [String] {
    guard try contains(group) else { return [] }
    return try HDF5Library.perform { () throws(CheckpointError) in
      let place = place(group)
      var info = H5G_info_t()
      let handle = try HDF5Handle(
        H5Gopen2(file.id, group, 0),
        closing: H5Gclose,
        at: place,
        "is not a group"
      )
      try place.check(H5Gget_info(handle.id, &info), "has no readable members")
      var names: [String] = []
      for index in 0..<info.nlinks {
        names.append(
          try place.name { buffer, size in
            H5Lget_name_by_idx(handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, 0)
          }
        )
      }
      return names.sorted()
    }
  }

  /// The datasets below a group at any depth, as paths relative to it, in order.
  package func datasets(under group: String) throws(CheckpointError) -> [String] {
    var paths: [String] = []
    // A damaged file may link a group into itself.
    guard group.utf8.count(where: { $0 == 0x2F }) < 32 else {
      throw place(group).error("is nested too deeply")
    }
    for name in try members(of: group) {
      let path = group.hasSuffix("/") ? group + name : "\(group)/\(name)"
      if try isGroup(path) {
        paths += try datasets(under: path).map { "\(name)/\($0)" }
      } else {
        paths.append(name)
      }
    }
    return paths
  }

  /// Whether an object is a group rather than a dataset.
  package func isGroup(_ object: String) throws(CheckpointError) -> Bool {
    try HDF5Library.perform { () throws(CheckpointError) in
      let handle = try HDF5Handle(
        H5Oopen(file.id, object, 0),
        closing: H5Oclose,
        at: place(object),
        "cannot be opened"
      )
      return H5Iget_type(handle.id) == H5I_GROUP
    }
  }

  /// Calls `body` with a dataset.
  func withDataset<Result>(
    _ path: String,
    _ body: (borrowing HDF5Variable) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard try contains(path) else { throw place(path).error("is missing") }
    return try HDF5Library.perform { () throws(CheckpointError) in
      let handle = try HDF5Handle(
        H5Dopen2(file.id, path, 0),
        closing: H5Dclose,
        at: place(path),
        "is not a dataset"
      )
      return try body(HDF5Variable(handle: handle, kind: .dataset, place: place(path)))
    }
  }

  /// Whether an object has an attribute.
  package func hasAttribute(_ name: String, of object: String) throws(CheckpointError) -> Bool {
    guard try contains(object) else { return false }
    return try HDF5Library.perform { () throws(CheckpointError) in
      let exists = H5Aexists_by_name(file.id, object, name, 0)
      try place(object).check(exists, "has no readable attributes")
      return exists > 0
    }
  }

  /// Calls `body` with an attribute.
  func withAttribute<Result>(
    _ name: String,
    of object: String,
    _ body: (borrowing HDF5Variable) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    let place = place(object).attribute(name)
    guard try hasAttribute(name, of: object) else { throw place.error("is missing") }
    return try HDF5Library.perform { () throws(CheckpointError) in
      let handle = try HDF5Handle(
        H5Aopen_by_name(file.id, object, name, 0, 0),
        closing: H5Aclose,
        at: place,
        "cannot be opened"
      )
      return try body(HDF5Variable(handle: handle, kind: .attribute, place: place))
    }
  }

  /// The names of an object's attributes in order; empty where the object does not exist.
  package func attributeNames(of object: String) throws(CheckpointError) -> [String] {
    guard try contains(object) else { return [] }
    return try HDF5Library.perform { () throws(CheckpointError) in
      let place = place(object)
      let handle = try HDF5Handle(
        H5Oopen(file.id, object, 0),
        closing: H5Oclose,
        at: place,
        "cannot be opened"
      )
      var names: [String] = []
      let count = H5Aget_num_attrs(handle.id)
      try place.check(count, "has no readable attributes")
      for index in 0..<hsize_t(count) {
        names.append(
          try place.name { buffer, size in
            H5Aget_name_by_idx(handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, 0)
          }
        )
      }
      return names.sorted()
    }
  }
}
