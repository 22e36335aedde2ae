/// Where the prototypes lie when training begins.
package enum PrototypeInitialization: String, CaseIterable, Sendable {
  /// Uniform on [0, 1) in every channel, as in the released code.
  case random
  /// Each on a latent patch of a training picture of its class, drawn at random.
  case patches
}
