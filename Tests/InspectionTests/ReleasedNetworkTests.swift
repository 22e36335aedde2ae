import Checkpoints
import Datasets
import Experiments
import Foundation
import Inspection
import RunsTestSupport
import TestSupport
import Testing
import Runs

struct ReleasedNetworkTests {
  /// Exports the network of a tiny run for the released code.
  private func withReleasedFile(_ body: (TinyExperiment, Experiment, URL) throws -> Void) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let experiment = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
        file: tiny.yaml.path
      )
      let (record, directory) = try CheckedRun.run(experiment, tiny.results)
      let file = folder.appending(path: "released.safetensors")
      try ReleasedNetwork.exportFile(
        directory.appending(path: try #require(record.stages.last).checkpoint),
        to: file
      )
      try body(tiny, experiment, file)
    }
  }

  @Test func takesClassNamesFromTheDataSetWhereItIs() throws {
    try withReleasedFile { tiny, experiment, file in
      let output = tiny.folder.appending(path: "imported.h5")
      try ReleasedNetwork.importFile(file, as: experiment, to: output)
      let names = try Checkpoint(contentsOf: output).metadata.classNames
      #expect(names == TinyExperiment.classNames)

      try FileManager.default.removeItem(at: tiny.pictures)
      try ReleasedNetwork.importFile(file, as: experiment, to: output)
      let numbered = try Checkpoint(contentsOf: output).metadata.classNames
      #expect(numbered == ["class-1", "class-2", "class-3"])
    }
  }

  @Test func reportsADamagedDataSet() throws {
    try withReleasedFile { tiny, experiment, file in
      try FileManager.default.removeItem(at: tiny.pictures.appending(path: "test/red"))
      #expect(throws: DatasetError.self) {
        try ReleasedNetwork.importFile(
          file,
          as: experiment,
          to: tiny.folder.appending(path: "imported.h5")
        )
      }
    }
  }

  @Test func namesParametersThatTheExperimentHasNot() throws {
    try withReleasedFile { tiny, _, file in
      let shallow = TinyExperiment.text().replacing(
        "cut-after: block-2",
        with: "cut-after: block-1"
      )
      let error = try #require(throws: RunError.self) {
        try ReleasedNetwork.importFile(
          file,
          as: Experiment(yaml: shallow, file: tiny.yaml.path),
          to: tiny.folder.appending(path: "imported.h5")
        )
      }
      #expect("\(error)".contains("'backbone/features.3.weight' is not one of its parameters"))
    }
  }
}
