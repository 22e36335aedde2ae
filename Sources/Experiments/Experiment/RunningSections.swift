package import Recipe

extension Experiment {
  /// How the numbers are computed; part of the digest, because it decides their last bits.
  package struct Engine: Section {
    /// What computes feature maps; nil is ``ComputeLibrary/onednn``.
    package var library: ComputeLibrary?
    /// Where they are computed, as ``ComputeDevice`` reads it; nil is the processor.
    package var device: String?
    package var convolution = ConvolutionAlgorithm.winograd
    /// What feature maps consist of; nil is ``Precision/float32``.
    package var precision: Precision?
    /// 0 uses every core.
    package var threads = 0
    /// The largest features of a stage that are kept in memory, in 10⁹ bytes; nil is 4.
    ///
    /// Larger ones are kept in a file of the run, which changes no bit of a result.
    package var featureCacheGigabytes: Double?

    /// The size of the largest feature cache that is kept in memory.
    package var featureCacheByteCount: Int { Int(min(featureCacheGigabytes ?? 4, 1e6) * 1e9) }

    /// Where feature maps are computed.
    package var place: ComputeDevice { device.flatMap(ComputeDevice.init) ?? .processor }

    mutating func visit(_ keys: some KeyVisitor) {
      visitPlace(keys)
      keys.choice(
        keys.named(
          "convolution",
          "How convolutions are computed, which decides last bits. winograd: F(4×4, 3×3) where it applies; direct: the defining sum; fastest: whichever is faster here, by a measurement that is kept with the run, which then shares no stage."
        ),
        &convolution
      )
      keys.choice(
        keys.named(
          "precision",
          "What feature maps and the operands of products are: float32; tf32, with which products on a GPU read 10 bits of the mantissa; or bfloat16, which needs AVX512_BF16 or AMX on a processor. Parameters, sums, batch statistics, head and optimiser are float32.",
          otherwise: "float32"
        ),
        &precision
      )
      // Said or not, it is the same experiment.
      if precision == .float32 { precision = nil }
      checkCombination(keys)
      keys.integer(
        keys.named(
          "threads",
          "Threads of the computation, which decide last bits; 0 uses every core.",
          example: "2"
        ),
        &threads,
        in: 0...1024
      )
      keys.number(
        keys.named(
          "feature-cache-gigabytes",
          "The largest features of a stage that are kept in memory; larger ones lie in a file of the run. Changes no bit.",
          unit: "10⁹ bytes",
          otherwise: "4",
          example: "8"
        ),
        &featureCacheGigabytes,
        .atLeastZero
      )
    }

    /// Reads what computes, and where.
    private mutating func visitPlace(_ keys: some KeyVisitor) {
      keys.choice(
        keys.named(
          "library",
          "What computes feature maps: onednn, which is a part of the program, or torch, PyTorch's libtorch as it is installed here, which 'protopnet engines' finds.",
          otherwise: "onednn"
        ),
        &library
      )
      keys.text(
        keys.named(
          "device",
          "Where feature maps are computed: cpu, or with the library torch a GPU, cuda or cuda:1.",
          otherwise: "cpu",
          example: "cpu",
          form: "cpu, cuda or cuda:N",
          pattern: ComputeDevice.pattern
        ),
        &device
      )
      if let text = device, ComputeDevice(text) == nil {
        keys.problem("'device' must be cpu, cuda or cuda:N", at: "device")
      }
      // Said or not, it is the same experiment.
      if library == .onednn { library = nil }
      device = place.isProcessor ? nil : "\(place)"
    }

    private func checkCombination(_ keys: some KeyVisitor) {
      if library == nil, !place.isProcessor {
        keys.problem("a GPU needs 'library: torch'", at: "device")
      }
      if precision == .tf32, place.isProcessor {
        keys.problem(
          "'tf32' is of GPUs; give 'device: cuda', or take another precision",
          at: "precision"
        )
      }
      if library == .torch, convolution != .winograd {
        keys.problem(
          "libtorch chooses how convolutions are computed; leave 'convolution' out",
          at: "convolution"
        )
      }
    }
  }

  /// When the stage under way is saved, so that an interrupted run goes on inside it.
  package struct Checkpoints: Section {
    package var every = SaveInterval.time(seconds: 15 * 60)
    /// The saves of the stage that are kept, the last one and those before it.
    package var keep = 2

    mutating func visit(_ keys: some KeyVisitor) {
      var text = every.description
      keys.text(
        keys.named(
          "every",
          "How often the stage under way is saved, so that an interrupted run goes on inside it.",
          form: "a time such as 90s, 15min or 2h, or such as '500 steps' or '2 passes'",
          pattern: SaveInterval.pattern
        ),
        &text
      )
      if let interval = SaveInterval(text) {
        every = interval
      } else {
        keys.problem(
          "'every' must be a time such as 90s, 15min or 2h, or such as '500 steps' or '2 passes'",
          at: "every"
        )
      }
      keys.integer(
        keys.named("keep", "Saves of the stage that are kept, the last one and those before it."),
        &keep,
        in: 1...100
      )
    }
  }

  /// What a run tells while it goes, beside the passes and events of `metrics.jsonl`.
  package struct Logging: Section {
    /// The costs of every so many optimiser's steps of a stage; of none where it is not given.
    package var everySteps: Int?
    /// The test accuracy after every so many passes of a stage, too; only after stages where it is not given.
    package var testEveryPasses: Int?
    /// Whether event files for TensorBoard are written, too.
    package var tensorboard: Bool?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer(
        keys.named(
          "every-steps",
          "Logs the costs of every so many steps of the optimiser.",
          otherwise: "none are logged",
          example: "100"
        ),
        &everySteps,
        in: 1...1_000_000
      )
      keys.integer(
        keys.named(
          "test-every-passes",
          "Logs the test accuracy after every so many passes.",
          otherwise: "after stages alone",
          example: "5"
        ),
        &testEveryPasses,
        in: 1...1_000_000
      )
      keys.flag(
        keys.named(
          "tensorboard",
          "Writes event files for TensorBoard, too.",
          otherwise: "false",
          example: "true"
        ),
        &tensorboard
      )
    }
  }

  /// The pictures that a run leaves.
  package struct Pictures: Section {
    /// Of how many prototypes, at most; all of them where it is not given.
    package var prototypes: Int?
    /// What boxes and heat maps are of; ``PrototypeBoxes/afterProjection`` where it is not given.
    package var boxes: PrototypeBoxes?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer(
        keys.named(
          "prototypes",
          "Of how many prototypes pictures are written, at most.",
          otherwise: "all",
          example: "50"
        ),
        &prototypes,
        in: 0...1_000_000
      )
      keys.choice(
        keys.named(
          "boxes",
          "What boxes and heat maps are of: similarities to the prototype after its projection, as in the paper, or before it, as in the released code.",
          otherwise: "after-projection",
          example: "before-projection"
        ),
        &boxes
      )
      // Said or not, it is the same experiment.
      if boxes == .afterProjection { boxes = nil }
    }
  }
}
