package import Ranks

extension ParameterStore {
  /// Sets the running statistics as they are on the first rank.
  package func broadcastStatistics(among ranks: any RankGroup) {
    if ranks.isAlone { return }
    ranks.broadcast(UnsafeMutableBufferPointer(start: statistics.base, count: statistics.count))
    noteStatisticsChange()
  }

  /// Whether all ranks have the same bits in all trainable values.
  package func isEqual(among ranks: any RankGroup) -> Bool {
    if ranks.isAlone { return true }
    var checksum: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in 0..<values.count {
      checksum = (checksum ^ UInt64(values.base[index].bitPattern)) &* 0x100_0000_01b3
    }
    let sign = Int(checksum >> 1)
    return ranks.maximum(sign) == -ranks.maximum(-sign)
  }
}
