// What reading so many bytes again and again takes, from whichever cache holds them: the least that
// one row's products with a network's weights can cost.
//   gcc -O3 -march=native -ffast-math -DBYTES=2674688 -o stream stream.c && ./stream
// Prints one line of JSON: the best CPU seconds of going through them once.
#include <stdio.h>
#include <time.h>
enum { COUNT = BYTES / sizeof(float), AT_ONCE = 64, ROUNDS = 50, TURNS = 40 };
typedef float vector __attribute__((vector_size(32)));

static float weights[COUNT + AT_ONCE] __attribute__((aligned(64)));

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(void) {
  double best = 1e9;
  float total = 0;
  for (int i = 0; i < COUNT; i++) weights[i] = i % 7;
  for (int round = 0; round < ROUNDS; round++) {
    double began = cpu_seconds();
    for (int turn = 0; turn < TURNS; turn++) {
      vector sums[AT_ONCE / 8] = {0};
      for (int i = 0; i < COUNT; i += AT_ONCE)
        for (int j = 0; j < AT_ONCE / 8; j++) sums[j] += *(vector *)(weights + i + 8 * j);
      for (int j = 0; j < AT_ONCE / 8; j++) total += sums[j][turn % 8];
      __asm__ volatile("" ::: "memory");
    }
    double spent = (cpu_seconds() - began) / TURNS;
    if (spent < best) best = spent;
  }
  printf("{\"call_s\": %.9f, \"total\": %g}\n", best, total);
}
