import Files
import Testing

struct ByteNameTests {
  /// Equal to `String`, and not the same name of a file: é, Hangul, the Kelvin sign, the Greek question mark.
  @Test(arguments: [
    ("caf\u{E9}", "cafe\u{301}"), ("\u{D55C}", "\u{1112}\u{1161}\u{11AB}"), ("K", "\u{212A}"),
    (";", "\u{37E}"),
  ])
  func spellingsAreOtherNames(_ one: String, _ other: String) {
    #expect(one == other)
    #expect(ByteName(one) != ByteName(other))
    #expect(ByteName(one) == ByteName(one))
    #expect(Set([one, other].map(ByteName.init)).count == 2)
    #expect(![one].hasSameBytes(as: [other]))
    #expect([one, other].hasSameBytes(as: [one, other]))
    #expect(one.spelling != other.spelling)
  }

  /// Python: `sorted(["é", "e\u0301", "z", "K", "\u212a", "\U0001F426", "\uFFFD", ""])`.
  @Test func orderIsThatOfCodePoints() {
    let names = ["\u{E9}", "e\u{301}", "z", "K", "\u{212A}", "\u{1F426}", "\u{FFFD}", ""]
    let sorted = ["", "K", "e\u{301}", "z", "\u{E9}", "\u{212A}", "\u{FFFD}", "\u{1F426}"]
    #expect(names.sortedByBytes().hasSameBytes(as: sorted))
  }

  @Test func writesOutWhatIsNotASCII() {
    #expect("cafe\u{301}, caf\u{E9}\n".spelling == "cafe\\u{301}, caf\\u{E9}\\u{A}")
  }

  /// A slash and a combining mark are one character, and two bytes or more of a path.
  @Test func pathsAreDividedByBytes() {
    #expect("a/\u{301}b/c".pathSteps.hasSameBytes(as: ["a", "\u{301}b", "c"]))
    #expect("..//x".pathSteps == ["..", "", "x"])
    #expect("a/\u{301}b".isPlainPath)
    for path in ["", "/a", "a//b", "a/", "../\u{301}b", "a/../b", "a\0b"] {
      #expect(!path.isPlainPath)
    }
    #expect("train/\u{301}a".dropping(prefix: "train/")?.spelling == "\\u{301}a")
    #expect("caf\u{E9}/1".dropping(prefix: "cafe\u{301}/") == nil)
  }
}
