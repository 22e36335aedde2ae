// Runs before the constructors of the libraries, which read the environment and map memory: no Swift code is
// that early. Nothing of the C library that has to be started first is used here.
#include "CStart.h"
#include "start.h"

#include <stdio.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// OpenBLAS maps so much for each thread, whatever its own variables say, and tries for ever where it cannot.
static const size_t block = (size_t)128 << 20;
// What the libraries and the program take besides until they can say what is missing.
static const size_t rest = (size_t)64 << 20;

#define UNCHECKED __attribute__((no_sanitize("address", "thread", "undefined")))

// The value of a variable that is set to something; null otherwise.
UNCHECKED static const char *value(char **environment, const char *name) {
  size_t length = 0;
  while (name[length]) length++;
  for (; *environment; environment++) {
    size_t same = 0;
    while (same < length && (*environment)[same] == name[same]) same++;
    if (same == length && (*environment)[length] == '=')
      return (*environment)[length + 1] ? *environment + length + 1 : NULL;
  }
  return NULL;
}

// Starts the program again with the waiting policy that its user has not set; returns where there is one.
UNCHECKED static void set_waiting_policy(char **arguments, char **environment) {
  if (value(environment, "OMP_WAIT_POLICY") || value(environment, "GOMP_SPINCOUNT")) return;
  // A program that the loader was asked to start is not what would be started again.
  if (getauxval(AT_BASE) == 0) return;
  size_t count = 0;
  while (environment[count]) count++;
  char *completed[count + 2];
  // Of a variable that is there twice the first one counts, even where the other one is empty.
  completed[0] = "GOMP_SPINCOUNT=" CSTART_SPIN_COUNT;
  for (size_t i = 0; i <= count; i++) completed[i + 1] = environment[i];
  // Under its own name, if the file is still there; where neither works the program goes on as it is.
  syscall(SYS_execve, getauxval(AT_EXECFN), arguments, completed);
  syscall(SYS_execve, "/proc/self/exe", arguments, completed);
}

// How many threads the libraries will count on.
UNCHECKED static size_t thread_count(char **environment) {
  unsigned char mask[1024] = {0};
  size_t processors = 0;
  long bytes = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  for (long i = 0; i < bytes; i++) processors += (size_t)__builtin_popcount(mask[i]);
  const char *asked = value(environment, "OMP_NUM_THREADS");
  size_t threads = 0;
  for (; asked && *asked >= '0' && *asked <= '9' && threads < processors; asked++)
    threads = 10 * threads + (size_t)(*asked - '0');
  if (threads > 0 && threads < processors) return threads;
  return processors > 0 ? processors : 1;
}

// Ends the program where the libraries could not be started for want of memory.
UNCHECKED static void require_memory(const char *program, char **environment) {
  size_t needed = thread_count(environment) * block + rest;
  long place = syscall(
      SYS_mmap, NULL, needed, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, (long)0);
  if (place != -1) {
    syscall(SYS_munmap, place, needed);
    return;
  }
  struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
  syscall(SYS_getrlimit, RLIMIT_AS, &limit);
  char text[512];
  int length;
  if (limit.rlim_cur == RLIM_INFINITY)
    length = snprintf(text, sizeof text,
        "%s: cannot start: its libraries need %zu MB of memory, which this machine does not give; "
        "end other programs\n",
        program, needed / 1000000);
  else
    length = snprintf(text, sizeof text,
        "%s: cannot start: its libraries need %zu MB more of address space, and the limit of %zu MB "
        "does not leave them; raise it (ulimit -v), or set OMP_NUM_THREADS=1\n",
        program, needed / 1000000, (size_t)limit.rlim_cur / 1000000);
  if (length > (int)sizeof text - 1) length = sizeof text - 1;
  syscall(SYS_write, STDERR_FILENO, text, (size_t)length);
  _exit(1);
}

UNCHECKED void start(int count, char **arguments, char **environment) {
  set_waiting_policy(arguments, environment);
  require_memory(count > 0 ? arguments[0] : "protopnet", environment);
}
