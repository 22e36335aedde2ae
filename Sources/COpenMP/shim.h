// GCC's libgomp, whose thread pool oneDNN runs on. Its entry points have no header of their own outside GCC.
#pragma once
void GOMP_parallel(void (*fn)(void *), void *data, unsigned num_threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);
int omp_get_max_threads(void);
void omp_set_num_threads(int);
