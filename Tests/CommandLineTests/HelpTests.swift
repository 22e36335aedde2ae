import Foundation
import TestSupport
import Testing

struct HelpTests {
  private func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: FileManager.default.temporaryDirectory)
  }

  @Test func explainsAKey() throws {
    let whole = try run("help", "coefficients.cluster")
    #expect(whole.code == 0)
    #expect(
      whole.output == """
        coefficients.cluster: a number of at least 0
          λ1, the weight of the cluster cost: the mean squared distance from a picture to its nearest prototype of its own class.
          default  0.8
          example  coefficients: {cluster: 0.8}
          of       the experiment file; all keys: docs/experiment-keys.md

        """
    )
    // In pieces, with an index, by its last name, a section, and of the cluster file.
    #expect(try run("help", "coefficients", "cluster").output == whole.output)
    let indexed = try run("help", "schedule.cycles[0].last-layer.tolerance")
    #expect(indexed.output.contains("only     with solver: convex"))
    #expect(
      indexed.output.contains("example  schedule: {cycles: [{last-layer: {tolerance: 1e-06}}]}")
    )
    #expect(try run("help", "batch-size").output.hasPrefix("optimizer.batch-size: "))
    #expect(try run("help", "optimizer").output.contains("    batch-size"))
    #expect(try run("help", "partition").output.contains("of       the cluster file"))
    let several = try run("help", "seed").output
    #expect(
      several.contains("data.toy-birds.seed: ") && several.contains("cross-validation.seed: ")
    )
  }

  @Test func stillExplainsCommands() throws {
    #expect(try run("help").output == run("--help").output)
    #expect(try run("help", "run").output == run("run", "--help").output)
    #expect(try run("help", "data", "prepare").output == run("data", "prepare", "--help").output)
  }

  @Test(arguments: [
    (
      ["help", "batch-sise"],
      "there is no command and no key 'batch-sise'; did you mean 'batch-size'?"
    ),
    (["help", "reprot"], "there is no command and no key 'reprot'; did you mean 'report'?"),
    (["train", "x.yaml"], "there is no command 'train'; did you mean 'protopnet run'?"),
    (["test"], "there is no command 'test'; did you mean 'protopnet evaluate'?"),
    (["plot"], "there is no command 'plot'; did you mean 'protopnet report'?"),
    (["predict"], "there is no command 'predict'; did you mean 'protopnet explain'?"),
    (["import"], "there is no command 'import'; did you mean 'protopnet weights import'?"),
    (["tabel"], "there is no command 'tabel'; did you mean 'protopnet table'?"),
    (["xyzzyxyzzy"], "there is no command 'xyzzyxyzzy'; the commands are init, check, run,"),
  ]) func suggestsWhatIsMeant(_ arguments: [String], _ message: String) throws {
    let outcome = try Program.run(arguments, in: FileManager.default.temporaryDirectory)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func namesLibrariesWithTheVersion() throws {
    let text = try run("--version").output
    #expect(text.hasPrefix("protopnet 0."))
    #expect(text.contains("\ncommit "))
    for library in [
      "oneDNN ", "OpenBLAS ", "HDF5 ", "libjpeg", "libpng ", "libwebp ", "zlib ", "OpenSSL ",
      "libmatio ",
    ] {
      #expect(text.contains(library), "\(library)")
    }
  }
}
