import CDNNL

/// What a primitive does to its result before it is stored.
enum PostOperations {
  /// Adds what the result's memory holds.
  static func appendSum(to operations: dnnl_post_ops_t?) -> dnnl_status_t {
    dnnl_post_ops_append_sum(operations, 1)
  }

  static func appendReLU(to operations: dnnl_post_ops_t?) -> dnnl_status_t {
    dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0)
  }
}
