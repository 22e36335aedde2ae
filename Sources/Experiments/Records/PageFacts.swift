package import Foundation

/// What a run's page shows beyond the run's record, `report/page.json` beside the page.
///
/// It is all that the page depends on besides record and metrics, so that the page can be made again
/// from files. Paths of pictures and pages start from the page's folder.
package struct PageFacts: Codable, Equatable, Sendable {
  package static let fileName = "page.json"

  /// The parts of the page's title, where other runs' names or settings decide them.
  package var title: [String]?
  /// What the reported network gets wrong; nil where its predictions are not there.
  package var errors: ErrorAnalysis?
  /// Explained test pictures: one that is classified correctly and misclassified ones.
  package var explained: [ExplainedPicture] = []
  /// Pictures of misclassified images by the image's path, as far as they were found.
  package var mistakePictures: [String: String] = [:]
  /// The prototypes of the page by their numbers.
  package var prototypes: [Int: PrototypeEvidence] = [:]
  /// Runs beside this one.
  package var neighbours = Neighbours()
  /// What the page cannot show, and why.
  package var absences: [Absence: String] = [:]

  package init() {}

  /// A part of the page that may be missing.
  package enum Absence: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable {
    case errors, explanations, pictures, weights, nearest
  }

  /// A test picture, and what its class was decided by.
  package struct ExplainedPicture: Codable, Equatable, Sendable {
    package var image: String
    package var actual: String
    package var predicted: String
    /// The softmax of the logits at the predicted class.
    package var probability: Double
    package var picture: String?
    /// The picture's explanation sheet.
    package var sheet: String?
    /// The prototypes of the predicted class with the most points, first the largest.
    package var parts: [Part]
    package var isCorrect: Bool { actual == predicted }

    package init(
      image: String,
      actual: String,
      predicted: String,
      probability: Double,
      picture: String?,
      sheet: String?,
      parts: [Part]
    ) {
      (self.image, self.actual, self.predicted) = (image, actual, predicted)
      (self.probability, self.picture, self.sheet) = (probability, picture, sheet)
      self.parts = parts
    }
  }

  /// This part of the picture looks like that patch of a training image.
  package struct Part: Codable, Equatable, Sendable {
    package var prototype: Int
    package var similarity: Double
    package var weight: Double
    package var points: Double
    /// The training image of the prototype; nil before the first projection.
    package var source: String?
    package var part: String?
    package var looksLike: String?
    package var inSource: String?

    package init(
      prototype: Int,
      similarity: Double,
      weight: Double,
      points: Double,
      source: String?,
      part: String?,
      looksLike: String?,
      inSource: String?
    ) {
      (self.prototype, self.similarity, self.weight) = (prototype, similarity, weight)
      (self.points, self.source, self.part) = (points, source, part)
      (self.looksLike, self.inSource) = (looksLike, inSource)
    }
  }

  /// What is known of one prototype beyond where it comes from.
  package struct PrototypeEvidence: Codable, Equatable, Sendable {
    /// Its weight for its own class.
    package var weight: Double?
    /// Its pictures in the page's folder by the names of ``RunDirectory/Picture``.
    package var pictures: [String: String] = [:]
    /// The nearest training images, nearest first; nil where nobody looked.
    package var nearest: [NearestPatch]?
    /// Training images of its class that it is the nearest of its class's prototypes to.
    package var nearestCount: Int?

    package init() {}
  }

  /// A training image's patch nearest to a prototype.
  package struct NearestPatch: Codable, Equatable, Sendable {
    package var image: String
    package var className: String
    package var isOwnClass: Bool
    package var squaredDistance: Double
    package var picture: String?

    package init(
      image: String,
      className: String,
      isOwnClass: Bool,
      squaredDistance: Double,
      picture: String?
    ) {
      (self.image, self.className, self.isOwnClass) = (image, className, isOwnClass)
      (self.squaredDistance, self.picture) = (squaredDistance, picture)
    }
  }

  /// Other pages that this one leads to.
  package struct Neighbours: Codable, Equatable, Sendable {
    /// The page of the experiment, where it has one, and those of the runs before and after this one.
    package var experiment: String?
    package var previous, next: Link?
    /// The baseline of the same backbone and seed.
    package var baseline: Baseline?

    package init() {}

    package struct Link: Codable, Equatable, Sendable {
      package var title: String
      /// Nil where the other run has no page.
      package var address: String?

      package init(title: String, address: String?) {
        (self.title, self.address) = (title, address)
      }
    }

    package struct Baseline: Codable, Equatable, Sendable {
      package var page: Link
      package var correctCount: Int
      package var imageCount: Int
      /// The 95 % interval of this run's accuracy minus the baseline's, over the same images.
      package var difference: [Double]?

      package init(page: Link, correctCount: Int, imageCount: Int, difference: [Double]? = nil) {
        (self.page, self.correctCount, self.imageCount) = (page, correctCount, imageCount)
        self.difference = difference
      }
    }
  }
}

extension PageFacts {
  /// Reads the facts beside a page; nil where there are none.
  ///
  /// - Throws: `DecodingError` for a file that is something else, and what reading it throws.
  package init?(besidePageIn folder: URL) throws {
    let file = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    self = try JSONDecoder().decode(PageFacts.self, from: Data(contentsOf: file))
  }

  /// The text of the file; equal facts give equal text.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold.
  package func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}
