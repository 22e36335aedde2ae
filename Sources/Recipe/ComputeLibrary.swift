/// The library that computes feature maps.
package enum ComputeLibrary: String, CaseIterable, Hashable, Sendable {
  /// Intel's oneDNN, which is a part of the program.
  case onednn
  /// PyTorch's libtorch, as it is installed on the machine; also computes on GPUs.
  case torch
}
