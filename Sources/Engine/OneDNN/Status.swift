internal import CDNNL

/// Traps unless a call of the library succeeded: after planning, a refusal is our bug.
func require(
  _ status: dnnl_status_t,
  _ call: @autoclosure () -> String,
  file: StaticString = #file,
  line: UInt = #line
) {
  precondition(
    status == dnnl_success,
    "oneDNN: \(call()) gave status \(status.rawValue)",
    file: file,
    line: line
  )
}
