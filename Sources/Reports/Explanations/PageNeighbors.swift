/// Where the pages before and after one of several explanations are, and their index.
package struct PageNeighbors: Sendable {
  package var index: String
  package var previous: String?
  package var next: String?

  package init(index: String, previous: String?, next: String?) {
    (self.index, self.previous, self.next) = (index, previous, next)
  }

  var markup: Markup {
    func link(_ address: String?, _ text: String, _ relation: String) -> Markup? {
      address.map { "<a href=\"\($0)\" rel=\"\(relation)\">\(text)</a>\n" }
    }
    return """
      <nav class="neighbors" aria-label="Pictures">
      \(link(index, "All pictures", "up"))\(link(previous, "← previous", "prev"))\
      \(link(next, "next →", "next"))</nav>

      """
  }
}
