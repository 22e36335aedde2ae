import Yams

/// Collects the problems of one file, and where each of its values was written.
final class ProblemLog {
  private(set) var problems: [ExperimentError.Problem] = []
  /// By key path, such as `data.image-size` or `schedule.cycles[0].joint`.
  private(set) var places: [String: ExperimentError.Place] = [:]
  /// Who gave the values of a key path, where that is not the file's own section.
  private let origins: [String: Origin]

  /// The giver of a value.
  enum Origin {
    /// A `--set` option, as given.
    case option(String)
    /// The file's matrix, in place of what an option or the section says.
    case matrix
  }

  init(origins: [String: Origin]) { self.origins = origins }

  /// Notes where a key and its value are; values are where problems point.
  func locate(_ path: [String], key: Mark?, value: Mark?) {
    guard let place = place(path, mark: value ?? key) else { return }
    places[path.joined(separator: ".")] = place
  }

  func add(_ message: String, at path: [String], mark: Mark? = nil) {
    let found = place(path, mark: mark) ?? Self.nearest(to: path, in: places)
    problems.append(.init(place: found, message: message))
  }

  /// The place of a value, or of the nearest section around it.
  static func nearest(
    to path: [String],
    in places: [String: ExperimentError.Place]
  ) -> ExperimentError.Place? {
    var path = path
    while !path.isEmpty {
      if let place = places[path.joined(separator: ".")] { return place }
      path.removeLast()
    }
    return nil
  }

  private func place(_ path: [String], mark: Mark?) -> ExperimentError.Place? {
    // A value given by an option has a mark of the option's text.
    for length in stride(from: path.count, to: 0, by: -1) {
      switch origins[path.prefix(length).joined(separator: ".")] {
      case .option(let option): return .option(option)
      case .matrix: return mark.map { .file(line: $0.line, column: $0.column) }
      case nil: continue
      }
    }
    return mark.map { .file(line: $0.line, column: $0.column) }
  }
}
