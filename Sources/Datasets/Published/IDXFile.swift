import Compression
import Foundation
import Images

/// An array of bytes with its extents, the format of MNIST; gzipped or not.
///
/// Source: "The IDX file format" of the MNIST page: two zero bytes, the type (8: unsigned bytes),
/// the rank, and each extent as a big-endian 32-bit number before the values.
struct IDXFile {
  /// What a file of so many bytes may hold: pictures shrink to a fifth, a file that is made to fill the memory to a thousandth.
  private static func limit(ofFileWith byteCount: Int) -> Int { (64 << 20) + 4 * byteCount }

  let extents: [Int]
  let values: [UInt8]

  init(_ file: URL, rank: Int) throws(SourceProblem) {
    var bytes: [UInt8]
    let size = (try? FileManager.default.attributesOfItem(atPath: file.path)[.size]) as? Int ?? 0
    do {
      bytes = try GzipFile.contents(of: file, limit: Self.limit(ofFileWith: size))
    } catch {
      throw SourceProblem("\(file.path) \(error)")
    }
    let start = 4 + 4 * rank
    guard bytes.count >= start, bytes[0] == 0, bytes[1] == 0, bytes[2] == 8,
      Int(bytes[3]) == rank
    else {
      throw SourceProblem("\(file.path) is no IDX file of unsigned bytes with \(rank) extents")
    }
    let extents = (0..<rank).map { axis in
      bytes[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) }
    }
    // The extents' product may be beyond any integer in a damaged file.
    let count = extents.reduce(Double(1)) { $0 * Double($1) }
    guard extents.allSatisfy({ $0 > 0 }), count == Double(bytes.count - start) else {
      throw SourceProblem(
        "\(file.path) announces \(extents.map(String.init).joined(separator: "×")) values and "
          + "holds \(bytes.count - start)"
      )
    }
    self.extents = extents
    bytes.removeSubrange(..<start)
    values = bytes
  }

  /// The picture at a position of an [N, H, W] array.
  func picture(_ index: Int) -> GrayImage {
    let (height, width) = (extents[1], extents[2])
    let start = index * height * width
    return GrayImage(
      width: width,
      height: height,
      pixels: Array(values[start..<start + height * width])
    )
  }
}
