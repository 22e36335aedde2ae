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
    package var batchNormalization = BatchNormalizationModes()

    mutating func visit(_ keys: some KeyVisitor) {
      keys.choice("architecture", &architecture, required: true)
      keys.text("cut-after", &cutAfter)
      keys.number("width-multiplier", &widthMultiplier, .aboveZero)
      keys.path("weights", &weights)
      if widthMultiplier != nil, keys.isGiven("weights") {
        keys.problem(
          "a network of another width cannot take weights; leave out one of the two",
          at: "width-multiplier"
        )
      }
      keys.section("batch-normalization", &batchNormalization)
    }
  }

  /// The 1×1 convolutions between backbone and prototypes.
  package struct AddOnLayers: Section {
    package var kind = Networks.AddOnLayers.regular
    /// The depth of the latent map and the prototypes, D.
    package var channels = 128

    mutating func visit(_ keys: some KeyVisitor) {
      keys.choice("kind", &kind)
      keys.integer("channels", &channels, in: 1...4096)
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

    mutating func visit(_ keys: some KeyVisitor) {
      if keys.isGiven("count"), keys.isGiven("per-class") {
        keys.problem("give either 'count' or 'per-class', not both", at: "count")
      }
      keys.integer("count", &count, in: 1...1_000_000)
      if count == nil || keys.isGiven("per-class") {
        keys.integer("per-class", &perClass, in: 1...10_000)
      } else {
        // Known, though it has no meaning beside a count.
        var unused: Int?
        keys.integer("per-class", &unused, in: 1...10_000)
      }
      keys.integer("height", &height, in: 1...64)
      keys.integer("width", &width, in: 1...64)
      keys.section("similarity", &similarity)
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
      keys.choice("function", &function)
      keys.number("epsilon", &epsilon, .aboveZero)
    }
  }
}
