import Foundation

/// Reads pickles of protocols 2 to 5 as descriptions, without executing them.
///
/// Known are the instructions that `torch.save` writes, and the globals of ``PickleGlobals``.
/// Source: Python's `pickletools`, which documents every instruction.
struct Unpickler {
  struct Malformation: Error {
    let problem: String
  }

  private var bytes: PickleBytes
  private var pickle = Pickle()
  private var stack: [Pickle.Value] = []
  /// The heights of the stack at the open marks.
  private var marks: [Int] = []
  private var memo: [Int: Pickle.Value] = [:]

  private init(_ bytes: PickleBytes) { self.bytes = bytes }

  /// Reads the pickle at the front of `bytes`, and removes it from there.
  static func read(_ bytes: inout Data) throws(Malformation) -> Pickle {
    var unpickler = Unpickler(PickleBytes(bytes))
    while try unpickler.step() {}
    bytes = unpickler.bytes.rest
    return unpickler.pickle
  }

  /// Obeys one instruction; false after the last.
  private mutating func step() throws(Malformation) -> Bool {
    let code = try bytes.byte()
    switch UnicodeScalar(code) {
    case "\u{80}": _ = try bytes.byte()  // PROTO
    case "\u{95}": _ = try bytes.integer(8)  // FRAME
    case ".":
      pickle.root = try pop()
      return false
    // Values.
    case "N": stack.append(.none)
    case "\u{88}": stack.append(.boolean(true))
    case "\u{89}": stack.append(.boolean(false))
    case "J": stack.append(.integer(try bytes.signedInteger(4)))
    case "K": stack.append(.integer(try bytes.integer(1)))
    case "M": stack.append(.integer(try bytes.integer(2)))
    case "\u{8A}": stack.append(.integer(try bytes.signedInteger(try bytes.integer(1))))
    case "G": stack.append(.number(try bytes.bigEndianDouble()))
    case "X", "T", "B": stack.append(.text(try bytes.text(bytes.integer(4))))
    case "\u{8C}", "U", "C": stack.append(.text(try bytes.text(bytes.integer(1))))
    case "\u{8D}", "\u{8E}": stack.append(.text(try bytes.text(bytes.integer(8))))
    // Containers.
    case ")": push(.tuple, [])
    case "]": push(.list, [])
    case "}": push(.dictionary, [])
    case "(": marks.append(stack.count)
    case "t": push(.tuple, try popToMark())
    case "l": push(.list, try popToMark())
    case "\u{85}": push(.tuple, try pop(1))
    case "\u{86}": push(.tuple, try pop(2))
    case "\u{87}": push(.tuple, try pop(3))
    case "a": try extend(by: pop(1))
    case "s": try extend(by: pop(2))
    case "e", "u": try extend(by: popToMark())
    // The stack and the memo.
    case "0": _ = try pop()
    case "1": _ = try popToMark()
    case "2": stack.append(try top())
    case "q": memo[try bytes.integer(1)] = try top()
    case "r": memo[try bytes.integer(4)] = try top()
    case "\u{94}": memo[memo.count] = try top()
    case "h": try recall(bytes.integer(1))
    case "j": try recall(bytes.integer(4))
    // Objects.
    case "c": stack.append(try PickleGlobals.checked(module: bytes.line(), name: bytes.line()))
    case "\u{93}":
      guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
        throw Malformation(problem: "it names a global by something else than texts")
      }
      stack.append(try PickleGlobals.checked(module: module, name: name))
    case "R", "\u{81}": try call()
    case "b":
      let state = try pop()
      guard case .node(let index) = try top() else {
        throw Malformation(problem: "it sets the state of something that has none")
      }
      pickle.nodes[index].state = state
    case "Q": try persist()
    default:
      throw Malformation(problem: "instruction \(code) is none that files of tensors need")
    }
    return true
  }

  private mutating func push(_ kind: Pickle.Node.Kind, _ items: [Pickle.Value]) {
    pickle.nodes.append(Pickle.Node(kind: kind, items: items))
    stack.append(.node(pickle.nodes.count - 1))
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

  private mutating func extend(by values: [Pickle.Value]) throws(Malformation) {
    guard case .node(let index) = try top() else {
      throw Malformation(problem: "it adds items to something that is no container")
    }
    pickle.nodes[index].items += values
  }

  private mutating func recall(_ index: Int) throws(Malformation) {
    guard let value = memo[index] else {
      throw Malformation(problem: "it recalls value \(index), which it never kept")
    }
    stack.append(value)
  }

  private mutating func call() throws(Malformation) {
    let values = try pop(2)
    guard case .global(let name) = values[0] else {
      throw Malformation(problem: "it calls something that is no global")
    }
    push(.call(name, arguments: values[1]), [])
  }

  private mutating func persist() throws(Malformation) {
    let description = try pop()
    // A class with its source code; the class is all that matters.
    if let elements = pickle.elements(description), elements.first == .text("module"),
      elements.count > 1
    {
      stack.append(elements[1])
    } else {
      push(.persistent(description), [])
    }
  }
}
