import Checkpoints
import Datasets
import Experiments
import Foundation
import Images
import Recipe
import Reports
import Runs

/// The parsers of what users and other programs bring, each by the door that the program uses.
enum Target: String, CaseIterable {
  case pickle, zip, safetensors, onnx, jpeg, png, webp, bmp, portable, idx, cub, elpv
  case experiment, record, manifest, metrics, hdf5, predictions, augmentation, toybirds

  /// Hands bytes to the parser; what it throws is what it is for.
  func feed(_ bytes: Data) {
    do {
      try parse(bytes)
    } catch {
      // An error's text must not break either.
      precondition(!"\(error)".isEmpty)
    }
  }

  private func parse(_ bytes: Data) throws {
    switch self {
    case .pickle, .zip, .safetensors, .onnx:
      let url = try file("weights", bytes)
      _ = try WeightsImport.tensors(from: url)
      _ = try ReleasedStateDict(contentsOf: url)
    case .jpeg: _ = try JPEGCodec.decode([UInt8](bytes), name: "picture.jpg")
    case .png: _ = try PNGCodec.decode([UInt8](bytes), name: "picture.png")
    case .webp: _ = try WebPCodec.decode([UInt8](bytes), name: "picture.webp")
    case .bmp: _ = try BMPCodec.decode([UInt8](bytes), name: "picture.bmp")
    case .portable: _ = try PNMCodec.decode([UInt8](bytes), name: "picture.ppm")
    case .idx:
      for name in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
        _ = try file("train-\(name)", bytes)
        _ = try file("t10k-\(name)", bytes)
      }
      _ = IDXPictures.read(from: Self.folder, classNames: (0..<10).map(String.init))
    case .cub:
      for name in Self.tables {
        _ = try file("\(name).txt", bytes)
      }
      _ = try file("parts/parts.txt", bytes)
      _ = try file("parts/part_locs.txt", bytes)
      _ = CUB200.read(from: Self.folder, withBoxes: true)
    case .elpv:
      _ = try file("labels.csv", bytes)
      _ = ELPV.read(from: Self.folder, classes: .two, seed: 1)
    case .experiment:
      _ = try Experiment(yaml: String(decoding: bytes, as: UTF8.self), file: "experiment.yaml")
    case .record: _ = try RunRecord(contentsOf: try file("record.json", bytes))
    case .manifest:
      _ = try file(DatasetManifest.fileName, bytes)
      _ = try DatasetManifest(of: Self.folder)
    case .metrics: _ = MetricsLog(bytes)
    case .hdf5: _ = try Checkpoint(contentsOf: try file("checkpoint.h5", mended(bytes)))
    case .predictions:
      _ = try PredictionFile(contentsOf: try file("predictions.h5", mended(bytes)))
    case .augmentation:
      _ = try file(AugmentationManifest.fileName, bytes)
      _ = try Self.noPictures.get().manifest(threadCount: 1)
    case .toybirds:
      _ = try file("index.json", bytes)
      _ = try ToyBirds.Index(of: Self.folder)
    }
  }

  /// A file of this program whose digest and checksums hold, so that they are not all that is looked at.
  private func mended(_ data: Data) -> Data {
    var bytes = [UInt8](data)
    HDF5Mending.mendChecksums(of: &bytes)
    HDF5Mending.mendDigest(of: &bytes)
    return Data(bytes)
  }

  /// An augmentation of no pictures, whose manifest may name any.
  private static let noPictures = Result {
    let copies: [AugmentationOperation: Int] = [.rotation: 2, .skew: 1, .shear: 0, .distortion: 0]
    return try OfflineAugmentation(
      AugmentationSettings(
        preset: .asReleasedCode,
        seed: 1,
        copies: copies,
        includesOriginals: true
      ),
      of: [],
      in: "train",
      folder: folder
    )
  }

  private static let tables = [
    "images", "image_class_labels", "train_test_split", "bounding_boxes", "classes",
  ]

  /// A folder of this process's own, in memory where there is such a place.
  private static let folder: URL = {
    let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
    let place =
      FileManager.default.isWritableFile(atPath: memory.path)
      ? memory : FileManager.default.temporaryDirectory
    let folder = place.appending(path: "protopnet-fuzz-\(getpid())", directoryHint: .isDirectory)
    let parts = folder.appending(path: "parts", directoryHint: .isDirectory)
    try? FileManager.default.createDirectory(at: parts, withIntermediateDirectories: true)
    return folder
  }()

  private func file(_ name: String, _ bytes: Data) throws -> URL {
    let url = Self.folder.appending(path: name)
    try bytes.write(to: url)
    return url
  }
}
