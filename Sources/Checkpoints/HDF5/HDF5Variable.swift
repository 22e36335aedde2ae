import CHDF5
import Tensors

/// A dataset or an attribute, the two places where a file keeps arrays.
struct HDF5Variable: ~Copyable {
  enum Kind { case dataset, attribute }

  let handle: HDF5Handle
  let kind: Kind
  let place: HDF5Place

  /// The extents, [] for a scalar; every one and their product fit in memory.
  ///
  /// A damaged file may declare any extents, so they are held against what it stores before anything
  /// is allocated. No filter packs better than 1 : 1100, and only chunks can be packed.
  func shape(fileByteCount: Int) throws(CheckpointError) -> Shape {
    let space = try HDF5Handle(
      kind == .dataset ? H5Dget_space(handle.id) : H5Aget_space(handle.id),
      closing: H5Sclose,
      at: place,
      "has no readable shape"
    )
    guard H5Sget_simple_extent_type(space.id) != H5S_NULL else { throw place.error("is empty") }
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    guard rank >= 0 else { throw place.failure("has no readable shape") }
    var extents = [hsize_t](repeating: 0, count: rank)
    try place.check(H5Sget_simple_extent_dims(space.id, &extents, nil), "has no readable shape")
    let stored = try type()
    let storage = kind == .dataset ? H5Dget_storage_size(handle.id) : H5Aget_storage_size(handle.id)
    let limit = min(Int(clamping: storage), fileByteCount) * (try isChunked() ? 1100 : 1)
    let byteCount = CheckedSize.product(
      [H5Tget_size(stored.id)] + extents.map { Int(clamping: $0) }
    )
    guard let byteCount, byteCount <= limit else {
      throw place.error("declares the extents \(extents), more than its file holds")
    }
    return Shape(extents.map { Int($0) })
  }

  private func isChunked() throws(CheckpointError) -> Bool {
    guard kind == .dataset else { return false }
    let properties = try HDF5Handle(
      H5Dget_create_plist(handle.id),
      closing: H5Pclose,
      at: place,
      "has no readable layout"
    )
    return H5Pget_layout(properties.id) == H5D_CHUNKED
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

  /// Throws unless the datatype's class is one of `classes`.
  func require(_ classes: [H5T_class_t], _ name: String) throws(CheckpointError) {
    let type = try type()
    guard classes.contains(H5Tget_class(type.id)) else {
      throw place.error("does not hold \(name)")
    }
  }

  /// Reads all values, converted to `type`.
  func read(_ type: hid_t, into buffer: UnsafeMutableRawPointer?) throws(CheckpointError) {
    let status =
      kind == .dataset
      ? H5Dread(handle.id, type, 0, 0, 0, buffer) : H5Aread(handle.id, type, buffer)
    try place.check(status, "cannot be read")
  }

  /// Writes all values, which are of `type` in memory.
  func write(_ type: hid_t, from buffer: UnsafeRawPointer?) throws(CheckpointError) {
    let status =
      kind == .dataset
      ? H5Dwrite(handle.id, type, 0, 0, 0, buffer) : H5Awrite(handle.id, type, buffer)
    try place.check(status, "cannot be written")
  }
}
