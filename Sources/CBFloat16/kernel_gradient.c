#include "products.h"

#if defined(__x86_64__)
// The halves of one cell's transformed tiles; some more than there are, so that cells do not share sets of the caches.
static inline size_t cell_length(size_t channels, size_t pairs) { return channels * pairs * 2 + 32; }

size_t winograd_pairs_length(size_t channels, size_t pairs) { return 36 * cell_length(channels, pairs); }

INLINE void transform_pairs(
    const struct winograd_map *map, const uint16_t *cells, int is_gradient, size_t first, size_t pairs, size_t begin,
    size_t end, uint16_t *transformed) {
  size_t channels = map->block_count * 16, length = cell_length(channels, pairs);
  for (size_t pair = begin; pair < end; pair++)
    for (size_t block = 0; block < map->block_count; block++) {
      lanes d[2][36];
      for (size_t part = 0; part < 2; part++)
        if (is_gradient)
          transform_gradient_tile(map, cells, first + pair * 2 + part, block, d[part]);
        else
          transform_source_tile(map, cells, first + pair * 2 + part, block, d[part]);
      uint16_t *to = panel_place(transformed, pairs, channels, pair, block * 16);
      for (size_t cell = 0; cell < 36; cell++)
        _mm512_storeu_si512(to + cell * length, paired(d[0][cell], d[1][cell]));
    }
}

VECTORS void winograd_transform_source_pairs(
    const struct winograd_map *map, const uint16_t *source, size_t first, size_t pairs, size_t begin, size_t end,
    uint16_t *transformed) {
  transform_pairs(map, source, 0, first, pairs, begin, end, transformed);
}

VECTORS void winograd_transform_gradient_pairs(
    const struct winograd_map *map, const uint16_t *gradient, size_t first, size_t pairs, size_t begin, size_t end,
    uint16_t *transformed) {
  transform_pairs(map, gradient, 1, first, pairs, begin, end, transformed);
}

// The floats of one cell's products for a panel of outputs.
static inline size_t product_length(size_t inputs) { return inputs * PANEL + 16; }

size_t winograd_products_length(size_t inputs) { return 36 * product_length(inputs); }

size_t winograd_panel_count(size_t channels) { return (channels + PANEL - 1) / PANEL; }

VECTORS void winograd_multiply_pairs(
    const uint16_t *source, size_t inputs, const uint16_t *gradient, size_t outputs, size_t pairs, size_t panel,
    size_t begin, size_t end, float *products) {
  size_t panels = winograd_panel_count(inputs), column = panel * PANEL, width = panel_width(outputs, column);
  for (size_t item = begin; item < end; item++) {
    size_t cell = item / panels, row = item % panels * PANEL, rows = panel_width(inputs, row);
    multiply(
        source + cell * cell_length(inputs, pairs) + row * pairs * 2, 2, rows * 2,
        gradient + cell * cell_length(outputs, pairs) + column * pairs * 2, pairs, rows, width,
        products + cell * product_length(inputs) + row * PANEL, PANEL);
  }
}

VECTORS void winograd_transform_kernel_gradient(
    const float *products, size_t inputs, size_t outputs, size_t panel, size_t begin, size_t end, int adds,
    float *gradient) {
  size_t width = panel_width(outputs, panel * PANEL);
  for (size_t input = begin; input < end; input++)
    for (size_t block = 0; block < width / 16; block++) {
      size_t output_block = panel * (PANEL / 16) + block;
      float *to = gradient + ((output_block * (inputs / 16) + input / 16) * 144 + input % 16) * 16;
      const float *from = products + input * PANEL + block * 16;
      lanes u[36], half[18], w[9];
      for (size_t cell = 0; cell < 36; cell++) u[cell] = _mm512_loadu_ps(from + cell * product_length(inputs));
      for (size_t column = 0; column < 6; column++) transform_weight_products(u + column, 6, half + column, 6);
      for (size_t row = 0; row < 3; row++) transform_weight_products(half + row * 6, 1, w + row * 3, 1);
      for (size_t cell = 0; cell < 9; cell++)
        _mm512_storeu_ps(to + cell * 256, adds ? _mm512_add_ps(w[cell], _mm512_loadu_ps(to + cell * 256)) : w[cell]);
    }
}
#endif
