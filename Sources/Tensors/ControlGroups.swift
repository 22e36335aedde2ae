import Foundation

/// The control groups of this process and those around them, in either version of them.
package struct ControlGroups {
  /// The folder of one group, whose files say what it is limited to.
  struct Group {
    let folder: String
    let isFirstVersion: Bool

    /// The words of a file; nil where it cannot be read.
    func words(in name: String) -> [Substring]? {
      let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      return text?.split(whereSeparator: \.isWhitespace)
    }

    /// A file's first word, if it is a number.
    func number(in name: String) -> Int? { words(in: name)?.first.flatMap { Int($0) } }
  }

  /// What a process is in, such as `4:memory:/slurm/job_1` of version 1 or `0::/user.slice` of version 2.
  private let listing: [(controllers: [Substring], path: [Substring])]
  private let mount: String

  package init(listing: String = "/proc/self/cgroup", mount: String = "/sys/fs/cgroup") {
    let lines = (try? String(contentsOfFile: listing, encoding: .utf8))?.split(separator: "\n")
    self.listing = (lines ?? []).compactMap { line in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      return fields.count == 3
        ? (fields[1].split(separator: ","), fields[2].split(separator: "/")) : nil
    }
    self.mount = mount
  }

  /// The groups that a controller, such as `memory`, limits the process by: its own and all around it.
  func groups(of controller: String) -> [Group] {
    listing.flatMap { controllers, path -> [Group] in
      let isFirstVersion = controllers.contains(controller[...])
      guard isFirstVersion || controllers.isEmpty else { return [] }
      // Beside groups of version 1, those of version 2 have a place of their own.
      let roots = isFirstVersion ? ["\(mount)/\(controller)"] : [mount, "\(mount)/unified"]
      return roots.flatMap { root in
        (0...path.count).map { depth in
          Group(
            folder: ([root] + path.prefix(depth).map(String.init)).joined(separator: "/"),
            isFirstVersion: isFirstVersion
          )
        }
      }
    }
  }
}
