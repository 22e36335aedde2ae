import CHDF5

/// Some adjacent rows of a dataset, for reading and writing without the others.
struct HDF5Rows {
  let range: Range<Int>
  /// The extents of one row; none where rows are single values.
  var rowExtents: [Int] = []

  /// Calls `body` with the spaces of the rows in memory and in the file.
  func transfer(
    _ dataset: hid_t,
    at place: HDF5Place,
    _ body: (_ memory: hid_t, _ selection: hid_t) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let extents = ([range.count] + rowExtents).map { hsize_t($0) }
    let offset = ([range.lowerBound] + rowExtents.map { _ in 0 }).map { hsize_t($0) }
    try HDF5Library.perform { () throws(CheckpointError) in
      let memory = try HDF5Handle(
        H5Screate_simple(Int32(extents.count), extents, nil),
        closing: H5Sclose,
        at: place,
        "has no room for rows"
      )
      let selection = try HDF5Handle(
        H5Dget_space(dataset),
        closing: H5Sclose,
        at: place,
        "has no readable shape"
      )
      try place.check(
        H5Sselect_hyperslab(selection.id, H5S_SELECT_SET, offset, nil, extents, nil),
        "has no rows \(range)"
      )
      try body(memory.id, selection.id)
    }
  }
}
