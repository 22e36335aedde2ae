/// The filters that HDF5 files may be packed by, with the names under which The HDF Group lists them.
enum HDF5Filter {
  private static let names: [Int32: String] = [
    1: "deflate", 2: "shuffle", 3: "Fletcher32", 4: "szip", 5: "n-bit", 6: "scale-offset",
    305: "LZO", 307: "bzip2", 32000: "LZF", 32001: "Blosc", 32002: "MAFISC", 32003: "Snappy",
    32004: "LZ4", 32005: "APAX", 32006: "CBF", 32007: "JPEG XR", 32008: "bitshuffle",
    32009: "SPDP", 32010: "LPC-Rice", 32011: "CCSDS-123", 32012: "JPEG-LS", 32013: "ZFP",
    32014: "FPZip", 32015: "Zstandard", 32016: "B3D", 32017: "SZ", 32018: "FCIDECOMP",
    32019: "JPEG", 32020: "VBZ", 32021: "FAPEC", 32022: "BitGroom", 32023: "Granular BitRound",
    32024: "SZ3", 32025: "Delta-Rice", 32026: "Blosc2", 32027: "FLAC", 32028: "SPERR",
  ]

  /// A dataset that is packed by a filter which this program has not.
  static func error(_ number: Int32, at place: HDF5Place) -> CheckpointError {
    let name = names[number].map { "\($0) (\(number))" } ?? "\(number)"
    return CheckpointError(
      file: place.file,
      object: place.object,
      problem: "is packed by the filter \(name), which this program has not",
      remedy:
        "write the file again without it where it can be read: 'h5repack -f NONE OLD NEW', or "
        + "h5py without 'compression'"
    )
  }
}
