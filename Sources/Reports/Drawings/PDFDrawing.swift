import Foundation

/// A PDF of one page that shows what an SVG of ``Markup`` does.
///
/// Known are lines, polylines, rectangles, circles, texts, pictures and groups, with their colours, dashes
/// and opacities.
struct PDFDrawing {
  private let size: (width: Double, height: Double)
  private var content = ""
  private var pictures: [PDFPicture] = []
  private var opacities: [Double] = []

  /// Points to a unit of the drawing.
  private static let scale = 0.75

  init(_ svg: SVGElement) {
    let box = (svg.attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
    size = box.count == 4 ? (box[2], box[3]) : (600, 400)
    let s = Self.scale
    content = "\(s) 0 0 \(-s) 0 \(Self.text(size.height * s)) cm\n"
    draw(svg, Style())
  }

  /// What elements inherit.
  private struct Style {
    var fill: String? = "#000000"
    var stroke: String?
    var strokeWidth = 1.0
    var dash = ""
    var hasRoundEnds = false
    var size = 13.0
    var isBold = false
    var anchor = "start"
    var opacity = 1.0

    func inheriting(_ element: SVGElement) -> Style {
      var style = self
      func color(_ name: String, _ inherited: String?) -> String? {
        guard let value = element.attributes[name] else { return inherited }
        return value == "none" ? nil : value
      }
      style.fill = color("fill", fill)
      style.stroke = color("stroke", stroke)
      style.strokeWidth = element.number("stroke-width") ?? strokeWidth
      style.dash = element.attributes["stroke-dasharray"] ?? dash
      if let end = element.attributes["stroke-linecap"] { style.hasRoundEnds = end == "round" }
      style.size = element.number("font-size") ?? size
      if let weight = element.attributes["font-weight"] {
        style.isBold = weight == "bold" || (Double(weight) ?? 400) >= 600
      }
      style.anchor = element.attributes["text-anchor"] ?? anchor
      style.opacity *= element.number("opacity") ?? 1
      return style
    }
  }

  // MARK: - Drawing

  private mutating func draw(_ element: SVGElement, _ inherited: Style) {
    let style = inherited.inheriting(element)
    func number(_ name: String) -> Double { element.number(name) ?? 0 }
    switch element.name {
    case "line":
      path(
        "\(point(number("x1"), number("y1"))) m \(point(number("x2"), number("y2"))) l",
        style,
        isFilled: false
      )
    case "polyline":
      let values = (element.attributes["points"] ?? "").split { $0 == " " || $0 == "," }
        .compactMap { Double($0) }
      let points = stride(from: 0, to: values.count - 1, by: 2).map {
        point(values[$0], values[$0 + 1])
      }
      guard let first = points.first else { return }
      path("\(first) m " + points.dropFirst().map { "\($0) l" }.joined(separator: " "), style)
    case "rect":
      let size = point(number("width"), number("height"))
      path("\(point(number("x"), number("y"))) \(size) re", style)
    case "circle": path(circle(number("cx"), number("cy"), number("r")), style)
    case "text": write(element, style)
    case "image": show(element, style)
    case "title", "desc", "style", "defs": break
    default: for child in element.children { draw(child, style) }
    }
  }

  private mutating func path(_ path: String, _ style: Style, isFilled: Bool = true) {
    let fill = isFilled ? style.fill : nil
    let stroke = style.strokeWidth > 0 ? style.stroke : nil
    guard fill != nil || stroke != nil else { return }
    content += "q \(opacity(style))"
    if let fill { content += "\(Self.color(fill)) rg " }
    if let stroke {
      let ends = style.hasRoundEnds ? "1 J 1 j " : ""
      content += "\(Self.color(stroke)) RG \(Self.text(style.strokeWidth)) w \(ends)"
      let dash = style.dash.split { $0 == " " || $0 == "," }.joined(separator: " ")
      if !dash.isEmpty, dash != "none" { content += "[\(dash)] 0 d " }
    }
    content += path + (fill == nil ? " S" : stroke == nil ? " f" : " B") + " Q\n"
  }

  private func circle(_ x: Double, _ y: Double, _ r: Double) -> String {
    // The control points of a quarter of a circle.
    let c = 0.552_285 * r
    let arcs = [
      (x + r, y + c, x + c, y + r, x, y + r), (x - c, y + r, x - r, y + c, x - r, y),
      (x - r, y - c, x - c, y - r, x, y - r), (x + c, y - r, x + r, y - c, x + r, y),
    ]
    return "\(point(x + r, y)) m "
      + arcs.map { "\(point($0.0, $0.1)) \(point($0.2, $0.3)) \(point($0.4, $0.5)) c" }
      .joined(separator: " ") + " h"
  }

  private mutating func write(_ element: SVGElement, _ style: Style) {
    let pieces = PDFText.pieces(element.text, isBold: style.isBold)
    let width = pieces.map(\.width).reduce(0, +) * style.size
    let shift = style.anchor == "middle" ? width / 2 : style.anchor == "end" ? width : 0
    var x = (element.number("x") ?? 0) - shift
    let y = element.number("y") ?? 0
    var shown = ""
    for piece in pieces {
      let hex = piece.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      shown += "/\(piece.font) \(Self.text(style.size)) Tf 1 0 0 -1 \(point(x, y)) Tm <\(hex)> Tj "
      x += piece.width * style.size
    }
    content += "q \(opacity(style))"
    // A halo is drawn before the letters that it surrounds.
    if let stroke = style.stroke, style.strokeWidth > 0 {
      content +=
        "\(Self.color(stroke)) RG \(Self.text(style.strokeWidth)) w 1 j BT 1 Tr \(shown)ET "
    }
    if let fill = style.fill { content += "\(Self.color(fill)) rg BT 0 Tr \(shown)ET " }
    content += "Q\n"
  }

  private mutating func show(_ element: SVGElement, _ style: Style) {
    let address = element.attributes["href"] ?? element.attributes["xlink:href"] ?? ""
    guard let comma = address.firstIndex(of: ","),
      let data = Data(base64Encoded: String(address[address.index(after: comma)...])),
      let picture = PDFPicture(data), let width = element.number("width"),
      let height = element.number("height")
    else { return }
    let corner = point(element.number("x") ?? 0, (element.number("y") ?? 0) + height)
    content += "q \(opacity(style))\(Self.text(width)) 0 0 \(Self.text(-height)) \(corner) cm "
    content += "/P\(pictures.count) Do Q\n"
    pictures.append(picture)
  }

  private mutating func opacity(_ style: Style) -> String {
    guard style.opacity < 1 else { return "" }
    let index = opacities.firstIndex(of: style.opacity) ?? opacities.count
    if index == opacities.count { opacities.append(style.opacity) }
    return "/G\(index) gs "
  }

  private func point(_ x: Double, _ y: Double) -> String { "\(Self.text(x)) \(Self.text(y))" }

  private static func text(_ value: Double) -> String { Digits.fixed(value, 3) }

  private static func color(_ hex: String) -> String {
    let value = Int(hex.dropFirst(), radix: 16) ?? 0
    return [value >> 16 & 255, value >> 8 & 255, value & 255]
      .map { Digits.fixed(Double($0) / 255, 3) }.joined(separator: " ")
  }

  // MARK: - The file

  var file: Data {
    let first = 8
    let images = pictures.indices.map { "/P\($0) \(first + $0) 0 R" }.joined(separator: " ")
    let states = opacities.enumerated()
      .map { "/G\($0) <</ca \(Self.text($1)) /CA \(Self.text($1))>>" }.joined(separator: " ")
    let (width, height) = (Self.text(size.width * Self.scale), Self.text(size.height * Self.scale))
    let encoded = "/Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont"
    var objects: [Data] = [
      "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
      "<</Type /Page /Parent 2 0 R /MediaBox [0 0 \(width) \(height)] /Contents 4 0 R /Resources "
        + "<</Font <</F1 5 0 R /F2 6 0 R /F3 7 0 R>> /XObject <<\(images)>> /ExtGState <<\(states)>>>>>>",
      "<</Length \(content.utf8.count)>>\nstream\n\(content)\nendstream",
      "<<\(encoded) /Helvetica>>", "<<\(encoded) /Helvetica-Bold>>",
      "<</Type /Font /Subtype /Type1 /BaseFont /Symbol>>",
    ].map { Data($0.utf8) }
    objects += pictures.map(\.object)
    var data = Data("%PDF-1.4\n%\u{E2}\u{E3}\n".utf8)
    var offsets: [Int] = []
    for (index, object) in objects.enumerated() {
      offsets.append(data.count)
      data += Data("\(index + 1) 0 obj\n".utf8) + object + Data("\nendobj\n".utf8)
    }
    let start = data.count
    let entries = offsets.map { offset in
      String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n"
    }
    data += Data("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n\(entries.joined())".utf8)
    data += Data(
      "trailer\n<</Size \(objects.count + 1) /Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n".utf8
    )
    return data
  }
}
