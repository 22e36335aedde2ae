package import Tensors

/// What a pickled PPNet of the released code says of itself beside its tensors.
///
/// Source: model.py, the attributes of `PPNet`.
package struct ReleasedModule: Equatable, Sendable {
  /// How a squared distance becomes a similarity there.
  package enum Similarity: Hashable, Sendable {
    /// `log`, `linear`, or another name.
    case named(String)
    /// A function of somebody's own.
    case function(String)
  }

  /// [P, K]: 1 where a prototype is of a class; nil where the network does not say it.
  package private(set) var classIdentity: Tensor?
  /// The class of each prototype, 0-based, where a file of this program says it.
  package private(set) var classes: [Int]?
  package private(set) var similarity: Similarity?
  package private(set) var epsilon: Double?
  /// The edge of the square input, in pixels.
  package private(set) var imageSize: Int?
  /// The classes of the add-on layers in order, such as `Conv2d`.
  package private(set) var addOnLayers: [String]?
  /// The class of the last layer.
  package private(set) var lastLayer: String?
  /// What in the backbone computes something that no tensor says: activations that are no ReLU,
  /// normalisations with another ε than 10⁻⁵, dilated and grouped convolutions.
  package private(set) var strangeLayers: [String] = []
  /// Stride and padding of the backbone's convolutions by their names in a checkpoint.
  package private(set) var convolutions: [String: [Int]] = [:]

  /// The first PPNet within a module, by its prototypes; nil where there is none.
  static func find(
    in root: PickledModule,
    _ loader: inout TorchLoader
  ) throws(CheckpointError) -> ReleasedModule? {
    var found: PickledModule?
    root.visit { _, module in
      if found == nil,
        module.members("_parameters").contains(where: { $0.key == "prototype_vectors" })
      {
        found = module
      }
    }
    return try found.map { (module) throws(CheckpointError) in try ReleasedModule(module, &loader) }
  }

  init(classes: [Int], similarity: Similarity?, epsilon: Double?) {
    (self.classes, self.similarity, self.epsilon) = (classes, similarity, epsilon)
  }

  private init(_ module: PickledModule, _ loader: inout TorchLoader) throws(CheckpointError) {
    let identity = "prototype_class_identity"
    let buffers = module.members("_buffers") + module.members("_parameters")
    if let value = module.attribute(identity) ?? buffers.first(where: { $0.key == identity })?.value
    {
      classIdentity = try loader.fact(value, named: identity)
    }
    switch module.attribute("prototype_activation_function") {
    case .text(let name): similarity = .named(name)
    case .global(let name): similarity = .function(name)
    case nil, .some(.none): break
    case .some(let value):
      let name = module.pickle.function(value)
      similarity = .function(name.isEmpty ? "an object of no known class" : name)
    }
    if let value = module.attribute("epsilon") {
      epsilon = try Self.number(value, "epsilon", module, &loader)
    }
    if case .integer(let size)? = module.attribute("img_size") { imageSize = size }
    for (name, child) in module.children {
      switch name {
      case "add_on_layers": addOnLayers = Self.layers(child)
      case "last_layer": lastLayer = child.unwrapped.simpleClassName
      case "features": look(at: child)
      default: break
      }
    }
  }

  private static func number(
    _ value: Pickle.Value,
    _ name: String,
    _ module: PickledModule,
    _ loader: inout TorchLoader
  ) throws(CheckpointError) -> Double? {
    switch value {
    case .number(let number): return number
    case .integer(let number): return Double(number)
    default:
      if let number = NumPyArray.scalar(value, of: module.pickle) { return number }
      let tensor = try loader.fact(value, named: name)
      return tensor.flatMap { $0.shape.count == 1 ? Double($0.values[0]) : nil }
    }
  }

  /// The classes of the layers of a sequence, of sequences within it and of wrappers.
  private static func layers(_ module: PickledModule) -> [String] {
    var layers: [String] = []
    module.visit { _, module in
      if module.members("_modules").isEmpty { layers.append(module.simpleClassName) }
    }
    return layers
  }

  /// Notes what the layers of a backbone are beside their tensors.
  private mutating func look(at backbone: PickledModule) {
    var (strange, convolutions): ([String], [String: [Int]]) = ([], [:])
    backbone.visit { prefix, layer in
      let name = prefix.split(separator: ".").filter { !PlainNames.wrappers.contains($0) }
        .joined(separator: ".")
      func integers(_ attribute: String) -> [Int]? {
        layer.attribute(attribute).flatMap { layer.pickle.integers($0) }
      }
      switch layer.simpleClassName {
      case "Conv2d":
        let isDilated = integers("dilation").map { $0 != [1, 1] } ?? false
        let isGrouped = layer.attribute("groups").map { $0 != .integer(1) } ?? false
        if isDilated || isGrouped {
          strange.append("'\(name)' is a \(isDilated ? "dilated" : "grouped") convolution")
        }
        if let stride = integers("stride"), let padding = integers("padding") {
          convolutions[name] = stride + padding
        }
      case "BatchNorm2d":
        if case .number(let epsilon)? = layer.attribute("eps"), Float(epsilon) != 1e-5 {
          strange.append("'\(name)' has the epsilon \(epsilon)")
        }
      case let type where layer.className.hasPrefix("torch.nn.modules.activation."):
        if type != "ReLU" { strange.append("'\(name)' is \(type)") }
      default: break
      }
    }
    (strangeLayers, self.convolutions) = (strange, convolutions)
  }
}
