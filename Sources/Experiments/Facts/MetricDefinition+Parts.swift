extension MetricDefinition {
  static let partHits = MetricDefinition(
    title: "Consistency and stability",
    text:
      "On each picture of a prototype's class, the parts that lie in the box around its highest pixel are hit. "
      + "A prototype is consistent that hits some part in at least 'threshold' of the pictures showing it. "
      + "Stability is the share of pictures in which noise of 'noise' ImageNet standard deviations, cut at "
      + "'noiseLimit', changes none of the hits, a mean over prototypes and 'draws' draws of seed 'seed'.",
    counted: "those of classes with pictures",
    ties: "the first of the highest pixels, row by row, as in EvalProtoPNet",
    upsampler: bicubic,
    box: "'reach' rows and columns to all sides of the highest pixel, both ends included",
    source: "Huang et al., ICCV 2023; EvalProtoPNet",
    values: [
      value("consistency", "consistency", .share, true),
      value("stability", "stability", .share, true),
      value("meanHitShare", "best part hit, mean", .share, true),
    ]
  )

  static let purity = MetricDefinition(
    title: "Part purity",
    text:
      "Of the 'pictures' pictures of any class that are most like a prototype, the share showing a part in "
      + "which the patch at the nearest cell holds it; the purity is the largest share over the parts that at "
      + "least 'leastSupport' of these pictures show. Left and right parts are one.",
    counted: "those with a weight above 0.00001 to some class",
    ties: "equally similar pictures in their order; equally near cells: the first, row by row",
    box:
      "'patch' × 'patch' pixels at the cell's step, the last ones at the picture's edge; both ends included",
    source:
      "Nauta et al., PIP-Net, CVPR 2023; the 10 most similar pictures, not similarity above 0.5",
    values: [
      value("purity", "purity", .share, true),
      value("deviation", "deviation (n)", .share),
      value("mostFoundPurity", "of the part found most often", .share, true),
      value("partRelatedShare", "purity above 50 %", .share, true),
    ]
  )

  static let seat = MetricDefinition(
    title: "Where prototypes sit",
    text:
      "On each picture of a prototype's class, the part under its highest pixel by the label map; with "
      + "annotated points only, a part within 'reach' pixels of it. A prototype sits on the part of most pictures "
      + "(of points: the part hit most often when it shows), and on the background where most peaks are beside "
      + "the object. On its part: the share of pictures, a mean over prototypes that sit on one; beside the "
      + "object: the share of peaks, a mean over prototypes with masks.",
    counted: "those of classes with pictures",
    ties: gridTies + "; of equally frequent parts the first",
    upsampler: bicubic,
    source: "ours",
    values: [
      value("partShare", "on its part", .share, true),
      value("seatedShare", "seated prototypes", .share, true),
      value("backgroundShare", "beside the object", .share, false),
    ]
  )
}
