import Foundation

/// Reads pickles of all protocols, 0 to 5, as descriptions, without executing them.
///
/// What a global, a call or a class would do is not known here, so their results keep what they were
/// made of and nothing else. Memory stays in proportion to the file: of containers beyond
/// ``limits`` nothing is kept. Source: Python's `pickletools`, which documents every instruction.
struct Unpickler {
  struct Malformation: Error {
    let problem: String
  }

  var bytes: PickleBytes
  private var pickle = Pickle()
  var stack: [Pickle.Value] = []
  /// The heights of the stack at the open marks.
  private var marks: [Int] = []
  private var memo: [Pickle.Value] = []
  /// How many containers and values are kept; networks have a hundredth of it.
  private let limits: (nodes: Int, values: Int)
  private var keptValueCount = 0

  /// Nothing that is looked for lies behind so many values of one list.
  private static let usefulCount = 10_000

  private init(_ bytes: Data) {
    self.bytes = PickleBytes(bytes)
    limits = (200_000 + bytes.count / 64, 500_000 + bytes.count / 16)
  }

  /// Reads the pickle at the front of `bytes`, and removes it from there.
  static func read(_ bytes: inout Data) throws(Malformation) -> Pickle {
    var unpickler = Unpickler(bytes)
    while try unpickler.step() {}
    bytes = unpickler.bytes.rest
    return unpickler.pickle
  }

  /// Obeys one instruction; false after the last.
  private mutating func step() throws(Malformation) -> Bool {
    let code = try bytes.byte()
    guard stack.count <= limits.values, marks.count <= limits.values else {
      let count = max(stack.count, marks.count)
      throw Malformation(problem: "it piles up \(count) values, more than any object needs")
    }
    switch UnicodeScalar(code) {
    case ".":
      pickle.root = try pop()
      return false
    case "\u{80}":
      let version = try bytes.byte()
      guard version <= 5 else {
        throw Malformation(problem: "it is of protocol \(version), and 5 is the last that is known")
      }
    case "\u{95}": _ = try bytes.integer(8)
    case "\u{97}":
      throw Malformation(problem: "it keeps values in buffers that are not in the file")
    case "\u{98}": break
    default:
      let isKnown =
        if try pushValue(code) { true } else if try useStack(code) { true } else {
          try object(code)
        }
      guard isKnown else {
        throw Malformation(problem: "instruction \(code) is none of Python's")
      }
    }
    return true
  }

  /// Containers, the stack and the memo.
  private mutating func useStack(_ code: UInt8) throws(Malformation) -> Bool {
    switch UnicodeScalar(code) {
    case ")": push(.tuple)
    case "]": push(.list)
    case "}": push(.dictionary)
    case "\u{8F}": push(.set)
    case "(": marks.append(stack.count)
    case "t": push(.tuple, try popToMark())
    case "l": push(.list, try popToMark())
    case "d": push(.dictionary, try popToMark())
    case "\u{91}": push(.set, try popToMark())
    case "\u{85}": push(.tuple, try pop(1))
    case "\u{86}": push(.tuple, try pop(2))
    case "\u{87}": push(.tuple, try pop(3))
    case "a": try extend(by: pop(1))
    case "s": try extend(by: pop(2))
    case "e", "u", "\u{90}": try extend(by: popToMark())
    case "0": if stack.count == marks.last { marks.removeLast() } else { _ = try pop() }
    case "1": _ = try popToMark()
    case "2": stack.append(try top())
    case "p": try keep(Int(try bytes.line()) ?? -1)
    case "q": try keep(bytes.integer(1))
    case "r": try keep(bytes.integer(4))
    case "\u{94}": try keep(memo.count)
    case "g": try recall(Int(try bytes.line()) ?? -1)
    case "h": try recall(bytes.integer(1))
    case "j": try recall(bytes.integer(4))
    default: return false
    }
    return true
  }

