import Experiments
import Files
import Foundation
import HTTP
import Reports

/// Pictures that people bring, and what is made of them.
extension Site {
  /// The form, with a run's network chosen that the address names.
  func form(_ head: RequestHead) -> HTTPResponse {
    let asked = head.query.first { $0.name == "run" }?.value
    let places = shelf.places.filter { !shelf.run($0).networks.isEmpty }
    let chosen = places.first { "\($0.experiment)/\($0.run)" == asked } ?? places.first
    let runs = places.map { place -> PictureForm.Choice in
      let run = shelf.run(place)
      let folder = "\(place.experiment)/\(place.run)"
      return PictureForm.Choice(
        title: "\(place.experiment) · \(run.title) · \(place.run)",
        networks: run.networks.map { ("\(folder)/\($0.path)", $0.stage) },
        chosen: place == chosen ? run.reported.map { "\(folder)/\($0)" } : nil
      )
    }
    return .page(PictureForm.page(runs, mostMegabytes: Self.mostMegabytes), .ownScript)
  }

  /// Takes the form in and leads to the explanation.
  func explain(_ request: HTTPRequest) -> HTTPResponse {
    func refuse(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
      .page(
        ServedPage.message(title: "No explanation", text, back: ServedAddress.explain),
        status: status
      )
    }
    guard
      let form = MultipartForm(
        request.body,
        contentType: request.head.headers["content-type"] ?? ""
      )
    else { return refuse(.badRequest, "The form did not come as browsers send it.") }
    guard let picture = form.parts.first(where: { $0.name == "picture" }), !picture.bytes.isEmpty
    else { return refuse(.badRequest, "There is no picture in the form.") }
    guard picture.bytes.count <= Self.mostMegabytes * 1_000_000 else {
      return refuse(.contentTooLarge, "The picture has more than \(Self.mostMegabytes) MB.")
    }
    let names = form.parts.filter { $0.name == "checkpoint" }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
    guard !names.isEmpty else { return refuse(.badRequest, "No network was chosen.") }
    guard names.count <= Self.mostNetworks else {
      return refuse(
        .badRequest,
        "At most \(Self.mostNetworks) networks explain a picture together."
      )
    }
    let networks = names.compactMap { name in network(name).map { (name: name, file: $0) } }
    guard networks.count == names.count else {
      return refuse(.notFound, "A network that was chosen is not there any more.")
    }
    do throws(ExplanationDesk.Refusal) {
      let id = try desk.explain(picture.bytes, called: picture.fileName ?? "", networks)
      return .redirect("/explanations/\(id)/")
    } catch {
      return refuse(error.status, error.text)
    }
  }

  private static let mostNetworks = 8

  /// The checkpoint of a name that the form gave; nil for any other text.
  private func network(_ name: String) -> URL? {
    let steps = name.pathSteps
    guard steps.count > 2 else { return nil }
    let place = RunShelf.Place(experiment: steps[0], run: steps[1])
    let path = steps.dropFirst(2).joined(separator: "/")
    guard shelf.places(of: place.experiment).contains(place),
      shelf.run(place).networks.contains(where: { $0.path == path }), path.isPlainPath
    else { return nil }
    return shelf.directory(place).file(path)
  }

  /// A file of an explanation, by its name and the path in its folder.
  func explanation(_ steps: [String]) -> HTTPResponse {
    guard let id = steps.first, steps.count > 1 else { return .missing }
    let file =
      steps.last == "" ? Array(steps[1..<(steps.count - 1)]) + ["index.html"] : Array(steps[1...])
    guard let type = Self.type(of: file[file.count - 1]), let bytes = desk.file(id, file) else {
      return .page(
        ServedPage.message(
          title: "No such explanation",
          "Only the last few are kept, and none when the program has ended.",
          back: ServedAddress.explain
        ),
        status: .notFound
      )
    }
    guard type.hasPrefix("text/html") else { return HTTPResponse(.ok, type: type, body: bytes) }
    return .html(ServedPage.framed(String(decoding: bytes, as: UTF8.self)))
  }
}
