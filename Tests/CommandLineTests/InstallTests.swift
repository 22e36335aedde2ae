import Foundation
import TestSupport
import Testing

/// What `make install` puts where.
struct InstallTests {
  @Test(.enabled(if: Shell.isThere("make") && Shell.isThere("strip"), "needs make and strip"))
  func installsTheProgramWithAllThatBelongsToIt() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      let script = """
        make -s -C '\(Places.package.path)' install-files PROTOPNET="$0" DESTDIR="$PWD/root" PREFIX=/opt
        """
      let installed = try Shell.run(script, in: folder)
      #expect(installed.code == 0, "\(installed.errors)")
      let root = folder.appending(path: "root/opt")
      for path in [
        "bin/protopnet", "share/man/man1/protopnet.1", "share/man/man1/protopnet-run.1",
        "share/bash-completion/completions/protopnet", "share/zsh/site-functions/_protopnet",
        "share/fish/vendor_completions.d/protopnet.fish", "share/protopnet/schemas/record.json",
        "share/doc/protopnet/experiments/smoke.yaml", "share/doc/protopnet/docs/experiment-keys.md",
      ] {
        #expect(FileManager.default.fileExists(atPath: root.appending(path: path).path), "\(path)")
      }
      let shell = try Shell.run(
        "bash -n root/opt/share/bash-completion/completions/protopnet",
        in: folder
      )
      #expect(shell.code == 0, "\(shell.errors)")

      // The program that was installed knows what it was built from, and where its schemas are.
      let program = root.appending(path: "bin/protopnet")
      let version = try Program.run(["--version"], of: program, in: folder)
      let note = root.appending(path: "share/protopnet/commit")
      if FileManager.default.fileExists(atPath: note.path) {
        let commit = try String(contentsOf: note, encoding: .utf8).split { $0.isWhitespace }
        #expect(version.output.contains("\ncommit     \(commit[1])\n"), "\(version.output)")
      }
      let initial = try Program.run(["init", "pictures"], of: program, in: folder)
      #expect(initial.code == 0, "\(initial.errors)")
      let yaml = try String(contentsOf: folder.appending(path: "pictures.yaml"), encoding: .utf8)
      let schema = root.appending(path: "share/protopnet/schemas/experiment.json").path
      #expect(yaml.hasPrefix("# yaml-language-server: $schema=\(schema)\n"))
    }
  }
}
