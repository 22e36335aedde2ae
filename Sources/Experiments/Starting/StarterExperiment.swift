package import Networks

/// A first experiment on somebody's photographs: sizes that fit their number, each with its reason.
///
/// The settings are those by which 396 photographs of 19 kinds of birds were learned best from ImageNet's
/// weights: with warped copies, prototypes that begin as patches, and less of the cluster cost's pull.
package struct StarterExperiment: Sendable {
  package let name: String
  package let photographs: PhotographFolder
  package let architecture: Architecture
  /// The file of weights, relative to the experiment file; nil for random parameters.
  package let weights: String?
  /// Whether the weights expect pictures whose numbers are not divided by their spread, as Caffe's do.
  package let weightsAreCaffes: Bool

  package init(
    name: String,
    photographs: PhotographFolder,
    architecture: Architecture,
    weights: String?,
    weightsAreCaffes: Bool = false
  ) {
    (self.name, self.photographs) = (name, photographs)
    (self.architecture, self.weights) = (architecture, weights)
    self.weightsAreCaffes = weightsAreCaffes
  }

  // MARK: - What the numbers decide

  /// The share of the training photographs that becomes the test split where there is none.
  private static let testShare = 0.2
  private static let validationShare = 0.1

  /// The training photographs that are left of so many, once a test split is drawn.
  private func rest(of count: Int) -> Int {
    photographs.test == nil
      ? count - Int((Self.testShare * Double(count)).rounded()) : count
  }

  /// Whether photographs can be spared for validation: two of every class, and 18 left.
  private var sparesValidation: Bool { rest(of: photographs.smallestClass) >= 20 }

  package var imageSize: Int {
    switch photographs.shortSide {
    case 160...: 224
    case 96..<160: 128
    default: 96
    }
  }

  /// Small photographs have few cells behind five halvings, so the last block goes.
  private var cut: String? {
    guard imageSize == 96 else { return nil }
    return architecture.rawValue.hasPrefix("vgg") ? "block-4" : nil
  }

  /// Kinds of warped copies beside each photograph, and how many of each.
  package var copiesOfEachKind: Int {
    switch rest(of: photographs.trainCount) {
    case ..<250: 10
    case 250..<1000: 5
    case 1000..<3000: 2
    case 3000..<10_000: 1
    default: 0
    }
  }

  package var prototypesPerClass: Int { max(1, min(10, rest(of: photographs.smallestClass))) }

  package var batchSize: Int { max(1, min(40, rest(of: photographs.trainCount))) }

  /// The optimiser's steps of a pass over the photographs and their copies.
  private var stepsPerPass: Int {
    let pictures = rest(of: photographs.trainCount) * (3 * copiesOfEachKind + 1)
    return (pictures + batchSize - 1) / batchSize
  }

  package var warmUpSteps: Int { max(1000, min(4 * stepsPerPass, 12_000)) }
  package var jointSteps: Int { max(120, min(stepsPerPass, 2_000)) }

  // MARK: - The file

  /// The experiment file with its comments.
  package var yaml: String {
    ([head, data, network, training].joined(separator: "\n"))
  }

  private var head: String {
    let p = photographs
    let sizes =
      p.smallestClass == p.largestClass
      ? "\(p.smallestClass) of each" : "\(p.smallestClass) to \(p.largestClass) of each"
    return """
      # A first experiment, sized to \(p.trainCount) training photographs of \(p.classCount) classes, \(sizes), whose
      # shorter sides have about \(p.shortSide) pixels. Every number may be changed; 'protopnet check' says
      # what the file means, how long it takes and how much memory.
      #
      #   protopnet check FILE
      #   protopnet run FILE
      #   protopnet report FILE
      name: \(KeyWriter.quoted(name))
      """
  }

  private var data: String {
    var lines = [
      "data:",
      "  source: image-folder",
      "  folder: \(KeyWriter.quoted(photographs.folder))",
    ]
    if photographs.train != "train" {
      lines.append("  train: \(KeyWriter.quoted(photographs.train))")
    }
    switch photographs.test {
    case nil:
      lines += [
        "  # There is no test split, so one photograph in five of every class is set apart, always the same.",
        "  test-split:",
        "    share: \(Self.testShare)",
        "    seed: 1",
      ]
    case let test? where test != "test": lines.append("  test: \(KeyWriter.quoted(test))")
    default: break
    }
    lines += validation
    lines += augmentation
    lines += [
      "  # Photographs are resized to this square.",
      "  image-size: \(imageSize)",
    ]
    return lines.joined(separator: "\n")
  }

  private var validation: [String] {
    if let folder = photographs.validation {
      return [
        "  # Accuracy on these is written beside the test accuracy, for choices between settings.",
        "  validation:", "    folder: \(KeyWriter.quoted(folder))",
      ]
    }
    guard sparesValidation else {
      return [
        "  # A validation split of 'share: \(Self.validationShare)' would leave the smallest class fewer than 18 "
          + "photographs, so",
        "  # there is none. Settings that are chosen by the test accuracy make it look better than it is.",
      ]
    }
    return [
      "  # One photograph in ten of every class is not trained on, for choices between settings.",
      "  validation:", "    share: \(Self.validationShare)", "    seed: 1",
    ]
  }

  private var augmentation: [String] {
    let copies = copiesOfEachKind
    guard copies > 0 else { return [] }
    return [
      "  # \(copies == 1 ? "Three warped copies" : "\(3 * copies) warped copies") of every training photograph "
        + "beside the photograph itself, made once.",
      "  augmentation:",
      "    preset: as-paper",
      "    rotation: \(copies)",
      "    skew: \(copies)",
      "    shear: \(copies)",
      "    originals: true",
    ]
  }

  private var network: String {
    var lines = ["backbone:", "  architecture: \(architecture.rawValue)"]
    if let cut {
      lines += [
        "  # Of so small pictures a fifth halving would leave too few cells.",
        "  cut-after: \(cut)",
      ]
    }
    if let weights {
      lines.append("  weights: \(KeyWriter.quoted(weights))")
      if weightsAreCaffes, architecture.isPlainVGG {
        lines += [
          "  # These weights' features have a root mean square of about 15, too large for the add-on layers'",
          "  # sigmoid and rates; a power of two scales them without a change of their digits.",
          "  feature-scale: 0.0625",
        ]
      }
    } else {
      lines += [
        "  # Without weights of ImageNet a network learns little from \(photographs.trainCount) photographs: "
          + "'make weights' fetches",
        "  # those of VGG-16, and 'protopnet weights import' reads those of torchvision.",
        "  # weights: weights/vgg16-imagenet.h5",
      ]
    }
    lines += [
      "add-on-layers:",
      "  channels: 128",
      "prototypes:",
    ]
    if prototypesPerClass < 10 {
      lines.append("  # Ten is usual; no class needs more of them than it has photographs.")
    }
    lines.append("  per-class: \(prototypesPerClass)")
    if weights != nil {
      lines += [
        "  # Few photographs teach prototypes that begin anywhere to remember them; patches are near already.",
        "  initialization: patches",
        "coefficients:",
        "  # At the paper's 0.8 and 0.08 the latent patches of few photographs all draw together.",
        "  cluster: 0.1",
        "  separation: 0.1",
      ]
    }
    return lines.joined(separator: "\n")
  }

  private var training: String {
    // From random parameters all layers learn at one rate, and longer.
    let isRandom = weights == nil
    let joint = isRandom ? max(10 * jointSteps, 2000) : jointSteps
    let rates =
      isRandom
      ? "    # From random parameters everything learns at one rate.\n"
        + "    backbone: 1e-3\n    add-on-layers: 1e-3\n    prototypes: 1e-3"
      : "    # Lower than the paper's: few photographs are soon learned by heart.\n"
        + "    backbone: 3e-5\n    add-on-layers: 3e-4\n    prototypes: 3e-4"
    let decay =
      isRandom
      ? "" : "    # Ten times the paper's, for the same reason.\n    weight-decay: 1e-2\n"
    return """
      optimizer:
        batch-size: \(batchSize)
        warm-up:
      \(decay)    # The rates fall to a tenth for the last third.
          decay: {every: {steps: \(warmUpSteps * 2 / 3)}}
        joint:
      \(rates)
          # The second cycle has a tenth of these rates, so that its projection hardly moves a prototype, and
          # Adam's moments begin anew, as the last layer's new weights change the gradients.
          decay: {every: {steps: \(joint)}}
          moments: restarted
      # Lengths are in steps, as few photographs make short epochs.
      schedule:
        warm-up: {steps: \(warmUpSteps)}
        cycles:
          # Training of all layers, projection of the prototypes onto training patches, the last layer; then
          # the same again.
          - joint: {steps: \(joint)}
            last-layer: {solver: convex, own-class-limit: 3}
          - joint: {steps: \((joint + 1) / 2)}
            last-layer: {solver: convex, own-class-limit: 3}
      checks:
        # Which test photographs keep their class through the projection, by Theorem 2.1 and for certain.
        theorem: true
        last-layer: true
      # Several seeds say how far the accuracy depends on chance; a baseline, what the prototypes cost.
      # seeds: [1, 2, 3]
      # matrix: {model: [protopnet, baseline]}

      """
  }
}
