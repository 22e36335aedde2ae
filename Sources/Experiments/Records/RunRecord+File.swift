import Files
package import Foundation

extension RunRecord {
  /// Reads a `record.json`.
  ///
  /// - Throws: ``RecordError``: a missing, truncated or damaged record, or one with another schema.
  package init(contentsOf file: URL) throws(RecordError) {
    guard PathKind(at: file) != .nothing else {
      throw .missing(directory: file.deletingLastPathComponent().path)
    }
    do {
      let data = try Data(contentsOf: file)
      // The schema comes first, so that another version is not called damaged.
      struct Header: Decodable { var schema: String? }
      let header = try JSONDecoder().decode(Header.self, from: data)
      guard header.schema == Self.currentSchema else {
        throw RecordError.otherSchema(
          file: file.path,
          found: header.schema,
          expected: Self.currentSchema
        )
      }
      self = try JSONDecoder().decode(RunRecord.self, from: data)
      if let problem {
        throw RecordError.damaged(
          file: file.path,
          field: problem.field,
          reason: problem.reason
        )
      }
    } catch let error as RecordError {
      throw error
    } catch let error as DecodingError {
      throw RecordError(error, file: file.path)
    } catch {
      let failure = FileError(file, error)
      throw .unreadable(file: file.path, reason: "\(failure.reason); \(failure.remedy)")
    }
  }

  /// Replaces a `record.json` in one step, with the digest of its contents; equal records give equal
  /// bytes.
  package func write(to file: URL) throws(RecordError) {
    do {
      var sealed = self
      sealed.digest = try contentDigest()
      try NewFile.write(sealed.encoded(), to: file, durably: true)
    } catch let failure as WriteFailure {
      throw .unwritable(failure)
    } catch {
      throw .unwritable(WriteFailure(file, error))
    }
  }
}
