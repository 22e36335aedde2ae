import CMatIO
import Foundation

extension MATLABFile {
  /// The name and version of the library that reads such files.
  package static var libraryDescription: String {
    var (major, minor, release): (Int32, Int32, Int32) = (0, 0, 0)
    Mat_GetLibraryVersion(&major, &minor, &release)
    return "libmatio \(major).\(minor).\(release)"
  }
}

/// A file open in libmatio, in the process that reads it.
struct MATLABLibraryFile: ~Copyable {
  private let handle: OpaquePointer
  private let name: String

  /// Opens a file; `name` is for errors.
  init(path: String, name: String) throws(SourceProblem) {
    // Findings of libmatio would go to standard error; what matters of them is thrown.
    Mat_LogInitFunc("protopnet") { _, _ in }
    self.name = name
    guard let handle = Mat_Open(path, Int32(MAT_ACC_RDONLY.rawValue)) else {
      throw SourceProblem("\(name) is no MATLAB file, or is damaged")
    }
    self.handle = handle
  }

  deinit { Mat_Close(handle) }

  /// The elements of an array of structures, each by its fields' names, in MATLAB's order.
  borrowing func structures(_ variable: String) throws(SourceProblem) -> [[String: MATLABValue]] {
    let array = try read(variable, MAT_C_STRUCT, "array of structures")
    defer { Mat_VarFree(array) }
    let fieldCount = Int(Mat_VarGetNumberOfFields(array))
    guard fieldCount > 0, let names = Mat_VarGetStructFieldnames(array) else { return [] }
    let fields = (0..<fieldCount).compactMap { names[$0].map { String(cString: $0) } }
    return (0..<(try elementCount(array, variable))).map { index in
      var values: [String: MATLABValue] = [:]
      for field in fields {
        values[field] = Self.value(Mat_VarGetStructFieldByName(array, field, index))
      }
      return values
    }
  }

  /// The texts of a cell array; cells that hold something else are empty.
  borrowing func texts(_ variable: String) throws(SourceProblem) -> [String] {
    let array = try read(variable, MAT_C_CELL, "cell array")
    defer { Mat_VarFree(array) }
    return (0..<(try elementCount(array, variable))).map { index in
      if case .text(let text) = Self.value(Mat_VarGetCell(array, Int32(index))) { text } else { "" }
    }
  }

  private borrowing func read(
    _ variable: String,
    _ kind: matio_classes,
    _ description: String
  ) throws(SourceProblem) -> UnsafeMutablePointer<matvar_t> {
    guard let array = Mat_VarRead(handle, variable) else {
      throw SourceProblem("\(name) has no variable '\(variable)', or is damaged")
    }
    if array.pointee.class_type == kind, array.pointee.data != nil { return array }
    // Where there is no memory for its elements they are missing.
    let isOfKind = array.pointee.class_type == kind
    Mat_VarFree(array)
    throw isOfKind
      ? tooLarge(variable) : SourceProblem("'\(variable)' of \(name) is no \(description)")
  }

  /// The elements of a structure or cell array, each of which has at least a pointer in memory.
  private borrowing func elementCount(
    _ array: UnsafeMutablePointer<matvar_t>,
    _ variable: String
  ) throws(SourceProblem) -> Int {
    guard let count = Self.elementCount(array, ofByteCount: MemoryLayout<Int>.size) else {
      throw tooLarge(variable)
    }
    return count
  }

  private borrowing func tooLarge(_ variable: String) -> SourceProblem {
    SourceProblem("'\(variable)' of \(name) has no elements, or declares more than it has")
  }

  /// The elements that a variable declares; nil where so many of a size are more than it has in memory.
  private static func elementCount(
    _ variable: UnsafeMutablePointer<matvar_t>,
    ofByteCount size: Int
  ) -> Int? {
    var (count, byteCount) = (1, size)
    for index in 0..<max(0, Int(variable.pointee.rank)) {
      let extent = Int(clamping: variable.pointee.dims[index])
      let (next, overflow) = byteCount.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      (count, byteCount) = (count * extent, next)
    }
    return byteCount <= Int(clamping: variable.pointee.nbytes) ? count : nil
  }

  /// The bytes of a number of a class; nil for other classes.
  private static func width(of kind: matio_classes) -> Int? {
    switch kind {
    case MAT_C_INT8, MAT_C_UINT8: 1
    case MAT_C_INT16, MAT_C_UINT16: 2
    case MAT_C_SINGLE, MAT_C_INT32, MAT_C_UINT32: 4
    case MAT_C_DOUBLE, MAT_C_INT64, MAT_C_UINT64: 8
    default: nil
    }
  }

  private static func value(_ variable: UnsafeMutablePointer<matvar_t>?) -> MATLABValue {
    guard let variable, let data = variable.pointee.data else { return .other }
    let size = Int(variable.pointee.data_size)
    guard let count = elementCount(variable, ofByteCount: size) else { return .other }
    if variable.pointee.class_type == MAT_C_CHAR {
      let units: [UInt16]
      switch variable.pointee.data_size {
      case 1: units = (0..<count).map { UInt16(data.load(fromByteOffset: $0, as: UInt8.self)) }
      case 2: units = (0..<count).map { data.load(fromByteOffset: 2 * $0, as: UInt16.self) }
      default: return .other
      }
      // One byte a unit is UTF-8 where the file says so, and ASCII elsewhere.
      return .text(
        variable.pointee.data_size == 1
          ? String(decoding: units.map(UInt8.init), as: UTF8.self)
          : String(decoding: units, as: UTF16.self)
      )
    }
    guard count == 1, size == width(of: variable.pointee.class_type) else { return .other }
    switch variable.pointee.class_type {
    case MAT_C_DOUBLE: return .number(data.load(as: Double.self))
    case MAT_C_SINGLE: return .number(Double(data.load(as: Float.self)))
    case MAT_C_INT8: return .number(Double(data.load(as: Int8.self)))
    case MAT_C_UINT8: return .number(Double(data.load(as: UInt8.self)))
    case MAT_C_INT16: return .number(Double(data.load(as: Int16.self)))
    case MAT_C_UINT16: return .number(Double(data.load(as: UInt16.self)))
    case MAT_C_INT32: return .number(Double(data.load(as: Int32.self)))
    case MAT_C_UINT32: return .number(Double(data.load(as: UInt32.self)))
    case MAT_C_INT64: return .number(Double(data.load(as: Int64.self)))
    case MAT_C_UINT64: return .number(Double(data.load(as: UInt64.self)))
    default: return .other
    }
  }
}
