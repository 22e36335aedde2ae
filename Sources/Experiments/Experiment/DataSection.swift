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
      keys.choice(
        keys.named(
          "source",
          "image-folder: a directory per split with a directory per class; toy-birds: the embedded data set, drawn where it is missing.",
          example: "image-folder"
        ),
        &source,
        required: true
      )
      switch source {
      case .imageFolder:
        keys.path(
          keys.named(
            "folder",
            "The data set's folder, relative to the experiment file; ToyBirds have a place of their own.",
            example: "../datasets/photos",
            form: "a path"
          ),
          &folder,
          required: true
        )
        keys.path(
          keys.named("train", "The training split's directory in the folder.", form: "a path"),
          &train
        )
        keys.path(
          keys.named(
            "projection",
            "The directory of the pictures that prototypes are projected onto.",
            otherwise: "the training pictures",
            example: "train-originals",
            form: "a path"
          ),
          &projection
        )
        keys.section(
          keys.named(
            "test-split",
            "Draws the test split from the training pictures, where it has no directory.",
            otherwise: "the directory test"
          ),
          &testSplit
        )
        if testSplit == nil {
          keys.path(
            keys.named("test", "The test split's directory in the folder.", form: "a path"),
            &test
          )
        } else {
          var directory: String?
          keys.path("test", &directory)
          if directory != nil {
            keys.problem("give one of 'test' and 'test-split'", at: "test")
          }
        }
      case .toyBirds:
        keys.path(
          keys.named(
            "folder",
            "Where ToyBirds lie, relative to the experiment file.",
            form: "a path"
          ),
          &folder
        )
        if toyBirds == nil { toyBirds = ToyBirds() }
        keys.section(keys.named("toy-birds", "How the embedded data set is drawn."), &toyBirds)
      }
      keys.section(
        keys.named(
          "validation",
          "Pictures that are neither trained on nor reported, for choices between stages and settings: a folder, a share or a fold.",
          otherwise: "none"
        ),
        &validation
      )
      if let preset = keys.preset { selection = preset.selection }
      keys.choice(
        keys.named(
          "selection",
          "What chooses the reported stage: the accuracy on the validation split, on the test split as in the released code, or nothing. With `preset: as-released-code` test.",
          otherwise: "last-stage",
          example: "validation"
        ),
        &selection
      )
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
      keys.integer(
        keys.named("image-size", "The edge of the square input.", unit: "pixels", example: "224"),
        &imageSize,
        in: 16...1024,
        required: true
      )
      keys.choice(
        keys.named(
          "resize",
          "Whose order of passes resizes pictures: Pillow's up to version 12, or version 13's.",
          otherwise: "pillow-12",
          example: "pillow-13"
        ),
        &resize
      )
      keys.choice(
        keys.named(
          "gray-16",
          "What becomes of gray pictures of 16 bits: their high bytes, or white above 255 as in Pillow.",
          otherwise: "scaled",
          example: "pillow"
        ),
        &gray16
      )
      // The defaults spelled out are the same experiment.
      if resize == .pillow12 { resize = nil }
      if gray16 == .scaled { gray16 = nil }
      keys.choice(
        keys.named(
          "order",
          "The order of the training pictures in every pass.",
          otherwise: "shuffled",
          example: "sequential"
        ),
        &order
      )
      keys.flag(
        keys.named(
          "flip",
          "Mirrors each training picture with probability one half in every pass."
        ),
        &flip
      )
      keys.section(
        keys.named(
          "augmentation",
          "Warped copies of the training pictures; projection and test keep the pictures as they are.",
          otherwise: "none"
        ),
        &augmentation
      )
      keys.section(
        keys.named(
          "normalization",
          "Overrides what the weights expect of red, green and blue in 0…1.",
          otherwise: "the weights' own, or ImageNet's"
        ),
        &normalization
      )
      if gray16 != nil, let augmentation, augmentation.mode == .offline {
        keys.problem(
          "offline copies are made of scaled pictures; leave out 'gray-16'",
          at: "gray-16"
        )
      }
    }
  }
}
