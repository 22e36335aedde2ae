import CHDF5

/// What the C library says of a file, object by object.
///
/// What cannot be used carries the reason, and is refused only where somebody asks for it: links out of the
/// file or to what was seen before, values that lie in other files, types of no use here.
struct HDF5Survey {
  private(set) var contents = HDF5Contents()
  /// The values of attributes and the texts of datasets.
  private(set) var copies: [UInt8] = []
  /// Numbers that do not lie in the file as they are: to be converted behind ``copies``, in this order.
  private(set) var conversions: [Conversion] = []

  struct Conversion {
    let path: String
    let element: HDF5Element
    let extents: [Int]
    let byteCount: Int
  }

  private let file: hid_t
  private let place: HDF5Place
  private let fileByteCount: Int
  private var objectCount = 0
  private var conversionByteCount = 0
  /// The bytes that the texts of attributes, of datasets and numbers may still take.
  private var rest: Int

  init(_ file: hid_t, at place: HDF5Place, fileByteCount: Int) throws(CheckpointError) {
    (self.file, self.place, self.fileByteCount) = (file, place, fileByteCount)
    rest = HDF5Contents.copyLimit(fileByteCount: fileByteCount)
    try look(at: "/", depth: 0)
    settleConversions()
  }

  private func place(_ path: String) -> HDF5Place { HDF5Place(file: place.file, object: path) }

  private mutating func count(_ path: String) throws(CheckpointError) {
    objectCount += 1
    guard objectCount <= HDF5Contents.countLimit, path.utf8.count <= HDF5Contents.pathLimit else {
      throw place.damaged("it has more or deeper objects than any file of this program")
    }
  }

  // MARK: - Objects

  private mutating func look(at path: String, depth: Int) throws(CheckpointError) {
    try count(path)
    let place = place(path)
    var object = HDF5Object(kind: .group([]))
    do throws(CheckpointError) {
      let handle = try HDF5Handle(
        H5Oopen(file, path, 0),
        closing: H5Oclose,
        at: place,
        "cannot be opened"
      )
      var info = H5O_info_t()
      try place.check(H5Oget_info2(handle.id, &info, UInt32(H5O_INFO_BASIC)), "cannot be opened")
      guard info.rc <= 1, depth <= HDF5Contents.depthLimit else {
        throw place.unusable("is linked more than once")
      }
      switch H5Iget_type(handle.id) {
      case H5I_GROUP: object.kind = .group(try members(of: handle.id, place))
      case H5I_DATASET: object.kind = .dataset(try dataset(path))
      default: throw place.error("is neither a group nor a dataset")
      }
      object.attributes = try attributes(of: handle.id, path)
    } catch {
      object.kind = .unusable(HDF5Problem(error))
    }
    contents.objects[path] = object
    guard case .group(let members) = object.kind else { return }
    for name in members {
      try lookAlong(path == "/" ? "/\(name)" : "\(path)/\(name)", depth: depth + 1)
    }
  }

  /// Follows a link that leads to an object of this file by itself.
  private mutating func lookAlong(_ path: String, depth: Int) throws(CheckpointError) {
    var link = H5L_info_t()
    let status = H5Lget_info(file, path, &link, 0)
    let problem: String? =
      switch link.type {
      case _ where status < 0: "cannot be looked up"
      case H5L_TYPE_HARD: nil
      case H5L_TYPE_EXTERNAL: "is a link to another file, which is not followed"
      default: "is a symbolic link, which is not followed"
      }
    guard let problem else { return try look(at: path, depth: depth) }
    try count(path)
    contents.objects[path] = HDF5Object(
      kind: .unusable(HDF5Problem(place(path).unusable(problem)))
    )
  }

