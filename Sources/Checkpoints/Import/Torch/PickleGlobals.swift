/// The Python classes and functions that files of tensors and modules name.
///
/// They are taken for names alone. Any other one means that the file holds something else than a
/// network, or means harm in a program that would execute it.
enum PickleGlobals {
  private static let names: Set<String> = [
    "collections.OrderedDict", "torch.Size", "torch.device", "builtins.set", "__builtin__.set",
    "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_parameter", "torch.nn.parameter.Parameter",
  ]

  /// The modules of networks: PyTorch's layers, torchvision's, and the released ProtoPNet code.
  private static let modules = [
    "torch.nn.modules", "torch.nn.backends", "torch.nn.parallel", "torchvision.models",
    "model", "vgg_features", "resnet_features", "densenet_features",
  ]

  static func checked(module: String, name: String) throws(Unpickler.Malformation) -> Pickle.Value {
    let global = "\(module).\(name)"
    let isStorage =
      (module == "torch" || module == "torch.cuda") && name.hasSuffix("Storage")
    let isLayer = modules.contains { module == $0 || module.hasPrefix($0 + ".") }
    guard names.contains(global) || isStorage || isLayer else {
      throw Unpickler.Malformation(
        problem: "it names the Python object '\(global.prefix(80))', which no network needs"
      )
    }
    return .global(global)
  }
}
