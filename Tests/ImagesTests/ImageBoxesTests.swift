import Images
import Testing

struct ImageBoxesTests {
  @Test func framesEqualOpenCV() throws {
    let canvas = Image(width: 14, height: 12, pixels: Array(repeating: 60, count: 14 * 12 * 3))
    let expected = try Fixture.bytes("boxes.rgb")
    let boxes = [
      (2..<9, 3..<10), (0..<12, 0..<14), (5..<6, 5..<6), (4..<5, 2..<11), (3..<11, 13..<14),
    ]
    #expect(expected.count == boxes.count * canvas.pixels.count)
    for (index, (rows, columns)) in boxes.enumerated() {
      let part = expected[index * canvas.pixels.count..<(index + 1) * canvas.pixels.count]
      #expect(canvas.drawingBox(rows: rows, columns: columns).pixels == Array(part))
    }
  }

  @Test func cropsKeepTheirSamples() {
    let image = Image(width: 4, height: 3, pixels: (0..<36).map { UInt8($0) })
    #expect(
      image.cropped(rows: 1..<3, columns: 2..<4)
        == Image(width: 2, height: 2, pixels: [18, 19, 20, 21, 22, 23, 30, 31, 32, 33, 34, 35])
    )
    #expect(image.cropped(rows: 0..<3, columns: 0..<4) == image)
  }
}
