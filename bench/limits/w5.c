// A tabular network's training as a person would write it by hand for one core: W5's bar.
// 100-64-64-1, relu, sigmoid, binary cross-entropy, accuracy, Adam, batches of 32 in a new order
// every epoch. Sizes are constants, products run over tiles of 2 rows and 32 columns in registers.
//   gcc -O3 -march=native -ffast-math -o w5 w5.c -lm && ./w5
// Prints one line of JSON: the best CPU seconds of a step.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
enum { ROWS = 9600, FEATURES = 100, UNITS = 64, BATCH = 32, STEPS = ROWS / BATCH, ROUNDS = 40 };
enum { W1 = 0, B1 = W1 + FEATURES * UNITS, W2 = B1 + UNITS, B2 = W2 + UNITS * UNITS };
enum { W3 = B2 + UNITS, B3 = W3 + UNITS, COUNT = B3 + 8 };
#define LINE __attribute__((aligned(64)))
#define INLINE static inline __attribute__((always_inline))
typedef float vector __attribute__((vector_size(32), aligned(4)));
typedef int32_t flags __attribute__((vector_size(32)));

static float x[ROWS][FEATURES], y[ROWS], weight[COUNT] LINE, slope[COUNT] LINE;
static float mean[COUNT] LINE, square[COUNT] LINE, turned[UNITS][UNITS] LINE;
static float input[BATCH][FEATURES] LINE, one[BATCH][UNITS] LINE, two[BATCH][UNITS] LINE;
static float back_one[BATCH][UNITS] LINE, back_two[BATCH][UNITS] LINE;
static int order[ROWS];
static double first_power = 1, second_power = 1, total;
static long hits;

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}
static uint64_t state = 88172645463325252ull;
static inline uint64_t random_bits(void) {  // xorshift64, Marsaglia 2003, doi:10.18637/jss.v008.i14
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}
static double normal(void) {  // Box and Muller 1958
  double u = ((random_bits() >> 11) + 1) * 0x1p-53, v = (random_bits() >> 11) * 0x1p-53;
  return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

INLINE vector all(float a) { return (vector){a, a, a, a, a, a, a, a}; }
INLINE vector positive(vector a, vector of) { return (vector)((flags)a & (of > all(0))); }

enum { PLAIN, RELU, MASKED };
// out[r][c] = bias[c] + sum over k of left[r * row + k * term] * right[k][c], then what `after` says.
INLINE void product(int rows, int terms, const float *left, int row, int term, const float *right,
                    const float *bias, float *out, int after, const float *mask) {
  for (int c = 0; c < UNITS; c += 32)
    for (int r = 0; r < rows; r += 2) {
      vector sums[2][4];
      for (int i = 0; i < 2; i++)
        for (int j = 0; j < 4; j++) sums[i][j] = bias ? *(vector *)(bias + c + 8 * j) : all(0);
#pragma GCC unroll 4
      for (int k = 0; k < terms; k++) {
        vector columns[4];
        for (int j = 0; j < 4; j++) columns[j] = *(vector *)(right + k * UNITS + c + 8 * j);
        for (int i = 0; i < 2; i++) {
          vector a = all(left[(r + i) * row + k * term]);
          for (int j = 0; j < 4; j++) sums[i][j] += a * columns[j];
        }
      }
      for (int i = 0; i < 2; i++)
        for (int j = 0; j < 4; j++) {
          int at = (r + i) * UNITS + c + 8 * j;
          vector s = sums[i][j];
          if (after == RELU) s = positive(s, s);
          if (after == MASKED) s = positive(s, *(vector *)(mask + at));
          *(vector *)(out + at) = s;
        }
    }
}
INLINE void column_sums(const float *of, float *out) {
  vector sums[8];
  for (int j = 0; j < 8; j++) sums[j] = all(0);
  for (int r = 0; r < BATCH; r++)
    for (int j = 0; j < 8; j++) sums[j] += *(vector *)(of + r * UNITS + 8 * j);
  memcpy(out, sums, sizeof sums);
}

static void step(const int *rows) {
  for (int r = 0; r < BATCH; r++) memcpy(input[r], x[rows[r]], sizeof input[r]);
  product(BATCH, FEATURES, input[0], FEATURES, 1, weight + W1, weight + B1, one[0], RELU, 0);
  product(BATCH, UNITS, one[0], UNITS, 1, weight + W2, weight + B2, two[0], RELU, 0);
  vector sums[8];
  for (int j = 0; j < 8; j++) sums[j] = all(0);
  float error_sum = 0;
  for (int r = 0; r < BATCH; r++) {
    vector dot = all(0);
    for (int j = 0; j < UNITS; j += 8) dot += *(vector *)(two[r] + j) * *(vector *)(weight + W3 + j);
    float logit = weight[B3], t = y[rows[r]];
    for (int j = 0; j < 8; j++) logit += dot[j];
    float small = expf(-fabsf(logit)), chance = (logit > 0 ? 1 : small) / (1 + small);
    total += (logit > 0 ? logit : 0) - logit * t + log1pf(small);
    hits += (logit > 0) == (t > 0.5f);
    float error = (chance - t) / BATCH;
    error_sum += error;
    for (int j = 0; j < 8; j++) {
      vector h = *(vector *)(two[r] + 8 * j);
      sums[j] += all(error) * h;
      *(vector *)(back_two[r] + 8 * j) = positive(all(error) * *(vector *)(weight + W3 + 8 * j), h);
    }
  }
  memcpy(slope + W3, sums, sizeof sums);
  slope[B3] = error_sum;
  for (int j = 0; j < UNITS; j++)
    for (int i = 0; i < UNITS; i++) turned[j][i] = weight[W2 + i * UNITS + j];
  product(UNITS, BATCH, one[0], 1, UNITS, back_two[0], 0, slope + W2, PLAIN, 0);
  column_sums(back_two[0], slope + B2);
  product(BATCH, UNITS, back_two[0], UNITS, 1, turned[0], 0, back_one[0], MASKED, one[0]);
  product(FEATURES, BATCH, input[0], 1, FEATURES, back_one[0], 0, slope + W1, PLAIN, 0);
  column_sums(back_one[0], slope + B1);
  first_power *= 0.9, second_power *= 0.999;
  float rate = 1e-3f * sqrt(1 - second_power) / (1 - first_power);
  for (int i = 0; i < COUNT; i++) {
    mean[i] += (slope[i] - mean[i]) * 0.1f;
    square[i] += (slope[i] * slope[i] - square[i]) * 0.001f;
    weight[i] -= rate * mean[i] / (sqrtf(square[i]) + 1e-7f);
  }
}

int main(void) {
  float slopes[FEATURES];
  for (int k = 0; k < FEATURES; k++) slopes[k] = normal();
  for (int i = 0; i < ROWS; i++) {
    double s = 0;
    for (int k = 0; k < FEATURES; k++) s += (x[i][k] = normal()) * slopes[k];
    y[i] = s + 10 * normal() > 0;  // noise keeps slopes far from zero, where arithmetic is slow
    order[i] = i;
  }
  for (int i = 0; i < B1; i++) weight[W1 + i] = normal() * sqrt(2.0 / (FEATURES + UNITS));
  for (int i = 0; i < UNITS * UNITS; i++) weight[W2 + i] = normal() * sqrt(1.0 / UNITS);
  for (int i = 0; i < UNITS; i++) weight[W3 + i] = normal() * sqrt(2.0 / (UNITS + 1));
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    double began = cpu_seconds();
    total = hits = 0;
    for (int i = ROWS - 1; i > 0; i--) {
      int j = random_bits() % (i + 1), kept = order[i];
      order[i] = order[j], order[j] = kept;
    }
    for (int s = 0; s < STEPS; s++) step(order + s * BATCH);
    double spent = (cpu_seconds() - began) / STEPS;
    if (spent < best) best = spent;
  }
  printf("{\"step_s\": %.9f, \"loss\": %.4f, \"accuracy\": %.4f}\n", best, total / ROWS,
         hits / (double)ROWS);
}
