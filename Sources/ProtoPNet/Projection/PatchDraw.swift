import HeadKernels
package import Tensors

/// Draws a latent patch of its class's images for every prototype to begin with.
///
/// Prototypes of a class are spread over as many of its images as there are, one cell of each. Feed it the
/// projection set batch by batch, as ``ProjectionSearch``.
package struct PatchDraw: Sendable {
  /// The prototypes by the index of the image that they are drawn from.
  private var prototypesOfImage: [Int: [Int]] = [:]
  /// Where on its latent map a prototype is drawn from, from 0 for the first cell to 1.
  private var position: [Float] = []
  /// [P, D, H1, W1]; those that are not drawn yet are as before.
  package private(set) var patches: Tensor

  /// Decides on images and cells; `labels` are those of the projection set.
  ///
  /// - Throws: ``ProtoPNetError/classesWithoutImages(_:)``.
  package init(
    for layer: PrototypeLayer,
    labels: [Int],
    classNames: [String],
    seed: UInt64
  ) throws(ProtoPNetError) {
    var stream = RandomStream(seed: seed, purpose: "patches that prototypes begin as")
    var imagesOfClass = [[Int]](repeating: [], count: layer.classCount)
    for (image, label) in labels.enumerated() { imagesOfClass[label].append(image) }
    let empty = imagesOfClass.indices.filter { imagesOfClass[$0].isEmpty }
    guard empty.isEmpty else { throw .classesWithoutImages(empty.map { classNames[$0] }) }
    for images in imagesOfClass.indices { imagesOfClass[images].shuffle(using: &stream) }
    var drawn = [Int](repeating: 0, count: layer.classCount)
    for (prototype, label) in layer.prototypeClass.enumerated() {
      let images = imagesOfClass[label]
      prototypesOfImage[images[drawn[label] % images.count], default: []].append(prototype)
      drawn[label] += 1
      position.append(stream.uniform())
    }
    patches = layer.prototypes
  }

  /// Takes what was drawn of a batch of latent maps [N, D, H, W] of the images at these indices.
  package mutating func consider(latent: Tensor, imageIndices: [Int]) {
    let geometry = PatchGeometry(latent: latent.shape, prototypes: patches.shape)
    let rows = geometry.rows(of: latent)
    for (image, index) in imageIndices.enumerated() {
      for prototype in prototypesOfImage[index] ?? [] {
        let cell = Int(position[prototype] * Float(geometry.cellCount))
        patches.replaceRow(prototype, withRow: image * geometry.cellCount + cell, of: rows)
      }
    }
  }
}

extension PatchDraw: Resumable {
  package var saved: SavedState {
    var state = SavedState()
    state.tensors["patches"] = patches
    return state
  }

  package mutating func restore(_ state: SavedState) throws(SavedStateError) {
    patches = try state.tensor("patches", shape: patches.shape)
  }
}
