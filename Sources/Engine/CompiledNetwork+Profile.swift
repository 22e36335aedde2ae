extension CompiledNetwork {
  /// Has every instruction's time taken from now on.
  package func measureInstructions() {
    instructionSeconds = Array(repeating: 0, count: program.instructions.count)
  }

  /// The seconds that the last forward and backward pass took for each part, once they are measured.
  package var partSeconds: [ProgramPart: Double] {
    let measured = zip(program.instructions, instructionSeconds ?? [])
    return measured.reduce(into: [:]) { $0[$1.0.part, default: 0] += $1.1 }
  }
}
