import Foundation

/// What is asked of the process that explains pictures, a line of JSON.
struct ExplainerRequest: Codable {
  /// The checkpoints' paths, what a page calls them, and the picture's path.
  var checkpoints: [String]
  var checkpointNames: [String]
  var picture: String
  /// What the picture was called where it comes from.
  var name: String
  /// Where the page goes.
  var folder: String
  /// The data set that was named for training images.
  var dataset: String?
}

/// What became of it, a line of JSON.
struct ExplainerReply: Codable, Error {
  /// Why there is no page; nil where there is one.
  var problem: String?
  /// Whether it is the picture's fault.
  var isPicture = false
}
