package import Networks
package import Recipe

extension Experiment {
  /// The convolutional layers that usually come from ImageNet.
  package struct Backbone: Section {
    package var architecture = Architecture.vgg16
    /// The block that ends a shortened backbone.
    package var cutAfter: String?
    /// The share of the architecture's channels that every layer has, for training from random
    /// parameters; nil for all of them.
    package var widthMultiplier: Double?
    /// A file made by `protopnet weights import`, relative to the experiment file.
    package var weights: String?
    /// What the features of a plain VGG's weights are scaled by, a power of two; nil leaves them.
    package var featureScale: Double?
    package var batchNormalization = BatchNormalizationModes()

    mutating func visit(_ keys: some KeyVisitor) {
      keys.choice(
        keys.named(
          "architecture",
          "The convolutional layers, by torchvision's names.",
          example: "vgg16"
        ),
        &architecture,
        required: true
      )
      keys.text(
        keys.named(
          "cut-after",
          "The block that ends a shortened backbone; `protopnet check` names the blocks.",
          otherwise: "the whole backbone",
          example: "block-4",
          form: "the name of a block"
        ),
        &cutAfter
      )
      keys.number(
        keys.named(
          "width-multiplier",
          "The share of the architecture's channels that every layer has; for training from random parameters alone.",
          otherwise: "1",
          example: "0.25"
        ),
        &widthMultiplier,
        .aboveZero
      )
      keys.path(
        keys.named(
          "weights",
          "Pretrained parameters, a file of `protopnet weights import`, relative to the experiment file.",
          otherwise: "random parameters",
          example: "../weights/vgg16-imagenet.h5",
          form: "a path"
        ),
        &weights
      )
      if widthMultiplier != nil, keys.isGiven("weights") {
        keys.problem(
          "a network of another width cannot take weights; leave out one of the two",
          at: "width-multiplier"
        )
      }
      keys.number(
        keys.named(
          "feature-scale",
          "What the features of a plain VGG's weights are scaled by, a power of two; its kernels and biases take it.",
          otherwise: "1",
          example: "0.0625"
        ),
        &featureScale,
        .aboveZero
      )
      if featureScale == 1 { featureScale = nil }
      if let problem = featureScaleProblem { keys.problem(problem, at: "feature-scale") }
      keys.section(
        keys.named(
          "batch-normalization",
          "Which statistics batch normalisation uses while the backbone is not trained."
        ),
        &batchNormalization
      )
    }

    private var featureScaleProblem: String? {
      guard let scale = featureScale, scale > 0 else { return nil }
      if weights == nil { return "there are no 'weights' whose features could be scaled" }
      if !architecture.isPlainVGG {
        return "only features of VGG without batch normalisation can be scaled by its weights"
      }
      let limits = 0x1p-20...0x1p20
      if scale.significand == 1, limits.contains(scale) { return nil }
      return "a power of two is needed, such as 0.0625, by which every feature keeps its digits"
    }
  }

  /// The 1×1 convolutions between backbone and prototypes.
  package struct AddOnLayers: Section {
    package var kind = Networks.AddOnLayers.regular
    /// The depth of the latent map and the prototypes, D.
    package var channels = 128

    mutating func visit(_ keys: some KeyVisitor) {
      keys.choice(
        keys.named(
          "kind",
          "regular: two 1×1 convolutions, as in the paper; bottleneck: pairs that halve the channels."
        ),
        &kind
      )
      keys.integer(
        keys.named("channels", "D, the depth of latent map and prototypes."),
        &channels,
        in: 1...4096
      )
    }
  }

  package struct Prototypes: Section {
    /// The prototypes of each class; unused where `count` is given.
    package var perClass = 10
    /// All prototypes, P; a multiple of the number of classes.
    package var count: Int?
    /// The extent of a prototype in latent cells, H1 and W1.
    package var height = 1
    package var width = 1
    package var similarity = Similarity()
    /// Random unless given.
    package var initialization: PrototypeInitialization?

    mutating func visit(_ keys: some KeyVisitor) {
      if keys.isGiven("count"), keys.isGiven("per-class") {
        keys.problem("give either 'count' or 'per-class', not both", at: "count")
      }
      keys.integer(
        keys.named(
          "count",
          "All prototypes, P, in place of per-class; a multiple of the number of classes.",
          otherwise: "per-class for each class",
          example: "2000"
        ),
        &count,
        in: 1...1_000_000
      )
      if count == nil || keys.isGiven("per-class") {
        keys.integer(
          keys.named("per-class", "The prototypes of each class."),
          &perClass,
          in: 1...10_000
        )
      } else {
        // Known, though it has no meaning beside a count.
        var unused: Int?
        keys.integer("per-class", &unused, in: 1...10_000)
      }
      keys.integer(
        keys.named("height", "H1, the height of a prototype.", unit: "latent cells"),
        &height,
        in: 1...64
      )
      keys.integer(
        keys.named("width", "W1, the width of a prototype.", unit: "latent cells"),
        &width,
        in: 1...64
      )
      keys.section(
        keys.named("similarity", "How a squared distance becomes a similarity."),
        &similarity
      )
      keys.choice(
        keys.named(
          "initialization",
          "Where prototypes begin: uniform on [0, 1), or on random patches of their class's pictures.",
          otherwise: "random"
        ),
        &initialization
      )
      if initialization == .random { initialization = nil }
    }
  }

  /// How a squared distance becomes a similarity.
  package struct Similarity: Section {
    package enum Function: String, CaseIterable, Sendable {
      /// log((d + 1) / (d + ε)), the paper's.
      case log
      /// −d.
      case linear
    }

    package var function = Function.log
    package var epsilon = 1e-4

    mutating func visit(_ keys: some KeyVisitor) {
      keys.choice(
        keys.named("function", "log: log((d + 1) / (d + ε)), the paper's; linear: −d."),
        &function
      )
      keys.number(keys.named("epsilon", "ε of the similarity log."), &epsilon, .aboveZero)
    }
  }
}
