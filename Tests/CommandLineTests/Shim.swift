import Foundation
import TestSupport

/// A library that takes locks away from programs, as file systems without them do, fails to read some files, or
/// ends the program before a file gets its name.
///
/// It is compiled on first use; without a C compiler the tests that need it are skipped.
enum Shim {
  /// The library; nil where it cannot be compiled.
  static let library: URL? = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-shim-\(getpid())")
    let (source, library) = (folder.appending(path: "a.c"), folder.appending(path: "a.so"))
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(code.utf8).write(to: source)
      let compile = "cc -shared -fPIC -O1 -o a.so a.c -ldl"
      let outcome = try Program.run(
        ["-c", compile],
        of: URL(fileURLWithPath: "/bin/sh"),
        in: folder
      )
      return outcome.code == 0 ? library : nil
    } catch {
      return nil
    }
  }()

  static var isThere: Bool { library != nil }

  /// Runs the program while every lock fails with an error number.
  static func run(
    _ arguments: [String],
    locksFailWith code: Int32,
    more: [String: String] = [:],
    in directory: URL
  ) throws -> Program.Outcome {
    try Program.run(
      ["SHIM_LOCK=\(code)", "LD_PRELOAD=\(library?.path ?? "")"] + more.map { "\($0)=\($1)" }
        + [Program.url.path] + arguments,
      of: URL(fileURLWithPath: "/usr/bin/env"),
      in: directory
    )
  }

  /// Runs the program while files whose names end so cannot be read.
  static func run(
    _ arguments: [String],
    unreadable suffix: String,
    in directory: URL
  ) throws -> Program.Outcome {
    try Program.run(
      ["SHIM_UNREADABLE=\(suffix)", "LD_PRELOAD=\(library?.path ?? "")", Program.url.path]
        + arguments,
      of: URL(fileURLWithPath: "/usr/bin/env"),
      in: directory
    )
  }

  private static let code = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <stdarg.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/file.h>
    #include <unistd.h>

    static int refusal(void) {
      const char *code = getenv("SHIM_LOCK");
      return code ? atoi(code) : 0;
    }

    static int is_unreadable(int file) {
      const char *suffix = getenv("SHIM_UNREADABLE");
      if (!suffix) return 0;
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      ssize_t length = readlink(link, path, sizeof path - 1);
      size_t wanted = strlen(suffix);
      return length >= (ssize_t)wanted && !memcmp(path + length - wanted, suffix, wanted);
    }

    int flock(int file, int operation) {
      if (refusal()) { errno = refusal(); return -1; }
      return ((int (*)(int, int))dlsym(RTLD_NEXT, "flock"))(file, operation);
    }

    static int lock_or(const char *name, int file, int command, void *argument) {
      int locks = command == F_SETLK || command == F_SETLKW || command == F_GETLK
          || command == F_OFD_SETLK || command == F_OFD_SETLKW || command == F_OFD_GETLK;
      if (locks && refusal()) { errno = refusal(); return -1; }
      return ((int (*)(int, int, ...))dlsym(RTLD_NEXT, name))(file, command, argument);
    }

    int fcntl(int file, int command, ...) {
      va_list list;
      va_start(list, command);
      void *argument = va_arg(list, void *);
      va_end(list);
      return lock_or("fcntl", file, command, argument);
    }

    int fcntl64(int file, int command, ...) {
      va_list list;
      va_start(list, command);
      void *argument = va_arg(list, void *);
      va_end(list);
      return lock_or("fcntl64", file, command, argument);
    }

    int rename(const char *from, const char *to) {
      const char *suffix = getenv("SHIM_DIE_AT");
      size_t length = strlen(to), wanted = suffix ? strlen(suffix) : 0;
      if (suffix && length >= wanted && !strcmp(to + length - wanted, suffix)) _exit(9);
      return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(from, to);
    }

    ssize_t read(int file, void *bytes, size_t count) {
      if (is_unreadable(file)) { errno = EIO; return -1; }
      return ((ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read"))(file, bytes, count);
    }

    ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
      if (is_unreadable(file)) { errno = EIO; return -1; }
      return ((ssize_t (*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread"))(
          file, bytes, count, offset);
    }

    ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
      if (is_unreadable(file)) { errno = EIO; return -1; }
      return ((ssize_t (*)(int, void *, size_t, off64_t))dlsym(RTLD_NEXT, "pread64"))(
          file, bytes, count, offset);
    }
    """
}
