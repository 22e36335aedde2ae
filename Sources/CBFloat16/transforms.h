// Winograd's F(4x4, 3x3) with the points 0, 3/4, -3/4, 3/2, -3/2 and infinity, whose rounding errors are half of
// those of 0, 1, -1, 2, -2; ../Engine/Planning/README.md derives the matrices. A tile or kernel is 36 cells of
// 16 channels each.
#pragma once

#include "CBFloat16.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define VECTORS __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")))
#define INLINE static inline __attribute__((always_inline)) VECTORS

typedef __m512 lanes;

#define P 0.75f
#define Q 1.5f
#define PP (P * P)
#define QQ (Q * Q)
// The products of a point's differences from the others.
#define F0 (PP * QQ)
#define FP (2 * PP * (PP - QQ))
#define FQ (2 * QQ * (QQ - PP))

INLINE lanes load(const uint16_t *address) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(
      _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)address)), 16));
}

INLINE void store(uint16_t *address, lanes value) {
  _mm256_storeu_si256((__m256i *)address, (__m256i)_mm512_cvtneps_pbh(value));
}

// Two vectors rounded, one behind the other.
INLINE __m512i joined(lanes first, lanes second) { return (__m512i)_mm512_cvtne2ps_pbh(second, first); }

// Two vectors rounded, as pairs of their elements: the operands of a product's step.
INLINE __m512i paired(lanes first, lanes second) {
  const __m512i order = _mm512_set_epi16(
      31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1,
      16, 0);
  return _mm512_permutexvar_epi16(order, joined(first, second));
}

INLINE lanes scaled(float factor, lanes value) { return _mm512_mul_ps(_mm512_set1_ps(factor), value); }

// factor * value + other
INLINE lanes added(float factor, lanes value, lanes other) {
  return _mm512_fmadd_ps(_mm512_set1_ps(factor), value, other);
}

// One line of six cells, in place: B transposed.
INLINE void transform_cells(lanes *d, size_t step) {
  lanes d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step], d5 = d[5 * step];
  lanes even = added(-QQ, d2, d4), odd = scaled(P, added(-QQ, d1, d3));
  lanes evenQ = added(-PP, d2, d4), oddQ = scaled(Q, added(-PP, d1, d3));
  d[0] = added(F0, d0, added(-(PP + QQ), d2, d4));
  d[step] = _mm512_add_ps(even, odd);
  d[2 * step] = _mm512_sub_ps(even, odd);
  d[3 * step] = _mm512_add_ps(evenQ, oddQ);
  d[4 * step] = _mm512_sub_ps(evenQ, oddQ);
  d[5 * step] = added(F0, d1, added(-(PP + QQ), d3, d5));
}

// One line of six products to four cells: A transposed.
INLINE void transform_products(const lanes *m, size_t step, lanes *y, size_t result_step) {
  lanes m5 = m[5 * step];
  lanes sum = _mm512_add_ps(m[step], m[2 * step]), difference = _mm512_sub_ps(m[step], m[2 * step]);
  lanes sumQ = _mm512_add_ps(m[3 * step], m[4 * step]), differenceQ = _mm512_sub_ps(m[3 * step], m[4 * step]);
  y[0] = _mm512_add_ps(m[0], _mm512_add_ps(sum, sumQ));
  y[result_step] = added(Q, differenceQ, scaled(P, difference));
  y[2 * result_step] = added(QQ, sumQ, scaled(PP, sum));
  y[3 * result_step] = added(Q * QQ, differenceQ, added(P * PP, difference, m5));
}

// One line of four cells of a result's gradient to six: A.
INLINE void transform_slopes(const lanes *y, size_t step, lanes *z, size_t result_step) {
  lanes y0 = y[0], y1 = y[step], y2 = y[2 * step], y3 = y[3 * step];
  lanes even = added(PP, y2, y0), odd = added(P * PP, y3, scaled(P, y1));
  lanes evenQ = added(QQ, y2, y0), oddQ = added(Q * QQ, y3, scaled(Q, y1));
  z[0] = y0;
  z[result_step] = _mm512_add_ps(even, odd);
  z[2 * result_step] = _mm512_sub_ps(even, odd);
  z[3 * result_step] = _mm512_add_ps(evenQ, oddQ);
  z[4 * result_step] = _mm512_sub_ps(evenQ, oddQ);
  z[5 * result_step] = y3;
}

// One line of three cells of a kernel to six: G.
INLINE void transform_weights(const lanes *g, size_t step, lanes *u, size_t result_step) {
  lanes g0 = g[0], g1 = g[step], g2 = g[2 * step];
  lanes even = scaled(1 / FP, added(PP, g2, g0)), odd = scaled(P / FP, g1);
  lanes evenQ = scaled(1 / FQ, added(QQ, g2, g0)), oddQ = scaled(Q / FQ, g1);
  u[0] = scaled(1 / F0, g0);
  u[result_step] = _mm512_add_ps(even, odd);
  u[2 * result_step] = _mm512_sub_ps(even, odd);
  u[3 * result_step] = _mm512_add_ps(evenQ, oddQ);
  u[4 * result_step] = _mm512_sub_ps(evenQ, oddQ);
  u[5 * result_step] = g2;
}

