import CHDF5

/// A dataset of bytes that is written and read in pieces.
///
/// It lies in chunks without filters, so that a piece is read without the rest of its chunk.
struct HDF5Bytes: ~Copyable {
  let count: Int
  private let data: HDF5Handle
  private let place: HDF5Place

  private static let chunkByteCount = 1 << 20

  /// Makes a dataset of `count` bytes.
  init(creating path: String, count: Int, in file: borrowing HDF5Writer) throws(CheckpointError) {
    let place = file.place(path)
    let space = try HDF5Writer.space([count], place)
    let properties = try HDF5Writer.properties(chdf5_dataset_creation(), place)
    if count > 0 {
      let chunk = [hsize_t(min(count, Self.chunkByteCount))]
      try place.check(H5Pset_chunk(properties.id, 1, chunk), "cannot be created")
    }
    data = try HDF5Handle(
      H5Dcreate2(file.file.id, path, chdf5_stored_uint8(), space.id, 0, properties.id, 0),
      closing: H5Dclose,
      at: place,
      "cannot be created"
    )
    (self.place, self.count) = (place, count)
  }

  /// Opens a dataset of `count` bytes.
  init(
    _ path: String,
    count: Int,
    of file: borrowing HDF5Handle,
    at place: HDF5Place
  ) throws(CheckpointError) {
    let access = try HDF5Handle(
      H5Pcreate(chdf5_dataset_access()),
      closing: H5Pclose,
      at: place,
      "cannot be opened"
    )
    // Pieces come in any order: whole chunks in memory would be read for nothing.
    try place.check(H5Pset_chunk_cache(access.id, 0, 0, 1), "cannot be opened")
    data = try HDF5Handle(
      H5Dopen2(file.id, path, access.id),
      closing: H5Dclose,
      at: place,
      "is not a dataset"
    )
    (self.place, self.count) = (place, count)
  }

  func write(_ bytes: [UInt8], from first: Int) throws(CheckpointError) {
    try transfer(first..<first + bytes.count) { (memory, selection) throws(CheckpointError) in
      let status = H5Dwrite(data.id, chdf5_native_uint8(), memory, selection, 0, bytes)
      try place.check(status, "cannot be written")
    }
  }

  func read(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    try transfer(range) { (memory, selection) throws(CheckpointError) in
      let status = H5Dread(data.id, chdf5_native_uint8(), memory, selection, 0, &bytes)
      try place.check(status, "cannot be read")
    }
    return bytes
  }

  /// Calls `body` with the spaces of a range in memory and in the file.
  private func transfer(
    _ range: Range<Int>,
    _ body: (_ memory: hid_t, _ selection: hid_t) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    precondition((0...count).contains(range.lowerBound) && range.upperBound <= count)
    guard !range.isEmpty else { return }
    try HDF5Rows(range: range).transfer(data.id, at: place, body)
  }
}
