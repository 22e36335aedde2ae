import Datasets
import Foundation
import Images
import Tensors
import Testing

struct ImageLoaderTests {
  private static let size = 16
  private static let transform = InputTransform.imageNet(imageSize: size)
  private let folder: TemporaryFolder
  private let images: [LabelledImage]

  init() throws {
    folder = try TemporaryFolder()
    images = try (0..<23).map { [folder] index in
      let path = "\(index).png"
      let file = try folder.addPicture(path, width: 20 + index, height: 40 - index, seed: index)
      return LabelledImage(path: path, file: file, classIndex: index % 4)
    }
  }

  private func loader(threads: Int = 2, cacheBytes: Int = 0) -> ImageLoader {
    ImageLoader(
      images: images,
      transform: Self.transform,
      threadCount: threads,
      cacheBytes: cacheBytes
    )
  }

  /// The input of one picture, made without a loader.
  private func input(_ index: Int) throws -> [Float] {
    let image = try images[index].contents.image()
    return Tensor(shape: [3, Self.size, Self.size]) { Self.transform.apply(image, into: $0) }.values
  }

  private static let room = size * size * 3

  @Test(arguments: [(1, 0), (2, 0), (4, 0), (1, 5 * room), (2, 100 * room), (4, 5 * room)])
  func batchesAreInOrderForAnyThreadsAndCache(threads: Int, cacheBytes: Int) throws {
    let loader = loader(threads: threads, cacheBytes: cacheBytes)
    for epoch in 0..<3 {
      var stream = RandomStream(seed: 1, purpose: "shuffle", epoch: epoch)
      let order = stream.permutation(of: images.count)
      var seen: [Int] = []
      var sizes: [Int] = []
      try loader.forEachBatch(order: order, batchSize: 5) { batch in
        seen += batch.indices
        sizes.append(batch.indices.count)
        #expect(batch.labels == batch.indices.map { $0 % 4 })
        #expect(batch.images.shape == [batch.indices.count, 3, Self.size, Self.size])
        for (item, index) in batch.indices.enumerated() {
          let expected = try input(index)
          #expect(batch.images.slice(item).values == expected)
        }
      }
      #expect(seen == order)
      #expect(sizes == [5, 5, 5, 5, 3])
    }
  }

  @Test func aPartOfTheListInAnyOrderWithRepeats() throws {
    var seen: [[Int]] = []
    try loader().forEachBatch(order: [7, 7, 0, 22], batchSize: 3) { seen.append($0.indices) }
    #expect(seen == [[7, 7, 0], [22]])
    try loader().forEachBatch(order: [], batchSize: 3) { _ in Issue.record("no batch expected") }
  }

  @Test func laterPassesNeedNoFiles() throws {
    let loader = loader(cacheBytes: 23 * Self.room)
    try loader.forEachBatch(order: Array(0..<23), batchSize: 8) { _ in }
    let expected = try input(3)
    for image in images { try FileManager.default.removeItem(at: image.contents.file) }
    var count = 0
    try loader.forEachBatch(order: [3, 22], batchSize: 2) { batch in
      count += batch.indices.count
      #expect(batch.images.slice(0).values == expected)
    }
    #expect(count == 2)
  }

  @Test(arguments: [1, 2, 4])
  func anUnreadablePictureThrowsInPlaceOfItsBatch(threads: Int) throws {
    try folder.add("13.png", Array("not a picture".utf8))
    try folder.add("14.png", [])
    var seen: [Int] = []
    do {
      try loader(threads: threads).forEachBatch(order: Array(0..<23), batchSize: 5) {
        seen += $0.indices
      }
      Issue.record("no error")
    } catch let error as ImageError {
      #expect(error.file == images[13].contents.file.path)
      #expect(error.problem == "is no picture that can be read (begins with “not a picture”)")
    }
    #expect(seen == Array(0..<10))
  }

  @Test(arguments: [1, 2, 4])
  func anErrorOfTheBodyEndsThePass(threads: Int) throws {
    struct Stop: Error {}
    let loader = loader(threads: threads)
    for _ in 0..<20 {
      var count = 0
      #expect(throws: Stop.self) {
        try loader.forEachBatch(order: Array(0..<23), batchSize: 4) { _ in
          count += 1
          if count == 2 { throw Stop() }
        }
      }
      #expect(count == 2)
    }
  }

  /// Files of the batch after those ahead may change while the first one is in use.
  @Test func noMoreThanThreeBatchesAreReadAhead() throws {
    for _ in 0..<10 {
      try folder.addPicture("8.png", width: 20, height: 20, seed: 8)
      var count = 0
      #expect(throws: ImageError.self) {
        try loader(threads: 4).forEachBatch(order: Array(0..<23), batchSize: 2) { _ in
          count += 1
          if count == 1 { try folder.add("8.png", [1]) }
        }
      }
      #expect(count == 4)
    }
  }
}
