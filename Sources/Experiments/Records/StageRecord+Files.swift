extension StageRecord {
  /// All files of the stage but its checkpoint and the prototypes' pictures.
  package var evidenceFiles: [Evidence] {
    var files = evidence ?? []
    if let predictions { files.append(predictions) }
    if let path = lastLayer?.evidence, let digest = lastLayer?.evidenceDigest {
      files.append(Evidence(path: path, digest: digest))
    }
    return files
  }

  /// All files of the stage but the prototypes' pictures.
  package var namedFiles: [Evidence] {
    [Evidence(path: checkpoint, digest: checkpointDigest)] + evidenceFiles
  }
}
