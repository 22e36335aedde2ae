/// What a pickle describes, as data: nothing of it is ever executed.
///
/// Containers lie side by side in one list and refer to each other by position, so that neither cycles
/// nor depth in a hostile file do any harm.
struct Pickle {
  enum Value: Hashable {
    case none
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    /// A class or function by its module and name, such as `collections.OrderedDict`.
    case global(String)
    case node(Int)
  }

  struct Node {
    enum Kind: Hashable {
      case tuple
      case list
      /// The items are keys and values in turn.
      case dictionary
      /// A call of a global, whose result stays unknown; items as of a dictionary may be added.
      case call(String, arguments: Value)
      /// Something kept outside the pickle, by its description.
      case persistent(Value)
    }

    let kind: Kind
    var items: [Value] = []
    /// What Python would hand to `__setstate__`.
    var state = Value.none
  }

  var nodes: [Node] = []
  var root = Value.none

  /// The items of a tuple or list; nil for everything else.
  func elements(_ value: Value) -> [Value]? {
    guard case .node(let index) = value else { return nil }
    switch nodes[index].kind {
    case .tuple, .list: return nodes[index].items
    case .dictionary, .call, .persistent: return nil
    }
  }

  /// The entries of a dictionary or `OrderedDict` whose keys are texts; nil for everything else.
  func entries(_ value: Value) -> [(key: String, value: Value)]? {
    guard case .node(let index) = value else { return nil }
    var items = nodes[index].items
    switch nodes[index].kind {
    case .dictionary: break
    case .call("collections.OrderedDict", let arguments):
      // Python 2 hands over a list of pairs.
      let pairs = elements(arguments)?.first.flatMap(elements) ?? []
      items = pairs.flatMap { elements($0) ?? [] } + items
    case .tuple, .list, .call, .persistent: return nil
    }
    return stride(from: 0, to: items.count - 1, by: 2).compactMap { position in
      if case .text(let key) = items[position] { (key, items[position + 1]) } else { nil }
    }
  }

  /// A call's function and arguments; nil for everything else.
  func call(_ value: Value) -> (function: String, arguments: [Value])? {
    guard case .node(let index) = value, case .call(let function, let arguments) = nodes[index].kind
    else { return nil }
    return (function, elements(arguments) ?? [])
  }
}
