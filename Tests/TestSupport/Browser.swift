package import Foundation

/// Debian's Chromium without a window, for looking at pages as a reader would.
package enum Browser {
  /// Nil where it is not installed; tests that need it are skipped then, and say so.
  package static let url: URL? = ["chromium", "chromium-browser", "google-chrome"]
    .map { URL(fileURLWithPath: "/usr/bin/\($0)") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  package static let absence = "chromium is not installed"

  /// What a page looks like.
  package struct Look {
    /// What the page's console says, and what the page could not load.
    package var complaints: [String] = []
    /// Pictures that show nothing.
    package var brokenPictures: [String] = []
    package var pictureCount = 0
    /// By how many pixels the page is wider than the window.
    package var overflow = 0
    /// Digits that lie outside of the window and of every region that scrolls.
    package var cutTexts: [String] = []
    /// Links, buttons and controls that the keyboard does not reach.
    package var unreachable: [String] = []
  }

  /// Opens a page in a frame of a width, as windows are never that narrow, and looks.
  package static func look(at page: URL, width: Int) throws -> Look {
    let frame = page.deletingLastPathComponent().appending(path: "look-\(UUID().uuidString).html")
    defer { try? FileManager.default.removeItem(at: frame) }
    let source = """
      <!DOCTYPE html><body><iframe src="\(page.lastPathComponent)" \
      style="width:\(width)px;height:1200px;border:0"></iframe>\(script)</body>
      """
    try Data(source.utf8).write(to: frame)
    let outcome = try run([
      "--dump-dom", "--window-size=1600,1300", "--virtual-time-budget=5000", frame.absoluteString,
    ])
    var look = Look()
    look.complaints = outcome.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
      .map(String.init)
    for line in (outcome.output.components(separatedBy: "@@look\n").last ?? "")
      .components(separatedBy: "\n@@").first?.split(separator: "\n") ?? []
    {
      let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "pictures": look.pictureCount = Int(parts[1]) ?? 0
      case "overflow": look.overflow = Int(parts[1]) ?? 0
      case "broken": look.brokenPictures.append(parts[1])
      case "cut": look.cutTexts.append(parts[1])
      case "unreachable": look.unreachable.append(parts[1])
      default: break
      }
    }
    if !outcome.output.contains("@@look") { look.complaints.append("no look: \(outcome.errors)") }
    return look
  }

  /// Prints a page to PDF and returns its text, where `pdftotext` is there, and the PDF's file.
  package static func print(_ page: URL, to file: URL) throws -> String? {
    _ = try run([
      "--no-pdf-header-footer", "--print-to-pdf=\(file.path)", page.absoluteString,
    ])
    let program = URL(fileURLWithPath: "/usr/bin/pdftotext")
    guard FileManager.default.isExecutableFile(atPath: program.path) else { return nil }
    return try Program.run(
      ["-layout", file.path, "-"],
      of: program,
      in: file.deletingLastPathComponent()
    ).output
  }

  private static func run(_ arguments: [String]) throws -> Program.Outcome {
    guard let url else { return Program.Outcome(code: 1, output: "", errors: absence) }
    let profile = FileManager.default.temporaryDirectory.appending(
      path: "look-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: profile) }
    return try Program.run(
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--disable-dev-shm-usage",
        "--user-data-dir=\(profile.path)", "--allow-file-access-from-files",
        "--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND",
      ] + arguments,
      of: url,
      in: profile
    )
  }

  /// Writes what it finds of the framed page behind the frame.
  private static let script = """
    <script>
    addEventListener("load", () => {
      const page = document.querySelector("iframe").contentDocument;
      const lines = [], width = page.documentElement.clientWidth;
      lines.push("pictures\\t" + page.images.length);
      for (const image of page.images)
        if (!image.naturalWidth) lines.push("broken\\t" + image.getAttribute("src").slice(0, 80));
      lines.push("overflow\\t" + Math.max(0, page.documentElement.scrollWidth - width));
      const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
      for (let node; node = walker.nextNode();) {
        const parent = node.parentElement;
        if (!/\\d/.test(node.data) || parent.closest("script, style, .skip, .word, .matrix")) continue;
        const range = page.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects())
          if (box.width && (box.right > width + 1 || box.left < -1)) {
            lines.push("cut\\t" + node.data.trim().slice(0, 60)); break;
          }
      }
      for (const node of page.querySelectorAll("a[href], summary, input, button, select"))
        if (node.tabIndex < 0) lines.push("unreachable\\t" + node.outerHTML.slice(0, 80));
      const out = document.createElement("pre");
      out.textContent = "@@look\\n" + lines.join("\\n") + "\\n@@";
      document.body.append(out);
    });
    </script>
    """
}
