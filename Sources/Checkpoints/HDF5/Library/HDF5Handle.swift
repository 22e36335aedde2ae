import CHDF5

/// An identifier of the C library that is closed when its owner goes.
struct HDF5Handle: ~Copyable {
  let id: hid_t
  private let closing: @convention(c) (hid_t) -> herr_t

  /// Takes over an identifier from a call that returned it; a negative one is that call's failure.
  init(
    _ id: hid_t,
    closing: @escaping @convention(c) (hid_t) -> herr_t,
    at place: HDF5Place,
    _ problem: String
  ) throws(CheckpointError) {
    guard id >= 0 else { throw place.error(problem) }
    self.id = id
    self.closing = closing
  }

  deinit { _ = closing(id) }
}
