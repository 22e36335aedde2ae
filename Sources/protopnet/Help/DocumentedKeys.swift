import Clusters
import Experiments

extension KeyHelp {
  /// The keys of all files that a person writes.
  static let documented = KeyHelp(files: [
    File(
      name: "the experiment file",
      page: "docs/experiment-keys.md",
      keys: Experiment.allKeys
    ),
    File(name: "the cluster file", page: "docs/cluster-keys.md", keys: ClusterFile.keys),
  ])
}
