/// One entry of a schedule: a stage of the paper's section 2.2, or what a run does around it.
package enum Stage: Hashable, Identifiable, Sendable {
  /// Add-on layers and prototypes, before the first cycle.
  case warmUp(Length)
  /// Stage 1: all layers before the last one.
  case joint(cycle: Int, Length)
  /// Stage 2: every prototype moves onto the nearest latent patch of its class.
  case projection(cycle: Int)
  /// Stage 3: the last layer alone.
  case lastLayer(cycle: Int, LastLayerOptimization)
  /// Removal of the prototypes of mixed neighbourhoods.
  case pruning(cycle: Int, Pruning)

  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case warmUp = "warm-up"
    case joint
    case projection
    case lastLayer = "last-layer"
    case pruning
  }

  /// The place of a stage in its schedule.
  package struct ID: Hashable, Sendable {
    package let kind: Kind
    /// From 1; nil for the stage before the cycles.
    package let cycle: Int?

    package init(_ kind: Kind, cycle: Int? = nil) { (self.kind, self.cycle) = (kind, cycle) }
  }

  package var id: ID {
    switch self {
    case .warmUp: ID(.warmUp)
    case .joint(let cycle, _): ID(.joint, cycle: cycle)
    case .projection(let cycle): ID(.projection, cycle: cycle)
    case .lastLayer(let cycle, _): ID(.lastLayer, cycle: cycle)
    case .pruning(let cycle, _): ID(.pruning, cycle: cycle)
    }
  }

  package var kind: Kind { id.kind }

  /// The stage's place in the schedule, such as `warm-up` or `cycle-1/joint`.
  package var name: String { id.name }

  /// The kind of stage whose optimiser it runs; nil where it runs none.
  package var optimizer: Kind? {
    switch self {
    case .warmUp, .joint: kind
    case .lastLayer(_, let optimization): optimization.solver == .adam ? kind : nil
    case .projection, .pruning: nil
    }
  }
}

extension Stage.ID: Codable, CustomStringConvertible {
  /// The name in records and files, such as `warm-up` or `cycle-1/joint`.
  package var name: String { cycle.map { "cycle-\($0)/\(kind.rawValue)" } ?? kind.rawValue }

  package var description: String { name }

  /// Reads a name; nil for one that no stage has.
  package init?(name: String) {
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = parts.last.flatMap({ Stage.Kind(rawValue: String($0)) }) else { return nil }
    switch parts.count {
    case 1: self.init(kind)
    case 2 where parts[0].hasPrefix("cycle-"):
      guard let cycle = Int(parts[0].dropFirst("cycle-".count)) else { return nil }
      self.init(kind, cycle: cycle)
    default: return nil
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let id = Stage.ID(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "'\(name)' is no stage; stages are such as 'warm-up' and 'cycle-1/joint'"
      )
    }
    self = id
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
