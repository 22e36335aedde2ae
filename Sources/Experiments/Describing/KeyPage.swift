/// A page about all keys of a file, in Markdown, made of what reads them.
package enum KeyPage {
  /// The page about experiment files.
  package static var experiment: String {
    """
    # Keys of an experiment file

    Made by `protopnet docs experiment-keys` of the code that reads them; a test compares. \
    `protopnet help KEY` says the same about one key, and with the first line

    ```yaml
    # yaml-language-server: $schema=…/docs/schemas/experiment.json
    ```

    editors complete and check them ([schemas](schemas)). The file is YAML. A key that is not here is an \
    error; one that is empty or `null` has its default. `--set optimizer.batch-size=40` replaces a value on the \
    command line. Paths start from the file's own folder.

    `matrix` and `cross-validation` make several experiments of a file: see \
    [experiments](../experiments/README.md#matrices). `matrix` maps key paths, such as `coefficients.cluster` or \
    `schedule.cycles[0].joint.epochs`, to lists of values, and free names to lists of entries `{label: …, set: {…}}`.

    \(page(of: Experiment.allKeys))
    """
  }

  /// The page about cluster files, whose keys are `keys`.
  package static func cluster(_ keys: SectionDescription) -> String {
    """
    # Keys of a cluster file

    Made by `protopnet docs cluster-keys` of the code that reads them; a test compares. \
    `protopnet cluster-file` prints a file with all of them as comments ([the same](clusters/site.yaml)), \
    [On a cluster](cluster.md) says what they are for, and `schemas/cluster.json` is for editors. The file is no \
    part of an experiment: ids and results do not change with it.

    \(page(of: keys))
    """
  }

  private static func page(of root: SectionDescription) -> String {
    let sections = root.all().compactMap { path, key -> String? in
      guard let section = key.section else { return nil }
      let entry: String
      if case .sections = key.kind { entry = "Each entry of the list has:" } else { entry = "" }
      let title = path.hasSuffix("]") ? String(path.dropLast(2)) : path
      return ["## \(title)", key.text.meaning, entry, table(of: section)].filter { !$0.isEmpty }
        .joined(separator: "\n\n")
    }
    return (["## The file\n\n\(table(of: root))"] + sections).joined(separator: "\n\n") + "\n"
  }

  private static func table(of section: SectionDescription) -> String {
    let rows = section.keys.map { key in
      [
        "`\(key.name)`" + (key.condition.map { ", only with `\($0.text)`" } ?? ""),
        key.valueText + (key.text.unit.map { ", in \($0)" } ?? ""),
        key.defaultCell, key.example.map { "`\($0)`" } ?? "", key.text.meaning,
      ]
    }
    let head = ["Key", "Value", "Default", "Example", "Meaning"]
    return ([head, head.map { _ in "---" }] + rows).map { row in
      "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    .joined(separator: "\n")
  }
}

extension KeyDescription {
  fileprivate var defaultCell: String {
    guard let absence else { return "required" }
    return text.otherwise == nil && standard != nil && !isRequired ? "`\(absence)`" : absence
  }
}

extension Experiment {
  /// Every key of an experiment file's root, apart from `matrix`, whose keys are paths of others.
  package static let allKeys: SectionDescription = {
    var keys = Experiment.keys
    keys.keys.append(CrossValidation.description)
    return keys
  }()
}

extension CrossValidation {
  fileprivate static let description = KeyDescription(
    name: key,
    text: KeyText(
      meaning:
        "Runs every cell once for each fold of the training pictures, which is its validation split.",
      otherwise: "no folds"
    ),
    kind: .section(KeyDescriber.describe(CrossValidation())),
    isRequired: false,
    standard: nil
  )
}
