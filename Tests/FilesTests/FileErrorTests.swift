import Files
import Foundation
import TestSupport
import Testing

/// What is said of files that cannot be read.
struct FileErrorTests {
  @Test(arguments: [
    (EACCES, "permission is denied", "check the permissions of the file and of its folders"),
    (ENOTDIR, "a part of its path is a file and no folder", "check the path"),
    (ELOOP, "its links lead in a circle", "check the path"),
    (EISDIR, "it is a folder", "name the file itself, not its folder"),
    (EMFILE, "too many files are open", "raise the limit (ulimit -n) and run again"),
    (
      EIO, "the disk does not give it",
      "check the disk or the file server; the file itself may be whole"
    ),
    (ENOENT, "No such file or directory", "check the path and the permissions"),
  ]) func everyNumberHasItsWords(_ code: Int32, _ reason: String, _ remedy: String) {
    let error = FileError(file: "a", code: code)
    #expect(error.reason == reason)
    #expect(error.remedy == remedy)
    // An error of Foundation's that carries the number says the same.
    let cause = NSError(domain: NSPOSIXErrorDomain, code: Int(code))
    let outer = NSError(
      domain: NSCocoaErrorDomain,
      code: 256,
      userInfo: [NSUnderlyingErrorKey: cause]
    )
    #expect(FileError(URL(fileURLWithPath: "/a"), outer).remedy == remedy)
    #expect((outer as any Error).reason == reason)
  }

  @Test func nobodyIsToldToDeleteWhatCannotBeRead() {
    for code in Int32(0)...140 {
      let error = FileError(file: "a", code: code)
      #expect(!error.remedy.contains("delete") && !error.remedy.contains("remove"))
    }
  }
}
