import Tensors

/// A tensor of the head that a training stage changes, by the name that its moments are kept by.
package enum HeadTensor: String {
  case prototypes
  case lastLayer = "last-layer"

  func value(in head: PrototypeHead) -> Tensor {
    switch self {
    case .prototypes: head.prototypeLayer.prototypes
    case .lastLayer: head.lastLayer.weight
    }
  }

  /// Changes the tensor where it lies; through a key path it would be copied, since its property is observed.
  func change(in head: inout PrototypeHead, _ body: (inout Tensor) -> Void) {
    switch self {
    case .prototypes: body(&head.prototypeLayer.prototypes)
    case .lastLayer: body(&head.lastLayer.weight)
    }
  }
}
