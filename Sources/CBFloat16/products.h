// Products of bfloat16 pairs for a few rows at a time, whose sums stay in registers.
#pragma once

#include "transforms.h"

#if defined(__x86_64__)
// The channels of a panel: those of a product's right operand that are read together.
#define PANEL 64

// The channels of the panel that begins at `first` of so many.
static inline size_t panel_width(size_t channels, size_t first) { return smaller(PANEL, channels - first); }

// Where a pair of rows is in a panel of the right operands of one cell's products.
static inline uint16_t *panel_place(uint16_t *cell, size_t pairs, size_t columns, size_t pair, size_t column) {
  size_t start = column / PANEL * PANEL;
  return cell + start * pairs * 2 + pair * panel_width(columns, start) * 2 + (column - start) * 2;
}

// sums[row][...] = the sum over pairs of left[row][pair] * right[pair][...], for `rows` rows and `vectors` of 16
// columns; both are constants where it is called.
INLINE void multiply_rows(
    const uint16_t *left, size_t row_step, size_t pair_step, const uint16_t *right, size_t pairs, const size_t rows,
    const size_t vectors, float *sums, size_t sum_step) {
  lanes total[24];
#pragma clang loop unroll(full)
  for (size_t index = 0; index < rows * vectors; index++) total[index] = _mm512_setzero_ps();
  for (size_t pair = 0; pair < pairs; pair++) {
    __m512bh columns[4];
#pragma clang loop unroll(full)
    for (size_t vector = 0; vector < vectors; vector++)
      columns[vector] = (__m512bh)_mm512_loadu_si512(right + (pair * vectors + vector) * 32);
#pragma clang loop unroll(full)
    for (size_t row = 0; row < rows; row++) {
      int value;
      __builtin_memcpy(&value, left + row * row_step + pair * pair_step, 4);
      __m512bh same = (__m512bh)_mm512_set1_epi32(value);
#pragma clang loop unroll(full)
      for (size_t vector = 0; vector < vectors; vector++)
        total[row * vectors + vector] = _mm512_dpbf16_ps(total[row * vectors + vector], same, columns[vector]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (size_t vector = 0; vector < vectors; vector++)
      _mm512_storeu_ps(sums + row * sum_step + vector * 16, total[row * vectors + vector]);
}

// The same for any number of rows, as many at a time as there are registers for.
INLINE void multiply_panel(
    const uint16_t *left, size_t row_step, size_t pair_step, const uint16_t *right, size_t pairs, size_t rows,
    const size_t vectors, float *sums, size_t sum_step) {
  const size_t most = 24 / vectors;
  size_t row = 0;
  for (; row + most <= rows; row += most)
    multiply_rows(left + row * row_step, row_step, pair_step, right, pairs, most, vectors, sums + row * sum_step, sum_step);
  for (; row + 4 <= rows; row += 4)
    multiply_rows(left + row * row_step, row_step, pair_step, right, pairs, 4, vectors, sums + row * sum_step, sum_step);
  for (; row < rows; row++)
    multiply_rows(left + row * row_step, row_step, pair_step, right, pairs, 1, vectors, sums + row * sum_step, sum_step);
}

// The same for the columns of any panel.
INLINE void multiply(
    const uint16_t *left, size_t row_step, size_t pair_step, const uint16_t *right, size_t pairs, size_t rows,
    size_t columns, float *sums, size_t sum_step) {
  switch (columns / 16) {
  case 4: multiply_panel(left, row_step, pair_step, right, pairs, rows, 4, sums, sum_step); break;
  case 3: multiply_panel(left, row_step, pair_step, right, pairs, rows, 3, sums, sum_step); break;
  case 2: multiply_panel(left, row_step, pair_step, right, pairs, rows, 2, sums, sum_step); break;
  default: multiply_panel(left, row_step, pair_step, right, pairs, rows, 1, sums, sum_step); break;
  }
}
#endif
