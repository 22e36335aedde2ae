import CHDF5

/// The datatypes that this program writes.
enum HDF5Type {
  /// Text of any length in UTF-8 (h5py's `str`).
  static func text(
    set: H5T_cset_t = H5T_CSET_UTF8,
    at place: HDF5Place
  ) throws(CheckpointError) -> HDF5Handle {
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
