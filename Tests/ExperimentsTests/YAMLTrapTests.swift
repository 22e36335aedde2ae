import Experiments
import Foundation
import Testing

/// Values that readers of YAML read differently, and what looks like YAML.
struct YAMLTrapTests {
  private func text(
    batch: String = "4",
    rate: String = "1e-3",
    name: String = "tiny",
    more: String = ""
  ) -> String {
    """
    name: \(name)
    data: {source: image-folder, folder: pics, image-size: 32}
    backbone: {architecture: vgg11}
    optimizer:
      batch-size: \(batch)
      joint: {prototypes: \(rate)}
    schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 3}, last-layer: {epochs: 2}}]}
    \(more)
    """
  }

  /// The first line of what is wrong; empty where nothing is.
  private func problem(_ text: String) -> String {
    do {
      _ = try ExperimentMatrix(yaml: text, file: "a.yaml")
      return ""
    } catch {
      return error.description.split(separator: "\n").first.map(String.init) ?? ""
    }
  }

  // MARK: - Numbers

  @Test(arguments: [
    ("010", "some read a number with a zero before it as octal, so leave the zero out"),
    ("0o10", "write it in decimal digits"), ("0x10", "write it in decimal digits"),
    ("1_000", "leave out the underscores"),
    ("1:30", "some read this as minutes and seconds; write the number"),
    ("\"4\"", "not the text '4'; leave out the quotes or the tag"),
    ("'4'", "the text '4'; leave out the quotes"),
    ("!!str 4", "leave out the quotes or the tag"), ("4.0", "not '4.0'"), ("4\u{A0}", "⟨U+00A0⟩"),
  ])
  func aWholeNumberIsOneForEverybody(_ value: String, _ words: String) {
    let problem = problem(text(batch: value))
    #expect(problem.hasPrefix("a.yaml:5:"), "\(problem)")
    #expect(problem.contains("'batch-size' in 'optimizer' must be a whole number from 1 to 4096"))
    #expect(problem.contains(words), "\(problem)")
  }

  @Test(arguments: [
    ".inf", "-.inf", ".nan", "1e400", "1e-400", "nan", "infinity", "0x1p-3", "1_0.5", "00.5", "-1",
    "1,5", "\"0.1\"",
  ])
  func aNumberIsOneForEverybody(_ value: String) {
    #expect(!problem(text(rate: value)).isEmpty)
  }

  @Test func thereIsOneZero() throws {
    let digests = try ["0", "0.0", "-0.0", "0e5"].map {
      try Experiment(yaml: text(rate: $0), file: "a").digest
    }
    #expect(Set(digests).count == 1)
    #expect(problem(text(batch: "+4", rate: "+1.5E-3")) == "")
  }

