// Whole pictures through libjpeg, in C because the library reports errors by longjmp, which must not cross
// Swift frames: every jump begins and ends in this target.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum cjpeg_outcome {
  CJPEG_COMPLETE,
  // The data end before the last line.
  CJPEG_TRUNCATED,
  // The message says why.
  CJPEG_FAILED
};

// The library's error, or its first warning; empty for neither.
struct cjpeg_message {
  char text[200];
};

// Decodes the first picture of a file: 3 channels of RGB, or 4 of CMYK as they are stored.
//
// The samples are those that the extents and channels ask for; a file of other ones fails. Accurate inverse
// DCT and smooth chroma upsampling. Data that end early suspend the library, as Pillow lets it.
enum cjpeg_outcome cjpeg_decode(
  const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, int channels,
  uint8_t *samples, struct cjpeg_message *message
);

// Encodes RGB as YCbCr of 4:2:0 into memory that cjpeg_free takes back.
enum cjpeg_outcome cjpeg_encode(
  const uint8_t *samples, uint32_t width, uint32_t height, int quality,
  uint8_t **bytes, size_t *count, struct cjpeg_message *message
);

// The library's name and version.
const char *cjpeg_version(void);

void cjpeg_free(uint8_t *bytes);
