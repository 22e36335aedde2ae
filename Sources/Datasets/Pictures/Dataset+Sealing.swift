import Images

extension Dataset {
  /// The data set whose pictures are all held to the bytes that they have now, and what is odd about them.
  ///
  /// Every file is read once, however many splits it belongs to, and decoded unless this program has
  /// made or packed it, so that a run begins with pictures that can be read.
  ///
  /// - Throws: ``DatasetError`` naming every picture that cannot be read.
  package func sealed() throws(DatasetError) -> Dataset {
    var seals = PictureSeals()
    // Copies that were made here may have others' pictures among them, which are looked at first.
    for set in splits.filter({ !$0.isMadeHere }) + splits.filter(\.isMadeHere) {
      try seals.add(set)
    }
    var sealed = Dataset(
      name: name,
      root: root,
      classNames: classNames,
      train: seals.sealed(train),
      projection: seals.sealed(projection),
      test: seals.sealed(test),
      validation: validation.map(seals.sealed)
    )
    sealed.notes = notes
    sealed.remarks = seals.remarks
    return sealed
  }
}

/// The seals of pictures while they are read.
private struct PictureSeals {
  private var sealed: [PictureContents: PictureContents] = [:]
  private var found: [String] = []

  /// The most pictures that remarks are made of one by one.
  private static let shownCount = 20

  /// What is wrong with pictures that are read all the same.
  var remarks: [String] {
    guard found.count > Self.shownCount else { return found }
    return found.prefix(Self.shownCount)
      + ["\(found.count - Self.shownCount) more pictures are read although they are damaged"]
  }

  /// Reads the pictures of a set that were not read yet.
  mutating func add(_ set: ImageSet) throws(DatasetError) {
    var paths: [PictureContents: String] = [:]
    for image in set.images where sealed[image.contents] == nil {
      paths[image.contents] = paths[image.contents] ?? image.path
    }
    let masks = Set(set.images.compactMap(\.mask)).filter { sealed[$0] == nil && paths[$0] == nil }
    let missing =
      paths.sorted { $0.value < $1.value }.map { ($0.key, Optional($0.value)) }
      + masks.map { ($0, nil) }
    let seals = missing.concurrentMap { contents, path in
      Result { () throws(ImageError) in
        var remark: String?
        let seal = try PictureSeal(contents) { (bytes) throws(ImageError) in
          guard path != nil, !set.isMadeHere, case .file = contents else { return }
          remark = try PictureFile.decode(bytes, name: contents.name).remark
        }
        return (seal, remark)
      }
    }
    var failures: [ImageError] = []
    for ((contents, path), seal) in zip(missing, seals) {
      switch seal {
      case .success(let (seal, remark)):
        sealed[contents] = .sealed(contents, seal)
        if let remark, let path {
          found.append("\(path) is read although it is damaged (\(remark))")
        }
      case .failure(let error): failures.append(error)
      }
    }
    guard failures.isEmpty else {
      let problems = failures.sorted { $0.file < $1.file }.map { "\($0)" }
      throw DatasetError(dataset: set.name, problems: problems)
    }
  }

  func sealed(_ set: ImageSet) -> ImageSet {
    ImageSet(
      name: set.name,
      images: set.images.map { image in
        LabelledImage(
          path: image.path,
          contents: sealed[image.contents, default: image.contents],
          classIndex: image.classIndex,
          mask: image.mask.map { sealed[$0, default: $0] }
        )
      },
      isMadeHere: set.isMadeHere
    )
  }
}