// One line of six products to three cells of a kernel's gradient: G transposed.
INLINE void transform_weight_products(const lanes *u, size_t step, lanes *w, size_t result_step) {
  lanes sum = scaled(1 / FP, _mm512_add_ps(u[step], u[2 * step]));
  lanes difference = scaled(P / FP, _mm512_sub_ps(u[step], u[2 * step]));
  lanes sumQ = scaled(1 / FQ, _mm512_add_ps(u[3 * step], u[4 * step]));
  lanes differenceQ = scaled(Q / FQ, _mm512_sub_ps(u[3 * step], u[4 * step]));
  w[0] = added(1 / F0, u[0], _mm512_add_ps(sum, sumQ));
  w[result_step] = _mm512_add_ps(difference, differenceQ);
  w[2 * result_step] = added(PP, sum, added(QQ, sumQ, u[5 * step]));
}

// Where a tile lies.
struct place {
  size_t image, row, column;
};

INLINE struct place place_of(const struct winograd_map *map, size_t tile) {
  size_t column = tile % map->tile_columns, line = tile / map->tile_columns;
  return (struct place){line / map->tile_rows, line % map->tile_rows * 4, column * 4};
}

// Sizes are computed on every processor, so they are of no instruction set.
static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// Whether a tile belongs to the batch; others are zeros.
INLINE int exists(const struct winograd_map *map, size_t tile) {
  return tile < map->image_count * map->tile_rows * map->tile_columns;
}

// Transforms the 6x6 cells around a tile of a source, beyond whose border are zeros.
INLINE void transform_source_tile(
    const struct winograd_map *map, const uint16_t *source, size_t tile, size_t block, lanes *d) {
  if (!exists(map, tile)) {
    for (size_t cell = 0; cell < 36; cell++) d[cell] = _mm512_setzero_ps();
    return;
  }
  struct place at = place_of(map, tile);
  size_t row_length = map->columns * 16;
  size_t top = at.row == 0, left = at.column == 0;
  size_t bottom = smaller(6, map->rows + 1 - at.row), right = smaller(6, map->columns + 1 - at.column);
  const uint16_t *cells = source + (at.image * map->block_count + block) * map->rows * row_length;
  if (!top && !left && bottom == 6 && right == 6) {
    const uint16_t *corner = cells + (at.row - 1) * row_length + (at.column - 1) * 16;
    for (size_t row = 0; row < 6; row++)
      for (size_t column = 0; column < 6; column++)
        d[row * 6 + column] = load(corner + row * row_length + column * 16);
  } else {
    for (size_t cell = 0; cell < 36; cell++) d[cell] = _mm512_setzero_ps();
    for (size_t row = top; row < bottom; row++)
      for (size_t column = left; column < right; column++)
        d[row * 6 + column] = load(cells + (at.row + row - 1) * row_length + (at.column + column - 1) * 16);
  }
  for (size_t column = 0; column < 6; column++) transform_cells(d + column, 6);
  for (size_t row = 0; row < 6; row++) transform_cells(d + row * 6, 1);
}

// The cells of a tile of a result, or its gradient: up to 4x4 from `start` on.
struct cells {
  size_t start, row_length, rows, columns;
};

INLINE struct cells cells_of(const struct winograd_map *map, size_t tile, size_t block) {
  struct place at = place_of(map, tile);
  size_t row_length = map->columns * 16;
  size_t start = (at.image * map->block_count + block) * map->rows * row_length + at.row * row_length + at.column * 16;
  return (struct cells){start, row_length, smaller(4, map->rows - at.row), smaller(4, map->columns - at.column)};
}

// Transforms the 4x4 cells of a tile of a result's gradient.
INLINE void transform_gradient_tile(
    const struct winograd_map *map, const uint16_t *gradient, size_t tile, size_t block, lanes *z) {
  lanes y[16], half[24];
  for (size_t cell = 0; cell < 16; cell++) y[cell] = _mm512_setzero_ps();
  if (exists(map, tile)) {
    struct cells cells = cells_of(map, tile, block);
    for (size_t row = 0; row < cells.rows; row++)
      for (size_t column = 0; column < cells.columns; column++)
        y[row * 4 + column] = load(gradient + cells.start + row * cells.row_length + column * 16);
  }
  for (size_t column = 0; column < 4; column++) transform_slopes(y + column, 4, half + column, 4);
  for (size_t row = 0; row < 6; row++) transform_slopes(half + row * 4, 1, z + row * 6, 1);
}

// Transforms the 3x3 cells of a kernel for one input, `step` floats apart, in reverse order where it `rotates`.
INLINE void transform_kernel_cells(const float *kernel, size_t step, int rotates, lanes *u) {
  lanes g[9], half[18];
  for (size_t cell = 0; cell < 9; cell++) g[cell] = _mm512_loadu_ps(kernel + (rotates ? 8 - cell : cell) * step);
  for (size_t column = 0; column < 3; column++) transform_weights(g + column, 3, half + column, 3);
  for (size_t row = 0; row < 6; row++) transform_weights(half + row * 3, 1, u + row * 6, 1);
}
#endif
