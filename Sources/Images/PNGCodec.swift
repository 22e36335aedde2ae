import CPNG
import Compression

/// Writes PNG pictures through libpng's simplified interface, which never jumps across Swift frames, and reads
/// them as Pillow does, which takes files that libpng refuses.
package enum PNGCodec {
  /// The bytes of a PNG file of 8-bit RGB; equal pictures give equal bytes.
  package static func encode(_ image: Image) -> [UInt8] {
    encode(image.pixels, width: image.width, height: image.height, format: rgb)
  }

  /// The bytes of a PNG file of 8-bit gray.
  package static func encode(_ image: GrayImage) -> [UInt8] {
    encode(image.pixels, width: image.width, height: image.height, format: gray)
  }

  /// The RGB picture in the bytes of a PNG file called `name` in errors, equal to Pillow's to the bit.
  ///
  /// Gray and palette pictures become RGB. Transparency is dropped without blending, and gamma and
  /// colour profiles are ignored, as by Pillow's `convert("RGB")`. 16-bit samples keep their high
  /// byte, gray ones as `gray16` says. What does no harm to the samples is in the remark: wrong
  /// checksums of chunks from the samples on, or none, and a missing end. Too few samples throw.
  package static func decode(
    _ bytes: [UInt8],
    name: String,
    gray16: Gray16 = .scaled
  ) throws(ImageError) -> DecodedPicture {
    var file = try PNGFile(bytes, name: name)
    let layout = file.layout
    let (width, height) = (layout.width, layout.height)
    try ImageError.checkExtents(width: width, height: height, file: name)
    let passes = layout.passes
    let dataCount = passes.reduce(0) { $0 + $1.byteCount }
    let pixelCount = width * height * 3
    // Rows of samples that take more room than their pixels make room for these.
    let isInPlace = !layout.isInterlaced && passes[0].rowByteCount >= width * 3
    try ImageError.checkMemory(
      dataCount + (isInPlace ? 0 : pixelCount) + file.data.count,
      width: width,
      height: height,
      fileSize: bytes.count,
      file: name
    )
    var samples = try samples(&file, count: dataCount, bytes, name: name)
    let conversion = PNGSamples(layout, palette: file.palette, gray16: gray16)
    var pixels: [UInt8] = []
    let areKnown = samples.withUnsafeMutableBufferPointer { samples in
      var start = 0
      for pass in passes {
        let part = UnsafeMutableBufferPointer(rebasing: samples[start..<start + pass.byteCount])
        start += pass.byteCount
        guard
          PNGFilter.remove(
            from: part,
            rowByteCount: pass.rowByteCount,
            distance: layout.filterDistance
          )
        else { return false }
      }
      if isInPlace {
        write(UnsafeBufferPointer(samples), passes, conversion, to: samples, width: width)
      } else {
        pixels = [UInt8](repeating: 0, count: pixelCount)
        pixels.withUnsafeMutableBufferPointer {
          write(UnsafeBufferPointer(samples), passes, conversion, to: $0, width: width)
        }
      }
      return true
    }
    guard areKnown else {
      throw .corrupt(name, "is a damaged PNG picture (a row of no known filter)")
    }
    if isInPlace {
      samples.removeLast(samples.count - pixelCount)
      pixels = samples
    }
    return DecodedPicture(
      image: Image(width: width, height: height, pixels: pixels),
      remark: file.remark
    )
  }

  /// The decompressed data; 0 where a file has too few whole rows, as Pillow has it.
  private static func samples(
    _ file: inout PNGFile,
    count: Int,
    _ bytes: [UInt8],
    name: String
  ) throws(ImageError) -> [UInt8] {
    var samples = [UInt8](repeating: 0, count: count)
    let (written, outcome) = samples.withUnsafeMutableBufferPointer {
      Zlib.decompress(file.data, into: $0)
    }
    switch outcome {
    case .full: break
    case .ended where written > 0 && file.layout.endsWithRow(written):
      file.note("too few rows")
    case .ended: throw .corrupt(name, "is a damaged PNG picture (too few samples)")
    case .starved: throw PNGFile.cutOff(name, bytes)
    case .damaged: throw .corrupt(name, "is a damaged PNG picture (its compressed data are broken)")
    }
    return samples
  }

  /// Writes the pixels of all passes, which may lie where the samples do where there is one pass.
  private static func write(
    _ samples: UnsafeBufferPointer<UInt8>,
    _ passes: [PNGLayout.Pass],
    _ conversion: PNGSamples,
    to pixels: UnsafeMutableBufferPointer<UInt8>,
    width: Int
  ) {
    var start = 0
    for pass in passes {
      let isWhole = pass.dx == 1 && pass.dy == 1
      var line = [UInt8](repeating: 0, count: isWhole ? 0 : pass.columnCount * 3)
      for row in 0..<pass.rowCount {
        let source = UnsafeBufferPointer(
          rebasing: samples[start + 1..<start + 1 + pass.rowByteCount]
        )
        start += pass.rowByteCount + 1
        let first = ((pass.y + row * pass.dy) * width + pass.x) * 3
        if isWhole {
          conversion.write(
            source,
            to: UnsafeMutableBufferPointer(rebasing: pixels[first..<first + width * 3])
          )
          continue
        }
        line.withUnsafeMutableBufferPointer { conversion.write(source, to: $0) }
        for column in 0..<pass.columnCount {
          for channel in 0..<3 {
            pixels[first + column * pass.dx * 3 + channel] = line[3 * column + channel]
          }
        }
      }
    }
  }

  private static let gray: UInt32 = 0
  private static let rgb = UInt32(PNG_FORMAT_FLAG_COLOR)

  private static func encode(_ pixels: [UInt8], width: Int, height: Int, format: UInt32) -> [UInt8]
  {
    var control = png_image()
    control.version = UInt32(PNG_IMAGE_VERSION)
    control.width = UInt32(width)
    control.height = UInt32(height)
    control.format = format
    // Twice as fast for a tenth more bytes.
    control.flags = UInt32(PNG_IMAGE_FLAG_FAST)
    defer { png_image_free(&control) }
    // Incompressible rows grow by their filter byte and by less than one part in a hundred.
    let rawCount = pixels.count + height
    var size = png_alloc_size_t(rawCount + rawCount / 100 + 4_096)
    let file = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let status = png_image_write_to_memory(
        &control,
        buffer.baseAddress,
        &size,
        0,
        pixels,
        0,
        nil
      )
      precondition(status != 0, "libpng cannot write \(width)×\(height): \(control.text)")
      count = size
    }
    return file
  }
}

extension png_image {
  /// libpng's message about the last failure.
  fileprivate var text: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
