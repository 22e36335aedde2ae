import Foundation

extension RankGroup {
  /// The value that rank `first` has, on all ranks; what the others have is of no account.
  ///
  /// - Throws: `EncodingError` and `DecodingError` for a value that JSON cannot hold.
  package func shared<Value: Codable>(_ own: Value, from first: Int = 0) throws -> Value {
    let text = rank == first ? try JSONEncoder().encode(own) : Data()
    return try JSONDecoder().decode(Value.self, from: Data(broadcast(Array(text), from: first)))
  }
}
