import Runs
import Tensors
import Testing

struct CacheMemoryTests {
  private func byteCount(_ text: String?, setCount: Int = 1) throws -> Int {
    try CacheMemory.byteCount(
      setCount: setCount,
      environment: text.map { [CacheMemory.variable: $0] } ?? [:],
      available: AvailableMemory(byteCount: 8 << 20, bound: "")
    )
  }

  @Test func isAnEighthOfWhatTheProcessCanHave() throws {
    #expect(try byteCount(nil) == 1 << 20)
    #expect(try byteCount("") == 1 << 20)
  }

  @Test func isWhatTheVariableSaysForAllSetsTogether() throws {
    #expect(try byteCount("0") == 0)
    #expect(try byteCount("500", setCount: 2) == 250 << 20)
    #expect(try byteCount("3K") == 3 << 10)
    #expect(try byteCount("4G", setCount: 4) == 1 << 30)
    #expect(try byteCount("1t") == 1 << 40)
  }

  @Test(arguments: ["4X", "-1G", "G", "1.5G", "4 G", "99999999999999999G"])
  func otherWordsAreAnError(_ text: String) throws {
    let error = #expect(throws: RunError.self) { try byteCount(text) }
    #expect(
      error?.description
        == "PROTOPNET_CACHE_MEMORY=\(text) is no amount of memory; write it as 500M or 4G, 0 for none"
    )
  }
}
