import Foundation
import TensorBoard
import TestSupport
import Testing

/// Bytes that the TensorBoard package's own writer wrote (Fixtures/stock.py), and known checksums.
struct EventTests {
  private static let fixtures = Places.package.appending(path: "Tests/TensorBoardTests/Fixtures")

  @Test func sumsAsTheStandardSays() {
    // RFC 3720, B.4, and the check value of the CRC catalogue.
    #expect(CRC32C.sum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.sum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.sum(Array(0..<32)) == 0x46DD_794E)
    #expect(CRC32C.sum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.sum([]) == 0)
  }

  @Test func writesTheBytesOfTheStockWriter() throws {
    let png = try Array(Data(contentsOf: Self.fixtures.appending(path: "picture.png")))
    let events = [
      Event(time: 1_700_000_000.25, step: 0, content: .version),
      Event(time: 1_700_000_000.25, step: 0, content: .start),
      Event(time: 1_700_000_001.5, step: 1, content: .scalar(tag: "run/total", 0.1)),
      Event(time: 0, step: 300, content: .scalar(tag: "blåmes/größe", 0)),
      Event(
        time: 1_700_000_002,
        step: 1 << 40,
        content: .scalar(tag: String(repeating: "a", count: 200), -1e30)
      ),
      Event(
        time: 1_700_000_003,
        step: 2,
        content: .picture(tag: "class/prototype-0", png: png, width: 4, height: 2)
      ),
    ]
    let stock = try Array(Data(contentsOf: Self.fixtures.appending(path: "stock.tfevents")))
    #expect(events.flatMap(\.framed) == stock)
  }
}
