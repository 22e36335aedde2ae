import Reports
import Testing

struct MarkupTests {
  @Test func escapesTextAndSplicesMarkup() {
    let text = "<b> & \"it's\""
    let inner: Markup = "<i>\(text)</i>"
    #expect(inner.source == "<i>&lt;b&gt; &amp; &quot;it&#39;s&quot;</i>")
    let outer: Markup = "<p>\(inner)\([inner])\(nil as Markup?)\(3)\(1.25)</p>"
    #expect(outer.source == "<p>\(inner.source)\(inner.source)31.3</p>")
  }

  @Test func theCheckerFindsWhatIsWrong() {
    #expect(MarkupChecker("<p>a<br>b</p><svg><rect x=\"1\"/></svg>").problems == [])
    for wrong in [
      "<p><b></p></b>", "<p>", "a & b", "<p class=x></p>", "<p a=\"1\" a=\"2\"></p>", "a > b",
      "<p id=\"a\"></p><p id=\"a\"></p>", "<p title=\"<\"></p>", "<p",
    ] {
      #expect(MarkupChecker(wrong).problems != [], "\(wrong)")
    }
  }
}
