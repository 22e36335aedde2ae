// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// The folder of the calls that the installed oneDNN does not have: its C interface changed from 2 to 3.
///
/// The version is that of the header in /usr, or in the folder that `ONEDNN_ROOT` names. Manifests are
/// cached: after an update of the library in place, `swift package purge-cache` has it read again.
let otherOneDNN: String = {
  let root = Context.environment["ONEDNN_ROOT"] ?? "/usr"
  let header = "\(root)/include/oneapi/dnnl/dnnl_version.h"
  let text = (try? String(contentsOfFile: header, encoding: .utf8)) ?? ""
  return text.contains("DNNL_VERSION_MAJOR 3") ? "OneDNN/Version2" : "OneDNN/Version3"
}()

/// The MPI library that a program for several machines is built with, `openmpi` or `mpich`; none usually.
let mpi = Context.environment["MPI"].flatMap { $0.isEmpty ? nil : $0 }

/// Settings of every target: the language's strict modes, and warnings that fail the build.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Settings of the targets that have no business with pointers.
let pointerFree: [SwiftSetting] = strict + [.strictMemorySafety()]

func library(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  exclude: [String] = [],
  settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(
  _ name: String,
  _ dependencies: [Target.Dependency],
  exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: ["TestSupport"] + dependencies,
    exclude: exclude,
    resources: [],
    swiftSettings: strict
  )
}

