// Whether this processor has the instructions that the compiler was allowed to use: `make` builds for the processor
// that it runs on. This comes first of all.
#include "start.h"

#include <unistd.h>

// Compiled for any x86-64, whatever the rest is compiled for.
#define BASELINE __attribute__((noinline, no_sanitize("address", "thread", "undefined")))
#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("no-sse3,no-popcnt,no-bmi,no-bmi2,no-lzcnt,no-movbe,no-adx"))), \
    apply_to = function)
#endif

// A text that ends up to `end`; returns its end.
BASELINE static char *add(char *place, const char *end, const char *text) {
  while (*text && place < end) *place++ = *text++;
  return place;
}

// What most other processors have; where the program needs no more, what all have.
#ifdef __AVX512F__
#define OTHERS "x86-64-v3"
#else
#define OTHERS "x86-64"
#endif

BASELINE static void require_processor(const char *program) {
  char text[1024];
  char *place = text;
  const char *end = text + sizeof text;
#if defined(__x86_64__)
  __builtin_cpu_init();
// Adds the name of a set that the processor does not have, or whose registers the system does not keep.
#define REQUIRE(name) \
  if (!__builtin_cpu_supports(name)) { \
    if (place != text) place = add(place, end, ", "); \
    place = add(place, end, name); \
  }
#ifdef __SSE3__
  REQUIRE("sse3")
#endif
#ifdef __SSSE3__
  REQUIRE("ssse3")
#endif
#ifdef __SSE4_1__
  REQUIRE("sse4.1")
#endif
#ifdef __SSE4_2__
  REQUIRE("sse4.2")
#endif
#ifdef __POPCNT__
  REQUIRE("popcnt")
#endif
#ifdef __AVX__
  REQUIRE("avx")
#endif
#ifdef __F16C__
  REQUIRE("f16c")
#endif
#ifdef __FMA__
  REQUIRE("fma")
#endif
#ifdef __FMA4__
  REQUIRE("fma4")
#endif
#ifdef __XOP__
  REQUIRE("xop")
#endif
#ifdef __BMI__
  REQUIRE("bmi")
#endif
#ifdef __BMI2__
  REQUIRE("bmi2")
#endif
#ifdef __LZCNT__
  REQUIRE("lzcnt")
#endif
#ifdef __MOVBE__
  REQUIRE("movbe")
#endif
#ifdef __ADX__
  REQUIRE("adx")
#endif
#ifdef __AVX2__
  REQUIRE("avx2")
#endif
#ifdef __AVXVNNI__
  REQUIRE("avxvnni")
#endif
#ifdef __GFNI__
  REQUIRE("gfni")
#endif
#ifdef __VAES__
  REQUIRE("vaes")
#endif
#ifdef __VPCLMULQDQ__
  REQUIRE("vpclmulqdq")
#endif
#ifdef __AVX512F__
  REQUIRE("avx512f")
#endif
#ifdef __AVX512CD__
  REQUIRE("avx512cd")
#endif
#ifdef __AVX512DQ__
  REQUIRE("avx512dq")
#endif
#ifdef __AVX512BW__
  REQUIRE("avx512bw")
#endif
#ifdef __AVX512VL__
  REQUIRE("avx512vl")
#endif
#ifdef __AVX512VBMI__
  REQUIRE("avx512vbmi")
#endif
#ifdef __AVX512VBMI2__
  REQUIRE("avx512vbmi2")
#endif
#ifdef __AVX512VNNI__
  REQUIRE("avx512vnni")
#endif
#ifdef __AVX512BITALG__
  REQUIRE("avx512bitalg")
#endif
#ifdef __AVX512VPOPCNTDQ__
  REQUIRE("avx512vpopcntdq")
#endif
#ifdef __AVX512IFMA__
  REQUIRE("avx512ifma")
#endif
#ifdef __AVX512BF16__
  REQUIRE("avx512bf16")
#endif
#ifdef __AVX512FP16__
  REQUIRE("avx512fp16")
#endif
#endif
  if (place == text) return;
  char message[1536];
  end = message + sizeof message;
  char *last = add(message, end, program);
  last = add(last, end,
      ": cannot start: it was built for a processor with instructions that this one does not have (");
  for (const char *letter = text; letter < place && last < end; letter++) *last++ = *letter;
  last = add(last, end,
      "); build it on this machine, or for most others, too: make build FLAGS='-Xcc -march=" OTHERS "'\n");
  // Nothing of the C library has started.
  (void)!write(STDERR_FILENO, message, (size_t)(last - message));
  _exit(1);
}

BASELINE static void begin(int count, char **arguments, char **environment) {
  require_processor(count > 0 ? arguments[0] : "protopnet");
  start(count, arguments, environment);
}

// Called before the libraries' constructors.
__attribute__((used, section(".preinit_array"))) static void (*const first)(int, char **, char **) =
    begin;

#if defined(__x86_64__)
#pragma clang attribute pop
#endif
