import Files
package import Foundation

/// The car photographs of Stanford Cars, from either form in which its annotations were published.
///
/// One file, `cars_annos.mat`, for the pictures of `car_ims/`; or `cars_train_annos.mat`,
/// `cars_test_annos_withlabels.mat` and `cars_meta.mat` for those of `cars_train/` and `cars_test/`; all in
/// the folder or in folders of it, as archives unpack. Classes and box corners count from 1; corners are
/// used as they are, one pixel off, as follow-ups of the paper do.
package enum StanfordCars {
  package static let name = "Stanford Cars"

  private struct List {
    let file: URL
    /// The field that names the picture.
    let nameField: String
    /// The split of all pictures, and their folder's name after `cars_`; nil where each says its own.
    let split: String?
  }

  /// Reads the annotations of a folder; boxes only where they are asked for.
  package static func read(from folder: URL, withBoxes: Bool) -> SourceSet {
    var set = SourceSet()
    var ambiguities: [String] = []
    func find(_ name: String) -> URL? {
      do {
        return try SourceFolder.file(name, below: folder)
      } catch {
        ambiguities.append(error.text)
        return nil
      }
    }
    let train = find("cars_train_annos.mat")
    let test = find("cars_test_annos_withlabels.mat")
    if let all = find("cars_annos.mat"), train == nil || test == nil {
      set.classNames = classNames(in: all, problems: &set.problems)
      let list = List(file: all, nameField: "relative_im_path", split: nil)
      add(list, below: folder, to: &set, withBoxes: withBoxes)
      return set
    }
    guard let train, let test, let meta = find("cars_meta.mat") else {
      let missing =
        train == nil && test == nil
        ? "\(folder.path) has neither cars_annos.mat nor cars_train_annos.mat"
        : "\(folder.path) needs cars_train_annos.mat, cars_test_annos_withlabels.mat and "
          + "cars_meta.mat, here or in a folder of it such as devkit/"
      let hint =
        test == nil && find("cars_test_annos.mat") != nil
        ? "; cars_test_annos.mat does not tell the classes" : ""
      set.problems += ambiguities.isEmpty ? [missing + hint] : ambiguities
      return set
    }
    set.classNames = classNames(in: meta, problems: &set.problems)
    for (file, split) in [(train, "train"), (test, "test")] {
      let list = List(file: file, nameField: "fname", split: split)
      add(list, below: folder, to: &set, withBoxes: withBoxes)
    }
    return set
  }

  /// The classes' names as directories, `001.AM_General_Hummer_SUV_2000`.
  private static func classNames(in file: URL, problems: inout [String]) -> [String] {
    do {
      let names = try MATLABFile(file).texts("class_names")
      for (index, name) in names.enumerated() where name.isEmpty {
        problems.append("\(file.lastPathComponent): class \(index + 1) has no name")
      }
      return names.enumerated().map { index, name in
        let number = String(index + 1)
        let plain = name.replacing("/", with: "-").split(whereSeparator: \.isWhitespace)
        return String(repeating: "0", count: max(3 - number.count, 0)) + number + "."
          + plain.joined(separator: "_")
      }
    } catch {
      problems.append(error.text)
      return []
    }
  }

  private static func add(
    _ list: List,
    below folder: URL,
    to set: inout SourceSet,
    withBoxes: Bool
  ) {
    let annotations: [[String: MATLABValue]]
    do {
      annotations = try MATLABFile(list.file).structures("annotations")
    } catch {
      set.problems.append(error.text)
      return
    }
    let file = list.file.lastPathComponent
    var folders: [ByteName: URL?] = [:]
    /// The folder of a picture; its absence is told once.
    func place(_ name: String) -> URL? {
      if let known = folders[ByteName(name)] { return known }
      var found: URL?
      do throws(SourceProblem) {
        let place = try SourceFolder.pictures(name, below: folder)
        set.addNote(of: place, expected: folder.appending(path: name))
        found = place
      } catch {
        let isOtherForm =
          list.split == nil && (try? SourceFolder.pictures("cars_train", below: folder)) != nil
        set.problems.append(
          "\(file) lists pictures of \(name)/, and \(error.text)"
            + (isOtherForm
              ? ", or for those of cars_train/ the annotations of car_devkit.tgz and "
                + "cars_test_annos_withlabels.mat" : "")
        )
      }
      folders[ByteName(name)] = .some(found)
      return found
    }
    for (index, annotation) in annotations.enumerated() {
      guard case .text(let path)? = annotation[list.nameField], !path.isEmpty else {
        set.problems.append("\(file): entry \(index + 1) has no '\(list.nameField)'")
        continue
      }
      func number(_ field: String) -> Double? {
        if case .number(let value)? = annotation[field], value.isFinite { value } else { nil }
      }
      var isWhole = true
      func lacks(_ problem: String) {
        set.problems.append("\(file): entry \(index + 1) (\(path)) \(problem)")
        isWhole = false
      }
      let label = number("class").flatMap { Int(exactly: $0) }
      if label == nil { lacks("has no class") }
      if let label, !(1...max(set.classNames.count, 1)).contains(label) {
        lacks("is of class \(label), which is none of the \(set.classNames.count) classes")
      }
      let split = list.split ?? number("test").flatMap { [0: "train", 1: "test"][$0] }
      if split == nil { lacks("has no split, 0 or 1, in 'test'") }
      let corners = ["bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2"].compactMap(number)
      if withBoxes, corners.count < 4 { lacks("has no box of four numbers") }
      let steps = (list.split.map { "cars_\($0)/\(path)" } ?? path).pathSteps
      if steps.count != 2 || !path.isPlainPath { lacks("names no file in a folder of pictures") }
      guard isWhole, let label, let split, set.classNames.indices.contains(label - 1),
        let pictures = place(steps[0])
      else { continue }
      set.pictures.append(
        SourceSet.Picture(
          name: steps.joined(separator: "/"),
          contents: .file(pictures.appending(path: steps[1])),
          split: split,
          classIndex: label - 1,
          label: set.classNames[label - 1],
          box: withBoxes
            ? SourceBox(left: corners[0], top: corners[1], right: corners[2], bottom: corners[3])
            : nil
        )
      )
    }
  }
}
