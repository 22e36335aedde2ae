import Datasets
import Files
import Foundation

extension FolderInspection {
  /// The findings for a person: a line for each split, then everything that is wrong.
  var text: String {
    var lines: [String] = []
    for split in splits {
      let counts = split.classes.map(\.images.count).sorted()
      let title = split.name.isEmpty ? "" : "\(split.name): "
      let perClass =
        counts[0] == counts[counts.count - 1]
        ? "\(counts[0]) per class"
        : "\(counts[0]) to \(counts[counts.count - 1]) per class, median \((counts[(counts.count - 1) / 2] + counts[counts.count / 2]) / 2)"
      lines.append(
        "\(title)\(split.imageCount) pictures, \(counts.count) classes, \(perClass); "
          + "\(Self.text(split.widths)) × \(Self.text(split.heights)) pixels"
      )
    }
    if !others.isEmpty {
      lines.append(
        "not looked at, as they are no splits: \(others.joined(separator: ", ")); name them with "
          + "--split to look at them"
      )
    }
    if !doubtfulClasses.isEmpty {
      lines.append(
        "taken for classes, as they lie among them: \(doubtfulClasses.joined(separator: ", "))"
      )
    }
    lines += differences
    lines += section("problems", problems)
    lines += section("broken", broken)
    lines += section("read although damaged, as Pillow reads them", damaged)
    lines += section("left out", leftOut)
    func repetitions(_ title: String, _ isIncluded: (Repetition) -> Bool) -> [String] {
      section(title, self.repetitions.filter(isIncluded).map { $0.images.joined(separator: " = ") })
    }
    lines += repetitions("the same picture in several splits") { $0.isAcrossSplits }
    lines += repetitions("the same picture in several classes") {
      $0.isAcrossClasses && !$0.isAcrossSplits
    }
    lines += repetitions("the same picture more than once in a class") {
      !$0.isAcrossClasses && !$0.isAcrossSplits
    }
    if broken.isEmpty, damaged.isEmpty, problems.isEmpty, self.repetitions.isEmpty {
      lines.append("every picture can be read, and no two are the same")
    }
    return lines.joined(separator: "\n")
  }

  /// Classes that some splits have and others lack.
  private var differences: [String] {
    let all = Set(splits.flatMap { $0.classes.map { ByteName($0.name) } })
    return splits.compactMap { split in
      let missing = all.subtracting(split.classes.map { ByteName($0.name) }).sorted()
      // Two spellings of one name look the same unless they are written out.
      let names = missing.map { name in
        all.contains { $0 != name && $0.text == name.text } ? name.text.spelling : name.text
      }
      return names.isEmpty
        ? nil : "\(split.name) has no pictures of \(names.joined(separator: ", "))"
    }
  }

  private func section(_ title: String, _ items: [String]) -> [String] {
    items.isEmpty ? [] : ["\(title): \(items.count)"] + items.map { "  \($0)" }
  }

  private static func text(_ range: ClosedRange<Int>?) -> String {
    guard let range else { return "?" }
    return range.count == 1
      ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
  }
}
