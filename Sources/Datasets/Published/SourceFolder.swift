import Files
import Foundation

/// Where a published data set's files lie, which archives put one or two folders deeper.
enum SourceFolder {
  /// Folders below the named one that are looked into.
  private static let depth = 3

  /// The file of a name in a folder, or in the nearest folder below that has one; nil where none has.
  ///
  /// - Throws: Where several have, and they differ.
  static func file(_ name: String, below folder: URL) throws(SourceProblem) -> URL? {
    let found = nearest(below: folder) { place, listing in
      listing.files.contains(name) ? place.appending(path: name) : nil
    }
    guard let first = found.first, found.count > 1 else { return found.first }
    let contents = Set(found.map { try? Data(contentsOf: $0) })
    guard contents.count == 1 else {
      let places = found.prefix(2).map(\.path).joined(separator: " and ")
      throw SourceProblem("\(places) differ; name the folder of one of them")
    }
    return first
  }

  /// The highest folder of a name, in a folder or below it, that holds pictures.
  ///
  /// - Throws: Where there is none.
  static func pictures(_ name: String, below folder: URL) throws(SourceProblem) -> URL {
    let found = nearest(below: folder) { place, listing in
      place.lastPathComponent == name && listing.holdsPictures ? place : nil
    }
    guard let first = found.first else {
      throw SourceProblem("\(folder.path) has no folder \(name) with pictures; unpack them there")
    }
    return first
  }

  /// What `match` finds in the folders of the first level in which it finds anything.
  private static func nearest(
    below folder: URL,
    _ match: (_ place: URL, _ listing: DirectoryListing) -> URL?
  ) -> [URL] {
    var level = [folder]
    for _ in 0...depth {
      let listings = level.map { ($0, try? DirectoryListing(of: $0)) }
      let found = listings.compactMap { place, listing in listing.flatMap { match(place, $0) } }
      if !found.isEmpty { return found }
      level = listings.flatMap { place, listing in
        (listing?.directories ?? []).map { place.appending(path: $0, directoryHint: .isDirectory) }
      }
    }
    return []
  }

  /// A file's name beside one that is missing, which differs in case or spelling alone; nil where there is none.
  static func nearName(to file: URL) -> String? {
    let name = file.lastPathComponent.lowercased()
    let listing = try? DirectoryListing(of: file.deletingLastPathComponent())
    return listing?.files.first { $0.lowercased() == name }
  }
}
