package import Experiments
import ProtoPNet
import Runs

extension EnsembleFindings {
  /// Adds the logits of every subset of networks that were tested on the same images.
  package init(_ networks: [NetworkPredictions]) {
    self.init()
    var usable: [Int] = []
    for (index, network) in networks.enumerated() {
      switch network.runs {
      case .success: usable.append(index)
      case .failure(let absence): absences[index] = absence
      }
    }
    let groups = Dictionary(grouping: usable) { networks[$0].testImages }
      .values.sorted { $0[0] < $1[0] }
    for group in groups {
      guard group.count > 1 else {
        if networks.count > 1 { absences[group[0]] = .otherImages }
        continue
      }
      isLimited = isLimited || group.count > Self.networkLimit
      for subset in Self.subsets(of: group) {
        if let result = EnsembleResult(members: subset, of: networks) { results.append(result) }
      }
    }
    results.sort { first, second in
      first.members.count == second.members.count
        ? first.members.lexicographicallyPrecedes(second.members)
        : first.members.count < second.members.count
    }
  }

  /// The subsets of at least two, smaller ones first; of many networks the pairs and all together.
  static func subsets(of networks: [Int]) -> [[Int]] {
    guard networks.count <= networkLimit else {
      let pairs = networks.indices.flatMap { first in
        networks[(first + 1)...].map { [networks[first], $0] }
      }
      return pairs + [networks]
    }
    let all = (0..<1 << networks.count).map { bits in
      networks.indices.filter { bits >> $0 & 1 == 1 }.map { networks[$0] }
    }
    return all.filter { $0.count > 1 }
      .sorted { $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count < $1.count }
  }
}

extension EnsembleResult {
  /// Nil where the networks have no seed in common.
  fileprivate init?(members: [Int], of networks: [NetworkPredictions]) {
    let matched: [[RunPredictions]]
    do {
      matched = try NetworkPredictions.matched(members.map { networks[$0] })
    } catch {
      return nil
    }
    var runs: [Run] = []
    var correct: [[Bool]] = []
    for members in matched {
      let vote = EnsembleVote(members: members.map(\.file.logits))
      let isCorrect = zip(zip(vote.predictedClasses, vote.isNotNumber), members[0].file.labels).map
      {
        $0.0 == $1 && !$0.1
      }
      correct.append(isCorrect)
      runs.append(
        Run(
          seed: members[0].seed,
          correctCount: isCorrect.count { $0 },
          memberCorrectCounts: members.map { $0.isCorrect.count { $0 } },
          shares: vote.shares
        )
      )
    }
    func total(_ member: Int) -> Int { runs.reduce(0) { $0 + $1.memberCorrectCounts[member] } }
    // `max` gives the first of equal elements.
    let best = members.indices.max { total($0) < total($1) } ?? 0
    self.init(
      members: members,
      imageCount: matched[0][0].isCorrect.count,
      runs: runs,
      bestMember: best,
      comparison: PairedComparison(
        zip(matched, correct).map { ($0[0].seed, $0[best].isCorrect, $1) }
      )
    )
  }
}