  /// Globals, calls, and what is kept elsewhere.
  private mutating func object(_ code: UInt8) throws(Malformation) -> Bool {
    switch UnicodeScalar(code) {
    case "c": stack.append(.global("\(try bytes.line()).\(try bytes.line())"))
    case "\u{93}":
      let names = try pop(2)
      if case .text(let module) = names[0], case .text(let name) = names[1] {
        stack.append(.global("\(module).\(name)"))
      } else {
        stack.append(.opaque)
      }
    case "\u{82}", "\u{83}", "\u{84}":
      // A number in a registry that the writing program had.
      _ = try bytes.take(1 << (Int(code) - 0x82))
      stack.append(.opaque)
    case "R", "\u{81}": push(.call, try pop(2))
    case "\u{92}": push(.call, Array(try pop(3).prefix(2)))
    case "i":
      let name = "\(try bytes.line()).\(try bytes.line())"
      try call(.global(name), popToMark())
    case "o":
      let values = try popToMark()
      guard let type = values.first else { throw Self.emptyStack }
      try call(type, Array(values.dropFirst()))
    case "b":
      let state = try pop()
      if case .node(let index) = try top() { pickle.nodes[index].state = state }
    case "P": persist(text: try bytes.line())
    case "Q": try persist(pop())
    default: return false
    }
    return true
  }

  // MARK: - The stack and the memo

  mutating func push(_ kind: Pickle.Node.Kind, _ items: [Pickle.Value] = []) {
    guard pickle.nodes.count < limits.nodes, spend(items.count) else {
      stack.append(.opaque)
      pickle.isIncomplete = true
      return
    }
    pickle.nodes.append(Pickle.Node(kind: kind, items: items))
    stack.append(.node(pickle.nodes.count - 1))
  }

  /// Python 2's `str`, which is text or bytes.
  mutating func push(string bytes: Data) {
    if let text = String(validating: bytes, as: UTF8.self) {
      stack.append(.text(text))
    } else {
      push(.bytes(bytes))
    }
  }

  /// Whether there is room for some more values in containers.
  private mutating func spend(_ count: Int) -> Bool {
    guard count <= limits.values - keptValueCount else { return false }
    keptValueCount += count
    return true
  }

  private func top() throws(Malformation) -> Pickle.Value {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw Self.emptyStack }
    return value
  }

  private mutating func pop() throws(Malformation) -> Pickle.Value {
    let value = try top()
    stack.removeLast()
    return value
  }

  /// The last `count` values, in order.
  private mutating func pop(_ count: Int) throws(Malformation) -> [Pickle.Value] {
    guard stack.count - (marks.last ?? 0) >= count else { throw Self.emptyStack }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  private mutating func popToMark() throws(Malformation) -> [Pickle.Value] {
    guard let mark = marks.popLast() else { throw Malformation(problem: "it has no mark to go to") }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private static let emptyStack = Malformation(problem: "it takes values that it never made")

  /// Adds to a container, or to an object that behaves as one.
  private mutating func extend(by values: [Pickle.Value]) throws(Malformation) {
    guard case .node(let index) = try top() else { return }
    var values = values
    if pickle.nodes[index].kind == .dictionary {
      // Whatever is looked for has a name.
      let keys = stride(from: 0, to: values.count - 1, by: 2)
      values = keys.filter { if case .text = values[$0] { true } else { false } }
        .flatMap { values[$0...$0 + 1] }
    } else if pickle.nodes[index].items.count > Self.usefulCount {
      return
    }
    guard spend(values.count) else {
      pickle.isIncomplete = true
      return
    }
    pickle.nodes[index].items += values
  }

  private mutating func keep(_ index: Int) throws(Malformation) {
    let value = try top()
    guard (0..<limits.values).contains(index) else { return }
    if index >= memo.count {
      memo += repeatElement(.opaque, count: index + 1 - memo.count)
    }
    memo[index] = value
  }

  private mutating func recall(_ index: Int) throws(Malformation) {
    guard index >= 0, index < memo.count || index >= limits.values else {
      throw Malformation(problem: "it recalls value \(index), which it never kept")
    }
    stack.append(index < memo.count ? memo[index] : .opaque)
  }

  private mutating func call(
    _ function: Pickle.Value,
    _ arguments: [Pickle.Value]
  ) throws(Malformation) {
    push(.tuple, arguments)
    push(.call, [function, try pop()])
  }

  /// Protocol 0 has the same as Python's text of it.
  private mutating func persist(text: String) {
    if let match = text.firstMatch(of: /^\('module', <class '([\w.]+)'>/) {
      stack.append(.global(String(match.1)))
    } else {
      push(.persistent, [.text(text)])
    }
  }

  private mutating func persist(_ description: Pickle.Value) {
    // A class with its source code; the class is all that matters.
    if let elements = pickle.elements(description), elements.first == .text("module"),
      elements.count > 1
    {
      stack.append(elements[1])
    } else {
      push(.persistent, [description])
    }
  }
}
