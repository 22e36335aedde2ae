/// When the backward pass is done with which gradients, so that they can be sent on while it goes on.
extension Program {
  /// A place among the trainable values, and an instruction: once those before `end` have run, the gradients
  /// from `first` on change no more.
  struct Stretch {
    let first: Int
    let end: Int
  }

  /// The trained parameters' places, the last one's first.
  func stretches() -> [Stretch] {
    var lastUse: [Int: Int] = [:]
    for (index, instruction) in instructions.enumerated() where index >= forwardEnd {
      for argument in instruction.arguments {
        if case .arenaOffset(let offset) = buffers[root(of: argument.buffer).buffer].place {
          lastUse[offset / MemoryLayout<Float>.stride] = index + 1
        }
      }
    }
    var end = forwardEnd
    return lastUse.sorted { $0.key > $1.key }.map { first, use in
      end = max(end, use)
      return Stretch(first: first, end: end)
    }
  }
}
