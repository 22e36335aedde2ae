package import Images
import Tensors

/// One picture of ToyBirds with everything that is known about it.
package struct BirdPicture {
  package let image: Image
  /// 255 where the bird shows, else 0.
  package let mask: GrayImage
  /// The label of the bird's part that shows in every pixel, 0 for none.
  package let parts: GrayImage
  /// The smallest box around all pixels of the bird.
  package let box: BirdBox
  /// Where every part is, in the order of their labels.
  package let locations: [PartLocation]
  /// The number of things around the bird.
  package let thingCount: Int

  /// Draws a picture, which depends on nothing but these values.
  ///
  /// Without some parts of the bird and things around it, all the rest stays where and as it is.
  package init(
    classIndex: Int,
    split: ToyBirds.Split,
    number: Int,
    seed: UInt64,
    size: Int,
    without parts: Set<BirdPart> = [],
    withoutThings things: Set<Int> = []
  ) {
    func stream(_ subject: String) -> RandomStream {
      RandomStream(
        seed: seed,
        purpose: "toy-birds-\(split.rawValue)-\(subject)",
        epoch: classIndex,
        index: number
      )
    }
    var (birdStream, clutterStream) = (stream("bird"), stream("clutter"))
    let pose = Pose(&birdStream)
    let drawing = BirdDrawing(
      ToyBirds.classes[classIndex],
      Plumage(&birdStream),
      headDegrees: pose.headDegrees,
      tailDegrees: pose.tailDegrees
    )
    let bird = drawing.layers
    let placement = pose.placement(of: bird)
    let clutter = Clutter(stand: placement(BirdDrawing.stand), &clutterStream)

    var canvas = Canvas(size: size)
    func isShown(_ layer: Layer) -> Bool {
      layer.part.map { !parts.contains($0) } ?? layer.thing.map { !things.contains($0) } ?? true
    }
    for layer in clutter.behind.filter(isShown) { canvas.draw(layer) }
    for layer in bird.filter(isShown) { canvas.draw(layer.mapped(by: placement)) }
    for layer in clutter.inFront.filter(isShown) { canvas.draw(layer) }

    image = canvas.image(light: clutter.light)
    let labels = GrayImage(width: size, height: size, pixels: canvas.labels)
    self.parts = labels
    mask = GrayImage(width: size, height: size, pixels: labels.pixels.map { $0 == 0 ? 0 : 255 })
    box = BirdBox(around: labels)
    thingCount = clutter.thingCount
    locations = BirdPart.allCases.map { PartLocation(of: $0, in: labels) }
  }
}
