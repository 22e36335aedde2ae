import Checkpoints
import ProtoPNet

extension PrototypeEvidence.IntegerColumn {
  /// What the numbers run over, the last fastest, and what they are.
  var note: DatasetNote {
    let row = "row"
    let hidden = "hidden picture"
    let redrawn = "redrawn picture"
    return switch self {
    case .labels: DatasetNote("picture", "index of the class", "the pictures' classes")
    case .unannotatedImages:
      DatasetNote("such picture", "index of /images", "pictures that the annotations do not know")
    case .rowImages:
      DatasetNote(
        row,
        "index of /images",
        "the picture of each row: one with a prototype of its class"
      )
    case .rowPrototypes: DatasetNote(row, "index of the prototype", "the prototype of each row")
    case .firstPixels:
      DatasetNote(row, Self.pixel, "the first of the highest pixels of the upsampled similarity")
    case .peaks:
      DatasetNote(row, Self.pixel, "the highest pixel over the first of the highest cells")
    case .peakLabels:
      DatasetNote(
        row,
        "1 + index of labelled_parts, 0 for none, -1 where not known",
        "the part at the peak"
      )
    case .peakHits:
      DatasetNote(row, "1 on the object, 0 beside it, -1 where not known", "where the peak is")
    case .noisyPixels: DatasetNote("draw, row", Self.pixel, "as first_pixels, under noise")
    case .noisyCorrect:
      DatasetNote("draw, picture", Self.truth, "whether the class under noise is right")
    case .misalignedImages:
      DatasetNote(hidden, "index of /images", "pictures whose rest is hidden around one prototype")
    case .misalignedPrototypes:
      DatasetNote(hidden, "index of the prototype", "the prototype whose place is left")
    case .misalignedCorrect:
      DatasetNote(hidden, Self.truth, "whether the class of the hidden picture is right")
    case .misalignedRanks:
      DatasetNote(hidden, "ranks", "by how much the prototype's rank among all changes")
    case .deletionImages:
      DatasetNote("picture of a curve", "index of /images", "the pictures of the two curves")
    case .redrawnImages:
      DatasetNote(redrawn, "index of /images", "birds that were drawn again without parts")
    case .redrawnClasses:
      DatasetNote(
        "\(redrawn), predicted and label",
        "index of the class",
        "the two classes in question"
      )
    case .keptClasses:
      DatasetNote(
        "\(redrawn), threshold",
        "index of the class",
        "the class predicted with the important parts alone"
      )
    case .removedClasses:
      DatasetNote(
        "\(redrawn), threshold",
        "index of the class",
        "the class predicted without the important parts"
      )
    case .redrawnSensitivity:
      DatasetNote(
        "\(redrawn), other class",
        "1, 0, or -1 where not asked",
        "whether the parts shared with that class matter more to it than those shared with the other"
      )
    case .thingCounts: DatasetNote(redrawn, "things", "how many things are around the bird")
    }
  }

  private static var pixel: String { "row times image_size, plus column" }
  private static var truth: String { "1 or 0" }
}

extension PrototypeEvidence.NumberColumn {
  /// What the numbers run over, the last fastest, and what they are.
  var note: DatasetNote {
    let noisy = "draw, picture, most similar prototype"
    let hidden = "hidden picture"
    let pair = "redrawn picture, predicted and label"
    let curve = "probability of the class predicted of the whole picture"
    return switch self {
    case .logits: DatasetNote("picture, class", "logit", "what the network says")
    case .points:
      DatasetNote(
        "picture, part, x and y",
        "pixels of the input, NaN where the part does not show",
        "the annotated points of parts"
      )
    case .energies: DatasetNote("row", "share, 0 to 1", "the share of the map's sum on the object")
    case .relevances:
      DatasetNote("row", "share, 0 to 1", "the share of the highest pixels on the object")
    case .saliency:
      DatasetNote(
        "picture, CH and OIRR and IoU",
        "1, NaN where undefined",
        "the mean map of the class's prototypes against the mask"
      )
    case .noisyPlaces: DatasetNote(noisy, "cells", "how far the nearest patch moves under noise")
    case .noisyActivations:
      DatasetNote(noisy, "share of the similarity", "how the similarity changes under noise")
    case .noisyRanks: DatasetNote(noisy, "ranks", "how the prototype's rank changes under noise")
    case .misalignedPlaces:
      DatasetNote(hidden, "1 - IoU", "how the prototype's place changes when the rest is hidden")
    case .misalignedActivations:
      DatasetNote(hidden, "share of the similarity", "how the similarity changes then")
    case .deletionCurves:
      DatasetNote("picture of a curve, step", curve, "the curve while pixels are deleted")
    case .insertionCurves:
      DatasetNote("picture of a curve, step", curve, "the curve while pixels are inserted")
    case .partImportances:
      DatasetNote("\(pair), part", "points of the scoring sheet", "how important each part is")
    case .partDrops:
      DatasetNote(
        "\(pair), part",
        "logit, NaN for the trunk",
        "what the class loses without the part"
      )
    case .thingImportances:
      DatasetNote(
        "\(pair), thing",
        "points of the scoring sheet",
        "how important each thing is, picture after picture"
      )
    case .thingDrops:
      DatasetNote("\(pair), thing", "logit", "what the class loses without the thing")
    case .redrawnTotals:
      DatasetNote(
        "\(pair), sum and logit",
        "points of the scoring sheet, logit",
        "the sum of the points and the class's logit"
      )
    }
  }
}
