import ProtoPNet

extension PrototypeEvidence.IntegerColumn {
  /// What the numbers run over, the last fastest, and what they are.
  var note: (axes: String, unit: String) {
    switch self {
    case .labels: ("picture", "class")
    case .unannotatedImages: ("such pictures", "picture")
    case .rowImages: ("row: picture with a prototype of its class", "picture")
    case .rowPrototypes: ("row", "prototype")
    case .firstPixels: ("row", "row times image_size, plus column, of the first highest pixel")
    case .peaks: ("row", "the same over the first highest cell")
    case .peakLabels: ("row", "1 + index of labelled_parts, 0 for none, -1 where not known")
    case .peakHits: ("row", "1 on the object, 0 beside it, -1 where not known")
    case .noisyPixels: ("draw, row", "as first_pixels, under noise")
    case .noisyCorrect: ("draw, picture", "whether the class is right")
    case .misalignedImages: ("hidden picture", "picture")
    case .misalignedPrototypes: ("hidden picture", "prototype")
    case .misalignedCorrect: ("hidden picture", "whether the class is right")
    case .misalignedRanks: ("hidden picture", "ranks")
    case .deletionImages: ("picture of a curve", "picture")
    case .redrawnImages: ("redrawn picture", "picture")
    case .redrawnClasses: ("redrawn picture, predicted and label", "class")
    case .keptClasses: ("redrawn picture, threshold", "class with the important parts alone")
    case .removedClasses: ("redrawn picture, threshold", "class without the important parts")
    case .redrawnSensitivity: ("redrawn picture, other class", "1, 0, or -1 where not asked")
    case .thingCounts: ("redrawn picture", "things around the bird")
    }
  }
}

extension PrototypeEvidence.NumberColumn {
  /// What the numbers run over, the last fastest, and what they are.
  var note: (axes: String, unit: String) {
    switch self {
    case .logits: ("picture, class", "logit")
    case .points: ("picture, part, x and y", "pixels of an input, NaN where the part does not show")
    case .energies: ("row", "share of the map's sum on the object")
    case .relevances: ("row", "share of the highest pixels on the object")
    case .saliency: ("picture; CH, OIRR and IoU", "NaN where undefined")
    case .noisyPlaces: ("draw, picture, most similar prototypes", "cells")
    case .noisyActivations: ("draw, picture, most similar prototypes", "share of the similarity")
    case .noisyRanks: ("draw, picture, most similar prototypes", "ranks")
    case .misalignedPlaces: ("hidden picture", "1 - IoU")
    case .misalignedActivations: ("hidden picture", "share of the similarity")
    case .deletionCurves, .insertionCurves:
      ("picture of a curve, step", "probability of the class predicted of the whole picture")
    case .partImportances: ("redrawn picture, predicted and label, part", "points")
    case .partDrops:
      ("redrawn picture, predicted and label, part", "lost logit, NaN for the trunk")
    case .thingImportances: ("redrawn picture, predicted and label, thing", "points")
    case .thingDrops: ("redrawn picture, predicted and label, thing", "lost logit")
    case .redrawnTotals: ("redrawn picture, predicted and label", "sum of points, logit")
    }
  }
}
