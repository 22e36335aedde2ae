import Experiments

extension Plan {
  /// About how many bytes of memory a run takes, generously: a quarter more than its largest stage,
  /// and a rest for what is no network.
  ///
  /// Where the number of pictures is not known, the rows are as many as may be kept in memory.
  ///
  /// - Throws: As ``memoryByStage()``, and `DatasetError` for unfit pictures.
  package func memoryEstimate() throws -> Int {
    let peak = try memoryByStage().map(\.byteCount).max() ?? 0
    let unknown = try PictureCounts(experiment) == nil ? experiment.engine.featureCacheByteCount : 0
    return peak + peak / 4 + unknown + (512 << 20)
  }
}
