/// A `torch.nn.Module` in a pickle: its class, its attributes, parameters, buffers and submodules.
struct PickledModule {
  let pickle: Pickle
  /// The class by its Python module and name.
  let className: String
  /// The attributes in the order of the file.
  let attributes: [(key: String, value: Pickle.Value)]

  /// Modules do not nest deeper, nor have longer names, nor are they or their members more in all;
  /// hostile files, where modules contain each other many times, are left at that.
  private static let limits = (depth: 64, modules: 20_000, members: 300_000, name: 1024)

  /// Describes a module; nil for any other value.
  init?(_ value: Pickle.Value, of pickle: Pickle) {
    guard let call = pickle.call(value) else { return nil }
    // Modules that torch.fx made are called with their attributes.
    let attributes = pickle.attributes(value) ?? call.arguments.first.flatMap(pickle.entries) ?? []
    guard attributes.contains(where: { $0.key == "_modules" }) else { return nil }
    (self.pickle, self.attributes) = (pickle, attributes)
    var name = call.function
    if name.hasPrefix("copy"), case .global(let type)? = call.arguments.first { name = type }
    className = name
  }

  /// The value of an attribute; nil where there is none.
  func attribute(_ name: String) -> Pickle.Value? {
    attributes.first { $0.key == name }?.value
  }

  /// The name of the class without its Python module.
  var simpleClassName: String { String(className.split(separator: ".").last ?? "") }

  /// The submodules in order.
  var children: [(name: String, module: PickledModule)] {
    members("_modules").compactMap { entry in
      PickledModule(entry.value, of: pickle).map { (entry.key, $0) }
    }
  }

  /// The module within PyTorch's wrappers such as `DataParallel`, or itself.
  var unwrapped: PickledModule {
    var module = self
    // A hostile one may contain itself.
    for _ in 0..<8 {
      guard module.members("_modules").count == 1, let child = module.children.first,
        PlainNames.wrappers.contains(child.name[...])
      else { break }
      module = child.module
    }
    return module
  }

  func members(_ attribute: String) -> [(key: String, value: Pickle.Value)] {
    self.attribute(attribute).flatMap { pickle.entries($0) } ?? []
  }

  /// The tensors of the module alone, as `Module.state_dict` has them.
  private var ownTensors: [(key: String, value: Pickle.Value)] {
    let transient = attribute("_non_persistent_buffers_set").map { pickle.texts(ofSet: $0) } ?? []
    let buffers = members("_buffers").filter { !transient.contains($0.key) }
    return (members("_parameters") + buffers).filter { PickledTensor($0.value, of: pickle) != nil }
  }

  /// Parameters and buffers of the module and then of its submodules, as `Module.state_dict` has them.
  var tensors: [(name: String, value: Pickle.Value)] {
    var result: [(name: String, value: Pickle.Value)] = []
    visit { prefix, module in
      result += module.ownTensors.map { (prefix + $0.key, $0.value) }
    }
    return result
  }

  /// Calls `body` with every module, itself first, and the prefix of its names in a state dict.
  func visit(_ body: (String, PickledModule) -> Void) {
    var (moduleCount, memberCount) = (0, 0)
    func visit(_ module: PickledModule, _ prefix: String, _ depth: Int) {
      guard depth < Self.limits.depth, prefix.utf8.count < Self.limits.name,
        moduleCount < Self.limits.modules, memberCount < Self.limits.members
      else { return }
      let children = module.children
      moduleCount += 1
      memberCount += module.members("_parameters").count + module.members("_buffers").count
      body(prefix, module)
      for child in children { visit(child.module, prefix + child.name + ".", depth + 1) }
    }
    visit(self, "", 0)
  }
}
