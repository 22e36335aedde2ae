import CHDF5
package import Foundation

/// An HDF5 file in the making; equal contents written in equal order give equal bytes.
///
/// Objects carry no times. Groups on the way to an object are made on demand.
package struct HDF5Writer: ~Copyable {
  let file: HDF5Handle
  private let path: String

  /// Writes a file: all of it or, where anything fails, none of it.
  ///
  /// `body` fills a file with the suffix `.partial` in the same folder, which is then flushed to the disk
  /// and renamed; an earlier file of that name stays until that moment.
  package static func write(
    to url: URL,
    _ body: (borrowing HDF5Writer) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let partial = url.appendingPathExtension("partial")
    do throws(CheckpointError) {
      try HDF5Library.perform { () throws(CheckpointError) in
        let writer = try HDF5Writer(creating: partial, for: url)
        try body(writer)
        try writer.close()
      }
      try DurableFile.commit(partial, to: url)
    } catch {
      DurableFile.discard(partial)
      throw error
    }
  }

  private init(creating partial: URL, for url: URL) throws(CheckpointError) {
    path = url.path
    let place = Self.place(path, "")
    let creation = try Self.properties(chdf5_file_creation(), place)
    let access = try HDF5Handle(
      H5Pcreate(chdf5_file_access()),
      closing: H5Pclose,
      at: place,
      "cannot be created"
    )
    // Nothing of the file may stay open behind its handle.
    try place.check(H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG), "cannot be created")
    file = try HDF5Handle(
      H5Fcreate(partial.path, chdf5_truncate(), creation.id, access.id),
      closing: H5Fclose,
      at: place,
      "cannot be created"
    )
  }

  private consuming func close() throws(CheckpointError) {
    let place = place("")
    try place.check(H5Fflush(file.id, H5F_SCOPE_GLOBAL), "cannot be written")
    guard file.close() else { throw place.error("cannot be written") }
  }

  func place(_ object: String) -> HDF5Place { Self.place(path, object) }

  private static func place(_ path: String, _ object: String) -> HDF5Place {
    HDF5Place(
      file: path,
      object: object,
      remedy: "check that the folder exists, is writable and has room"
    )
  }

  /// Creation properties without times.
  static func properties(_ kind: hid_t, _ place: HDF5Place) throws(CheckpointError) -> HDF5Handle {
    let properties = try HDF5Handle(
      H5Pcreate(kind),
      closing: H5Pclose,
      at: place,
      "cannot be created"
    )
    try place.check(H5Pset_obj_track_times(properties.id, false), "cannot be created")
    return properties
  }

  /// Makes a group, and those on the way to it, where they do not exist yet.
  package func makeGroup(_ group: String) throws(CheckpointError) {
    try HDF5Library.perform { () throws(CheckpointError) in
      var prefix = ""
      for name in group.split(separator: "/") {
        prefix += "/\(name)"
        let place = place(prefix)
        let exists = H5Lexists(file.id, prefix, 0)
        try place.check(exists, "cannot be looked up")
        if exists > 0 { continue }
        let properties = try Self.properties(chdf5_group_creation(), place)
        _ = try HDF5Handle(
          H5Gcreate2(file.id, prefix, 0, properties.id, 0),
          closing: H5Gclose,
          at: place,
          "cannot be created"
        )
      }
    }
  }

  /// Writes a dataset of `extents`, whose values at `values` are of type `memory`.
  func writeDataset(
    _ path: String,
    _ extents: [Int],
    memory: hid_t,
    stored: hid_t,
    _ values: UnsafeRawPointer?
  ) throws(CheckpointError) {
    try makeGroup(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    let place = place(path)
    let space = try Self.space(extents, place)
    let properties = try Self.properties(chdf5_dataset_creation(), place)
    let handle = try HDF5Handle(
      H5Dcreate2(file.id, path, stored, space.id, 0, properties.id, 0),
      closing: H5Dclose,
      at: place,
      "cannot be created"
    )
    let data = HDF5Variable(handle: handle, kind: .dataset, place: place)
    if !extents.contains(0) { try data.write(memory, from: values) }
  }

  /// Makes a dataset of floats in one piece that has its place on the disk and no values yet.
  func makeRoom(_ extents: [Int], at path: String) throws(CheckpointError) {
    try HDF5Library.perform { () throws(CheckpointError) in
      let place = place(path)
      let space = try Self.space(extents, place)
      let properties = try Self.properties(chdf5_dataset_creation(), place)
      let status = H5Pset_alloc_time(properties.id, H5D_ALLOC_TIME_EARLY)
      try place.check(status, "cannot be created")
      try place.check(H5Pset_fill_time(properties.id, H5D_FILL_TIME_NEVER), "cannot be created")
      _ = try HDF5Handle(
        H5Dcreate2(file.id, path, chdf5_stored_float(), space.id, 0, properties.id, 0),
        closing: H5Dclose,
        at: place,
        "cannot be created"
      )
    }
  }

  /// Writes an attribute of an object that exists; no extents make a scalar.
  func writeAttribute(
    _ name: String,
    of object: String,
    _ extents: [Int],
    memory: hid_t,
    stored: hid_t,
    _ values: UnsafeRawPointer?
  ) throws(CheckpointError) {
    let place = place(object).attribute(name)
    let space = try Self.space(extents, place)
    let handle = try HDF5Handle(
      H5Acreate_by_name(file.id, object, name, stored, space.id, 0, 0, 0),
      closing: H5Aclose,
      at: place,
      "cannot be created"
    )
    let data = HDF5Variable(handle: handle, kind: .attribute, place: place)
    if !extents.contains(0) { try data.write(memory, from: values) }
  }

  static func space(_ extents: [Int], _ place: HDF5Place) throws(CheckpointError) -> HDF5Handle {
    let extents = extents.map { hsize_t($0) }
    return try HDF5Handle(
      extents.isEmpty
        ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(extents.count), extents, nil),
      closing: H5Sclose,
      at: place,
      "cannot be created"
    )
  }
}
