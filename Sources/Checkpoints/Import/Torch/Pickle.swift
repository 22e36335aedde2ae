import Foundation

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
    /// Anything that no tensor needs, such as a number of 200 bits.
    case opaque
  }

  struct Node {
    enum Kind: Hashable {
      case tuple
      case list
      case set
      /// The items are keys and values in turn.
      case dictionary
      case bytes(Data)
      /// A call, whose result stays unknown: the function, its arguments, and what was added to it.
      case call
      /// Something kept outside the pickle; its description is the one item.
      case persistent
    }

    let kind: Kind
    var items: [Value] = []
    /// What Python would hand to `__setstate__`.
    var state = Value.none
  }

  var nodes: [Node] = []
  var root = Value.none
  /// Whether something was forgotten, for there is more than a network needs.
  var isIncomplete = false

  private func node(_ value: Value) -> Node? {
    if case .node(let index) = value { nodes[index] } else { nil }
  }

  /// The items of a tuple or list; nil for everything else.
  func elements(_ value: Value) -> [Value]? {
    guard let node = node(value), node.kind == .tuple || node.kind == .list else { return nil }
    return node.items
  }

  /// The entries of a dictionary of any class whose keys are texts; nil for everything else.
  func entries(_ value: Value) -> [(key: String, value: Value)]? {
    guard let node = node(value) else { return nil }
    var items = node.items
    switch node.kind {
    case .dictionary: break
    case .call:
      items.removeFirst(2)
      if function(value) == "collections.OrderedDict" {
        // Python 2 hands over a list of pairs.
        let pairs = elements(node.items[1])?.first.flatMap(elements) ?? []
        items = pairs.flatMap { elements($0) ?? [] } + items
      }
    case .tuple, .list, .set, .bytes, .persistent: return nil
    }
    return stride(from: 0, to: items.count - 1, by: 2).compactMap { position in
      if case .text(let key) = items[position] { (key, items[position + 1]) } else { nil }
    }
  }

  /// The texts of a set, which is a call of `set` with a list up to protocol 3.
  func texts(ofSet value: Value) -> Set<String> {
    guard let node = node(value) else { return [] }
    var items = node.items
    if node.kind == .call {
      items = elements(node.items[1])?.first.flatMap(elements) ?? []
    }
    return Set(items.compactMap { if case .text(let text) = $0 { text } else { nil } })
  }

  /// The name of the function of a call; empty where it is none, or itself the result of a call.
  func function(_ value: Value) -> String {
    guard let node = node(value), node.kind == .call, case .global(let name) = node.items[0] else {
      return ""
    }
    return name
  }

  /// A call's function and arguments; nil for everything else.
  func call(_ value: Value) -> (function: String, arguments: [Value])? {
    guard let node = node(value), node.kind == .call else { return nil }
    return (function(value), elements(node.items[1]) ?? [])
  }

  /// The attributes of an object of some class; nil for everything else.
  func attributes(_ value: Value) -> [(key: String, value: Value)]? {
    guard let node = node(value), node.kind == .call else { return nil }
    // Where a class has slots, they come second.
    return entries(node.state) ?? elements(node.state)?.first.flatMap(entries)
  }

  /// What a persistent value is described by; nil for everything else.
  func description(ofPersistent value: Value) -> Value? {
    guard let node = node(value), node.kind == .persistent else { return nil }
    return node.items[0]
  }

  /// Bytes, also where protocols before 3 disguise them as a call; nil for everything else.
  func bytes(_ value: Value) -> Data? {
    if case .text(let text) = value { return Data(text.utf8) }
    if let node = node(value), case .bytes(let bytes) = node.kind { return bytes }
    guard let (function, arguments) = call(value), let first = arguments.first else { return nil }
    switch function {
    case "_codecs.encode": return Self.latin1(first)
    case "builtins.bytearray", "__builtin__.bytearray":
      if arguments.count == 2 { return Self.latin1(first) }
      if let node = node(first), case .bytes(let bytes) = node.kind { return bytes }
      return call(first)?.function == "_codecs.encode" ? bytes(first) : nil
    case "builtins.bytes", "__builtin__.bytes": return arguments.isEmpty ? Data() : nil
    default: return nil
    }
  }

  private static func latin1(_ value: Value) -> Data? {
    guard case .text(let text) = value else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    // Text of so many megabytes is looked at byte by byte: two of UTF-8 are one from 0x80 on.
    var lead: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case 0..<0x80: bytes.append(byte)
      case 0xC2, 0xC3: lead = byte
      case 0x80..<0xC0 where lead != 0:
        bytes.append(byte & 0x3F | lead << 6)
        lead = 0
      default: return nil
      }
    }
    return Data(bytes)
  }

  /// A tuple's or list's integers; nil for everything else.
  func integers(_ value: Value) -> [Int]? {
    // torch.Size is a call with a tuple.
    let tuple = call(value).flatMap { $0.function == "torch.Size" ? $0.arguments.first : nil }
    guard let elements = elements(tuple ?? value) else { return nil }
    let numbers = elements.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return numbers.count == elements.count ? numbers : nil
  }
}
