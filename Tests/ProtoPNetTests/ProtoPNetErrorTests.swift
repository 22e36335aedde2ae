import ProtoPNet
import Testing

struct ProtoPNetErrorTests {
  @Test func messages() {
    #expect(
      ProtoPNetError.classesWithoutImages(["Bobolink"]).description
        == "projection: class 'Bobolink' has no image in the projection set, so its prototypes "
        + "have no patch to move to; add images of it or leave it out of the experiment's classes"
    )
    #expect(
      ProtoPNetError.classesWithoutImages(["Bobolink", "Cardinal"]).description
        == "projection: 2 classes have no image in the projection set, so their prototypes have "
        + "no patch to move to: 'Bobolink', 'Cardinal'; add images of them or leave them out of "
        + "the experiment's classes"
    )

    #expect(
      ProtoPNetError.classesWithoutPrototypes(["Bobolink"]).description
        == "pruning: no prototype of class 'Bobolink' would remain; lower the threshold or train "
        + "longer before pruning"
    )
  }
}