  @Test func aDecimalCommaIsExplained() {
    #expect(
      problem(text(rate: "0,001")).contains(
        "unknown key '001' in 'joint'; a comma ends a value here, and numbers have a decimal point"
      )
    )
  }

  // MARK: - Names

  @Test func aNameIsAFoldersName() {
    #expect(problem(text(name: String(repeating: "x", count: 255))) == "")
    #expect(
      problem(text(name: String(repeating: "x", count: 300))).contains(
        "the name becomes a folder: a name in it has 300 bytes, and file systems take at most 255"
      )
    )
    // Bytes count, not letters.
    let umlauts = String(repeating: "ü", count: 128)
    for key in [
      "folder: \(umlauts)", "folder: p, train: \(umlauts)", "folder: p, test: a/\(umlauts)",
    ] {
      let text = text().replacing("folder: pics", with: key)
      #expect(problem(text).contains("a name in it has 256 bytes"), "\(key)")
    }
    #expect(problem(text(more: "start-from: \(umlauts).h5")).contains("has 259 bytes"))
    let path = (1...50).map { _ in String(repeating: "d", count: 100) }.joined(separator: "/")
    #expect(problem(text(more: "start-from: \(path)")).contains("a path at most 4095"))
    #expect(problem(text(more: #"start-from: "a\0b""#)).contains("zero byte"))
  }

  @Test(arguments: ["~", "null", "Null", "NULL", ""]) func noNameIsMissing(_ name: String) {
    #expect(problem(text(name: name)) == "a.yaml: the file needs the key 'name'")
  }

  // MARK: - Keys of the root

  @Test(arguments: [
    ("matirx", "matrix"), ("matrx", "matrix"), ("Matrix", "matrix"),
    ("cross-validaton", "cross-validation"), ("crossvalidation", "cross-validation"),
    ("cross_validation", "cross-validation"), ("optimiser", "optimizer"), ("seed", "seeds"),
  ])
  func misspeltKeysAreKnown(_ key: String, _ meant: String) {
    let matrix = "matrix: {coefficients.cluster: [0.1, 0.2]}"
    for more in ["", matrix, "cross-validation: {folds: 3}"] where !more.hasPrefix(meant) {
      let problem = problem(text(more: "\(key): {}\n\(more)"))
      #expect(problem.contains("unknown key '\(key)' (did you mean '\(meant)'?)"), "\(problem)")
    }
  }

  // MARK: - Repeated sections

  @Test func sectionsMerge() throws {
    let written = try Experiment(
      yaml: text().replacing(
        "{joint: {steps: 3}, last-layer: {epochs: 2}}",
        with:
          "{joint: {steps: 3}, last-layer: {epochs: 2}}, {joint: {steps: 1}, last-layer: {epochs: 2}}"
      ),
      file: "a"
    )
    for merge in ["<<: *c, joint: {steps: 1}", "joint: {steps: 1}, <<: [*c, *c]"] {
      let merged = text().replacing(
        "[{joint: {steps: 3}, last-layer: {epochs: 2}}]",
        with: "[&c {joint: {steps: 3}, last-layer: {epochs: 2}}, {\(merge)}]"
      )
      #expect(try Experiment(yaml: merged, file: "a").digest == written.digest)
    }
    let foreign = text(more: "engine: {<<: *o, threads: 1}")
      .replacing("optimizer:\n", with: "optimizer: &o\n")
    #expect(problem(foreign).contains("unknown key 'batch-size' in 'engine'"))
    #expect(problem(text(more: "engine: {<<: 3}")).contains("'<<' merges a section"))
  }

  @Test func aBombIsRefused() {
    var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for index in 1...9 {
      let alias = "*a\(index - 1)"
      let list = Array(repeating: alias, count: 9).joined(separator: ", ")
      lines.append("a\(index): &a\(index) [\(list)]")
    }
    #expect(problem(lines.joined(separator: "\n")).contains("aliases repeat more than"))
    let matrix = text(more: lines.joined(separator: "\n") + "\nmatrix: {coefficients.cluster: *a9}")
    #expect(problem(matrix).contains("aliases repeat more than"))
  }

  @Test(arguments: [
    "!!python/object/apply:os.system", "!include", "!!binary", "!<tag:x.org,2020:a>",
  ])
  func tagsHaveNoMeaning(_ tag: String) {
    #expect(problem(text(name: "\(tag) tiny")).contains("has no meaning here; leave it out"))
    #expect(problem(text(more: "seeds: \(tag) [1]")).contains("has no meaning here"))
  }

  // MARK: - Characters

  @Test(arguments: [
    ("image-size:\u{A0}32", "a no-break space (U+00A0)"),
    ("image-size：32", "a full-width colon (U+FF1A)"),
    ("image-size:\u{3000}32", "an ideographic space (U+3000)"),
    ("\timage-size: 32", "lines are indented with spaces, and this one with a tab"),
  ])
  func lookalikesAreNamed(_ line: String, _ words: String) {
    let text = """
      name: tiny
      data:
        source: image-folder
      \(line.hasPrefix("\t") ? line : "  " + line)
        folder: pics
      """
    let problem = problem(text)
    #expect(problem.hasPrefix("a.yaml:4:"), "\(problem)")
    #expect(problem.contains(words), "\(problem)")
  }

  @Test func linesMayEndAsOnAnySystem() {
    let yaml = text()
    for ends in ["\r\n", "\r"] {
      #expect(problem(yaml.replacing("\n", with: ends)) == "")
    }
  }

  @Test func theParsersOwnTroublesAreWorded() {
    let deep = String(repeating: "[", count: 3000)
    #expect(problem("name: \(deep)").hasSuffix("sections lie too deep in each other"))
    #expect(problem(text() + "\n---\nname: b\n").contains("a second document begins here"))
  }
}
