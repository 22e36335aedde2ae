package import Foundation

/// The initialisers of ONNX models, which hold the trained parameters.
///
/// Source: onnx.proto: ModelProto.graph = 7, GraphProto.initializer = 5, and TensorProto.
package enum ONNXInitializers {
  /// Reads the initialisers of floating-point numbers, in the file's order.
  ///
  /// Values in other files are read where those lie beside the model or below its folder.
  ///
  /// - Throws: ``CheckpointError`` for damaged files, and naming an other file that is missing.
  package static func read(contentsOf url: URL) throws(CheckpointError) -> NamedTensors {
    try read(ForeignFile(contentsOf: url, kind: "an ONNX model"))
  }

  static func read(_ file: ForeignFile) throws(CheckpointError) -> NamedTensors {
    var others = ONNXExternalFiles(besides: file)
    var result = NamedTensors()
    var hasGraph = false
    do {
      for graph in try messages(number: 7, of: file.bytes) {
        hasGraph = true
        for bytes in try messages(number: 5, of: graph) {
          let tensor = try ONNXTensor(bytes)
          guard let format = tensor.format else {
            result.skip(tensor.name, "is of another type than floating-point numbers")
            continue
          }
          let values = try tensor.tensor(format, in: file, &others)
          guard result.append(values, named: tensor.name) else {
            throw file.error("occurs twice", of: tensor.name)
          }
        }
      }
    } catch let error as CheckpointError {
      throw error
    } catch let error as ProtobufFields.Malformation {
      throw file.error("is damaged or no ONNX model: \(error.problem)")
    } catch {
      throw file.error("cannot be read: \(error)")
    }
    guard hasGraph else { throw file.error("is no ONNX model: it has no graph") }
    return result
  }

  /// Whether all of a file is a message with a graph.
  static func isModel(_ bytes: Data) -> Bool {
    ((try? messages(number: 7, of: bytes)) ?? []).isEmpty == false
  }

  /// The values of every field of this number, which are messages.
  private static func messages(
    number: Int,
    of message: Data
  ) throws(ProtobufFields.Malformation) -> [Data] {
    var fields = ProtobufFields(message)
    var messages: [Data] = []
    while let field = try fields.next() {
      if field.number == number, case .bytes(let bytes) = field.value { messages.append(bytes) }
    }
    return messages
  }
}
