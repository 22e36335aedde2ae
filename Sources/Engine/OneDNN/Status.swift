import CDNNL
import Foundation
import Tensors

/// Traps unless a call of the library succeeded: after planning, a refusal is our bug.
func require(_ status: dnnl_status_t, _ call: @autoclosure () -> String) {
  guard status != dnnl_success else { return }
  if status == dnnl_out_of_memory { MemoryShortage.end("oneDNN, \(call()),", needing: nil) }
  // Release builds drop a precondition's text.
  let message = "oneDNN: \(call()) gave status \(status.rawValue)\n"
  FileHandle.standardError.write(Data(message.utf8))
  preconditionFailure(message)
}
