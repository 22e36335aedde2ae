/// What decides which stage is reported: the accuracy on a split, or the schedule.
package enum Selection: String, CaseIterable, Codable, Sendable {
  case validation
  /// As the released code does; the figures are then too good, which tables say.
  case test
  /// Nothing is chosen: the schedule's last stage is reported.
  case lastStage = "last-stage"
}
