extension Dataset {
  /// Classes that are called like something that belongs to pictures, such as `masks`, in a sentence; nil for
  /// none.
  package var doubt: String? {
    let names = classNames.filter(SplitNames.isCompanion)
    return names.isEmpty
      ? nil
      : "taken for classes, as they lie among them: \(names.joined(separator: ", ")); move what is none"
  }
}
