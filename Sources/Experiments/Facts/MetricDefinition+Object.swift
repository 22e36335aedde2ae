extension MetricDefinition {
  static let relevance = MetricDefinition(
    title: "Pointing game and relevance",
    text:
      "Of the 'prototypes' most similar prototypes of a picture's class: whether the highest pixel is on the "
      + "object (hit), the share of the map's sum on the object (energy; 0 where the sum is 0), and the share on "
      + "the object of the pixels above the value at rank ⌊(1 − 'share')·S²⌋ (mask relevance). Means over pairs "
      + "of a picture and a prototype. Maps of a similarity that may be negative begin at their lowest pixel.",
    counted: "those of the picture's label",
    ties: gridTies,
    upsampler: bicubic,
    source: "CaBRNet, core/evaluation/relevance_analysis.py",
    values: [
      value("hit", "pointing hit", .share, true), value("energy", "energy", .share, true),
      value("maskRelevance", "mask relevance", .share, true),
    ]
  )

  static let saliency = MetricDefinition(
    title: "Heat on the object",
    text:
      "The mean of the maps of the label's prototypes, brought to 0…1. CH is the mean heat on the object, OIRR "
      + "the mean heat beside it by that, IoU that of the pixels of at least 'threshold' with the object.",
    counted: "those of the picture's label",
    upsampler: bicubic,
    source: "ST-ProtoPNet, full/interpretability.py",
    values: [
      value("contentHeat", "CH", .share, true), value("outsideInside", "OIRR", .number, false),
      value("intersection", "IoU", .share, true),
    ]
  )

  static let deletion = MetricDefinition(
    title: "Deletion and insertion",
    text:
      "The hottest pixels of the mean map of the label's prototypes are replaced by the mean colour (0 after "
      + "normalisation), 'pixelsPerStep' at a time; the area under the predicted class's probability, by "
      + "trapezoids over 0…1. Insertion begins with a picture of the mean colour and brings them back. On "
      + "'pictures' pictures, evenly spread.",
    counted: "those of the picture's label",
    ties: "equally hot pixels row by row",
    upsampler: bicubic,
    source: "ST-ProtoPNet, util/deletion_auc.py (DAUC); Petsiuk et al., RISE, 2018",
    values: [
      value("deletion", "deletion AUC", .number, false),
      value("insertion", "insertion AUC", .number, true),
    ]
  )

  static let noiseChange = MetricDefinition(
    title: "Change under noise",
    text:
      "Of the 'compared' most similar prototypes of a picture, of any class: how many cells the nearest patch moves "
      + "(PLC, Manhattan distance), by what share of itself the similarity changes (PAC), how many ranks among "
      + "all prototypes (PRC), under noise of 'noise' ImageNet standard deviations, cut at 'noiseLimit', over "
      + "'draws' draws of seed 'seed'; and what the noise does to the accuracy.",
    counted: "all; of each picture the most similar ones",
    ties: "equally near cells: the first, row by row; equally similar prototypes in their order",
    source: "quanproto, metrics/continuity.py",
    values: [
      value("place", "PLC, cells", .number, false), value("activation", "PAC", .share, false),
      value("rank", "PRC, ranks", .number, false),
      value("accuracyChange", "accuracy change", .points),
    ]
  )

  static let misalignment = MetricDefinition(
    title: "Change where the rest is hidden",
    text:
      "All pixels below the 90th percentile of the map of the label's most similar prototype are set to the "
      + "mean colour. PLC is 1 − IoU of the pixels from the 90th percentile on, before and after; PAC the "
      + "change of the similarity by itself, PRC that of the rank among all prototypes; and the change of "
      + "accuracy. On 'pictures' pictures, evenly spread. Masked, not attacked, so not the published figures.",
    counted: "the most similar one of the label, one a picture",
    ties: "equally similar prototypes in their order",
    upsampler: bicubic,
    source: "after Sacha et al., AAAI 2024",
    values: [
      value("place", "PLC", .share, false), value("activation", "PAC", .share, false),
      value("rank", "PRC, ranks", .number, false),
      value("accuracyChange", "accuracy change", .points),
    ]
  )
}
