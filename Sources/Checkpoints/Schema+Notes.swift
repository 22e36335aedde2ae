/// What the datasets of checkpoints and weights hold.
extension Schema {
  /// Of every file that has parameters.
  static let parameterNotes = [
    parameters: DatasetNote(
      "as PyTorch has the parameter",
      "1",
      "the layers before the prototypes, by group and torchvision's name; running statistics too"
    )
  ]

  /// Of what a ProtoPNet has beyond a baseline.
  static let prototypeNotes = [
    vectors: DatasetNote(
      "prototype, channel, row, column",
      "as the latent map",
      "the prototypes p_j"
    ),
    classes: DatasetNote("prototype", "index of class_names", "the class of each prototype"),
    lastLayer: DatasetNote("class, prototype", "logit per similarity", "the last layer w_h"),
  ]

  /// Of where projected prototypes come from.
  static let sourceNotes = [
    "\(source)/image": DatasetNote(
      "prototype",
      "path below the folder of the data",
      "the training image that the prototype was projected onto"
    ),
    "\(source)/image_digest": DatasetNote(
      "prototype",
      "SHA-256, 64 hexadecimal digits",
      "the digest of that image's file"
    ),
    "\(source)/cell": DatasetNote(
      "prototype, row and column",
      "cells of the latent map",
      "the upper left cell of the patch"
    ),
    "\(source)/pixel_box": DatasetNote(
      "prototype, first row and end row and first column and end column",
      "pixels of the input; ends are not in the box",
      "the box around the highest 5 % of the upsampled similarity"
    ),
    "\(source)/squared_distance": DatasetNote(
      "prototype",
      "squared Euclidean distance of latent patches",
      "how far the prototype was from the patch before it was projected"
    ),
  ]

  /// Of an optimiser's moments, below its group.
  static func momentNotes(_ group: String) -> [String: DatasetNote] {
    [
      "\(group)/first_moments": DatasetNote(
        "as the trained tensor",
        "of the gradient",
        "Adam's running mean of each trained tensor's gradient"
      ),
      "\(group)/second_moments": DatasetNote(
        "as the trained tensor",
        "of the gradient, squared",
        "Adam's running mean of each trained tensor's squared gradient"
      ),
    ]
  }
}
