/// What is trained.
package enum Model: String, CaseIterable, Codable, Sendable {
  case protopnet
  /// The same backbone with a linear layer, for as long and on the same pictures: what the paper's
  /// tables compare with. The linear layer has the rates of the add-on layers.
  case baseline
}
