/// A variable of a MATLAB file, as far as annotations need it.
enum MATLABValue: Sendable, Equatable {
  case number(Double)
  case text(String)
  /// Arrays, empty ones included, numbers that are none, and other kinds of values.
  case other
}

extension MATLABValue: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .other
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number) where number.isFinite: try container.encode(number)
    case .text(let text): try container.encode(text)
    case .number, .other: try container.encodeNil()
    }
  }
}
