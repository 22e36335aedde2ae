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

// The functions below take tiles from `begin` to `end` of a piece, which begins at tile `first` of the batch and
// has room for `tiles` of them; a transformed piece is [36][tile][channel]. Tiles beyond the batch are zeros.

// Transforms 6x6 cells around each 4x4 tile of a source of bfloat16, beyond whose border are zeros.
void winograd_transform_source(
    const struct winograd_map *map, const uint16_t *source, size_t first, size_t tiles, size_t begin, size_t end,
    uint16_t *transformed);

// Makes tiles of a result of bfloat16 from their products, adding a bias for each channel, what the result holds,
// and with a ReLU behind it, as asked for.
void winograd_transform_result(
    const struct winograd_map *map, const float *products, size_t first, size_t tiles, size_t begin, size_t end,
    const float *bias, int adds, int relu, uint16_t *result);

// Transforms each 4x4 tile of a result's gradient, for the kernel's.
void winograd_transform_gradient(
    const struct winograd_map *map, const uint16_t *gradient, size_t first, size_t tiles, size_t begin, size_t end,
    uint16_t *transformed);

// Transforms kernels [O/16][I/16][3][3][16 i][16 o] of floats to [36][I][O], for input channels
// from `begin` to `end`. Where `rotates`, the kernel's cells are in reverse order.
void winograd_transform_kernel(
    const float *kernel, size_t inputs, size_t outputs, int rotates, size_t begin, size_t end,
    uint16_t *transformed);

// The kernel's gradient in the kernel's layout from products [36][I][O], for the same channels.
void winograd_transform_kernel_gradient(
    const float *products, size_t inputs, size_t outputs, size_t begin, size_t end, float *gradient);
