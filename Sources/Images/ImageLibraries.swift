import CJPEG
import CPNG
import CWebP
import Compression

/// The libraries that read and write pictures.
package enum ImageLibraries {
  /// Their names and versions.
  package static var descriptions: [String] {
    let png = png_get_libpng_ver(nil).map { String(cString: $0) } ?? ""
    let webp = WebPGetDemuxVersion()
    return [
      String(cString: cjpeg_version()), "libpng \(png)",
      "libwebp \(webp >> 16).\(webp >> 8 & 255).\(webp & 255)", Zlib.libraryDescription,
    ]
  }
}
