// What Swift has no words for: vectors of bfloat16, the upper halves of floats, and Winograd transforms of them.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef uint16_t bfloat16x16 __attribute__((ext_vector_type(16)));
typedef uint32_t bits32x16 __attribute__((ext_vector_type(16)));
typedef float float32x16 __attribute__((ext_vector_type(16)));

union float_bits {
  float32x16 floats;
  bits32x16 bits;
};

static inline __attribute__((always_inline)) float32x16 bfloat16_widened(bfloat16x16 values) {
  union float_bits wide = {.bits = __builtin_convertvector(values, bits32x16) << 16};
  return wide.floats;
}

// To the nearest, halves to the even one; NaN is not expected.
static inline __attribute__((always_inline)) bfloat16x16 bfloat16_rounded(float32x16 values) {
  union float_bits wide = {.floats = values};
  bits32x16 rounded = wide.bits + 0x7fff + ((wide.bits >> 16) & 1);
  return __builtin_convertvector(rounded >> 16, bfloat16x16);
}

// A batch of maps in blocks of 16 channels and how 4x4 tiles cover it, row of tiles after row, image after image.
struct winograd_map {
  size_t image_count, block_count, rows, columns;
  size_t tile_rows, tile_columns;
};

// A convolution.

// The halves of a transformed kernel.
size_t winograd_kernel_length(size_t inputs, size_t outputs);

// Transforms kernels [O/16][I/16][3][3][16 i][16 o] of floats, for blocks of 16 inputs and outputs from `begin` to
// `end` of I/16*O/16.
void winograd_transform_kernel(
    const float *kernel, size_t inputs, size_t outputs, size_t begin, size_t end, uint16_t *transformed);

// The same for the source's gradient: cells in reverse order, inputs and outputs exchanged.
void winograd_transform_turned_kernel(
    const float *kernel, size_t inputs, size_t outputs, size_t begin, size_t end, uint16_t *transformed);

// The halves that a group of tiles takes while it is computed.
size_t winograd_group_length(size_t inputs, size_t tiles);

// Computes some tiles from the `first` on of a result of bfloat16, whose source is zero beyond its border, adding a
// bias for each channel, what the result holds, and with a ReLU behind it, as asked for.
void winograd_convolve(
    const struct winograd_map *from, const uint16_t *source, const struct winograd_map *to, uint16_t *result,
    const uint16_t *kernel, size_t first, size_t tiles, const float *bias, int adds, int relu, void *group);

// A kernel's gradient: tiles of source and result's gradient are transformed, two at a time, and panel by panel of
// outputs the sums of their products are transformed to the gradient.

// The elements of so many pairs of transformed tiles.
size_t winograd_pairs_length(size_t channels, size_t pairs);

// Transform tiles of a source and of a result's gradient, for pairs from `begin` to `end` of a piece of the
// batch that begins at tile `first`; tiles beyond the batch are zeros.
void winograd_transform_source_pairs(
    const struct winograd_map *map, const uint16_t *source, size_t first, size_t pairs, size_t begin, size_t end,
    uint16_t *transformed);
void winograd_transform_gradient_pairs(
    const struct winograd_map *map, const uint16_t *gradient, size_t first, size_t pairs, size_t begin, size_t end,
    uint16_t *transformed);

// The floats of the products for a panel of outputs, and how many panels so many channels are.
size_t winograd_products_length(size_t inputs);
size_t winograd_panel_count(size_t channels);

// Sums the products of transformed tiles for a panel of outputs. For items from `begin` to `end`, the 36
// cells for each panel of inputs.
void winograd_multiply_pairs(
    const uint16_t *source, size_t inputs, const uint16_t *gradient, size_t outputs, size_t pairs, size_t panel,
    size_t begin, size_t end, float *products);

// The kernel's gradient in the kernel's layout, added to what is there if asked for, for inputs
// from `begin` to `end`.
void winograd_transform_kernel_gradient(
    const float *products, size_t inputs, size_t outputs, size_t panel, size_t begin, size_t end, int adds,
    float *gradient);
