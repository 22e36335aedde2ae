/// The classes of the prototypes.
enum PrototypeClasses {
  /// Traps unless classes are within 0..<K and each has a prototype.
  static func check(_ prototypeClass: [Int], classCount: Int) {
    var isUsed = [Bool](repeating: false, count: classCount)
    for (index, label) in prototypeClass.enumerated() {
      precondition(
        (0..<classCount).contains(label),
        "prototype \(index) is of class \(label), outside 0..<\(classCount)"
      )
      isUsed[label] = true
    }
    let empty = isUsed.indices.filter { !isUsed[$0] }
    precondition(empty.isEmpty, "classes \(empty) have no prototype")
  }
}
