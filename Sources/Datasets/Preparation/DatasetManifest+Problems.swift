import Files

extension DatasetManifest {
  /// What no preparation writes: things listed twice, paths that lead out of the folder, impossible extents.
  var problems: [String] {
    var problems: [String] = []
    func unique(_ names: [String], _ what: String) {
      var seen: Set<ByteName> = []
      for name in names where !seen.insert(ByteName(name)).inserted {
        problems.append("lists the \(what) '\(name)' twice")
      }
    }
    unique(splits.map(\.name), "split")
    unique(classNames, "class")
    unique(images.map(\.path), "picture")
    for split in splits where split.imageCount < 0 {
      problems.append("gives the split '\(split.name)' \(split.imageCount) pictures")
    }
    for image in images { problems += image.problems }
    return problems
  }
}

extension DatasetManifest.Entry {
  fileprivate var problems: [String] {
    var problems: [String] = []
    if !path.isPlainPath {
      problems.append("names the picture '\(path)', which is no path in the folder")
    }
    let extents = 1...ImageExtent.largest
    if !extents.contains(width) || !extents.contains(height) {
      problems.append("gives '\(path)' \(width)×\(height) pixels")
    }
    // A part may lie beyond the crop, not beyond every picture.
    let places = -Double(ImageExtent.largest)...Double(ImageExtent.largest)
    for part in parts ?? [] where !places.contains(part.x) || !places.contains(part.y) {
      problems.append("places the part '\(part.name)' of '\(path)' outside of any picture")
    }
    return problems
  }
}

/// How wide or high a picture can be.
enum ImageExtent {
  /// Of PNG and JPEG files that are decoded.
  static let largest = 1_000_000
}
