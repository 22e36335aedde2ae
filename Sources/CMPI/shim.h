// MPI as Swift can call it: its names are macros, and pointers to unlike structures in Open MPI and MPICH.
// The folder of <mpi.h> and the library to link are pkg-config's, by `make build MPI=openmpi` or `MPI=mpich`.
#pragma once
#include <mpi.h>
#include <stddef.h>
#include <stdint.h>

// Numbers in one library and pointers in the other.
typedef struct { MPI_Comm raw; } cmpi_communicator;
typedef struct { MPI_Request raw; } cmpi_request;

// Whether calls may come from any thread, one at a time.
static inline int cmpi_start(int *rank, int *count) {
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, rank);
  MPI_Comm_size(MPI_COMM_WORLD, count);
  return provided >= MPI_THREAD_SERIALIZED;
}

// A communicator of all ranks, whose messages no other one sees.
static inline cmpi_communicator cmpi_duplicate(void) {
  cmpi_communicator all;
  MPI_Comm_dup(MPI_COMM_WORLD, &all.raw);
  return all;
}

static inline cmpi_request cmpi_send(const void *bytes, int count, int to, cmpi_communicator all) {
  cmpi_request request;
  MPI_Isend(bytes, count, MPI_BYTE, to, 1, all.raw, &request.raw);
  return request;
}

static inline cmpi_request cmpi_receive(void *bytes, int count, int from, cmpi_communicator all) {
  cmpi_request request;
  MPI_Irecv(bytes, count, MPI_BYTE, from, 1, all.raw, &request.raw);
  return request;
}

static inline cmpi_request cmpi_maximum(int64_t *values, int count, cmpi_communicator all) {
  cmpi_request request;
  MPI_Iallreduce(MPI_IN_PLACE, values, count, MPI_INT64_T, MPI_MAX, all.raw, &request.raw);
  return request;
}

static inline cmpi_request cmpi_broadcast(void *bytes, int count, int from, cmpi_communicator all) {
  cmpi_request request;
  MPI_Ibcast(bytes, count, MPI_BYTE, from, all.raw, &request.raw);
  return request;
}

static inline cmpi_request cmpi_gather(const void *own, void *every, int count, cmpi_communicator all) {
  cmpi_request request;
  MPI_Iallgather(own, count, MPI_BYTE, every, count, MPI_BYTE, all.raw, &request.raw);
  return request;
}

static inline cmpi_request cmpi_barrier(cmpi_communicator all) {
  cmpi_request request;
  MPI_Ibarrier(all.raw, &request.raw);
  return request;
}

static inline int cmpi_is_done(cmpi_request *request) {
  int done = 0;
  MPI_Test(&request->raw, &done, MPI_STATUS_IGNORE);
  return done;
}

static inline void cmpi_sum(float *values, int count, cmpi_communicator all) {
  MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_FLOAT, MPI_SUM, all.raw);
}

static inline void cmpi_finish(void) { MPI_Finalize(); }

static inline void cmpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }
