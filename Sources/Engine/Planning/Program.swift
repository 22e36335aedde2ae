import CDNNL

/// A buffer of a program, by its position.
typealias BufferID = Int

/// Where a buffer lies.
enum Place {
  /// In the arena that compiled networks share.
  case arena
  /// In the arena, so many bytes after its beginning.
  case arenaOffset(Int)
  /// At an address that lives as long as the program.
  case fixed(UnsafeMutableRawPointer)
  /// In memory of its own, which holds from one pass to the next.
  case permanent
  /// Within another buffer, some bytes after its beginning, under another description.
  case view(of: BufferID, at: Int = 0)
}

/// The kernels of a compiled network in order, with the buffers they read and write.
struct Program {
  private(set) var buffers: [(description: MemoryDescription, place: Place)] = []
  private(set) var instructions: [Instruction] = []
  /// What the next instructions belong to.
  var part = ProgramPart.other
  /// The instructions before this one are the forward pass.
  private(set) var forwardEnd = 0
  /// Buffers that live longer than their instructions show, because callers fill or read them.
  private var extensions: [(buffer: BufferID, instruction: Int)] = []

  struct Instruction {
    enum Kernel {
      case primitive(Primitive)
      /// Our own code, called with the addresses of the arguments.
      case closure(([UnsafeMutableRawPointer]) -> Void)
    }
    let kernel: Kernel
    let arguments: [(name: Int32, buffer: BufferID)]
    /// Whether the result depends on parameters alone, so that it holds until they change.
    let isPreparation: Bool
    let part: ProgramPart
  }

  mutating func buffer(_ description: MemoryDescription, in place: Place = .arena) -> BufferID {
    buffers.append((description, place))
    return buffers.count - 1
  }

  mutating func run(
    _ description: PrimitiveDescription,
    _ arguments: [(Int32, BufferID)],
    isPreparation: Bool = false
  ) {
    let primitive = Primitive(description)
    // Scratch space is a buffer that lives for one instruction, among what is dead by then.
    let scratchpad = primitive.scratchpad.map { [(DNNL_ARG_SCRATCHPAD, buffer($0))] } ?? []
    instructions.append(
      Instruction(
        kernel: .primitive(primitive),
        arguments: arguments + scratchpad,
        isPreparation: isPreparation,
        part: part
      )
    )
  }

  mutating func run(
    reading buffers: [BufferID],
    isPreparation: Bool = false,
    _ body: @escaping ([UnsafeMutableRawPointer]) -> Void
  ) {
    instructions.append(
      Instruction(
        kernel: .closure(body),
        arguments: buffers.map { (0, $0) },
        isPreparation: isPreparation,
        part: part
      )
    )
  }

  /// Keeps a buffer's contents until, or from, the next instruction to be added.
  mutating func touch(_ buffer: BufferID) {
    extensions.append((buffer, instructions.count))
  }

  mutating func endForwardPass() { forwardEnd = instructions.count }

  /// The buffer whose memory `buffer` is a part of, and the bytes before the part.
  func root(of buffer: BufferID) -> (buffer: BufferID, offset: Int) {
    guard case .view(let parent, let offset) = buffers[buffer].place else { return (buffer, 0) }
    let root = root(of: parent)
    return (root.buffer, root.offset + offset)
  }

  /// Places the arena's buffers: the plan, and each planned buffer's index in it.
  func memoryPlan() -> (plan: MemoryPlan, indices: [BufferID: Int]) {
    var lifetimes: [BufferID: ClosedRange<Int>] = [:]
    func extend(_ buffer: BufferID, to instruction: Int) {
      let root = root(of: buffer).buffer
      let old = lifetimes[root] ?? instruction...instruction
      lifetimes[root] =
        min(old.lowerBound, instruction)...max(old.upperBound, instruction)
    }
    for (index, instruction) in instructions.enumerated() {
      for argument in instruction.arguments { extend(argument.buffer, to: index) }
    }
    for (buffer, instruction) in extensions { extend(buffer, to: instruction) }
    var requests: [MemoryPlan.Request] = []
    var indices: [BufferID: Int] = [:]
    for (id, buffer) in buffers.enumerated() {
      guard let lifetime = lifetimes[id] else { continue }
      var request = MemoryPlan.Request(byteCount: buffer.description.byteCount, lifetime: lifetime)
      switch buffer.place {
      case .arena: break
      case .arenaOffset(let offset): request.offset = offset
      case .fixed, .permanent, .view: continue
      }
      indices[id] = requests.count
      requests.append(request)
    }
    return (MemoryPlan(requests), indices)
  }
}
