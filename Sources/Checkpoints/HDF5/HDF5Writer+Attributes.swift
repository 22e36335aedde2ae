import CHDF5

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
  /// Attributes other than texts may hold at most 64 kB; larger things are datasets.
  package func setAttribute(
    _ name: String,
    of object: String,
    to value: HDF5Attribute
  ) throws(CheckpointError) {
    try HDF5Library.perform { () throws(CheckpointError) in
      try makeGroup(object)
      switch value {
      case .text(let text): try set(name, object, [], [text])
      case .texts(let texts): try set(name, object, [texts.count], texts)
      case .integer(let value):
        try set(name, object, [], [Int64(value)], chdf5_native_int64(), chdf5_stored_int64())
      case .integers(let values):
        let wide = values.map { Int64($0) }
        try set(name, object, [wide.count], wide, chdf5_native_int64(), chdf5_stored_int64())
      case .unsigned(let value):
        try set(name, object, [], [value], chdf5_native_uint64(), chdf5_stored_uint64())
      case .float(let value):
        try set(name, object, [], [value], chdf5_native_float(), chdf5_stored_float())
      case .floats(let values):
        try set(name, object, [values.count], values, chdf5_native_float(), chdf5_stored_float())
      case .double(let value):
        try set(name, object, [], [value], chdf5_native_double(), chdf5_stored_double())
      case .doubles(let values):
        try set(name, object, [values.count], values, chdf5_native_double(), chdf5_stored_double())
      }
    }
  }

  private func set<Number: BitwiseCopyable>(
    _ name: String,
    _ object: String,
    _ extents: [Int],
    _ values: [Number],
    _ memory: hid_t,
    _ stored: hid_t
  ) throws(CheckpointError) {
    try writeAttribute(name, of: object, extents, memory: memory, stored: stored, values)
  }

  private func set(
    _ name: String,
    _ object: String,
    _ extents: [Int],
    _ texts: [String]
  ) throws(CheckpointError) {
    let place = place(object).attribute(name)
    try withPointers(to: texts, at: place) { (type, pointers) throws(CheckpointError) in
      try writeAttribute(name, of: object, extents, memory: type, stored: type, pointers)
    }
  }
}
