import CHDF5

/// The HDF5 library.
package enum HDF5Version {
  /// Its name and version.
  package static var description: String {
    var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
    guard H5get_libversion(&major, &minor, &release) >= 0 else { return "HDF5" }
    return "HDF5 \(major).\(minor).\(release)"
  }
}
