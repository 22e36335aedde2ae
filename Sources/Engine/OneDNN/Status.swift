import CDNNL
import Foundation

/// Traps unless a call of the library succeeded: after planning, a refusal is our bug.
func require(_ status: dnnl_status_t, _ call: @autoclosure () -> String) {
  guard status != dnnl_success else { return }
  // Release builds drop a precondition's text.
  let message = "oneDNN: \(call()) gave status \(status.rawValue)\n"
  FileHandle.standardError.write(Data(message.utf8))
  preconditionFailure(message)
}
