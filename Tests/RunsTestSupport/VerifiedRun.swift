package import Experiments
package import Foundation
package import Inspection

extension Verification {
  /// What a run's digests and repeating its stages tell of it.
  ///
  /// - Throws: As `DigestVerifier` and `RunVerifier`.
  package init(of run: URL, _ experiment: Experiment, expecting digest: String? = nil) throws {
    self.init()
    let digests = try DigestVerifier(run: run)
    digests.verify(expecting: digest, &self)
    try RunVerifier.verify(digests, experiment: experiment, observer: QuietObserver(), &self)
  }
}
