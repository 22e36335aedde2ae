#include <stddef.h>
#include <stdint.h>

/// libFuzzer's entry for programs with a main function of their own.
///
/// Source: "Using libFuzzer as a library" in LLVM's documentation.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *bytes, size_t count));
