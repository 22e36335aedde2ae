// Nothing to call: start.c does its work before the program's other libraries start.
#pragma once

// How often a thread that waits for others looks again before it sleeps: the value that GOMP_SPINCOUNT gets. Where
// other programs keep the processors busy, threads that wait in a loop take them from those that they wait for.
#define CSTART_SPIN_COUNT "10000"
