import Foundation
import TestSupport
import Testing

/// The program on machines that are busy or small.
struct MachineTests {
  @Test func waitsForOtherThreadsBrieflyUnlessToldOtherwise() throws {
    try Places.withTemporaryDirectory { folder in
      // The library itself says what it has been told.
      func policy(_ variables: String) throws -> String {
        let unset = "unset OMP_WAIT_POLICY GOMP_SPINCOUNT; "
        let command = "\(unset)\(variables) OMP_DISPLAY_ENV=verbose timeout 60 \"$0\" --version"
        let outcome = try Shell.run(command, in: folder)
        #expect(outcome.code == 0)
        let line = outcome.errors.split(separator: "\n").first { $0.contains("GOMP_SPINCOUNT") }
        return line.map { $0.filter(\.isNumber) } ?? ""
      }
      let counts = try ["", "GOMP_SPINCOUNT=77", "OMP_WAIT_POLICY=passive"].map(policy)
      #expect(counts == ["10000", "77", "0"])
    }
  }

  @Test func littleAddressSpaceIsAnErrorAndNoHang() throws {
    try Places.withTemporaryDirectory { folder in
      for kilobytes in [300_000, 400_000] {
        let outcome = try Shell.run(
          "ulimit -v \(kilobytes) && timeout 60 \"$0\" --version",
          in: folder
        )
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("cannot start: its libraries need "))
        #expect(outcome.errors.contains("MB more of address space"))
      }
    }
  }

  @Test func memoryThatCannotBeHadIsAnErrorAndNotABug() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      for kilobytes in stride(from: 480_000, through: 720_000, by: 40_000) {
        let command =
          "ulimit -v \(kilobytes) && OMP_NUM_THREADS=1 timeout -k 5 120 \"$0\" run tiny.yaml"
        let outcome = try Shell.run(command, in: folder)
        #expect([0, 1].contains(outcome.code), "\(kilobytes): \(outcome.errors)")
        if outcome.code == 1 {
          #expect(outcome.errors.contains(/memory|address space/), "\(outcome.errors)")
        }
      }
    }
  }

  @Test func anExperimentTooLargeForTheMachineIsRefusedBeforeItStarts() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      let size = ["--set", "optimizer.batch-size=32", "--set", "data.image-size=1024"]
      let run = try Shell.run(
        "ulimit -v 3000000 && timeout 120 \"$0\" run tiny.yaml \(size.joined(separator: " "))",
        in: folder
      )
      #expect(run.code == 1)
      #expect(run.errors.contains("error: a training step of 15 pictures needs "))
      #expect(run.errors.contains(" of the address space that 'ulimit -v' allows are available;"))
      #expect(!run.errors.contains("warm-up"))
      let data = try Shell.run(
        "ulimit -d 1500000 && timeout 120 \"$0\" run tiny.yaml \(size.joined(separator: " "))",
        in: folder
      )
      #expect(data.code == 1)
      #expect(data.errors.contains(" of the data that 'ulimit -d' allows are available;"))
      let check = try Shell.run(
        "ulimit -v 3000000 && timeout 120 \"$0\" check tiny.yaml \(size.joined(separator: " "))",
        in: folder
      )
      #expect(check.code == 0)
      #expect(check.output.contains(" of the address space that 'ulimit -v' allows are available "))
    }
  }
}
