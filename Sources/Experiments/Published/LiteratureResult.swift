/// A model that the paper compares itself with, as the paper quotes it.
package struct LiteratureResult: Equatable, Sendable {
  package var model: String
  package var interpretability: Interpretability
  /// What the model was trained and tested with, `bounding boxes` or `full images`.
  package var images: String
  package var accuracy: PublishedResult
  /// Whom the paper cites for it.
  package var citation: String

  /// What a model shows of its reasons, as the paper orders the models of Table 1.
  package enum Interpretability: String, Sendable {
    case none
    case objectAttention = "object-level attention"
    case partAttention = "part-level attention"
    case prototypes = "part-level attention and prototypical cases"
  }

  package static func all(of dataset: PublishedDataset) -> [LiteratureResult] {
    switch dataset {
    case .cub: cub
    case .cars: cars
    }
  }

  private static let cub: [LiteratureResult] = {
    let (boxes, full, parts) = ("bounding boxes", "full images", "part annotations")
    let both = "bounding boxes, part annotations"
    return [
      of("B-CNN", .none, boxes, 85.1, bilinear),
      of("B-CNN", .none, full, 84.1, bilinear),
      of("CAM", .objectAttention, boxes, 70.5, "Zhou et al., CVPR 2016"),
      of("CAM", .objectAttention, full, 63.0, "Zhou et al., CVPR 2016"),
      of("Part R-CNN", .partAttention, both, 76.4, "Zhang et al., ECCV 2014"),
      of("PS-CNN", .partAttention, both, 76.2, "Huang et al., CVPR 2016"),
      of("PN-CNN", .partAttention, both, 85.4, "Branson et al., BMVC 2014"),
      of("DeepLAC", .partAttention, parts, 80.3, "Lin et al., CVPR 2015"),
      of("SPDA-CNN", .partAttention, both, 85.1, "Zhang et al., CVPR 2016"),
      of("PA-CNN", .partAttention, boxes, 82.8, "Krause et al., CVPR 2015"),
      of("MG-CNN", .partAttention, boxes, 83.0, "Wang et al., ICCV 2015"),
      of("MG-CNN", .partAttention, full, 81.7, "Wang et al., ICCV 2015"),
      of("ST-CNN", .partAttention, full, 84.1, "Jaderberg et al., NIPS 2015"),
      of("2-level attention", .partAttention, full, 77.9, "Xiao et al., CVPR 2015"),
      of("FCAN", .partAttention, full, 82.0, "Liu et al., arXiv:1603.06765"),
      of("Neural constellations", .partAttention, full, 81.0, "Simon and Rodner, ICCV 2015"),
      of("MA-CNN", .partAttention, full, 86.5, multiAttention),
      of("RA-CNN", .partAttention, full, 85.3, recurrentAttention),
    ]
  }()

  private static let cars: [LiteratureResult] = [
    of("B-CNN", .none, "not stated", 91.3, bilinear, "section 3"),
    of("RA-CNN", .partAttention, "not stated", 92.5, recurrentAttention, "section 3"),
    of("MA-CNN", .partAttention, "not stated", 92.8, multiAttention, "section 3"),
  ]

  private static let bilinear = "Lin, RoyChowdhury and Maji, ICCV 2015"
  private static let multiAttention = "Zheng et al., ICCV 2017"
  private static let recurrentAttention = "Fu, Zheng and Mei, CVPR 2017"

  private static func of(
    _ model: String,
    _ interpretability: Interpretability,
    _ images: String,
    _ percent: Double,
    _ citation: String,
    _ place: String = "Table 1"
  ) -> LiteratureResult {
    LiteratureResult(
      model: model,
      interpretability: interpretability,
      images: images,
      accuracy: PublishedResult(
        percent: percent,
        source: "Chen et al. 2019, \(place)",
        place: model
      ),
      citation: citation
    )
  }
}
