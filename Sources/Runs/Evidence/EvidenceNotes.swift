import Checkpoints

/// What the datasets of the checks' files hold, by their paths.
enum EvidenceNotes {
  private static let images = DatasetNote(
    "image",
    "path below the folder of the data",
    "the images' names"
  )
  private static let labels = DatasetNote("image", "index of the class", "the images' classes")
  private static let prototypeClass = DatasetNote(
    "prototype",
    "index of the class",
    "the class of each prototype"
  )
  private static let lastLayerWeight = DatasetNote(
    "class, prototype",
    "logit per similarity",
    "the last layer w_h"
  )

  static let projection = [
    "/before": DatasetNote(
      "prototype, channel, row, column",
      "as the latent map",
      "the prototypes b_j before the projection"
    ),
    "/after": DatasetNote(
      "prototype, channel, row, column",
      "as the latent map",
      "the prototypes a_j after it, each a patch of a training image of its class"
    ),
    "/class": prototypeClass,
    "/shift": DatasetNote("prototype", "Euclidean distance of latent patches", "‖a_j − b_j‖"),
    "/source/image": DatasetNote(
      "prototype",
      "path below the folder of the data",
      "the training image that the prototype was projected onto"
    ),
    "/source/cell": DatasetNote(
      "prototype, row and column",
      "cells of the latent map",
      "the upper left cell of the patch"
    ),
    "/source/squared_distance": DatasetNote(
      "prototype",
      "squared Euclidean distance of latent patches",
      "how far the prototype was from the patch before it was projected"
    ),
  ]

  static let lastLayer = [
    "/images": DatasetNote(
      "row",
      "path below the folder of the data",
      "the training images; where mirror images are used, all once more behind them"
    ),
    "/mirrored": DatasetNote("row", "boolean", "whether the row is of the mirror image"),
    "/similarities": DatasetNote("row, prototype", "similarity", "g_p of each row's nearest patch"),
    "/labels": DatasetNote("row", "index of the class", "the rows' classes"),
    "/prototype_class": prototypeClass,
    "/weight_before": DatasetNote(
      "class, prototype",
      "logit per similarity",
      "the last layer w_h before the stage"
    ),
    "/weight": DatasetNote(
      "class, prototype",
      "logit per similarity",
      "the last layer w_h after the stage"
    ),
  ]

  static let pruning = [
    "/nearest_image": DatasetNote(
      "prototype, rank",
      "index of the projection image, -1 for none",
      "the images with the nearest patches, nearest first"
    ),
    "/nearest_class": DatasetNote(
      "prototype, rank",
      "index of the class, -1 for none",
      "the classes of these images"
    ),
    "/class": prototypeClass,
    "/kept": DatasetNote("prototype", "boolean", "whether the prototype stayed"),
  ]

  static let prototypes = [
    "/images": images,
    "/similarities": DatasetNote(
      "picture, prototype",
      "similarity",
      "the similarity at the nearest patch"
    ),
    "/cells": DatasetNote(
      "picture, prototype",
      "row times width of the map, plus column",
      "the cell of the nearest patch"
    ),
    "/prototypes": DatasetNote(
      "prototype, channel, row, column",
      "as the latent map",
      "the prototypes p_j"
    ),
    "/prototype_class": prototypeClass,
    "/last_layer_weight": lastLayerWeight,
  ]

  static let theorem: [String: DatasetNote] = {
    let a4 = "with the last layer of premise A4"
    let own = "with the network's own last layer"
    func logits(_ when: String, _ layer: String) -> DatasetNote {
      DatasetNote("image, class", "logit in double precision", "the logits \(when), \(layer)")
    }
    func distance(_ of: String) -> DatasetNote {
      DatasetNote("image, prototype", "Euclidean distance of latent patches", of)
    }
    func cell(_ of: String) -> DatasetNote {
      DatasetNote("image, prototype", "row times width of the map, plus column", of)
    }
    func delta(_ meaning: String) -> DatasetNote {
      DatasetNote("image", "1, NaN where no δ meets both A2a and A2b", meaning)
    }
    func margin(_ layer: String) -> DatasetNote {
      DatasetNote(
        "image",
        "logit",
        "the direct certificate's least lead of the predicted class, \(layer); above 0 it is certified"
      )
    }
    func radius(_ layer: String) -> DatasetNote {
      DatasetNote(
        "image",
        "Euclidean distance of latent patches",
        "how far every prototype may move while the prediction provably stays, \(layer)"
      )
    }
    return [
      "/images": images,
      "/labels": labels,
      "/prototype_class": prototypeClass,
      "/last_layer_weight": lastLayerWeight,
      "/shift": DatasetNote("prototype", "Euclidean distance of latent patches", "‖a_j − b_j‖"),
      "/logits_before": logits("before", own),
      "/logits_after": logits("after", own),
      "/logits_before_theorem": logits("before", a4),
      "/logits_after_theorem": logits("after", a4),
      "/nearest_distance_before": distance("‖z_j − b_j‖ to the nearest patch before"),
      "/nearest_distance_after": distance("the distance to a_j of the patch nearest to a_j"),
      "/nearest_cell_before": cell("the cell of the patch nearest to b_j"),
      "/nearest_cell_after": cell("the cell of the patch nearest to a_j"),
      "/distance_low": distance(
        "the least that the distance after can be, by the direct certificate"
      ),
      "/distance_high": distance("the most that the distance after can be"),
      "/delta_low": delta("the least δ that meets A2a and A2b"),
      "/delta_high": delta("the greatest δ that does"),
      "/delta": DatasetNote(
        "image",
        "1, NaN where there is none",
        "the δ of the smallest bound, where A3 holds and a δ is feasible"
      ),
      "/delta_max": DatasetNote(
        "image",
        "logit, NaN where there is no δ",
        "Δmax = m' ln((1 + δ)(2 − δ))"
      ),
      "/premises": DatasetNote(
        "image, A1 and A2a and A2b and A3 and A4",
        "boolean",
        "which premises the image meets, A2a and A2b each for a δ of its own"
      ),
      "/verdict": DatasetNote(
        "image",
        "0 premises fail, 1 lead below 2 Δmax, 2 certified, 3 violated",
        "what Theorem 2.1 says of the image, \(a4)"
      ),
      "/sharper_delta": DatasetNote(
        "image",
        "1, NaN where there is none",
        "the δ of the sharper form's smallest bound, where A3 holds and a δ is feasible"
      ),
      "/sharper_delta_max": DatasetNote(
        "image",
        "logit, NaN where there is no δ",
        "Δmax for that δ, the lead that the sharper form needs"
      ),
      "/sharper_verdict": DatasetNote(
        "image",
        "0 premises fail, 1 lead below Δmax, 2 certified, 3 violated",
        "what the sharper form says of the image, \(a4)"
      ),
      "/certified_margin": margin(own),
      "/certified_radius": radius(own),
      "/certified_margin_theorem": margin(a4),
      "/certified_radius_theorem": radius(a4),
    ]
  }()
}
