import Experiments
import Foundation
import Reports
import Testing

/// Writes run directories with their pages for looking at in a browser.
///
/// `REPORT_PREVIEW=<directory>` names where; without it there is nothing to do.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["REPORT_PREVIEW"] != nil))
struct PagePreview {
  private var directory: URL {
    URL(filePath: ProcessInfo.processInfo.environment["REPORT_PREVIEW"] ?? ".")
  }

  @Test func writesPages() throws {
    var finished = FakeRun.record()
    finished.warnings = ["4 of 48 prototypes are on the same patch as another one"]
    try write(finished, "finished")

    var unfinished = FakeRun.record(seed: 2)
    unfinished.stages.removeLast(3)
    unfinished.isComplete = false
    try write(
      unfinished,
      "unfinished",
      metrics: (1...5).map { epoch in
        """
        {"stage":"cycle-3/joint","epoch":\(epoch),"step":\(30 * epoch),"seconds":\(9 * epoch),\
        "crossEntropy":\(0.4 / Double(epoch)),"cluster":\(0.7 - 0.02 * Double(epoch)),\
        "separation":\(2 + 0.05 * Double(epoch)),"accuracy":\(0.9 + 0.01 * Double(epoch))}

        """
      }.joined() + "{\"stage\":\"cyc"
    )

    try write(
      FakeRun.record(classNames: (1...30).map { "Class \($0)" }, prototypesPerClass: 2),
      "many"
    )
    var bare = FakeRun.record(cycles: 0)
    bare.stages = []
    bare.isComplete = false
    try write(bare, "bare")

    let table = try TableFixture.table()
    for format in TableFormat.allCases {
      let file = directory.appending(path: "table.\(format.rawValue)")
      try Data(format.render(table).utf8).write(to: file)
    }
  }

  private func write(_ record: RunRecord, _ name: String, metrics: String = "") throws {
    let run = directory.appending(path: name)
    try FakeRun.write(record, metrics: metrics, to: run)
    try RunReport.write(run: try LoadedRun(directory: run))
  }
}
