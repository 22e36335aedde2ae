#include "products.h"

#if defined(__x86_64__)
// The halves of a row of transformed tiles; some more than channels, so that rows do not share sets of the caches.
static inline size_t row_length(size_t channels) { return channels + 32; }

// The same for the transformed kernel of a cell.
static inline size_t kernel_length(size_t inputs, size_t outputs) { return inputs * outputs + 32; }

size_t winograd_kernel_length(size_t inputs, size_t outputs) { return 36 * kernel_length(inputs, outputs); }

// The floats between the sums of two cells.
static inline size_t sum_length(size_t tiles) { return tiles * PANEL + 16; }

size_t winograd_group_length(size_t inputs, size_t tiles) {
  return 36 * (tiles * row_length(inputs) + 2 * sum_length(tiles));
}

// Transforms tiles of a source to [36][tile][channel].
INLINE void transform_source(
    const struct winograd_map *map, const uint16_t *source, size_t first, size_t tiles, uint16_t *transformed) {
  size_t length = row_length(map->block_count * 16);
  for (size_t tile = 0; tile < tiles; tile++)
    for (size_t block = 0; block < map->block_count; block += 2) {
      uint16_t *target = transformed + tile * length + block * 16;
      lanes d[2][36];
      transform_source_tile(map, source, first + tile, block, d[0]);
      if (block + 1 < map->block_count) {
        transform_source_tile(map, source, first + tile, block + 1, d[1]);
        for (size_t cell = 0; cell < 36; cell++)
          _mm512_storeu_si512(target + cell * tiles * length, joined(d[0][cell], d[1][cell]));
      } else {
        for (size_t cell = 0; cell < 36; cell++) store(target + cell * tiles * length, d[0][cell]);
      }
    }
}

// Makes a tile of a result from its products, 36 of them `step` floats apart.
INLINE void store_result_tile(
    const struct winograd_map *map, const float *products, size_t step, size_t tile, size_t block, lanes shift,
    int adds, int relu, uint16_t *result) {
  struct cells cells = cells_of(map, tile, block);
  lanes m[36], half[24], y[16];
  for (size_t cell = 0; cell < 36; cell++) m[cell] = _mm512_load_ps(products + cell * step);
  for (size_t column = 0; column < 6; column++) transform_products(m + column, 6, half + column, 6);
  for (size_t row = 0; row < 4; row++) transform_products(half + row * 6, 1, y + row * 4, 1);
  for (size_t row = 0; row < cells.rows; row++)
    for (size_t column = 0; column < cells.columns; column++) {
      uint16_t *to = result + cells.start + row * cells.row_length + column * 16;
      lanes value = _mm512_add_ps(y[row * 4 + column], shift);
      if (adds) value = _mm512_add_ps(value, load(to));
      if (relu) value = _mm512_max_ps(value, _mm512_setzero_ps());
      store(to, value);
    }
}

VECTORS void winograd_convolve(
    const struct winograd_map *from, const uint16_t *source, const struct winograd_map *to, uint16_t *result,
    const uint16_t *kernel, size_t first, size_t tiles, const float *bias, int adds, int relu, void *group) {
  size_t inputs = from->block_count * 16, outputs = to->block_count * 16, length = row_length(inputs);
  float *sums = group;
  uint16_t *transformed = (uint16_t *)(sums + 36 * sum_length(tiles));
  transform_source(from, source, first, tiles, transformed);
  for (size_t column = 0; column < outputs; column += PANEL) {
    size_t width = panel_width(outputs, column);
    for (size_t cell = 0; cell < 36; cell++)
      multiply(
          transformed + cell * tiles * length, length, 2,
          kernel + cell * kernel_length(inputs, outputs) + column * inputs, inputs / 2, tiles, width,
          sums + cell * sum_length(tiles), PANEL);
    for (size_t row = 0; row < tiles; row++)
      for (size_t block = 0; block < width / 16; block++)
        store_result_tile(
            to, sums + row * PANEL + block * 16, sum_length(tiles), first + row, column / 16 + block,
            bias ? _mm512_loadu_ps(bias + column + block * 16) : _mm512_setzero_ps(), adds, relu, result);
  }
}

