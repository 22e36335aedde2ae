import Networks
import ProtoPNet

/// What a survey of prototypes has found so far.
struct SurveyState: Resumable {
  /// Whether each prototype was looked at: 1 or 0.
  private var isKnown: [Int]
  /// Four bounds for each prototype.
  private var bounds: [Int]
  /// 1 and 0 for on the object or not, −1 where there is no mask.
  private var onObject: [Int]

  init(prototypeCount: Int) {
    isKnown = Array(repeating: 0, count: prototypeCount)
    bounds = Array(repeating: 0, count: 4 * prototypeCount)
    onObject = Array(repeating: -1, count: prototypeCount)
  }

  /// The prototypes that were looked at.
  var count: Int { isKnown.reduce(0, +) }

  func has(_ prototype: Int) -> Bool { isKnown[prototype] == 1 }

  mutating func add(_ prototype: Int, box: PixelBox, isOnObject: Bool?) {
    isKnown[prototype] = 1
    bounds.replaceSubrange(4 * prototype..<4 * prototype + 4, with: box.bounds)
    onObject[prototype] = isOnObject.map { $0 ? 1 : 0 } ?? -1
  }

  func box(of prototype: Int) -> PixelBox {
    let bounds = bounds[(4 * prototype)...]
    return PixelBox(
      firstRow: bounds[4 * prototype],
      endRow: bounds[4 * prototype + 1],
      firstColumn: bounds[4 * prototype + 2],
      endColumn: bounds[4 * prototype + 3]
    )
  }

  func isOnObject(_ prototype: Int) -> Bool? {
    onObject[prototype] < 0 ? nil : onObject[prototype] == 1
  }

  var saved: SavedState {
    var state = SavedState()
    state.integers = ["is_known": isKnown, "bounds": bounds, "on_object": onObject]
    return state
  }

  mutating func restore(_ state: SavedState) throws(SavedStateError) {
    isKnown = try state.integers("is_known", count: isKnown.count)
    bounds = try state.integers("bounds", count: bounds.count)
    onObject = try state.integers("on_object", count: onObject.count)
  }
}
