/// A storage as a pickle describes it: ('storage', type, key, device, element count, …).
struct TorchStorage: Hashable {
  /// Where the numbers are.
  enum Place: Hashable {
    /// In the storage of a key beside the pickle.
    case key(String)
    /// In a file of `torch.save` that a node of the pickle is, as Python's own `pickle` writes a storage.
    case file(Int)
  }

  let place: Place
  let type: TorchElement

  /// Reads a description; nil where it is none.
  init?(_ value: Pickle.Value, of pickle: Pickle) {
    if let call = pickle.call(value) {
      guard call.function == "torch.storage._load_from_bytes",
        case .node(let file)? = call.arguments.first
      else { return nil }
      (place, type) = (.file(file), .unknown)
      return
    }
    guard let description = pickle.description(ofPersistent: value) else { return nil }
    if case .text(let text) = description {
      // Protocol 0 has no persistent values but texts: here of the very tuple.
      guard let match = text.firstMatch(of: /^\('storage', <class '([\w.]+)'>, '(\w+)', '/),
        let type = TorchElement(className: String(match.1))
      else { return nil }
      (place, self.type) = (.key(String(match.2)), type)
      return
    }
    guard let parts = pickle.elements(description), parts.count >= 3, parts[0] == .text("storage"),
      case .global(let className) = parts[1], let type = TorchElement(className: className),
      case .text(let key) = parts[2]
    else { return nil }
    // Views of other storages were written by versions before 0.4 only.
    if parts.count > 5, parts[5] != .none { return nil }
    (place, self.type) = (.key(key), type)
  }
}

/// The type of a storage's elements.
struct TorchElement: Hashable {
  let byteCount: Int
  /// nil for other types than floating-point numbers.
  let format: FloatFormat?
  /// What the elements are, such as `integers`.
  let words: String

  private init(_ byteCount: Int, _ format: FloatFormat?, _ words: String) {
    (self.byteCount, self.format, self.words) = (byteCount, format, words)
  }

  var isInteger: Bool { words == "integers" || words == "booleans" }

  /// Bytes whose meaning is said elsewhere.
  static let unknown = TorchElement(1, nil, "bytes of unknown meaning")

  /// The type of a class such as `torch.FloatStorage` or `torch.cuda.FloatStorage`, or of a type such
  /// as `torch.float32`.
  init?(className: String) {
    switch className.split(separator: ".").last {
    case "FloatStorage", "float32": self.init(4, .float32, "")
    case "DoubleStorage", "float64": self.init(8, .float64, "")
    case "HalfStorage", "float16": self.init(2, .float16, "")
    case "BFloat16Storage", "bfloat16": self.init(2, .bfloat16, "")
    case "LongStorage", "int64", "uint64": self.init(8, nil, "integers")
    case "IntStorage", "int32", "uint32": self.init(4, nil, "integers")
    case "ShortStorage", "int16", "uint16": self.init(2, nil, "integers")
    case "CharStorage", "ByteStorage", "int8", "uint8": self.init(1, nil, "integers")
    case "BoolStorage", "bool": self.init(1, nil, "booleans")
    case "ComplexFloatStorage", "complex64": self.init(8, nil, "complex numbers")
    case "ComplexDoubleStorage", "complex128": self.init(16, nil, "complex numbers")
    case "QInt8Storage", "QUInt8Storage", "QUInt4x2Storage", "QUInt2x4Storage", "qint8", "quint8":
      self.init(1, nil, "quantized numbers")
    case "QInt32Storage", "qint32": self.init(4, nil, "quantized numbers")
    case "UntypedStorage": self = .unknown
    case .some(let name) where name.hasPrefix("float8"):
      self.init(1, nil, "numbers of the type \(name)")
    default: return nil
    }
  }
}
