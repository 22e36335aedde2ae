import CHDF5

/// The library's types for the elements that this program knows.
enum HDF5Type {
  /// The type of numbers in memory, which is also that of numbers as this program writes them.
  static func number(_ element: HDF5Element) -> hid_t? {
    switch element {
    case .float32: chdf5_stored_float()
    case .float64: chdf5_stored_double()
    case .uint8: chdf5_stored_uint8()
    case .int32: chdf5_stored_int32()
    case .int64: chdf5_stored_int64()
    case .uint64: chdf5_stored_uint64()
    case .boolean, .text: nil
    }
  }

  /// Text of any length (h5py's `str`).
  static func text(set: H5T_cset_t, at place: HDF5Place) throws(CheckpointError) -> HDF5Handle {
    let type = try HDF5Handle(
      H5Tcopy(chdf5_c_string()),
      closing: H5Tclose,
      at: place,
      "has no type for text"
    )
    try place.check(H5Tset_size(type.id, chdf5_variable_size()), "has no type for text")
    try place.check(H5Tset_cset(type.id, set), "has no type for text")
    return type
  }

  /// The enumeration of `FALSE` and `TRUE` in 8 bits that h5py reads and writes as `bool`.
  static func boolean(at place: HDF5Place) throws(CheckpointError) -> HDF5Handle {
    let type = try HDF5Handle(
      H5Tenum_create(chdf5_native_int8()),
      closing: H5Tclose,
      at: place,
      "has no type for booleans"
    )
    for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
      var value = value
      try place.check(H5Tenum_insert(type.id, name, &value), "has no type for booleans")
    }
    return type
  }
}
