package import Digests
package import Tensors

extension SHA256Digest {
  /// The digest of tensors [any shape] with their names and shapes.
  package init(_ tensors: [String: Tensor]) {
    var hash = SHA256Hash()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash.update(Array("\(name) \(tensor.shape)\n".utf8))
      hash.update(
        tensor.values.flatMap { value in
          (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
        }
      )
    }
    self = hash.finalized()
  }
}
