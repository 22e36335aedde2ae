/// A type of a record whose fields are those of another type.
protocol RecordStandIn {
  static var standIn: any Decodable.Type { get }
}

/// A type of a record that is a text of a certain form.
protocol RecordText {
  static var sample: Self { get }
  /// What the text matches.
  static var pattern: String { get }
}
