import Experiments

/// Explanations as tables for programs: a header, one line a row, numbers as they are, nothing for nothing.
enum ExplanationCSV {
  /// One line a picture.
  static func pictures(_ all: ExplainedPictures) -> String {
    let header = [
      "image", "label", "class", "is_predicted", "is_correct", "logit", "probability", "against",
      "lead", "top_prototype", "top_similarity", "top_weight", "top_points", "warnings", "page",
      "problem",
    ]
    let lines = all.pictures.map { entry -> [String] in
      let explanation = entry.explanation
      let top = explanation?.members.flatMap(\.rows).max { $0.points < $1.points }
      return [
        entry.image, entry.label ?? "", explanation?.className ?? "",
        boolean(explanation?.isPredicted), boolean(entry.isCorrect), number(explanation?.logit),
        number(explanation?.probability), explanation?.against?.name ?? "",
        number(explanation?.against?.lead), top.map { String($0.prototype) } ?? "",
        number(top?.similarity), number(top?.weight), number(top?.points),
        words(top?.warnings ?? []), entry.page ?? "", entry.problem ?? "",
      ]
    }
    return text([header] + lines)
  }

  /// One line a picture, network and listed prototype.
  static func prototypes(_ all: ExplainedPictures) -> String {
    let header = [
      "image", "class", "network", "checkpoint", "prototype", "prototype_class", "is_own_class",
      "similarity", "similarity_maximum", "weight", "points", "logit_with_part_hidden", "source",
      "warnings",
    ]
    let lines = all.pictures.flatMap { entry -> [[String]] in
      guard let explanation = entry.explanation else { return [] }
      return explanation.members.enumerated().flatMap { place, member in
        let rows = member.rows.map { ($0, true) } + member.others.map { ($0, false) }
        return rows.map { row, isOwn in
          [
            entry.image, explanation.className, String(place + 1), member.checkpoint,
            String(row.prototype), row.className ?? "", boolean(isOwn), number(row.similarity),
            number(member.similarity.maximum), number(row.weight), number(row.points),
            number(row.hidden?.logit), row.source ?? "", words(row.warnings),
          ]
        }
      }
    }
    return text([header] + lines)
  }

  private static func words(_ warnings: [Explanation.Warning]) -> String {
    warnings.map(\.kind.words).joined(separator: "; ")
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func boolean(_ value: Bool?) -> String {
    value.map { $0 ? "True" : "False" } ?? ""
  }

  /// Fields in quotes where they have to be.
  static func text(_ lines: [[String]]) -> String {
    lines.map { fields in
      fields.map { field in
        field.contains { "\",\n\r\r\n".contains($0) }
          ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
      }
      .joined(separator: ",") + "\n"
    }
    .joined()
  }
}
