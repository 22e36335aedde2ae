import CHDF5

/// A dataset or an attribute, the two places where a file keeps arrays.
struct HDF5Variable: ~Copyable {
  enum Kind { case dataset, attribute }

  let handle: HDF5Handle
  let kind: Kind
  let place: HDF5Place

  /// The extents, none for a single value; every one and their product fit in memory.
  ///
  /// A damaged file may declare any extents, so they are held against what it stores before anything
  /// is allocated. No filter packs better than 1 : 1100, and only chunks can be packed.
  func extents(fileByteCount: Int) throws(CheckpointError) -> [Int] {
    let space = try space()
    guard H5Sget_simple_extent_type(space.id) != H5S_NULL else { throw place.error("is empty") }
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    guard rank >= 0 else { throw place.error("has no readable shape") }
    var extents = [hsize_t](repeating: 0, count: rank)
    try place.check(H5Sget_simple_extent_dims(space.id, &extents, nil), "has no readable shape")
    let stored = try type()
    let storage = kind == .dataset ? H5Dget_storage_size(handle.id) : H5Aget_storage_size(handle.id)
    let isChunked = try layout() == H5D_CHUNKED
    let limit = min(Int(clamping: storage), fileByteCount) * (isChunked ? 1100 : 1)
    let byteCount = CheckedSize.product(
      [H5Tget_size(stored.id)] + extents.map { Int(clamping: $0) }
    )
    guard let byteCount, byteCount <= limit else {
      throw place.error("declares the extents \(extents), more than its file holds")
    }
    return extents.map { Int($0) }
  }

  /// Throws for a dataset whose values lie in another file.
  func requireOwnValues() throws(CheckpointError) {
    guard kind == .dataset else { return }
    let properties = try properties()
    guard H5Pget_external_count(properties.id) == 0 else {
      throw place.unusable("lies in another file, which is not followed")
    }
    guard try layout() != H5D_VIRTUAL else {
      throw place.unusable("is put together from other files, which are not followed")
    }
  }

  /// Why values cannot be read: a filter that is not here, or something else.
  private func unreadable() throws(CheckpointError) -> CheckpointError {
    guard kind == .dataset else { return place.error("cannot be read") }
    let properties = try properties()
    for index in 0..<UInt32(max(0, H5Pget_nfilters(properties.id))) {
      var (count, flags) = (0, UInt32(0))
      let filter = H5Pget_filter2(properties.id, index, &flags, &count, nil, 0, nil, nil)
      guard filter < 0 || H5Zfilter_avail(filter) > 0 else {
        return HDF5Filter.error(filter, at: place)
      }
    }
    return place.error("cannot be read")
  }

  /// Where in the file the values lie, in one piece and unchanged; nil where they do not.
  func offset(fileByteCount: Int, byteCount: Int) throws(CheckpointError) -> Int? {
    guard kind == .dataset, byteCount > 0, try layout() == H5D_CONTIGUOUS else { return nil }
    guard let offset = Int(exactly: H5Dget_offset(handle.id)), byteCount <= fileByteCount,
      offset <= fileByteCount - byteCount
    else { return nil }
    return offset
  }

  func space() throws(CheckpointError) -> HDF5Handle {
    try HDF5Handle(
      kind == .dataset ? H5Dget_space(handle.id) : H5Aget_space(handle.id),
      closing: H5Sclose,
      at: place,
      "has no readable shape"
    )
  }

  private func properties() throws(CheckpointError) -> HDF5Handle {
    try HDF5Handle(
      H5Dget_create_plist(handle.id),
      closing: H5Pclose,
      at: place,
      "has no readable layout"
    )
  }

  private func layout() throws(CheckpointError) -> H5D_layout_t? {
    guard kind == .dataset else { return nil }
    let properties = try properties()
    return H5Pget_layout(properties.id)
  }

  /// The datatype in the file.
  func type() throws(CheckpointError) -> HDF5Handle {
    try HDF5Handle(
      kind == .dataset ? H5Dget_type(handle.id) : H5Aget_type(handle.id),
      closing: H5Tclose,
      at: place,
      "has no readable type"
    )
  }

  /// Reads all values, converted to `type`.
  func read(_ type: hid_t, into buffer: UnsafeMutableRawPointer?) throws(CheckpointError) {
    let status =
      kind == .dataset
      ? H5Dread(handle.id, type, 0, 0, 0, buffer) : H5Aread(handle.id, type, buffer)
    guard status >= 0 else { throw try unreadable() }
  }

  /// Reads some adjacent rows of a dataset, converted to `type`.
  func read(
    _ type: hid_t,
    _ rows: Range<Int>,
    of extents: [Int],
    into buffer: UnsafeMutableRawPointer?
  ) throws(CheckpointError) {
    let counts = ([rows.count] + extents.dropFirst()).map { hsize_t($0) }
    let start = ([rows.lowerBound] + extents.dropFirst().map { _ in 0 }).map { hsize_t($0) }
    let memory = try HDF5Handle(
      H5Screate_simple(Int32(counts.count), counts, nil),
      closing: H5Sclose,
      at: place,
      "cannot be read"
    )
    let selection = try space()
    try place.check(
      H5Sselect_hyperslab(selection.id, H5S_SELECT_SET, start, nil, counts, nil),
      "cannot be read"
    )
    guard H5Dread(handle.id, type, memory.id, selection.id, 0, buffer) >= 0 else {
      throw try unreadable()
    }
  }
}
