import Foundation

/// The processors that this process may use, which on a machine that jobs share are not all.
package enum ProcessorShare {
  /// How many they are; threads beyond them wait for each other.
  package static let count = count(allowed: allowedCount, groups: ControlGroups())

  /// The least of what the affinity mask allows and of what control groups leave, rounded up; at least 1.
  package static func count(allowed: Int, groups: ControlGroups) -> Int {
    let quotas = groups.groups(of: "cpu").compactMap(quota)
    let sets = groups.groups(of: "cpuset").compactMap(setCount)
    return max(([allowed] + quotas + sets).min() ?? 1, 1)
  }

  /// What `taskset` and schedulers leave of the machine's processors: the affinity mask.
  private static var allowedCount: Int {
    let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    let list = line?.split(whereSeparator: \.isWhitespace).last
    return list.flatMap { count(in: $0) } ?? max(ProcessInfo.processInfo.activeProcessorCount, 1)
  }

  /// The processors' time that a group may use in a period, in whole processors.
  private static func quota(_ group: ControlGroups.Group) -> Int? {
    let (quota, period): (Int, Int)
    if group.isFirstVersion {
      // -1 where there is no limit.
      guard let time = group.number(in: "cpu.cfs_quota_us"), time > 0,
        let length = group.number(in: "cpu.cfs_period_us"), length > 0
      else { return nil }
      (quota, period) = (time, length)
    } else {
      // Such as `150000 100000`, or `max 100000` where there is no limit.
      guard let words = group.words(in: "cpu.max"), words.count == 2, let time = Int(words[0]),
        let length = Int(words[1]), time > 0, length > 0
      else { return nil }
      (quota, period) = (time, length)
    }
    return quota / period + (quota % period == 0 ? 0 : 1)
  }

  /// How many processors a group's set has.
  private static func setCount(_ group: ControlGroups.Group) -> Int? {
    let names =
      group.isFirstVersion ? ["cpuset.effective_cpus", "cpuset.cpus"] : ["cpuset.cpus.effective"]
    return names.lazy.compactMap { group.words(in: $0)?.first }.first.flatMap { count(in: $0) }
  }

  /// How many processors a list such as `0-3,8` names; nil where it is none.
  private static func count(in list: Substring) -> Int? {
    var sum = 0
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        first <= last, last < 1 << 20
      else { return nil }
      sum += last - first + 1
    }
    return sum
  }
}
