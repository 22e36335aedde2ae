/// Why a run of several failed, and the exit code that it would have had alone.
struct RunFailure: Sendable {
  let message: String
  let code: Int32
}
