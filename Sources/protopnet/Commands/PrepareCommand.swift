import ArgumentParser
import Datasets
import Experiments

/// `protopnet data prepare`: makes folders of pictures from published data sets.
struct PrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Make a folder of pictures from a published data set.",
    discussion: """
      Writes OUTPUT/train and OUTPUT/test with a directory per class, and manifest.json with the \
      digest of every picture. Everything that is wrong with the source is reported at once, and \
      then nothing is written. A finished output is verified and left as it is.

        protopnet data prepare cub CUB_200_2011 datasets/cub-200-2011/images
      """,
    subcommands: [Birds.self, Cars.self, Cells.self, Arrays.self]
  )

  /// `protopnet data prepare cub`.
  struct Birds: LongCommand {
    static let configuration = CommandConfiguration(
      commandName: "cub",
      abstract: "CUB-200-2011, cropped to its boxes; SOURCE is the unpacked CUB_200_2011.",
      discussion: """
          protopnet data prepare cub CUB_200_2011 datasets/cub-200-2011/images
        """
    )

    @OptionGroup var places: PreparePlaces
    @OptionGroup var crop: CropOption

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "reading the data set" }
    var afterInterruption: String {
      "the folder is not made; the same command begins anew"
    }

    func run() throws {
      try places.prepare(CUB200.name, "cub-200-2011", recipe: crop.recipe) { _ in
        CUB200.read(from: places.sourceFolder, withBoxes: !crop.whole)
      }
    }
  }

  /// `protopnet data prepare cars`.
  struct Cars: LongCommand {
    static let configuration = CommandConfiguration(
      commandName: "cars",
      abstract: "Stanford Cars, cropped to its boxes; SOURCE holds either form of annotations.",
      discussion: """
          protopnet data prepare cars stanford_cars datasets/stanford-cars/images
        """
    )

    @OptionGroup var places: PreparePlaces
    @OptionGroup var crop: CropOption

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "reading the data set" }
    var afterInterruption: String {
      "the folder is not made; the same command begins anew"
    }

    func run() throws {
      try places.prepare(StanfordCars.name, "stanford-cars", recipe: crop.recipe) { _ in
        StanfordCars.read(from: places.sourceFolder, withBoxes: !crop.whole)
      }
    }
  }

  /// `protopnet data prepare elpv`.
  struct Cells: LongCommand {
    static let configuration = CommandConfiguration(
      commandName: "elpv",
      abstract: "Solar cells of ELPV; SOURCE holds labels.csv and images/.",
      discussion: """
        A quarter of the cells of each probability and type becomes the test split.

          protopnet data prepare elpv elpv-dataset datasets/elpv/images
        """
    )

    @OptionGroup var places: PreparePlaces

    @Option(help: "2: defective where the probability is above one half; 4: each probability.")
    var classes = ELPV.Classes.two

    @Option(help: "The seed of the division into train and test.")
    var seed: UInt64 = 1

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "reading the data set" }
    var afterInterruption: String {
      "the folder is not made; the same command begins anew"
    }

    func run() throws {
      let recipe = ["classes": "\(classes.rawValue)", "seed": "\(seed)"]
      try places.prepare(ELPV.name, "elpv", recipe: recipe, classes: classes.rawValue) { _ in
        ELPV.read(from: places.sourceFolder, classes: classes, seed: seed)
      }
    }
  }

  /// `protopnet data prepare idx`.
  struct Arrays: LongCommand {
    static let configuration = CommandConfiguration(
      commandName: "idx",
      abstract: "Gray pictures in IDX files, gzipped or not, such as Fashion-MNIST.",
      discussion: """
          protopnet data prepare idx fashion-mnist datasets/fashion-mnist/images
        """
    )

    @OptionGroup var places: PreparePlaces

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "reading the data set" }
    var afterInterruption: String {
      "the folder is not made; the same command begins anew"
    }

    func run() throws {
      try places.prepare("IDX files", "fashion-mnist", recipe: [:]) {
        IDXPictures.read(from: places.sourceFolder, classNames: $0.classNames)
      }
    }
  }
}

extension ELPV.Classes: ExpressibleByArgument {}

/// How pictures are cut.
struct CropOption: ParsableArguments {
  @Flag(help: "Keep pictures whole, their files as they are.")
  var whole = false

  var recipe: [String: String] {
    whole ? ["crop": "none"] : ["crop": "boxes", "jpeg-quality": "\(Preparation.cropQuality)"]
  }
}
