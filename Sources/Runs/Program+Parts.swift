import Checkpoints
import Datasets
import Digests
import Engine
import Foundation
import Images
import SoftmaxRegression

extension Program {
  /// The libraries that this process has loaded, with their versions.
  package static var libraries: [String] {
    [Engine.libraryDescription, OpenBLAS.description, HDF5Version.description]
      + ImageLibraries.descriptions
      + [SHA256Digest.libraryDescription, MATLABFile.libraryDescription]
  }

  /// What the program was built from; nil where nobody noted it of this very file.
  ///
  /// It is kept beside the program and not in it, so that equal sources give equal programs and a commit
  /// that changes none of them keeps finished stages valid. The note names the program's digest.
  package static var commit: String? {
    guard let digest = try? digest() else { return nil }
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let folder = program.deletingLastPathComponent()
    let places = [
      folder.appending(path: "protopnet.commit"),
      folder.deletingLastPathComponent().appending(path: "share/protopnet/commit"),
    ]
    for place in places {
      let words = (try? String(contentsOf: place, encoding: .utf8))?.split { $0.isWhitespace } ?? []
      if words.count == 2, words[0] == digest { return String(words[1]) }
    }
    return nil
  }
}
