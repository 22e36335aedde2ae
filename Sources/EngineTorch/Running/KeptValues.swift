/// What a node's backward pass needs of its forward pass.
struct KeptValues {
  /// What the node read, or for a ReLU and a sigmoid its result.
  var map: DeviceTensor?
  /// A convolution's kernel as it was computed with.
  var kernel: DeviceTensor?
  /// A batch's mean and inverse deviation, or the places of maxima.
  var others: [DeviceTensor] = []
}
