package import Tensors

/// All numbers that the cards of prototypes are computed from, column by column.
///
/// A row is a picture with a prototype of its class. What is not known is NaN, or −1 in columns of integers.
package struct PrototypeEvidence: Sendable {
  package var integers: [IntegerColumn: [Int]] = [:]
  package var numbers: [NumberColumn: [Double]] = [:]
  /// [N, P] each: similarities at the nearest patch, and its cell, row · W' + column.
  package var similarities, cells: Tensor

  package init(imageCount: Int, prototypeCount: Int) {
    let shape: Shape = [imageCount, prototypeCount]
    (similarities, cells) = (Tensor(shape: shape), Tensor(shape: shape))
  }

  /// Columns of integers, by their names in files.
  package enum IntegerColumn: String, CaseIterable, Sendable {
    /// [N].
    case labels
    /// Pictures that the annotations of parts do not know.
    case unannotatedImages = "unannotated_images"
    /// [rows]: the picture and the prototype.
    case rowImages = "row_images"
    case rowPrototypes = "row_prototypes"
    /// [rows]: the first of the highest pixels, row · S + column; of equal ones that over the first cell.
    case firstPixels = "first_pixels"
    case peaks = "peak_pixels"
    /// [rows]: the label of the part at the peak, and whether the object is there.
    case peakLabels = "peak_labels"
    case peakHits = "peak_on_object"
    /// [draws, rows] and [draws, N].
    case noisyPixels = "noisy_first_pixels"
    case noisyCorrect = "noisy_correct"
    /// [pictures of limited passes].
    case misalignedImages = "misaligned_images"
    case misalignedPrototypes = "misaligned_prototypes"
    case misalignedCorrect = "misaligned_correct"
    case misalignedRanks = "misaligned_rank_changes"
    case deletionImages = "deletion_images"
    case redrawnImages = "redrawn_images"
    /// [pictures, predicted and label].
    case redrawnClasses = "redrawn_classes"
    /// [pictures, thresholds].
    case keptClasses = "redrawn_kept_classes"
    case removedClasses = "redrawn_removed_classes"
    /// [pictures, 2].
    case redrawnSensitivity = "redrawn_sensitivity"
    /// [pictures].
    case thingCounts = "redrawn_thing_counts"
  }

  /// Columns of numbers, by their names in files.
  package enum NumberColumn: String, CaseIterable, Sendable {
    /// [N, K].
    case logits
    /// [N, parts, x and y] in pixels.
    case points = "part_points"
    /// [rows].
    case energies
    case relevances = "mask_relevances"
    /// [N, 3]: CH, OIRR and IoU.
    case saliency
    /// [draws, N, most similar prototypes].
    case noisyPlaces = "noisy_place_changes"
    case noisyActivations = "noisy_activation_changes"
    case noisyRanks = "noisy_rank_changes"
    /// [pictures].
    case misalignedPlaces = "misaligned_place_changes"
    case misalignedActivations = "misaligned_activation_changes"
    /// [pictures, points of the curve].
    case deletionCurves = "deletion_curves"
    case insertionCurves = "insertion_curves"
    /// [pictures, predicted and label, parts], and of the things of all pictures one after the other.
    case partImportances = "redrawn_part_importances"
    case partDrops = "redrawn_part_drops"
    case thingImportances = "redrawn_thing_importances"
    case thingDrops = "redrawn_thing_drops"
    /// [pictures, predicted and label, total and logit].
    case redrawnTotals = "redrawn_totals"
  }

  package subscript(column: IntegerColumn) -> [Int] {
    get { integers[column, default: []] }
    _modify { yield &integers[column, default: []] }
  }

  package subscript(column: NumberColumn) -> [Double] {
    get { numbers[column, default: []] }
    _modify { yield &numbers[column, default: []] }
  }
}

extension PrototypeEvidence: Resumable {
  package var saved: SavedState {
    var state = SavedState()
    for (column, values) in integers { state.integers[column.rawValue] = values }
    for (column, values) in numbers { state.doubles[column.rawValue] = values }
    (state.tensors["similarities"], state.tensors["cells"]) = (similarities, cells)
    return state
  }

  package mutating func restore(_ state: SavedState) throws(SavedStateError) {
    (integers, numbers) = ([:], [:])
    for column in IntegerColumn.allCases { integers[column] = state.integers[column.rawValue] }
    for column in NumberColumn.allCases { numbers[column] = state.doubles[column.rawValue] }
    similarities = try state.tensor("similarities", shape: similarities.shape)
    cells = try state.tensor("cells", shape: cells.shape)
  }
}
