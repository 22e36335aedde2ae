import CHDF5

/// The C library, which only the reading process calls: on one thread, and for one file.
enum HDF5Library {
  /// Starts the library: without messages, without its handler at exit, and without loading code.
  static func start() {
    H5dont_atexit()
    H5open()
    H5Eset_auto2(0, nil, nil)
    // Filters that a file asks for come from the library itself, never from a folder.
    H5PLset_loading_state(0)
  }
}
