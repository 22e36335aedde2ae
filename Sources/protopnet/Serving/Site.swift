import Experiments
import Files
import Foundation
import HTTP
import Reports

/// What `protopnet serve` shows: which page or file an address leads to.
final class Site: HTTPSite {
  /// The largest file that is shown, and the largest picture that is taken.
  static let largestFile = 64 << 20
  static let mostMegabytes = 20

  private let gate: Gate
  let shelf: RunShelf
  private let pages: PageMaker
  let desk: ExplanationDesk
  private let describe: @Sendable (any Error) -> String

  init(
    gate: Gate,
    results: URL,
    desk: ExplanationDesk,
    describing describe: @escaping @Sendable (any Error) -> String
  ) {
    shelf = RunShelf(results: results)
    pages = PageMaker(shelf)
    (self.gate, self.desk, self.describe) = (gate, desk, describe)
  }

  func refusal(of head: RequestHead) -> HTTPResponse? {
    gate.refusal(of: head, takesPicture: head.path == ["explain"])
  }

  func response(to request: HTTPRequest) -> HTTPResponse {
    let head = request.head
    switch (head.path.first ?? "", Array(head.path.dropFirst())) {
    case ("", []):
      return .page(
        OverviewPage.page(shelf.progress, folder: shelf.results.relativePath),
        .ownScript
      )
    case ("progress.json", []): return progress
    case ("serve.js", []): return .text(ServedFiles.script, "text/javascript; charset=utf-8")
    case ("serve.css", []): return .text(ServedFiles.style, "text/css; charset=utf-8")
    case ("favicon.ico", []): return .text(ServedFiles.icon, "image/svg+xml")
    case ("explain", []): return head.method == "POST" ? explain(request) : form(head)
    case ("explanations", let steps): return explanation(steps)
    case ("runs", let steps): return page(steps) ?? .missing
    default: return .missing
    }
  }

  private var progress: HTTPResponse {
    struct Progress: Encodable { let runs: [RunProgress] }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let told = Progress(runs: shelf.progress.map(\.told))
    let text = (try? encoder.encode(told)) ?? Data()
    return HTTPResponse(.ok, type: "application/json", body: Array(text))
  }

  // MARK: - Runs

  private func page(_ steps: [String]) -> HTTPResponse? {
    guard let experiment = steps.first else { return nil }
    let rest = Array(steps.dropFirst())
    switch rest {
    case [], [""], ["report"]: return .redirect(ServedAddress.experiment(experiment))
    case ["report", ""], ["report", "index.html"]: return experimentPage(experiment)
    default: break
    }
    let place = RunShelf.Place(experiment: experiment, run: rest[0])
    let below = Array(rest.dropFirst())
    if [[], [""], ["report"]].contains(below) {
      guard shelf.places(of: experiment).contains(place) else { return nil }
      return .redirect(ServedAddress.run(experiment, place.run))
    }
    guard below.count == 2, below[0] == "report" else { return file(steps) }
    return runPage(place, below[1].isEmpty ? "index.html" : below[1])
  }

  private func experimentPage(_ name: String) -> HTTPResponse? {
    guard !shelf.places(of: name).isEmpty else { return nil }
    do {
      return .html(ServedPage.framed(try pages.page(ofExperiment: name)))
    } catch {
      return .page(
        ServedPage.message(title: "\(name) cannot be shown", describe(error)),
        status: .internalError
      )
    }
  }

  private func runPage(_ place: RunShelf.Place, _ name: String) -> HTTPResponse? {
    guard shelf.places(of: place.experiment).contains(place) else { return nil }
    guard shelf.directory(place).hasRecord else {
      return .page(
        ServedPage.message(
          title: "\(place.experiment), \(place.run)",
          "The run has not finished its first stage yet; its page appears then."
        )
      )
    }
    do {
      let files = try pages.files(of: place)
      guard let text = files[name] else {
        return file([place.experiment, place.run, "report", name])
      }
      guard name.hasSuffix(".html") else { return .text(text, Self.type(of: name) ?? "text/plain") }
      let explain = ServedAddress.explain(place.experiment, place.run)
      return .html(ServedPage.framed(text, explain: explain))
    } catch {
      return .page(
        ServedPage.message(title: "\(place.run) cannot be shown", describe(error)),
        status: .internalError
      )
    }
  }

  /// A file below the results, of a kind that pages show or link to.
  private func file(_ steps: [String]) -> HTTPResponse? {
    guard let name = steps.last, let type = Self.type(of: name),
      let bytes = ContainedFile.read(steps, in: shelf.results, limit: Self.largestFile)
    else { return nil }
    return HTTPResponse(.ok, type: type, body: bytes)
  }

  static func type(of name: String) -> String? {
    switch URL(fileURLWithPath: name).pathExtension.lowercased() {
    case "html": "text/html; charset=utf-8"
    case "png": "image/png"
    case "jpg", "jpeg": "image/jpeg"
    case "svg": "image/svg+xml"
    case "json": "application/json"
    case "css": "text/css; charset=utf-8"
    case "csv", "jsonl", "tex", "txt", "yaml": "text/plain; charset=utf-8"
    case "pdf": "application/pdf"
    default: nil
    }
  }
}
