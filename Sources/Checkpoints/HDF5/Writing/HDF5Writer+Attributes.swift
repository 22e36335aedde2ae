/// The value of an attribute.
package enum HDF5Attribute: Hashable, Sendable {
  case text(String)
  case texts([String])
  /// 64 bits.
  case integer(Int)
  /// 64 bits each.
  case integers([Int])
  /// 64 bits.
  case unsigned(UInt64)
  case float(Float)
  case floats([Float])
  case double(Double)
  case doubles([Double])
}

extension HDF5Writer {
  /// Gives an attribute to a dataset that exists or to a group, which is made where it does not.
  ///
  /// Attributes may hold at most 64 kB (4000 texts); larger things are datasets.
  package func setAttribute(
    _ name: String,
    of object: String,
    to value: HDF5Attribute
  ) throws(CheckpointError) {
    let place = place(object).attribute(name)
    let values =
      switch value {
      case .text(let text): try texts([text], [], for: place)
      case .texts(let all): try texts(all, [all.count], for: place)
      case .integer(let value): HDF5Values(.int64, [], [Int64(value)])
      case .integers(let values): HDF5Values(.int64, [values.count], values.map { Int64($0) })
      case .unsigned(let value): HDF5Values(.uint64, [], [value])
      case .float(let value): HDF5Values(.float32, [], [value])
      case .floats(let values): HDF5Values(.float32, [values.count], values)
      case .double(let value): HDF5Values(.float64, [], [value])
      case .doubles(let values): HDF5Values(.float64, [values.count], values)
      }
    try add(values, toAttribute: name, of: object)
  }
}
