import Files
import Foundation
import Synchronization

extension Preparation {
  func error(_ problems: [String]) -> DatasetError {
    DatasetError(dataset: dataset, problems: problems)
  }

  /// Class names become directories, so they have to differ and to be plain.
  static func problems(ofClassNames names: [String]) -> [String] {
    var seen: Set<ByteName> = []
    return names.compactMap { name in
      guard seen.insert(ByteName(name)).inserted else {
        return "the class '\(name)' is listed twice"
      }
      return name.utf8.first == UInt8(ascii: ".") || !name.isPlainPath || name.pathSteps.count > 1
        ? "the class '\(name)' cannot name a directory" : nil
    }
      + ClassComparison.spellings(in: names).map {
        "a class is listed in two spellings, \($0)"
      }
  }

  /// Pictures that are listed twice, and others that would become one file.
  static func repetitions(_ pictures: [PreparedPicture]) -> [String] {
    var problems: [String] = []
    var names: Set<ByteName> = []
    var sources: [ByteName: String] = [:]
    for picture in pictures {
      let name = picture.picture.name
      if !names.insert(ByteName(name)).inserted {
        problems.append("\(name) is listed twice")
      } else if let other = sources.updateValue(name, forKey: ByteName(picture.path)) {
        problems.append("\(other) and \(name) would both become \(picture.path)")
      }
    }
    return problems
  }

  /// Makes the directory of every class in every split.
  func makeDirectories(_ source: SourceSet, in folder: URL) throws(DatasetError) {
    let paths = source.pictures.map { "\($0.split)/\(source.classNames[$0.classIndex])" }
    for path in Set(paths.map(ByteName.init)).map(\.text) {
      do {
        try FileManager.default.createDirectory(
          at: folder.appending(path: path, directoryHint: .isDirectory),
          withIntermediateDirectories: true
        )
      } catch {
        throw self.error(["\(path) cannot be made (\(error.reason))"])
      }
    }
  }

  private typealias Finding = Result<(String, DatasetManifest.Entry), SourceProblem>

  /// Reads all pictures side by side, writes them where there is a folder, and adds what is wrong.
  ///
  /// - Throws: Where a file cannot be written, which is no problem of the source.
  func prepare(
    _ pictures: [PreparedPicture],
    problems: inout [String],
    folder: URL?,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws(DatasetError) -> (entries: [DatasetManifest.Entry], digest: String) {
    let done = Mutex(0)
    let fault = Mutex<WriteFailure?>(nil)
    let total = pictures.count
    let results = pictures.concurrentMap { picture -> Finding in
      // A full disk will not take the other pictures either.
      guard fault.withLock({ $0 }) == nil else { return .failure(SourceProblem("left out")) }
      let result = Finding { () throws(SourceProblem) in
        let outcome = try picture.outcome()
        guard let folder else { return (outcome.sourceSHA256, outcome.entry) }
        let file = folder.appending(path: picture.path)
        do throws(WriteFailure) {
          try NewFile.write(Data(outcome.contents), to: file)
        } catch {
          fault.withLock { $0 = error }
        }
        return (outcome.sourceSHA256, outcome.entry)
      }
      progress(
        done.withLock {
          $0 += 1
          return $0
        },
        total
      )
      return result
    }
    if let fault = fault.withLock({ $0 }) {
      throw DatasetError(dataset: dataset, fault)
    }
    var entries: [DatasetManifest.Entry] = []
    var lines: [(name: String, label: String, sha256: String)] = []
    for result in results {
      switch result {
      case .success((let sha256, let entry)):
        entries.append(entry)
        lines.append((entry.source, entry.label, sha256))
      case .failure(let problem): problems.append(problem.text)
      }
    }
    return (entries, SourceDigest.digest(lines))
  }

  /// The splits of a written folder as an experiment will read them.
  func splits(in folder: URL) throws(DatasetError) -> [DatasetManifest.Split] {
    let dataset = try ImageFolder.load(
      name: dataset,
      root: folder,
      train: "train",
      projection: "train",
      test: "test"
    )
    return try [dataset.train, dataset.test].map { (set) throws(DatasetError) in
      DatasetManifest.Split(name: set.name, imageCount: set.count, digest: "\(try set.digest())")
    }
  }

  func write(_ manifest: DatasetManifest, to folder: URL) throws(DatasetError) {
    let file = folder.appending(path: DatasetManifest.fileName)
    do {
      try NewFile.write(try manifest.encoded(), to: file)
    } catch let failure as WriteFailure {
      throw DatasetError(dataset: dataset, failure)
    } catch {
      throw self.error(["the manifest cannot be encoded (\(error))"])
    }
  }
}
