import Files
import Foundation

/// Reads `.mat` files, compressed ones and those of MATLAB 7.3 included, in a process of its own.
package struct MATLABFile {
  /// The first argument of the process; what it reads, the variable and the file's name follow.
  private static let argument = "--read-matlab"

  private enum Kind: String {
    case structures, texts
  }

  /// What the process sends.
  private struct Answer: Codable {
    var structures: [[String: MATLABValue]]?
    var texts: [String]?
    var problem: String?
  }

  private let url: URL

  /// Looks at a file.
  init(_ file: URL) throws(SourceProblem) {
    url = file
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw SourceProblem("\(file.path) does not exist")
    }
    guard let bytes = try? Data(contentsOf: file), Self.isHDF5(bytes) || !Self.endsEarly(bytes)
    else { throw SourceProblem("\(file.path) ends early or is no MATLAB file") }
  }

  /// The elements of an array of structures, each by its fields' names, in MATLAB's order.
  func structures(_ variable: String) throws(SourceProblem) -> [[String: MATLABValue]] {
    try answer(.structures, variable).structures ?? []
  }

  /// The texts of a cell array; cells that hold something else are empty.
  func texts(_ variable: String) throws(SourceProblem) -> [String] {
    try answer(.texts, variable).texts ?? []
  }

  private func answer(_ kind: Kind, _ variable: String) throws(SourceProblem) -> Answer {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    let answer: Answer?
    do throws(FileError) {
      guard descriptor >= 0 else { throw FileError(file: url.path, code: errno) }
      let process = try ReadingProcess(
        reading: url,
        descriptor,
        arguments: [Self.argument, kind.rawValue, variable, url.lastPathComponent]
      )
      var status = stat()
      fstat(descriptor, &status)
      answer = process.value(Answer.self, limit: 2 * Int(status.st_size) + 16_000_000)
    } catch {
      throw SourceProblem("\(url.path) cannot be read (\(error.reason)); \(error.remedy)")
    }
    guard let answer else {
      throw SourceProblem("\(url.path) is damaged: libmatio could not read it")
    }
    if let problem = answer.problem { throw SourceProblem(problem) }
    return answer
  }

  /// Does what the process is for where this one was started for that, and ends it.
  package static func serveIfAsked() {
    ReadingService.serve(argument) { _, words in
      guard words.count == 3, let kind = Kind(rawValue: words[0]) else { return }
      var answer = Answer()
      do throws(SourceProblem) {
        let file = try MATLABLibraryFile(path: ReadingService.path, name: words[2])
        switch kind {
        case .structures: answer.structures = try file.structures(words[1])
        case .texts: answer.texts = try file.texts(words[1])
        }
      } catch {
        answer.problem = error.text
      }
      ReadingService.send(answer)
    }
  }
}
