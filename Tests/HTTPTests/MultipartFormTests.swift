import HTTP
import Testing

struct MultipartFormTests {
  private let type = "multipart/form-data; boundary=----x"

  @Test func takesAFormApart() throws {
    let picture: [UInt8] = [0, 13, 10, 45, 45, 255, 13, 10]
    let body =
      Array("------x\r\nContent-Disposition: form-data; name=\"checkpoint\"\r\n\r\na/b\r\n".utf8)
      + Array(
        "------x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"ä.png\"\r\nContent-Type: image/png\r\n\r\n"
          .utf8
      ) + picture + Array("\r\n------x--\r\n".utf8)
    let form = try #require(MultipartForm(body, contentType: type))
    #expect(form.parts.map(\.name) == ["checkpoint", "picture"])
    #expect(form.parts[0].bytes == Array("a/b".utf8) && form.parts[0].fileName == nil)
    #expect(form.parts[1].bytes == picture && form.parts[1].fileName == "ä.png")
  }

  @Test(arguments: [
    "", "------x", "------x\r\n", "------x\r\n\r\n\r\n------x--", "x------x--\r\n",
    "------x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end",
    "------x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n------x--\r\n",
  ])
  func knowsWhatIsNone(_ body: String) {
    #expect(MultipartForm(Array(body.utf8), contentType: type) == nil)
  }

  @Test func needsItsType() {
    let body = Array("------x--\r\n".utf8)
    #expect(MultipartForm(body, contentType: type)?.parts.isEmpty == true)
    #expect(MultipartForm(body, contentType: "text/plain; boundary=----x") == nil)
    #expect(MultipartForm(body, contentType: "multipart/form-data") == nil)
  }
}
