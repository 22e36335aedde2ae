/// How far a run is, as the served list shows it and its script asks for it.
package struct RunProgress: Codable, Equatable, Sendable {
  /// The folders of the experiment and of the run.
  package var experiment: String
  package var run: String
  /// What was trained, such as `protopnet · vgg13_bn · seed 1`.
  package var title: String
  /// The settings in which the experiment's runs differ; empty where there are none.
  package var settings = ""
  /// `waiting`, `running`, `finished`, `failed` or `unreadable`.
  package var state: String
  /// The part of the schedule that is done, 0 to 1.
  package var share = 0.0
  /// Finished stages, and those of the schedule.
  package var stagesFinished = 0
  package var stages = 0
  /// The stage under way, the pass or step of it, and how many it has.
  package var stage: String?
  package var pass: Int?
  package var passes: Int?
  package var step: Int?
  package var steps: Int?
  /// Passes or steps an hour, and the time until the stage's end at that rate.
  package var perHour: Double?
  package var secondsLeft: Double?
  /// After the stage that is reported so far, and over the last pass of training; 0 to 1.
  package var testAccuracy: Double?
  package var trainAccuracy: Double?
  package var host: String?
  /// Why it waits, how it failed, or why it cannot be read.
  package var reason: String?
  /// ``words`` and ``accuracies``, where they are told with it.
  package private(set) var text: String?
  package private(set) var accuracyText: String?

  package init(experiment: String, run: String, title: String, state: String) {
    (self.experiment, self.run, self.title, self.state) = (experiment, run, title, state)
  }

  /// With its words, for a script that shows them.
  package var told: RunProgress {
    var told = self
    (told.text, told.accuracyText) = (words, accuracies)
    return told
  }

  /// What is going on, such as `cycle-1/joint, pass 3 of 10, 120 passes an hour, 4 min left`.
  package var words: String {
    guard state == "running", let stage else {
      let done = stages > 0 && state != "finished" ? "\(stagesFinished) of \(stages) stages" : nil
      return [done, reason].compactMap(\.self).joined(separator: ", ")
    }
    var parts = ["\(stage) (stage \(stagesFinished + 1) of \(stages))"]
    if let pass, let passes { parts.append("pass \(pass) of \(passes)") }
    if let step, let steps { parts.append("step \(step) of \(steps)") }
    if let perHour {
      let number = perHour < 10 ? Digits.fixed(perHour, 1) : Digits.grouped(Int(min(perHour, 1e9)))
      parts.append("\(number) \(passes == nil ? "steps" : "passes") an hour")
    }
    if let secondsLeft { parts.append("\(Self.duration(secondsLeft)) left in the stage") }
    return parts.joined(separator: ", ")
  }

  /// Such as `test 71.2 %, train 88.0 %`.
  package var accuracies: String {
    let test = testAccuracy.map { "test \(Quantity.share.text($0)) %" }
    let train = trainAccuracy.map { "train \(Quantity.share.text($0)) %" }
    return [test, train].compactMap(\.self).joined(separator: ", ")
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(max(min(seconds, 1e9), 0).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    let minutes = (whole + 59) / 60
    return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