  private func members(
    of group: hid_t,
    _ place: HDF5Place
  ) throws(CheckpointError) -> [String] {
    var info = H5G_info_t()
    try place.check(H5Gget_info(group, &info), "has no readable members")
    guard info.nlinks <= HDF5Contents.countLimit else {
      throw place.error("has more than \(HDF5Contents.countLimit) members")
    }
    var names: [String] = []
    for index in 0..<info.nlinks {
      names.append(
        try place.name { buffer, size in
          H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, 0)
        }
      )
    }
    guard names.allSatisfy({ !$0.isEmpty && !$0.contains("/") }) else {
      throw place.error("has members without names")
    }
    return names.sorted()
  }

  private mutating func attributes(
    of object: hid_t,
    _ path: String
  ) throws(CheckpointError) -> [String: HDF5Stored] {
    var attributes: [String: HDF5Stored] = [:]
    let total = H5Aget_num_attrs(object)
    try place(path).check(total, "has no readable attributes")
    for index in 0..<hsize_t(total) {
      try count(path)
      let name = try place(path).name { buffer, size in
        H5Aget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, 0)
      }
      attributes[name] = try attribute(name, of: object, place(path).attribute(name))
    }
    return attributes
  }

  // MARK: - Values

  private mutating func attribute(
    _ name: String,
    of object: hid_t,
    _ place: HDF5Place
  ) throws(CheckpointError) -> HDF5Stored {
    do throws(CheckpointError) {
      let handle = try HDF5Handle(
        H5Aopen(object, name, 0),
        closing: H5Aclose,
        at: place,
        "cannot be opened"
      )
      let variable = HDF5Variable(handle: handle, kind: .attribute, place: place)
      return try stored(variable, conversion: nil)
    } catch {
      return HDF5Stored(element: nil, extents: [], place: .unusable(HDF5Problem(error)))
    }
  }

  private mutating func dataset(_ path: String) throws(CheckpointError) -> HDF5Stored {
    let handle = try HDF5Handle(
      H5Dopen2(file, path, 0),
      closing: H5Dclose,
      at: place(path),
      "is not a dataset"
    )
    let variable = HDF5Variable(handle: handle, kind: .dataset, place: place(path))
    try variable.requireOwnValues()
    return try stored(variable, conversion: path)
  }

  /// Values where they lie in the file, copied, or to be converted.
  private mutating func stored(
    _ variable: borrowing HDF5Variable,
    conversion path: String?
  ) throws(CheckpointError) -> HDF5Stored {
    let extents = try variable.extents(fileByteCount: fileByteCount)
    let type = try variable.type()
    guard let element = Self.element(type.id) else {
      let problem = HDF5Problem(variable.place.error("is of a type that this program does not use"))
      return HDF5Stored(element: nil, extents: extents, place: .unusable(problem))
    }
    let count = extents.reduce(1, *)
    let byteCount = count * element.byteCount
    if element == .text {
      let texts = try variable.texts(count, fileByteCount: fileByteCount)
      return try copied(
        element,
        extents,
        texts.reduce(into: []) { bytes, text in
          withUnsafeBytes(of: UInt32(text.count).littleEndian) { bytes += $0 }
          bytes += text
        },
        variable.place
      )
    }
    if let number = HDF5Type.number(element), H5Tequal(type.id, number) > 0,
      let offset = try variable.offset(fileByteCount: fileByteCount, byteCount: byteCount)
    {
      return HDF5Stored(element: element, extents: extents, place: .file(offset))
    }
    if let path {
      try spend(byteCount, variable.place)
      conversions.append(
        Conversion(path: path, element: element, extents: extents, byteCount: byteCount)
      )
      // The offset is known once all texts are.
      return HDF5Stored(
        element: element,
        extents: extents,
        place: .copy(offset: 0, byteCount: byteCount)
      )
    }
    return try copied(
      element,
      extents,
      Self.values(of: variable, element, byteCount),
      variable.place
    )
  }

  private mutating func spend(_ byteCount: Int, _ place: HDF5Place) throws(CheckpointError) {
    guard byteCount <= rest else { throw place.unusable("unpacks to more than its file can hold") }
    rest -= byteCount
  }

  private mutating func copied(
    _ element: HDF5Element,
    _ extents: [Int],
    _ bytes: [UInt8],
    _ place: HDF5Place
  ) throws(CheckpointError) -> HDF5Stored {
    try spend(bytes.count, place)
    defer { copies += bytes }
    return HDF5Stored(
      element: element,
      extents: extents,
      place: .copy(offset: copies.count, byteCount: bytes.count)
    )
  }

  private mutating func settleConversions() {
    var offset = copies.count
    for conversion in conversions {
      contents.objects[conversion.path]?.kind = .dataset(
        HDF5Stored(
          element: conversion.element,
          extents: conversion.extents,
          place: .copy(offset: offset, byteCount: conversion.byteCount)
        )
      )
      offset += conversion.byteCount
    }
  }

  /// The element that values of a type are read as; nil where there is none.
  private static func element(_ type: hid_t) -> HDF5Element? {
    let exact: [HDF5Element] = [.uint8, .int32]
    switch H5Tget_class(type) {
    case H5T_FLOAT: return H5Tget_size(type) <= 4 ? .float32 : .float64
    case H5T_INTEGER:
      if let same = exact.first(where: {
        HDF5Type.number($0).map { H5Tequal(type, $0) > 0 } ?? false
      }) {
        return same
      }
      return H5Tget_sign(type) == H5T_SGN_NONE && H5Tget_size(type) == 8 ? .uint64 : .int64
    case H5T_ENUM: return .boolean
    case H5T_STRING: return .text
    default: return nil
    }
  }

  /// All values of a variable, converted to an element.
  private static func values(
    of variable: borrowing HDF5Variable,
    _ element: HDF5Element,
    _ byteCount: Int
  ) throws(CheckpointError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    guard byteCount > 0 else { return bytes }
    if let number = HDF5Type.number(element) {
      try variable.read(number, into: &bytes)
    } else {
      let boolean = try HDF5Type.boolean(at: variable.place)
      try variable.read(boolean.id, into: &bytes)
    }
    return bytes
  }

  /// Converts a dataset's numbers and hands them to `take`, some rows at a time.
  func convert(
    _ conversion: Conversion,
    _ take: ([UInt8]) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let place = place(conversion.path)
    let handle = try HDF5Handle(
      H5Dopen2(file, conversion.path, 0),
      closing: H5Dclose,
      at: place,
      "is not a dataset"
    )
    let variable = HDF5Variable(handle: handle, kind: .dataset, place: place)
    guard let rowCount = conversion.extents.first, rowCount > 0, conversion.byteCount > 0,
      let type = HDF5Type.number(conversion.element)
    else {
      return try take(Self.values(of: variable, conversion.element, conversion.byteCount))
    }
    let rowByteCount = conversion.byteCount / rowCount
    let step = max(1, (1 << 22) / rowByteCount)
    for first in stride(from: 0, to: rowCount, by: step) {
      let rows = first..<min(first + step, rowCount)
      var bytes = [UInt8](repeating: 0, count: rows.count * rowByteCount)
      try variable.read(type, rows, of: conversion.extents, into: &bytes)
      try take(bytes)
    }
  }
}
