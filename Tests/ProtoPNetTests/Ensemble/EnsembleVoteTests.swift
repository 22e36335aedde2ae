import ProtoPNet
import Tensors
import Testing

struct EnsembleVoteTests {
  // Two images, three classes.
  private let first = Tensor([3, 0, 0, 0, 2, 1], shape: [2, 3])
  private let second = Tensor([0, 6, 0, 0, 4, 5], shape: [2, 3])

  @Test func predictsTheLargestSum() {
    #expect(EnsembleVote(members: [first, second]).predictedClasses == [1, 1])
    #expect(EnsembleVote(members: [first]).predictedClasses == [0, 1])
  }

  /// Leads of class 1: 0 − 1 and 2 − 1 of the first, 6 − 2 and 4 − 3 of the second.
  @Test func sharesAreOfTheLead() {
    let shares = EnsembleVote(members: [first, second]).shares
    #expect(abs(shares[0] - 0) < 1e-12)
    #expect(abs(shares[1] - 1) < 1e-12)
    #expect(EnsembleVote(members: [second, second]).shares == [0.5, 0.5])
  }

  /// Of class 2 in both images: leads −1 and 0 of the first, −2 and 2 of the second.
  @Test func sharesCanBeOfOtherClasses() {
    let shares = EnsembleVote.shares(of: [2, 2], members: [first, second])
    #expect(shares == [1, 0])
    let predicted = EnsembleVote.shares(of: [1, 1], members: [first, second])
    #expect(predicted == EnsembleVote(members: [first, second]).shares)
  }

  @Test func aConstantAddedToAMembersLogitsChangesNothing() {
    let raised = Tensor(second.values.map { $0 - 100 }, shape: [2, 3])
    let vote = EnsembleVote(members: [second, raised])
    #expect(vote.predictedClasses == EnsembleVote(members: [second, second]).predictedClasses)
    #expect(abs(vote.shares[0] - 0.5) < 1e-12)
  }
}
