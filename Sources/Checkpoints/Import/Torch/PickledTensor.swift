/// A tensor in a pickle, or what stands in the place of one.
enum PickledTensor: Hashable {
  case view(TorchView)
  case array(NumPyArray)
  /// One that is not read, with the reason: a predicate such as `is quantized`.
  case unreadable(String)

  /// Parameters of parameters do not nest deeper.
  private static let depthLimit = 8

  /// Describes a tensor, a parameter or an array; nil for any other value.
  init?(_ value: Pickle.Value, of pickle: Pickle) {
    var (value, isWrapped) = (value, false)
    for _ in 0..<Self.depthLimit {
      guard var (name, arguments) = pickle.call(value) else { break }
      if ["torch._tensor._rebuild_from_type_v2", "torch._tensor._rebuild_from_type"].contains(name),
        arguments.count > 2, case .global(let inner) = arguments[0]
      {
        // A tensor of some class, or one with attributes.
        (name, arguments) = (inner, pickle.elements(arguments[2]) ?? [])
      }
      guard Self.wrappers.contains(name), let first = arguments.first else {
        guard let tensor = Self.tensor(of: value, name, arguments, pickle) else { break }
        self = tensor
        return
      }
      (value, isWrapped) = (first, true)
    }
    guard isWrapped else { return nil }
    self = .unreadable("is made of a value that is no tensor")
  }

  private static func tensor(
    of value: Pickle.Value,
    _ name: String,
    _ arguments: [Pickle.Value],
    _ pickle: Pickle
  ) -> PickledTensor? {
    switch name {
    case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2",
      "torch._utils._rebuild_tensor_v3":
      TorchView(arguments, of: pickle).map(Self.view)
        ?? .unreadable("is not described as torch.save does")
    case "torch._utils._rebuild_qtensor": .unreadable("is quantized")
    case "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_sparse_csr_tensor":
      .unreadable("is sparse")
    case "torch._utils._rebuild_nested_tensor": .unreadable("is a nested tensor")
    case "torch._utils._rebuild_meta_tensor_no_storage":
      .unreadable("is of the device 'meta', which holds no values")
    case _ where NumPyArray.makers.contains(name):
      NumPyArray(value, of: pickle).map(Self.array)
        ?? .unreadable("is an array of NumPy that holds no plain numbers")
    case _ where name.hasPrefix("torch._utils._rebuild_"):
      .unreadable("is made by '\(name.prefix(80))', which is not known")
    default: nil
    }
  }

  /// Calls that make something of a tensor, which is their first argument.
  private static let wrappers: Set<String> = [
    "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
    "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer",
    "torch._utils._rebuild_device_tensor_from_numpy",
    "torch._utils._rebuild_device_tensor_from_cpu_tensor", "torch._utils._rebuild_xla_tensor",
  ]
}
