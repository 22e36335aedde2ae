import Foundation

/// Addresses within the served site.
package enum ServedAddress {
  package static let script = "/serve.js"
  package static let style = "/serve.css"
  package static let progress = "/progress.json"
  package static let explain = "/explain"

  /// The page of a run, which lies where its folder's `report/` does.
  package static func run(_ experiment: String, _ run: String) -> String {
    "/runs/\(encoded(experiment))/\(encoded(run))/report/"
  }

  /// The page over an experiment's runs.
  package static func experiment(_ name: String) -> String { "/runs/\(encoded(name))/report/" }

  /// The page that explains a picture, with the networks of a run chosen.
  package static func explain(_ experiment: String, _ run: String) -> String {
    "\(explain)?run=\(encoded(experiment))/\(encoded(run))"
  }

  /// One step of a path.
  package static func encoded(_ step: String) -> String {
    step.addingPercentEncoding(withAllowedCharacters: allowed) ?? step
  }

  private static let allowed = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
  )
}
