extension [String] {
  /// The beginnings of the first ones with commas between them, and how many more there are.
  package func listed(atMost count: Int) -> String {
    let rest = self.count - count
    return prefix(count).map { String($0.prefix(240)) }.joined(separator: ", ")
      + (rest > 0 ? ", and \(rest) more" : "")
  }
}
