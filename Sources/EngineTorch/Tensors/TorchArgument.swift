/// An argument of one of the library's operators, by the type that the operator's schema has.
enum TorchArgument {
  case tensor(DeviceTensor)
  /// `Tensor?` and `SymInt[]?`; nil is none.
  case optionalTensor(DeviceTensor?)
  case optionalIntegers([Int]?)
  case tensors([DeviceTensor])
  case integer(Int)
  case integers([Int])
  /// The same integer for rows and columns.
  static func square(_ value: Int) -> TorchArgument { .integers([value, value]) }
  case number(Double)
  case flag(Bool)
  case flags([Bool])
  /// Any optional that is not given.
  case none
}

extension TorchDevice {
  /// Calls an operator by its name, such as `aten::relu_`, and takes over the tensor that it returns.
  ///
  /// - Throws: ``TorchError``.
  func call(
    _ name: String,
    overload: String = "",
    _ arguments: TorchArgument...
  ) throws(TorchError) -> DeviceTensor {
    try call(name, overload: overload, arguments, returning: 1)[0]
  }

  /// The same for an operator that returns so many tensors.
  ///
  /// - Throws: ``TorchError``.
  func call(
    _ name: String,
    overload: String = "",
    _ arguments: TorchArgument...,
    returning count: Int
  ) throws(TorchError) -> [DeviceTensor] {
    try call(name, overload: overload, arguments, returning: count)
  }

  private func call(
    _ name: String,
    overload: String,
    _ arguments: [TorchArgument],
    returning count: Int
  ) throws(TorchError) -> [DeviceTensor] {
    var stack: [UInt64] = []
    for argument in arguments { stack.append(try word(argument)) }
    while stack.count < count { stack.append(0) }
    let status = library.functions.call(name, overload, &stack, library.functions.version)
    try check(name, status)
    return try stack.prefix(count).map { word throws(TorchError) in
      // Of a tensor that was not asked for, too.
      guard let handle = TorchFunctions.Handle(bitPattern: UInt(word)) else {
        throw .failed(operation: name, message: "it returned nothing")
      }
      return DeviceTensor(owning: handle, on: self)
    }
  }

  /// The 64 bits of an argument; tensors, lists and places for optionals go over to the library.
  private func word(_ argument: TorchArgument) throws(TorchError) -> UInt64 {
    switch argument {
    case .tensor(let tensor): return Self.word(try tensor.shared())
    case .optionalTensor(let tensor):
      guard let tensor else { return 0 }
      return try place(Self.word(try tensor.shared()))
    case .optionalIntegers(let values):
      guard let values else { return 0 }
      return try place(try word(.integers(values)))
    case .tensors(let tensors):
      var words: [UInt64] = []
      for tensor in tensors { words.append(Self.word(try tensor.shared())) }
      return try list(words)
    case .integer(let value): return UInt64(bitPattern: Int64(value))
    case .integers(let values): return try list(values.map { UInt64(bitPattern: Int64($0)) })
    case .number(let value): return value.bitPattern
    case .flag(let value): return value ? 1 : 0
    case .flags(let values): return try list(values.map { $0 ? 1 : 0 })
    case .none: return 0
    }
  }

  private static func word(_ handle: TorchFunctions.Handle) -> UInt64 {
    UInt64(UInt(bitPattern: handle))
  }

  private func list(_ words: [UInt64]) throws(TorchError) -> UInt64 {
    let functions = library.functions
    let list = try result("a list") { functions.newList(words.count, $0) }
    for word in words { try check("a list", functions.append(list, word)) }
    return Self.word(list)
  }

  /// A place of its own for the value of an optional argument, which the library frees.
  private func place(_ word: UInt64) throws(TorchError) -> UInt64 {
    let address: UnsafeMutablePointer<UInt64>
    if let newValue = library.functions.newValue {
      address = try result("an argument") { newValue($0) }
    } else {
      // Older versions free it with C++'s delete, which is C's free here.
      address = .allocate(capacity: 1)
    }
    address.pointee = word
    return UInt64(UInt(bitPattern: address))
  }
}
