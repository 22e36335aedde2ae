import Experiments
import Foundation

/// The figures of a run that a paper may show: its curves, the plots of the theorem, its prototypes.
package enum RunFigures {
  /// - Throws: ``ReportError`` for a picture that cannot be read.
  package static func all(_ run: LoadedRun) throws(ReportError) -> [Figure] {
    let curves = RunCurves(run)
    var plots = [("accuracy", curves.accuracy), ("cross-entropy", curves.crossEntropy)]
    if run.record.hasPrototypes { plots.append(("costs", curves.clusterAndSeparation)) }
    for index in ProjectionCheckTable.stages(run) {
      guard let checks = ProjectionCheckPlots(run.record.stages[index]) else { continue }
      let stage = run.record.stages[index].name.replacing("/", with: "-")
      plots += [("certified-\(stage)", checks.certified), ("theorem-\(stage)", checks.bound)]
    }
    let figures = plots.compactMap { name, plot in
      plot.file(width: width(plot), height: 320).map { Figure(name: name, drawing: $0) }
    }
    return figures + (try prototypes(run))
  }

  /// As wide as the text of a page, with letters of nearly ten points, or as wide as the legend needs.
  private static func width(_ plot: LinePlot) -> Double {
    let legend = plot.series.map { 62 + LinePlot.Drawing.extent($0.name) }.reduce(0, +)
    return max(640, legend.rounded(.up))
  }

  private static let classesInSheet = 12

  /// The patches of the last projection, a row for each class.
  private static func prototypes(_ run: LoadedRun) throws(ReportError) -> [Figure] {
    guard let projection = run.record.stages.last(where: { $0.projection != nil })?.projection
    else { return [] }
    let names = run.record.data.classNames
    var figures: [Figure] = []
    for first in stride(from: 0, to: names.count, by: classesInSheet) {
      let classes = first..<min(first + classesInSheet, names.count)
      let rows = classes.map { index in projection.prototypes.filter { $0.classIndex == index } }
      let most = rows.map(\.count).max() ?? 0
      guard most > 0 else { continue }
      let (left, size) = (150.0, 56.0)
      var body: Markup = ""
      for (row, prototypes) in rows.enumerated() {
        let y = 8 + Double(row) * (size + 8)
        let name = shortened(names[first + row])
        body = "\(body)<text x=\"0\" y=\"\(y + size / 2 + 4)\" fill=\"#1b1f24\">\(name)</text>\n"
        for (column, prototype) in prototypes.enumerated() {
          let path = RunDirectory.Picture.crop.path(ofPrototype: prototype.index)
          let file = RunDirectory(url: run.directory).file(path)
          let x = left + Double(column) * (size + 8)
          body = "\(body)\(try Figure.picture(file, x: x, y: y, size: size))"
        }
      }
      let sheet = Figure.sheet(
        width: left + Double(most) * (size + 8),
        height: 8 + Double(rows.count) * (size + 8),
        title: "Prototypes of \(run.name)",
        body
      )
      let number = names.count > classesInSheet ? "-\(first / classesInSheet + 1)" : ""
      figures.append(Figure(name: "prototypes\(number)", drawing: sheet))
    }
    return figures
  }

  private static func shortened(_ name: String) -> String {
    name.count > 22 ? "\(name.prefix(21))…" : name
  }
}
