import CLibFuzzer
import Foundation

/// `protopnet-fuzz PARSER [libFuzzer's options and folders]`: feeds a parser with bytes until something breaks.
@main
struct FuzzMain {
  /// The parser that this process feeds; libFuzzer's callback carries no context.
  nonisolated(unsafe) static var target = Target.pickle

  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let target = Target(rawValue: arguments[1]) else {
      let names = Target.allCases.map(\.rawValue).joined(separator: " ")
      let usage = "usage: \(arguments[0]) PARSER …\nparsers: \(names)\n"
      FileHandle.standardError.write(Data(usage.utf8))
      exit(2)
    }
    Self.target = target
    var rest = ([arguments[0]] + arguments.dropFirst(2)).map { strdup($0) } + [nil]
    exit(
      rest.withUnsafeMutableBufferPointer { words in
        var count = Int32(words.count - 1)
        var start = words.baseAddress
        return LLVMFuzzerRunDriver(&count, &start) { bytes, count in
          let data = bytes.map { Data(bytes: $0, count: count) } ?? Data()
          FuzzMain.target.feed(data)
          return 0
        }
      }
    )
  }
}
