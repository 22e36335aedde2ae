package import Foundation

/// What an explanation shows beside the sheet of one class.
package struct ExplanationOptions {
  /// How activation maps lie over pictures.
  package enum Overlay: String, CaseIterable, Sendable {
    /// One scale for all maps of a page, and a picture that stays readable where nothing is active.
    case sharedScale = "shared-scale"
    /// JET from each map's lowest to its highest value over the darkened picture.
    case asReleasedCode = "as-released-code"
  }

  /// The class to compare the explained one with; the runner-up for nil.
  package var against: String?
  package var overlay = Overlay.sharedScale
  /// The class that the picture's folder names.
  package var label: String?
  /// A folder beside the page's for the pictures of prototypes, which pages of several pictures share.
  package var sharedPrototypes: URL?

  /// A baseline whose class activation map stands beside part attention; none for nil.
  package var baseline: BaselineExplainer?

  package init() {}

  /// The prototypes of the class that are drawn, at most.
  static let drawnCount = 10
  /// The prototypes of other classes that are listed by name, at most.
  static let listedOtherCount = 5
  /// The prototypes that a comparison of two classes lists, at most.
  static let comparedCount = 8
  /// The nearest prototypes of a picture that are listed.
  static let nearestCount = 5
  /// The parts that are numbered on the picture, at most.
  static let numberedCount = 5
}
