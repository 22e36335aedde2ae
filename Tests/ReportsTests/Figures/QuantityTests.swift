import Reports
import Testing

struct QuantityTests {
  @Test(arguments: [
    (Quantity.share, 0.761, "76.1"), (.share, 1, "100.0"), (.share, 0, "0.0"),
    (.share, 0.8566666, "85.7"), (.share, -0.0001, "0.0"), (.share, -0.0101, "-1.0"),
    (.cost, 0.7344, "0.734"), (.cost, 12.0, "12.000"), (.cost, 0, "0.000"),
    (.cost, 0.000012, "1.2e-05"), (.cost, 0.00099999, "1.0e-03"), (.cost, -3.5, "-3.500"),
    (.count, 240, "240"), (.count, 2.5, "2.5"), (.cost, 1e20, "1e+20"),
    (.cost, .nan, "not a number"), (.cost, .infinity, "infinite"),
  ])
  func printsFixedDigits(quantity: Quantity, value: Double, text: String) {
    #expect(quantity.text(value) == text)
  }

  @Test(arguments: [
    (Quantity.share, [0.761, 0.763, 0.765], "76.3 ± 0.2"), (.share, [0.761], "76.1"),
    (.share, [0.5, 0.5], "50.0 ± 0.0"), (.cost, [1, 3], "2.000 ± 1.414"),
    (.count, [240, 240], "240"), (.count, [3, 4], "3.5 ± 0.7"),
    (.cost, [0.7, 0.7001], "0.700 ± 0.000"),
  ])
  func printsTheDeviationOverSeeds(quantity: Quantity, values: [Double], text: String) throws {
    #expect(quantity.text(try #require(Estimate(values))) == text)
  }
}
