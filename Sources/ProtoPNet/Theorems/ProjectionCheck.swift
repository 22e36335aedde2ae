import HeadKernels
import Recipe
package import Tensors

/// Checks a projection on images: both forms of Theorem 2.1, the direct certificate, and what happened.
///
/// Feed it the latent maps of the images in their order; ``evidence`` then holds a row for each.
package struct ProjectionCheck {
  package internal(set) var evidence: ProjectionEvidence
  private let theorem, sharper: ProjectionTheorem
  /// The certificate for the network's own last layer, and for that of premise A4.
  private let own, binary: DirectCertificate
  private let before, after: PrototypeHead

  /// Prepares the check of a projection of the head's prototypes.
  ///
  /// The similarity function must be the logarithm, which the theorem is about; checked by trapping.
  package init(_ projection: Projection, head: PrototypeHead) {
    let layer = head.prototypeLayer
    guard case .log(let epsilon) = layer.similarityFunction else {
      preconditionFailure("Theorem 2.1 is about the logarithmic similarity")
    }
    (before, after) = (Self.head(head, projection.before), Self.head(head, projection.after))
    let shifts = projection.shifts
    func stated(_ form: ProjectionTheorem.Form) -> ProjectionTheorem {
      ProjectionTheorem(
        form,
        prototypeClass: layer.prototypeClass,
        classCount: layer.classCount,
        shifts: shifts,
        epsilon: Double(epsilon)
      )
    }
    (theorem, sharper) = (stated(.paper), stated(.sharper))
    let binaryLayer = LastLayer(
      prototypeClass: layer.prototypeClass,
      classCount: layer.classCount,
      ownClass: 1,
      otherClass: 0
    )
    func certificate(_ layer: LastLayer) -> DirectCertificate {
      DirectCertificate(
        weight: layer.weight.values.map(Double.init),
        classCount: head.prototypeLayer.classCount,
        shifts: shifts,
        similarity: head.prototypeLayer.similarityFunction
      )
    }
    (own, binary) = (certificate(head.lastLayer), certificate(binaryLayer))
    evidence = ProjectionEvidence(
      theorem: theorem,
      weight: head.lastLayer.weight,
      meetsA4: head.lastLayer.weight == binaryLayer.weight
    )
  }

  private static func head(_ head: PrototypeHead, _ prototypes: Tensor) -> PrototypeHead {
    var head = head
    head.prototypeLayer.prototypes = prototypes
    return head
  }

  /// Looks at a batch of latent maps, [N, D, H, W].
  package mutating func consider(latent: Tensor, labels: [Int]) {
    precondition(latent.shape[0] == labels.count, "\(labels.count) labels for \(latent.shape)")
    let images = ProjectedImage.images(
      latent: latent,
      before: before.prototypeLayer.prototypes,
      after: after.prototypeLayer.prototypes
    )
    let rows = images.indices.mapOnAllThreads { row(images[$0], label: labels[$0]) }
    evidence.append(
      rows,
      computedBefore: before.forward(latent).logits,
      computedAfter: after.forward(latent).logits
    )
  }

  private func row(_ image: ProjectedImage, label: Int) -> ProjectionEvidence.Row {
    let logits = theorem.logits(of: image)
    let intervals = own.intervals(of: image)
    return ProjectionEvidence.Row(
      label: label,
      image: image,
      theorem: theorem.check(image, logits: logits),
      sharper: sharper.check(image, logits: logits),
      own: own.check(image, intervals: intervals),
      binary: binary.check(image, intervals: intervals)
    )
  }
}
