import Images
import Testing

struct WarpSourceTests {
  private let source: WarpSource

  init() throws {
    source = WarpSource(try Fixture.image("444.jpg.rgb", width: 43, height: 37))
  }

  @Test func affineMapsEqualPillow() throws {
    let identity = CoordinateMap.affine(AffineMap(1, 0, 0, 0, 1, 0))
    let copy = source.warped(by: identity, columns: 0..<43, rows: 0..<37)
    #expect(copy == source.image)
    #expect(try copy == Fixture.image("warp-identity.rgb", width: 43, height: 37))

    let map = CoordinateMap.affine(AffineMap(0.9, -0.3, 2.25, 0.25, 1.1, -7.5))
    let warped = source.warped(by: map, columns: 0..<60, rows: 0..<50)
    let expected = try Fixture.image("warp-affine.rgb", width: 60, height: 50)
    expectClose(warped, expected)
    // A part of the output equals the part of the whole.
    let part = source.warped(by: map, columns: 7..<31, rows: 12..<45)
    #expect(part == warped.cropped(rows: 12..<45, columns: 7..<31))
    // Beyond the picture there is black.
    #expect(warped.pixels.prefix(3) == [0, 0, 0])
    let beyond = source.warped(by: map, columns: -40..<(-30), rows: 0..<5)
    #expect(beyond.pixels.allSatisfy { $0 == 0 })
  }

  @Test func perspectiveMapsEqualPillow() throws {
    let coefficients = [0.8, 0.05, 1.5, -0.1, 0.9, 3.01, -0.002, 0.004]
    // The same map from where it takes four points.
    let outputs: [SIMD2<Double>] = [SIMD2(0, 0), SIMD2(40, 1), SIMD2(35, 30), SIMD2(2, 33)]
    let inputs = outputs.map { point -> SIMD2<Double> in
      let m = coefficients
      let numerator = SIMD2(
        m[0] * point.x + m[1] * point.y + m[2],
        m[3] * point.x + m[4] * point.y + m[5]
      )
      return numerator / (m[6] * point.x + m[7] * point.y + 1)
    }
    let map = PerspectiveMap(taking: outputs, to: inputs)
    for (found, expected) in zip(map.coefficients, coefficients) {
      #expect(abs(found - expected) < 1e-12)
    }
    let warped = source.warped(by: .perspective(map), columns: 0..<43, rows: 0..<37)
    expectClose(warped, try Fixture.image("warp-perspective.rgb", width: 43, height: 37))
  }

  @Test func quadrilateralsEqualPillow() throws {
    let map = BilinearMap(
      width: 30,
      height: 20,
      topLeft: SIMD2(-3, 2),
      bottomLeft: SIMD2(5, 33),
      bottomRight: SIMD2(41, 36),
      topRight: SIMD2(38, -4)
    )
    let warped = source.warped(by: .bilinear(map), columns: 0..<30, rows: 0..<20)
    expectClose(warped, try Fixture.image("warp-quad.rgb", width: 30, height: 20))
  }

  @Test func tilesEqualPillowsMesh() throws {
    let first = BilinearMap(
      width: 20,
      height: 15,
      topLeft: SIMD2(0, 0),
      bottomLeft: SIMD2(1, 14),
      bottomRight: SIMD2(24, 20),
      topRight: SIMD2(19, -1)
    )
    let second = BilinearMap(
      width: 23,
      height: 22,
      topLeft: SIMD2(24, 20),
      bottomLeft: SIMD2(19, 37),
      bottomRight: SIMD2(43, 37),
      topRight: SIMD2(43, 16)
    )
    let warped = source.warped(
      width: 50,
      height: 40,
      tiles: [
        WarpTile(columns: 0..<20, rows: 0..<15, map: .bilinear(first)),
        WarpTile(columns: 20..<43, rows: 15..<37, map: .bilinear(second)),
      ]
    )
    expectClose(warped, try Fixture.image("warp-mesh.rgb", width: 50, height: 40))
  }

  @Test func evenAreasStayEvenUnderAnyMap() {
    for level: UInt8 in 0...255 {
      let even = Image(width: 9, height: 7, pixels: Array(repeating: level, count: 9 * 7 * 3))
      let map = CoordinateMap.affine(AffineMap(0.31, 0.17, 0.01, -0.13, 0.29, 1.7))
      let warped = WarpSource(even).warped(by: map, columns: 0..<9, rows: 0..<7)
      #expect(warped == even)
    }
  }

  @Test func mirroringTurnsRowsAround() {
    let image = Image(width: 3, height: 2, pixels: (0..<18).map { UInt8($0) })
    #expect(
      image.mirrored.pixels == [6, 7, 8, 3, 4, 5, 0, 1, 2, 15, 16, 17, 12, 13, 14, 9, 10, 11]
    )
    #expect(image.mirrored.mirrored == image)
  }

  /// Nearly every sample is equal; the others differ by 1, where a value is near a whole number.
  private func expectClose(_ image: Image, _ expected: Image) {
    let differences = zip(image.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
    #expect(differences.max() ?? 0 <= 1)
    #expect(differences.count { $0 > 0 } * 1000 <= differences.count)
  }
}
