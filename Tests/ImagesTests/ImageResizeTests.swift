import Images
import Testing

struct ImageResizeTests {
  @Test(arguments: [(16, 16), (64, 64), (43, 20), (20, 37), (7, 5), (1, 1), (97, 3), (44, 36)])
  func equalsPillow(width: Int, height: Int) throws {
    let image = try Fixture.image("444.jpg.rgb", width: 43, height: 37)
    let expected = try Fixture.image("resized-\(width)x\(height).rgb", width: width, height: height)
    #expect(image.resized(width: width, height: height) == expected)
  }

  @Test(arguments: [(64, 64), (43, 20), (7, 5), (51, 37)])
  func bicubicEqualsPillow(width: Int, height: Int) throws {
    let image = try Fixture.image("444.jpg.rgb", width: 43, height: 37)
    let expected = try Fixture.image("bicubic-\(width)x\(height).rgb", width: width, height: height)
    #expect(image.resized(width: width, height: height, filter: .bicubic) == expected)
  }

  /// A tall and a wide photograph to sizes of all kinds, as both Pillows order the passes.
  @Test(arguments: [(ResizeOrder.pillow12, "orders-12.txt"), (.pillow13, "orders-13.txt")])
  func theOrderOfPassesIsThatOfAPillow(order: ResizeOrder, table: String) throws {
    let lines = String(decoding: try Fixture.bytes(table), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 16)
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let numbers = words.dropFirst().compactMap(UInt64.init)
      let image = try Image(contentsOf: Fixture.file("\(words[0]).jpg"))
      let resized = image.resized(width: Int(numbers[0]), height: Int(numbers[1]), order: order)
      #expect(Fixture.checksum(resized) == numbers[2], "\(line)")
    }
  }

  @Test func theOrdersDifferOnTallPicturesAlone() throws {
    let (tall, wide) = (Fixture.file("tall.jpg"), Fixture.file("wide.jpg"))
    for (file, differ) in [(tall, true), (wide, false)] {
      let image = try Image(contentsOf: file)
      let orders = [ResizeOrder.pillow12, .pillow13].map {
        image.resized(width: 64, height: 64, order: $0)
      }
      #expect((orders[0] != orders[1]) == differ)
      // Roundings differ, pictures do not.
      #expect(zip(orders[0].pixels, orders[1].pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
  }

  @Test func theSameSizeChangesNothing() throws {
    let image = try Fixture.image("444.jpg.rgb", width: 43, height: 37)
    #expect(image.resized(width: 43, height: 37) == image)
  }

  @Test func extremeSamplesStay() {
    let white = Image(width: 31, height: 17, pixels: Array(repeating: 255, count: 31 * 17 * 3))
    #expect(white.resized(width: 7, height: 90).pixels.allSatisfy { $0 == 255 })
  }
}
