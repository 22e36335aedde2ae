import Files
package import Recipe

extension Experiment {
  /// The pictures and how they become inputs.
  package struct Data: Section {
    package enum Source: String, CaseIterable, Sendable {
      /// A directory per split with a directory per class.
      case imageFolder = "image-folder"
      /// The embedded data set, drawn when it is missing.
      case toyBirds = "toy-birds"
    }

    package enum Order: String, CaseIterable, Sendable {
      /// Another random order in every pass.
      case shuffled
      /// As the data set lists them, so that another program can follow step by step.
      case sequential
    }

    package enum Resize: String, CaseIterable, Sendable {
      /// Rows first, then columns.
      case pillow12 = "pillow-12"
      /// Columns first where the height shrinks by more than twice as many pixels as the width.
      case pillow13 = "pillow-13"
    }

    package enum Gray16: String, CaseIterable, Sendable {
      /// The high byte of the 16 bits.
      case scaled
      /// What is above 255 is white, as in Pillow's conversion to RGB.
      case pillow
    }

    package var source = Source.imageFolder
    /// The data set's directory, relative to the experiment file; empty for ToyBirds' own place.
    package var folder = ""
    /// The directories of the splits, relative to `folder`.
    package var train = "train"
    package var projection: String?
    package var test = "test"
    /// The share of the training pictures that is the test split, where it has no directory of its own.
    package var testSplit: TestSplit?
    package var toyBirds: ToyBirds?
    /// Pictures that are neither trained on nor reported, for choices between stages.
    package var validation: Validation?
    /// What chooses the reported stage; nil is the last one.
    package var selection: Selection?
    /// The edge of the square input, in pixels.
    package var imageSize = 224
    /// Whose order of passes resizes pictures; nil is Pillow's up to version 12.
    package var resize: Resize?
    /// What becomes of gray pictures of 16 bits; nil keeps their high bytes.
    package var gray16: Gray16?
    /// The order of the training images in every pass; nil shuffles them.
    package var order: Order?
    /// Whether training mirrors each picture with probability one half in every pass.
    package var flip = false
    /// The augmented copies that training uses; nil trains on the pictures as they are.
    package var augmentation: Augmentation?
    /// Overrides what the weights expect.
    package var normalization: Normalization?

    /// The test split's directory; nil where it is drawn from the training pictures.
    package var testFolder: String? { testSplit == nil ? test : nil }

    mutating func visit(_ keys: some KeyVisitor) {
      keys.choice("source", &source, required: true)
      switch source {
      case .imageFolder:
        keys.path("folder", &folder, required: true)
        keys.path("train", &train)
        keys.path("projection", &projection)
        keys.section("test-split", &testSplit)
        if testSplit == nil {
          keys.path("test", &test)
        } else {
          var directory: String?
          keys.path("test", &directory)
          if directory != nil {
            keys.problem("give one of 'test' and 'test-split'", at: "test")
          }
        }
      case .toyBirds:
        keys.path("folder", &folder)
        if toyBirds == nil { toyBirds = ToyBirds() }
        keys.section("toy-birds", &toyBirds)
      }
      keys.section("validation", &validation)
      if let preset = keys.preset { selection = preset.selection }
      keys.choice("selection", &selection)
      if let folder = validation?.folder {
        if source == .toyBirds {
          keys.problem("ToyBirds has no validation folder; take a 'share'", at: "validation")
        } else if [train, projection ?? train, testFolder ?? train].contains(where: {
          ByteName($0) == ByteName(folder)
        }) {
          keys.problem(
            "validation needs pictures of its own, and '\(folder)' is another split",
            at: "validation"
          )
        }
      }
      if selection == .validation, validation == nil {
        keys.problem("choosing on a validation split needs the key 'validation'", at: "selection")
      }
      keys.integer("image-size", &imageSize, in: 16...1024, required: true)
      keys.choice("resize", &resize)
      keys.choice("gray-16", &gray16)
      // The defaults spelled out are the same experiment.
      if resize == .pillow12 { resize = nil }
      if gray16 == .scaled { gray16 = nil }
      keys.choice("order", &order)
      keys.flag("flip", &flip)
      keys.section("augmentation", &augmentation)
      keys.section("normalization", &normalization)
      if gray16 != nil, let augmentation, augmentation.mode == .offline {
        keys.problem(
          "offline copies are made of scaled pictures; leave out 'gray-16'",
          at: "gray-16"
        )
      }
    }
  }

  /// How the embedded data set is drawn.
  package struct ToyBirds: Section {
    package var seed = 1
    package var trainPerClass = 100
    package var testPerClass = 25
    /// The edge of a drawn picture, in pixels.
    package var pictureSize = 96

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer("seed", &seed, in: 0...Int.max)
      keys.integer("train-per-class", &trainPerClass, in: 1...10_000)
      keys.integer("test-per-class", &testPerClass, in: 1...10_000)
      keys.integer("picture-size", &pictureSize, in: 16...1024)
    }
  }

  /// What is subtracted from red, green and blue in 0…1, and what the differences are divided by.
  package struct Normalization: Section {
    package var mean: [Double] = [0.485, 0.456, 0.406]
    package var standardDeviation: [Double] = [0.229, 0.224, 0.225]

    mutating func visit(_ keys: some KeyVisitor) {
      keys.numbers("mean", &mean, count: 3, .any)
      keys.numbers("standard-deviation", &standardDeviation, count: 3, .aboveZero)
    }
  }
}
