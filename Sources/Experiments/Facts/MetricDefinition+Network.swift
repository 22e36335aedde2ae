extension MetricDefinition {
  static let size = MetricDefinition(
    title: "Explanation size",
    text:
      "Global: prototypes with an absolute weight above 'leastWeight'. Local: those of them whose similarity, "
      + "divided by the picture's largest (brought to 0…1 where it may be negative), is above "
      + "'leastSimilarity', a mean over pictures; of the predicted class: those with such a positive weight to "
      + "it; unscaled: by the similarity itself, which suits similarities of 0…1 only.",
    counted: "all",
    source: "PIP-Net, pipnet/test.py; quanproto, metrics/compactness.py",
    values: [
      value("global", "global size", .count, false), value("local", "local size", .number, false),
      value("localOfPredicted", "local size, predicted class", .number, false),
      value("localUnscaled", "local size, unscaled", .number),
      value("ownPositive", "own, positive, a class", .number),
    ]
  )

  static let sparsity = MetricDefinition(
    title: "Sparsity",
    text:
      "The share of last-layer weights of at most 'leastWeight', the share of exact zeros, and negative by "
      + "positive weights (NPR).",
    counted: "all",
    source: "PIP-Net, pipnet/test.py; quanproto, metrics/compactness.py",
    values: [
      value("sparsity", "sparsity", .share, true), value("zeroShare", "exact zeros", .share, true),
      value("negativePositive", "NPR", .number, false),
    ]
  )

  static let score = MetricDefinition(
    title: "ProtoPNeXt's prototype score",
    text:
      "Prototypes are unique that differ at 'decimals' decimals. Sparsity: the least that unique prototypes and "
      + "unique parts by the map's cells add up to, one prototype a class, by what they add up to. Score: the "
      + "mean of sparsity (at most 1), stability and consistency. Objective: accuracy times score.",
    counted: "all; of consistency and stability those of classes with pictures",
    source: "Willard et al., ProtoPNeXt; protopnet/train/metrics.py",
    values: [
      value("unique", "unique prototypes", .count), value("uniqueParts", "unique parts", .count),
      value("sparsity", "sparsity", .number, true),
      value("consistency", "consistency", .share, true),
      value("stability", "stability", .share, true),
      value("score", "prototype score", .number, true),
      value("objective", "objective", .number, true),
    ]
  )

  static let redrawing = MetricDefinition(
    title: "Redrawn birds",
    text:
      "Birds are drawn again without head, beak, eye, wing, tail or foot, and without a twig, berry, the grass, "
      + "the perch or a leaf; the trunk always stays. A part or thing matters to a class by similarity × weight of "
      + "the class's prototypes whose box holds any pixel of it, and is important above a threshold times the "
      + "sum over all of them. CSDC: of the smallest sets of parts that no other species shares, the "
      + "largest share that is important, where the class is right. PC: the prediction stays with the important "
      + "parts alone. DC: it changes without them. D: 1 − the share of parts and things marked important whose "
      + "loss costs less than 'drop' of the predicted logit. All four at the first of 80 thresholds of 0.01…0.5 "
      + "with the largest (CSDC + PC + DC)/3 + D. SD: Spearman's correlation of importance and lost logit of the "
      + "label over the parts, as (ρ + 1)/2. TS: of two species that share exactly two parts each with the "
      + "bird's, disjoint, whether each is explained by its own pair, where removals order the logits so. BI: "
      + "things whose loss costs less than 'drop'. On 'pictures' pictures, evenly spread; Acc on them too. Undefined for similarities that may be negative.",
    counted: "those of the explained class",
    upsampler: bicubic,
    box: "around the highest 5 % of the pixels of the prototype's map, as in push.py",
    source: "Hesse et al., FunnyBirds, ICCV 2023; evaluation_protocols.py",
    values: [
      value("accuracy", "Acc", .share, true), value("csdc", "CSDC", .share, true),
      value("pc", "PC", .share, true), value("dc", "DC", .share, true),
      value("d", "D", .share, true), value("sd", "SD", .share, true),
      value("ts", "TS", .share, true),
      value("bi", "BI", .share, true), value("threshold", "threshold", .number),
    ]
  )
}