// Where a block of 16 inputs and outputs of a stored kernel begins.
INLINE const float *kernel_block(const float *kernel, size_t inputs, size_t input_block, size_t output_block) {
  return kernel + (output_block * (inputs / 16) + input_block) * 9 * 256;
}

// Stores what a block of 16 inputs and outputs has become in the 36 cells' panels.
INLINE void store_pairs(
    __m512i pairs[36][8], size_t inputs, size_t outputs, size_t input_block, size_t output_block,
    uint16_t *transformed) {
  for (size_t cell = 0; cell < 36; cell++)
    for (size_t pair = 0; pair < 8; pair++)
      _mm512_storeu_si512(
          panel_place(
              transformed + cell * kernel_length(inputs, outputs), inputs / 2, outputs, input_block * 8 + pair,
              output_block * 16),
          pairs[cell][pair]);
}

VECTORS void winograd_transform_kernel(
    const float *kernel, size_t inputs, size_t outputs, size_t begin, size_t end, uint16_t *transformed) {
  for (size_t item = begin; item < end; item++) {
    size_t input_block = item / (outputs / 16), output_block = item % (outputs / 16);
    const float *from = kernel_block(kernel, inputs, input_block, output_block);
    __m512i pairs[36][8];
    for (size_t pair = 0; pair < 8; pair++) {
      lanes u[2][36];
      transform_kernel_cells(from + pair * 32, 256, 0, u[0]);
      transform_kernel_cells(from + pair * 32 + 16, 256, 0, u[1]);
      for (size_t cell = 0; cell < 36; cell++) pairs[cell][pair] = paired(u[0][cell], u[1][cell]);
    }
    store_pairs(pairs, inputs, outputs, input_block, output_block, transformed);
  }
}

// Exchanges rows and columns of 16 rows of eight words: of each four rows, then of their quarters.
INLINE void exchange(const __m256i *rows, __m512i *columns) {
  const __m512i low = _mm512_set_epi32(27, 19, 11, 3, 26, 18, 10, 2, 25, 17, 9, 1, 24, 16, 8, 0);
  const __m512i high = _mm512_add_epi32(low, _mm512_set1_epi32(4));
  __m512i quarters[2][4];
  for (size_t group = 0; group < 4; group++) {
    __m512i first = _mm512_loadu_si512(rows + group * 4), second = _mm512_loadu_si512(rows + group * 4 + 2);
    quarters[0][group] = _mm512_permutex2var_epi32(first, low, second);
    quarters[1][group] = _mm512_permutex2var_epi32(first, high, second);
  }
  for (size_t half = 0; half < 2; half++) {
    const __m512i *q = quarters[half];
    __m512i a = _mm512_shuffle_i32x4(q[0], q[1], 0x44), b = _mm512_shuffle_i32x4(q[2], q[3], 0x44);
    __m512i c = _mm512_shuffle_i32x4(q[0], q[1], 0xee), d = _mm512_shuffle_i32x4(q[2], q[3], 0xee);
    columns[half * 4] = _mm512_shuffle_i32x4(a, b, 0x88);
    columns[half * 4 + 1] = _mm512_shuffle_i32x4(a, b, 0xdd);
    columns[half * 4 + 2] = _mm512_shuffle_i32x4(c, d, 0x88);
    columns[half * 4 + 3] = _mm512_shuffle_i32x4(c, d, 0xdd);
  }
}

VECTORS void winograd_transform_turned_kernel(
    const float *kernel, size_t inputs, size_t outputs, size_t begin, size_t end, uint16_t *transformed) {
  for (size_t item = begin; item < end; item++) {
    size_t output_block = item / (inputs / 16), input_block = item % (inputs / 16);
    const float *from = kernel_block(kernel, inputs, input_block, output_block);
    _Alignas(64) __m256i rows[36][16];
    for (size_t input = 0; input < 16; input++) {
      lanes u[36];
      transform_kernel_cells(from + input * 16, 256, 1, u);
      for (size_t cell = 0; cell < 36; cell++) rows[cell][input] = (__m256i)_mm512_cvtneps_pbh(u[cell]);
    }
    __m512i pairs[36][8];
    for (size_t cell = 0; cell < 36; cell++) exchange(rows[cell], pairs[cell]);
    store_pairs(pairs, outputs, inputs, output_block, input_block, transformed);
  }
}
#endif
