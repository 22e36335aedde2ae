#include <CJPEG.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>

// More scans than any encoder writes: each costs the time of a picture, and takes a few bytes.
static const int scan_limit = 500;

struct errors {
  struct jpeg_error_mgr base;
  struct cjpeg_message *message;
  jmp_buf failed;
};

static void keep_message(j_common_ptr info) {
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  snprintf(((struct errors *)info->err)->message->text, sizeof(struct cjpeg_message), "%s", text);
}

static void fail(j_common_ptr info) {
  keep_message(info);
  longjmp(((struct errors *)info->err)->failed, 1);
}

static struct jpeg_error_mgr *set_up(struct errors *errors, struct cjpeg_message *message) {
  message->text[0] = 0;
  errors->message = message;
  jpeg_std_error(&errors->base);
  errors->base.error_exit = fail;
  // The library calls it for the first of its warnings.
  errors->base.output_message = keep_message;
  return &errors->base;
}

static void limit_scans(j_common_ptr info) {
  if (info->is_decompressor && ((j_decompress_ptr)info)->input_scan_number > scan_limit) {
    snprintf(
      ((struct errors *)info->err)->message->text, sizeof(struct cjpeg_message),
      "more than %d scans", scan_limit
    );
    longjmp(((struct errors *)info->err)->failed, 1);
  }
}

// A source of all bytes at once, which suspends the library at their end.
static void nothing(j_decompress_ptr info) {}
static boolean no_more(j_decompress_ptr info) { return FALSE; }

static void skip(j_decompress_ptr info, long count) {
  struct jpeg_source_mgr *source = info->src;
  size_t skipped = count < 0 ? 0 : (size_t)count;
  if (skipped > source->bytes_in_buffer) skipped = source->bytes_in_buffer;
  source->next_input_byte += skipped;
  source->bytes_in_buffer -= skipped;
}

enum cjpeg_outcome cjpeg_decode(
  const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, int channels,
  uint8_t *samples, struct cjpeg_message *message
) {
  struct jpeg_decompress_struct info;
  struct errors errors;
  struct jpeg_source_mgr source = {
    .next_input_byte = bytes, .bytes_in_buffer = count,
    .init_source = nothing, .fill_input_buffer = no_more, .skip_input_data = skip,
    .resync_to_restart = jpeg_resync_to_restart, .term_source = nothing,
  };
  struct jpeg_progress_mgr progress = {.progress_monitor = limit_scans};
  info.err = set_up(&errors, message);
  if (setjmp(errors.failed)) {
    jpeg_destroy_decompress(&info);
    return CJPEG_FAILED;
  }
  jpeg_create_decompress(&info);
  info.src = &source;
  info.progress = &progress;
  enum cjpeg_outcome outcome = CJPEG_TRUNCATED;
  int header;
  do {
    header = jpeg_read_header(&info, FALSE);
  } while (header == JPEG_HEADER_TABLES_ONLY);
  if (header == JPEG_HEADER_OK) {
    info.out_color_space = channels == 4 ? JCS_CMYK : JCS_RGB;
    if (jpeg_start_decompress(&info)) {
      if (info.output_width != width || info.output_height != height
          || info.output_components != channels) {
        snprintf(message->text, sizeof message->text, "its frames differ in size");
        outcome = CJPEG_FAILED;
      } else {
        while (info.output_scanline < height) {
          JSAMPROW row = samples + (size_t)info.output_scanline * width * channels;
          if (jpeg_read_scanlines(&info, &row, 1) != 1) break;
        }
        if (info.output_scanline == height) {
          // May fail; what may be missing is behind the last line.
          jpeg_finish_decompress(&info);
          outcome = CJPEG_COMPLETE;
        }
      }
    }
  }
  jpeg_destroy_decompress(&info);
  return outcome;
}

enum cjpeg_outcome cjpeg_encode(
  const uint8_t *samples, uint32_t width, uint32_t height, int quality,
  uint8_t **bytes, size_t *count, struct cjpeg_message *message
) {
  struct jpeg_compress_struct info;
  struct errors errors;
  unsigned long size = 0;
  *bytes = NULL;
  info.err = set_up(&errors, message);
  if (setjmp(errors.failed)) {
    jpeg_destroy_compress(&info);
    return CJPEG_FAILED;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, bytes, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  // Colours become YCbCr of 4:2:0, the library's default.
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < height) {
    JSAMPROW row = (JSAMPROW)samples + (size_t)info.next_scanline * width * 3;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  *count = size;
  return CJPEG_COMPLETE;
}

void cjpeg_free(uint8_t *bytes) { free(bytes); }

#define TEXT_OF(name) TEXT(name)
#define TEXT(value) #value

const char *cjpeg_version(void) {
#ifdef LIBJPEG_TURBO_VERSION
  return "libjpeg-turbo " TEXT_OF(LIBJPEG_TURBO_VERSION);
#else
  return "libjpeg " TEXT_OF(JPEG_LIB_VERSION);
#endif
}
