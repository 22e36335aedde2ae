import Networks

/// Finds a VGG's convolutions by Keras' names, `block<B>_conv<C>`, both counted from 1.
struct KerasVGGNames {
  struct Position: Hashable {
    let block: Int
    let convolution: Int
  }

  /// torchvision's names of the convolutions, such as `features.28`.
  private var names: [Position: String] = [:]

  /// Numbers the convolutions of a graph, whose blocks end in poolings.
  init(_ graph: Graph) {
    var (block, convolution) = (1, 0)
    for node in graph.nodes {
      switch node.operation {
      case .convolution:
        convolution += 1
        names[Position(block: block, convolution: convolution)] = node.name
      case .maxPool:
        (block, convolution) = (block + 1, 0)
      default:
        break
      }
    }
  }

  /// torchvision's name of the convolution at a position; nil where the network has none there.
  subscript(position: Position) -> String? { names[position] }

  /// The position that a name says; nil for tensors of other layers.
  static func position(in name: String) -> Position? {
    guard let match = name.firstMatch(of: /block(\d{1,3})_conv(\d{1,3})/),
      let block = Int(match.1), let convolution = Int(match.2)
    else { return nil }
    return Position(block: block, convolution: convolution)
  }
}
