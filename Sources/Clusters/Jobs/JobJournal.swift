package import Experiments
package import Files
package import Foundation

/// The journal of a run's jobs, a JSON object a line, below the folder of all runs and not in the run's own.
package struct JobJournal: Sendable {
  /// Where submissions and journals lie.
  package static func folder(in results: URL) -> URL {
    results.appending(path: "jobs", directoryHint: .isDirectory)
  }

  package let file: URL

  package init(of run: RunName, in results: URL) {
    file = Self.folder(in: results).appending(path: "journals").appending(path: run.experiment)
      .appending(path: "\(run.id).jsonl")
  }

  /// All events, the first one first; lines that are damaged are left out.
  package var events: [JobEvent] {
    guard let data = try? Data(contentsOf: file) else { return [] }
    let decoder = JSONDecoder()
    return data.split(separator: UInt8(ascii: "\n")).compactMap {
      try? decoder.decode(JobEvent.self, from: Data($0))
    }
  }

  /// - Throws: `WriteFailure`.
  package func add(_ event: JobEvent) throws(WriteFailure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try Folder.make(file.deletingLastPathComponent())
    do {
      let line = try encoder.encode(event)
      try AppendedFile(file).append(line)
    } catch let failure as WriteFailure {
      throw failure
    } catch {
      throw WriteFailure(file, error)
    }
  }
}

extension RunDirectory {
  /// How far the run is: finished stages and the number of the last save; higher for more.
  package var progress: String {
    let stages = (try? RunRecord(contentsOf: record))?.stages.count ?? 0
    let names = (try? FileManager.default.contentsOfDirectory(atPath: saves.path)) ?? []
    let numbers = names.compactMap { name in
      name.hasSuffix(".h5") ? name.dropLast(3).split(separator: "-").last.flatMap { Int($0) } : nil
    }
    return "\(stages).\(numbers.max() ?? 0)"
  }
}

extension JobJournal {
  /// The tasks of the run that are queued or running.
  package func pending(in queue: SlurmQueue?) -> [ClusterRun.Pending] {
    events.filter { $0.event == .submitted }.compactMap { event in
      if let job = event.job {
        return queue?[job].map { _ in .init(job: job, until: event.until) }
      }
      guard let process = event.process.flatMap({ ProcessIdentity($0) }), !process.hasEnded else {
        return nil
      }
      return .init(job: process.words, until: event.until)
    }
  }
}
