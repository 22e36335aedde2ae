import Experiments
import Foundation
import Reports
import Testing

struct FigureTests {
  /// In a folder of the test's own, as tests run side by side.
  private func figures(_ test: String = #function) throws -> [Figure] {
    let folder = try FakeRun.temporaryDirectory("figures\(test)")
    var record = FakeRun.record()
    record.data.classNames[0] = "<b>Ember</b> & \"finch\" (鳥) \\"
    record.stages[5].projectionCheck = ProjectionCheckTableTests.check
    try FakeRun.write(record, to: folder)
    return try RunFigures.all(LoadedRun(directory: folder))
  }

  @Test func aRunHasItsCurvesPlotsAndPrototypes() throws {
    #expect(
      try figures().map(\.name) == [
        "accuracy", "cross-entropy", "costs", "certified-cycle-2-projection",
        "theorem-cycle-2-projection", "prototypes",
      ]
    )
  }

  @Test func anSVGNeedsNoPageAroundIt() throws {
    for figure in try figures() {
      #expect(MarkupChecker(figure.svg).problems == [], "\(figure.name)")
      #expect(!figure.svg.contains("var("))
      #expect(figure.svg.contains("font-family=\"Helvetica"))
      #expect(figure.svg.contains("xmlns=\"http://www.w3.org/2000/svg\""))
      // Nothing is fetched.
      #expect(!figure.svg.replacing("http://www.w3.org/2000/svg", with: "").contains("http"))
    }
  }

  @Test func aPDFIsOnePageAsLargeAsItsFigure() throws {
    for figure in try figures() {
      let pdf = String(decoding: try #require(figure.pdf), as: UTF8.self)
      #expect(pdf.hasPrefix("%PDF-1.4\n") && pdf.hasSuffix("%%EOF\n"))
      #expect(pdf.contains("/Count 1"))
      let box = try #require(figure.svg.firstMatch(of: /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/))
      let media = try #require(pdf.firstMatch(of: /MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]/))
      #expect(Double(media.1) == Double(box.1).map { 0.75 * $0 })
      #expect(Double(media.2) == Double(box.2).map { 0.75 * $0 })
      #expect(pdf.contains(" Tj "))
    }
  }

  /// Every line, curve, bar and mark of the drawing is one of the PDF.
  @Test func aPDFShowsEveryShape() throws {
    let figure = try #require(try figures().first)
    let pdf = String(decoding: try #require(figure.pdf), as: UTF8.self)
    let shapes = ["line", "polyline", "rect", "circle"].map {
      figure.svg.ranges(of: "<\($0) ").count
    }
    #expect(shapes.allSatisfy { $0 > 2 })
    let painted = pdf.matches(of: /\ (S|f|B) Q\n/).count
    #expect(painted == shapes.reduce(0, +))
    let grid = try #require(
      figure.svg.firstMatch(of: /x1="([0-9.]+)" x2="([0-9.]+)" y1="([0-9.]+)"/)
    )
    #expect(pdf.contains("\(grid.1)00 \(grid.3)00 m \(grid.2)00 \(grid.3)00 l"))
  }

  /// Each offset of the cross-reference table is where its object begins.
  @Test func aPDFsTableOfObjectsIsRight() throws {
    let data = try #require(try figures().last?.pdf)
    let bytes = [UInt8](data)
    let tail = String(decoding: bytes.suffix(40), as: UTF8.self)
    let start = try #require(tail.firstMatch(of: /startxref\n([0-9]+)\n/).flatMap { Int($0.1) })
    let table = String(decoding: bytes[start...], as: UTF8.self)
    let offsets = table.matches(of: /([0-9]{10}) 00000 n \n/).compactMap { Int($0.1) }
    #expect(offsets.count > 8)
    for (index, offset) in offsets.enumerated() {
      let head = "\(index + 1) 0 obj\n"
      #expect(String(decoding: bytes[offset..<offset + head.utf8.count], as: UTF8.self) == head)
    }
  }

  /// The drawing's pictures are in the file, with the bytes that they are compressed to.
  @Test func picturesAreInBothFiles() throws {
    let sheet = try #require(try figures().last)
    let count = sheet.svg.ranges(of: "<image ").count
    #expect(count == 48)
    let pdf = String(decoding: try #require(sheet.pdf), as: UTF8.self)
    #expect(pdf.ranges(of: "/Subtype /Image").count == count)
  }
}