let package = Package(
  name: "protopnet",
  products: [
    .executable(name: "protopnet", targets: ["protopnet"]),
    .executable(name: "protopnet-bench", targets: ["protopnet-bench"]),
    .executable(name: "protopnet-device-check", targets: ["protopnet-device-check"]),
  ],
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // System libraries, each imported by exactly one Swift target.
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "COpenMP"),
    // What has to be done before these start.
    .target(name: "CStart"),
    // Vectors of bfloat16, for which Swift has no words.
    .target(name: "CBFloat16"),
    .systemLibrary(
      name: "CBLAS",
      pkgConfig: "openblas",
      providers: [.apt(["libopenblas-openmp-dev"])]
    ),
    // C around libjpeg, of libjpeg62-turbo-dev.
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .systemLibrary(
      name: "CWebP",
      pkgConfig: "libwebpdemux",
      providers: [.apt(["libwebp-dev"])]
    ),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMatIO", pkgConfig: "matio", providers: [.apt(["libmatio-dev"])]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // Values: nothing of a machine in them.
    library("Tensors"),
    library("Networks", ["Recipe", "Tensors"], settings: pointerFree),
    library("Recipe", settings: pointerFree),

    // The machine: each C library behind one door.
    library("Digests", ["CCrypto"]),
    library("Compression", ["CZlib"]),
    library("Files"),
    library("HTTP"),
    .target(
      name: "Ranks",
      dependencies: ["Tensors"] + (mpi == nil ? [] : ["CMPI"]),
      swiftSettings: strict
        + (mpi.map { [.define("MPI"), .define($0.uppercased())] } ?? [])
    ),
    // What an engine must offer, and the two that do.
    library("Engines", ["Networks", "Ranks", "Tensors"], settings: pointerFree),
    library(
      "Engine",
      [
        "Engines", "Networks", "Ranks", "Recipe", "Tensors", "CBFloat16", "CDNNL", "COpenMP",
        "CStart",
      ],
      exclude: [otherOneDNN, "Planning/README.md"]
    ),
    // Loads PyTorch's library when it is asked for; nothing of it is linked.
    library("EngineTorch", ["Engines", "Networks", "Ranks", "Recipe", "Tensors"]),
    library("HeadKernels", ["Recipe", "Engine", "Tensors"], exclude: ["README.md"]),
    library("SoftmaxRegression", ["Engine", "Tensors", "CBLAS"], exclude: ["README.md"]),
    library("Images", ["Tensors", "Files", "Compression", "CJPEG", "CPNG", "CWebP"]),
    library(
      "Datasets",
      ["Recipe", "Images", "Ranks", "Tensors", "Digests", "Compression", "Files", "CMatIO"]
    ),
    library(
      "Checkpoints",
      ["Tensors", "Networks", "Digests", "Compression", "Files", "CHDF5"]
    ),

    // The paper.
    library(
      "ProtoPNet",
      [
        "Recipe", "HeadKernels", "SoftmaxRegression", "Engine", "Engines", "Networks", "Ranks",
        "Tensors",
        "Datasets", "Images",
      ],
      settings: pointerFree
    ),

    // The contract: experiment files in, records out.
    library(
      "Experiments",
      ["Recipe", "Networks", "Digests", "Files", .product(name: "Yams", package: "Yams")],
      settings: pointerFree
    ),

    // Where runs are done: schedulers, and how far they are.
    library("Clusters", ["Experiments", "Files", "Recipe"], settings: pointerFree),

    // Runs in the format of another program.
    library("TensorBoard", ["Experiments", "Files", "Recipe"], settings: pointerFree),

    // The work: doing runs, and looking at finished ones.
    library(
      "Runs",
      [
        "Experiments", "TensorBoard", "ProtoPNet", "SoftmaxRegression", "Ranks", "Recipe",
        "Checkpoints", "Datasets", "Engine", "Engines", "EngineTorch", "Networks", "Images",
        "Tensors", "Digests", "Files",
      ],
      settings: pointerFree
    ),
    library(
      "Inspection",
      [
        "Runs", "Experiments", "ProtoPNet", "Recipe", "Checkpoints", "Datasets", "Engine",
        "Engines", "Networks", "Images", "Tensors", "Digests", "Files",
      ],
      settings: pointerFree
    ),

    // The edge: paper and screen.
    library("Reports", ["Experiments", "Networks", "Recipe", "Files"], settings: pointerFree),
    .executableTarget(
      name: "protopnet",
      dependencies: [
        "Runs", "Inspection", "Reports", "Clusters", "Experiments", "ProtoPNet",
        "SoftmaxRegression", "Ranks", "Recipe", "Datasets", "Checkpoints", "Images", "Networks",
        "Tensors", "Files", "TensorBoard", "HTTP",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: pointerFree
    ),
    .executableTarget(
      name: "protopnet-bench",
      dependencies: [
        "ProtoPNet", "HeadKernels", "SoftmaxRegression", "Ranks", "Recipe", "Engine", "Engines",
        "EngineTorch", "Networks",
        "Checkpoints", "Datasets", "Files", "Images", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["peer"],
      swiftSettings: strict
    ),
    // For machines with a GPU: nothing of ours but the second engine.
    .executableTarget(
      name: "protopnet-device-check",
      dependencies: ["EngineTorch", "Engines", "Networks", "Recipe", "Tensors"],
      exclude: ["run.sh"],
      swiftSettings: strict
    ),

    // Tests.
    .target(
      name: "TestSupport",
      dependencies: ["Tensors", "Networks", "Images"],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    .target(
      name: "RunsTestSupport",
      dependencies: ["TestSupport", "Inspection", "Runs", "Experiments", "ProtoPNet", "Recipe"],
      path: "Tests/RunsTestSupport",
      swiftSettings: strict
    ),
    .target(
      name: "EngineTestSupport",
      dependencies: ["Engine", "Engines", "EngineTorch", "Recipe"],
      path: "Tests/EngineTestSupport",
      swiftSettings: strict
    ),
    tests("Architecture", []),
    tests("Tensors", ["Tensors", "Digests"]),
    tests("Files", ["Files"]),
    tests("HTTP", ["HTTP"]),
    tests("Networks", ["Networks", "Tensors"]),
    tests("Recipe", ["Recipe"]),
    tests(
      "Engine",
      [
        "EngineTestSupport", "Engine", "Engines", "EngineTorch", "Networks", "Ranks", "Recipe",
        "Tensors", "Checkpoints",
      ],
      exclude: ["Fixtures"]
    ),
    tests(
      "SoftmaxRegression",
      ["SoftmaxRegression", "Engine", "Tensors", "Checkpoints"],
      exclude: ["Fixtures"]
    ),
    tests("Images", ["Images", "Tensors"], exclude: ["Fixtures"]),
    tests(
      "Datasets",
      ["protopnet", "Datasets", "Files", "Recipe", "Images", "Tensors", "Digests"],
      exclude: ["Fixtures"]
    ),
    tests(
      "Checkpoints",
      ["protopnet", "Checkpoints", "Networks", "Tensors", "Digests"],
      exclude: ["Fixtures"]
    ),
    tests("HeadKernels", ["HeadKernels", "Recipe", "Tensors"]),
    tests(
      "ProtoPNet",
      [
        "EngineTestSupport", "ProtoPNet", "Recipe", "HeadKernels", "Engine", "Engines", "Networks",
        "Ranks", "Tensors", "Checkpoints", "Datasets", "Images",
      ],
      exclude: ["Fixtures"]
    ),
    tests(
      "TensorBoard",
      ["protopnet", "TensorBoard", "Experiments", "Files", "Recipe"],
      exclude: ["Fixtures"]
    ),
    tests("Clusters", ["Clusters", "Experiments", "Files", "Recipe"]),
    tests(
      "Experiments",
      ["Experiments", "Clusters", "Recipe", "Networks", .product(name: "Yams", package: "Yams")],
      exclude: ["Snapshots", "check_schemas.py"]
    ),
    tests(
      "Reports",
      ["Reports", "Experiments", "Files", "Recipe", "Networks"],
      exclude: ["Fixtures", "Snapshots"]
    ),
    tests(
      "Runs",
      [
        "RunsTestSupport", "EngineTestSupport", "protopnet", "Runs", "Inspection", "Experiments",
        "ProtoPNet", "Engine", "SoftmaxRegression", "Recipe", "Datasets", "Checkpoints", "Images",
        "Networks",
        "Tensors",
        "Digests",
      ]
    ),
    tests(
      "Inspection",
      [
        "RunsTestSupport", "Inspection", "Runs", "Experiments", "ProtoPNet", "Recipe", "Datasets",
        "Checkpoints", "Files", "Tensors", "Digests",
      ]
    ),
    tests("Cluster", ["protopnet", "Clusters", "Experiments"]),
    tests("Serving", ["protopnet", "Images"]),
    tests("CommandLine", ["protopnet", "Clusters", "Experiments", "Files", "Images"]),
    tests(
      "Documentation",
      [
        "RunsTestSupport", "protopnet", "Runs", "Checkpoints", "Experiments", "ProtoPNet",
        "Networks", "Recipe",
        "Tensors",
      ]
    ),
    tests(
      "Bench",
      [
        "protopnet-bench", "Checkpoints", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
  ]
)

// Only a program for several machines has MPI in it: `make build MPI=openmpi` or `mpich`.
if mpi != nil { package.targets.append(.systemLibrary(name: "CMPI")) }

// `make fuzz` feeds the parsers with bytes; its program is no product.
if Context.environment["PROTOPNET_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Fuzz/CLibFuzzer"),
    .executableTarget(
      name: "protopnet-fuzz",
      dependencies: [
        "Checkpoints", "Datasets", "Digests", "Experiments", "Images", "Recipe", "Reports", "Runs",
        "CLibFuzzer",
      ],
      path: "Fuzz/Sources",
      swiftSettings: strict
    ),
  ]
}
