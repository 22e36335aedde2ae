/// What a run does where another process is at work on what it needs.
package enum Waiting: Sendable {
  /// It waits for that process.
  case waits
  /// It ends, so that whatever it runs on is free for others meanwhile.
  case ends

  /// Notes a wait for the process that `text` tells of.
  ///
  /// - Throws: ``Occupied`` where the run is to end instead.
  func meet(_ text: String, note: (String) -> Void) throws(Occupied) {
    guard self == .waits else { throw Occupied(reason: text) }
    note("\(text); waiting for it to end")
  }
}

/// A run that ended because another process is at work on what it needs; the same command goes on later.
package struct Occupied: Error, Equatable, CustomStringConvertible {
  /// Such as `cycle-1/joint: process 4711 of node3 computes it`.
  package let reason: String

  package var description: String {
    "\(reason); ended rather than wait, the same command goes on later"
  }
}
