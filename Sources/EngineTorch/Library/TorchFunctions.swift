/// What libtorch's C interface offers, as far as it is called.
///
/// Every function but the last two groups returns 0, or leaves words behind that ``lastMessage`` reads.
/// Source: PyTorch's torch/csrc/inductor/aoti_torch/c/shim.h and torch/csrc/stable/c/shim.h.
struct TorchFunctions: Sendable {
  /// A tensor of the library, or a list; owned by whoever asked for it.
  typealias Handle = OpaquePointer
  typealias Result<T> = UnsafeMutablePointer<T?>
  typealias Extents = UnsafePointer<Int64>

  typealias Empty =
    @Sendable @convention(c) (Int64, Extents, Extents, Int32, Int32, Int32, Result<Handle>) -> Int32
  typealias FromMemory =
    @Sendable @convention(c) (
      UnsafeMutableRawPointer?, Int64, Extents, Extents, Int64, Int32, Int32, Int32, Result<Handle>
    ) -> Int32
  typealias View =
    @Sendable @convention(c) (Handle, Int64, Extents, Extents, Int64, Result<Handle>) -> Int32
  typealias Delete = @Sendable @convention(c) (Handle) -> Int32
  typealias Share = @Sendable @convention(c) (Handle, Result<Handle>) -> Int32
  typealias Sizes = @Sendable @convention(c) (Handle, Result<Extents>) -> Int32
  typealias Count = @Sendable @convention(c) (Handle, UnsafeMutablePointer<Int64>) -> Int32
  typealias Copy = @Sendable @convention(c) (Handle, Handle, Int32) -> Int32
  typealias Read = @Sendable @convention(c) (Handle, UnsafeMutablePointer<Float>) -> Int32
  typealias Subtract = @Sendable @convention(c) (Handle, Handle, Double, Result<Handle>) -> Int32
  typealias Call =
    @Sendable @convention(c) (
      UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutablePointer<UInt64>, UInt64
    ) -> Int32
  typealias NewList = @Sendable @convention(c) (Int, Result<Handle>) -> Int32
  typealias Append = @Sendable @convention(c) (Handle, UInt64) -> Int32
  typealias NewValue = @Sendable @convention(c) (Result<UnsafeMutablePointer<UInt64>>) -> Int32
  typealias Message = @Sendable @convention(c) () -> UnsafePointer<CChar>?

  let empty: Empty
  let fromMemory: FromMemory
  let view: View
  let delete: Delete
  let share: Share
  let sizes: Sizes
  let dimensionCount: Count
  let copy: Copy
  let clear: Delete
  let float: Read
  let subtract: Subtract
  let call: Call
  let newList: NewList
  let append: Append

  /// Of 2.13 and newer ones: a place for an optional argument's value, and the last failure's words.
  let newValue: NewValue?
  let message: Message?

  /// The library's own numbers of types and devices, and its version.
  let float32, bfloat16, processor, cuda: Int32
  let version: UInt64

  /// - Throws: ``TorchError/missingSymbol(path:name:)``, ``TorchError/oldVersion(path:found:)``.
  init(_ library: SharedObject) throws(TorchError) {
    let abi = try library.function("aoti_torch_abi_version", (@convention(c) () -> UInt64).self)
    version = abi()
    let release = TorchVersion(version)
    guard release >= .oldest else {
      throw .oldVersion(path: library.path, found: "\(release)")
    }
    func number(_ name: String) throws(TorchError) -> Int32 {
      try library.function(name, (@convention(c) () -> Int32).self)()
    }
    let aoti = "aoti_torch_"
    empty = try library.function(aoti + "empty_strided", Empty.self)
    fromMemory = try library.function(aoti + "create_tensor_from_blob", FromMemory.self)
    view = try library.function(aoti + "_reinterpret_tensor", View.self)
    delete = try library.function(aoti + "delete_tensor_object", Delete.self)
    share = try library.function(aoti + "new_tensor_handle", Share.self)
    sizes = try library.function(aoti + "get_sizes", Sizes.self)
    dimensionCount = try library.function(aoti + "get_dim", Count.self)
    copy = try library.function(aoti + "copy_", Copy.self)
    clear = try library.function(aoti + "zero_", Delete.self)
    float = try library.function(aoti + "item_float32", Read.self)
    subtract = try library.function(aoti + "aten_subtract_Tensor", Subtract.self)
    call = try library.function("torch_call_dispatcher", Call.self)
    newList = try library.function("torch_new_list_reserve_size", NewList.self)
    append = try library.function("torch_list_push_back", Append.self)
    newValue = library.optional("torch_new_stable_ivalue", NewValue.self)
    message = library.optional(
      "torch_exception_get_what_without_backtrace",
      Message.self
    )
    float32 = try number(aoti + "dtype_float32")
    bfloat16 = try number(aoti + "dtype_bfloat16")
    processor = try number(aoti + "device_type_cpu")
    cuda = try number(aoti + "device_type_cuda")
  }
}
