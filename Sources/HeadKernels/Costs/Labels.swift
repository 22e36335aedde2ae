/// The labels of a batch.
package enum Labels {
  /// Traps unless there is one label an image, each within 0..<K.
  package static func check(_ labels: [Int], imageCount: Int, classCount: Int) {
    precondition(
      labels.count == imageCount && imageCount > 0,
      "\(labels.count) labels for \(imageCount) images"
    )
    precondition(
      labels.allSatisfy { (0..<classCount).contains($0) },
      "labels \(labels) outside 0..<\(classCount)"
    )
  }
}
