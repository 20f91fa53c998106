// The tutorial's training as a person would write it by hand for one core: the bar for pronghorn.
// 3-4-2 network, relu, softmax, cross-entropy, accuracy, RMSprop, batches of 8 in a new order every epoch.
//   gcc -O3 -march=native -ffast-math -DROWS=1000 -o w1 w1.c -lm && ./w1
// Prints one line of JSON: the best and median CPU nanoseconds of a step for each layout.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifndef ROWS
#define ROWS 1000
#endif
enum { BATCH = 8, STEPS = ROWS / BATCH, EPOCHS = 10, ROUNDS = 31 };
#define RATE 1e-3f
#define RHO 0.9f
#define EPSILON 1e-7f

static float x_rows[ROWS][3], y_rows[ROWS][2];
static float packed[ROWS][8] __attribute__((aligned(32)));  // x0 x1 x2 y0 y1 and three zeros
enum { AHEAD = 4 * BATCH };  // rows beyond the cache are asked for this much before they are read
static uint32_t order[ROWS + AHEAD];

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
static void shuffle(void) {
  for (uint32_t i = ROWS - 1; i > 0; i--) {
    uint32_t j = ((random_bits() >> 32) * (uint64_t)(i + 1)) >> 32, held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
}

// Weights and mean squares: kernel one (3x4), bias one, kernel two (4x2), bias two, padding.
typedef struct { float w1[3][4], b1[4], w2[4][2], b2[2], padding[6]; } __attribute__((aligned(32))) Weights;
static Weights weight, square, start;
typedef struct { float loss, accuracy; } Result;

static inline void update(const float *gradient) {
  float *w = (float *)&weight, *v = (float *)&square;
  for (int i = 0; i < 32; i++) {
    v[i] = RHO * v[i] + (1 - RHO) * gradient[i] * gradient[i];
    w[i] -= RATE * gradient[i] / sqrtf(v[i] + EPSILON);
  }
}

// Layout one: plain loops with the row outermost, as in a first draft.
static __attribute__((noinline)) Result epoch_rows(void) {
  float loss = 0, hits = 0;
  shuffle();
  for (int s = 0; s < STEPS; s++) {
    Weights g = {0};
    for (int b = 0; b < BATCH; b++) {
      const float *x = x_rows[order[s * BATCH + b]], *y = y_rows[order[s * BATCH + b]];
      float h[4], z[2], d[2];
      for (int j = 0; j < 4; j++) {
        float a = weight.b1[j];
        for (int i = 0; i < 3; i++) a += x[i] * weight.w1[i][j];
        h[j] = a > 0 ? a : 0;
      }
      for (int k = 0; k < 2; k++) {
        z[k] = weight.b2[k];
        for (int j = 0; j < 4; j++) z[k] += h[j] * weight.w2[j][k];
      }
      float top = z[0] > z[1] ? z[0] : z[1], e0 = expf(z[0] - top), e1 = expf(z[1] - top), sum = e0 + e1;
      loss += logf(sum) + top - y[0] * z[0] - y[1] * z[1];
      hits += (z[1] > z[0]) == (y[1] > y[0]);
      d[0] = (e0 / sum - y[0]) / BATCH, d[1] = (e1 / sum - y[1]) / BATCH;
      for (int j = 0; j < 4; j++) {
        float back = h[j] > 0 ? d[0] * weight.w2[j][0] + d[1] * weight.w2[j][1] : 0;
        g.b1[j] += back;
        for (int i = 0; i < 3; i++) g.w1[i][j] += x[i] * back;
        for (int k = 0; k < 2; k++) g.w2[j][k] += h[j] * d[k];
      }
      for (int k = 0; k < 2; k++) g.b2[k] += d[k];
    }
    update((float *)&g);
  }
  return (Result){loss / ROWS, hits / ROWS};
}

// The layouts below keep one row of the batch in each lane of an eight-lane vector.
typedef float Lanes __attribute__((vector_size(32)));
typedef int32_t Bits __attribute__((vector_size(32)));
#define PICK(a, b, ...) __builtin_shuffle(a, b, (Bits){__VA_ARGS__})
static inline Lanes all(float a) { return (Lanes){a, a, a, a, a, a, a, a}; }
static inline Lanes keep(Bits mask, Lanes a) { return (Lanes)((Bits)a & mask); }
static inline Lanes choose(Bits mask, Lanes a, Lanes b) { return (Lanes)(((Bits)a & mask) | ((Bits)b & ~mask)); }

// exp on [-87, 0] and log on [1, 2]; both err by about 1e-7.
static inline Lanes exponential(Lanes x) {
  x = choose(x > all(-87.f), x, all(-87.f));
  Bits whole = __builtin_convertvector(x * all(1.44269504f) - all(0.5f), Bits);  // to nearest, since x <= 0
  Lanes n = __builtin_convertvector(whole, Lanes);
  Lanes r = x - n * all(0.693145752f) - n * all(1.42860677e-6f), r2 = r * r;
  Lanes p = all(1.f) + r + r2 * (all(0.5f) + r * all(0.166666655f) + r2 * (all(4.1665796e-2f) + r * all(8.333452e-3f) + r2 * all(1.39820e-3f)));
  return (Lanes)((Bits)p + (whole << 23));
}
static inline Lanes logarithm(Lanes x) {  // 2 atanh((x - 1) / (x + 1))
  Lanes s = (x - all(1.f)) / (x + all(1.f)), q = s * s;
  return all(2.f) * s * (all(1.f) + q * (all(1 / 3.f) + q * (all(0.2f) + q * (all(1 / 7.f) + q * (all(1 / 9.f) + q * all(1 / 11.f))))));
}
// Sum of the lanes of each of eight vectors: lane i of the result belongs to argument i.
static inline Lanes halves(Lanes a, Lanes b) { return PICK(a, b, 0, 8, 2, 10, 4, 12, 6, 14) + PICK(a, b, 1, 9, 3, 11, 5, 13, 7, 15); }
static inline Lanes quarters(Lanes p, Lanes q) { return PICK(p, q, 0, 1, 8, 9, 4, 5, 12, 13) + PICK(p, q, 2, 3, 10, 11, 6, 7, 14, 15); }
static inline Lanes sums(const Lanes *a) {
  Lanes r = quarters(halves(a[0], a[1]), halves(a[2], a[3])), s = quarters(halves(a[4], a[5]), halves(a[6], a[7]));
  return PICK(r, s, 0, 1, 2, 3, 8, 9, 10, 11) + PICK(r, s, 4, 5, 6, 7, 12, 13, 14, 15);
}

static inline void gather_packed(const uint32_t *rows, Lanes *t) {  // eight rows of eight, the first five columns
  Lanes r[8], a[4], b[4];
  for (int i = 0; i < 8; i++) {
    __builtin_prefetch(packed[rows[i + AHEAD]]);
    r[i] = *(const Lanes *)packed[rows[i]];
  }
  for (int i = 0; i < 4; i++) {
    a[i] = PICK(r[2 * i], r[2 * i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    b[i] = PICK(r[2 * i], r[2 * i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  Lanes c0 = PICK(a[0], a[1], 0, 1, 8, 9, 4, 5, 12, 13), d0 = PICK(a[2], a[3], 0, 1, 8, 9, 4, 5, 12, 13);
  Lanes c1 = PICK(a[0], a[1], 2, 3, 10, 11, 6, 7, 14, 15), d1 = PICK(a[2], a[3], 2, 3, 10, 11, 6, 7, 14, 15);
  Lanes c2 = PICK(b[0], b[1], 0, 1, 8, 9, 4, 5, 12, 13), d2 = PICK(b[2], b[3], 0, 1, 8, 9, 4, 5, 12, 13);
  Lanes c3 = PICK(b[0], b[1], 2, 3, 10, 11, 6, 7, 14, 15), d3 = PICK(b[2], b[3], 2, 3, 10, 11, 6, 7, 14, 15);
  t[0] = PICK(c0, d0, 0, 1, 2, 3, 8, 9, 10, 11), t[1] = PICK(c1, d1, 0, 1, 2, 3, 8, 9, 10, 11);
  t[2] = PICK(c2, d2, 0, 1, 2, 3, 8, 9, 10, 11), t[3] = PICK(c3, d3, 0, 1, 2, 3, 8, 9, 10, 11);
  t[4] = PICK(c0, d0, 4, 5, 6, 7, 12, 13, 14, 15);
}
static inline void gather_columns(const uint32_t *rows, Lanes *t) {  // straight from the user's arrays
  float column[5][8] __attribute__((aligned(32)));
  for (int b = 0; b < 8; b++) {
    for (int i = 0; i < 3; i++) column[i][b] = x_rows[rows[b]][i];
    for (int k = 0; k < 2; k++) column[3 + k][b] = y_rows[rows[b]][k];
  }
  for (int i = 0; i < 5; i++) t[i] = *(Lanes *)column[i];
}

static inline void descend(Lanes *w, Lanes *v, const Lanes *products, int slot) {
  Lanes gradient = sums(products), root;
  *v = all(RHO) * *v + all(1 - RHO) * gradient * gradient;
  for (int i = 0; i < 8; i++) root[i] = sqrtf((*v)[i] + EPSILON);
  *w -= all(RATE) * gradient / root;
  ((Lanes *)&weight)[slot] = *w;
}

static inline __attribute__((always_inline)) Result epoch_lanes(int from_packed) {
  const Lanes zero = all(0.f), one = all(1.f), share = all(1.f / BATCH);
  Lanes loss = zero;
  Bits hits = {0};
  Lanes *w = (Lanes *)&weight, *v = (Lanes *)&square;
  Lanes w0 = w[0], w1 = w[1], w2 = w[2], w3 = w[3], v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3];
  shuffle();
  for (int s = 0; s < STEPS; s++) {
    Lanes t[5], h[4], back[4];
    if (from_packed) gather_packed(order + s * BATCH, t);
    else gather_columns(order + s * BATCH, t);
    for (int j = 0; j < 4; j++) {
      Lanes a = t[0] * all(weight.w1[0][j]) + all(weight.b1[j]) + (t[1] * all(weight.w1[1][j]) + t[2] * all(weight.w1[2][j]));
      h[j] = keep(a > zero, a);
    }
    Lanes z0 = h[0] * all(weight.w2[0][0]) + all(weight.b2[0]) + h[1] * all(weight.w2[1][0]) + (h[2] * all(weight.w2[2][0]) + h[3] * all(weight.w2[3][0]));
    Lanes z1 = h[0] * all(weight.w2[0][1]) + all(weight.b2[1]) + h[1] * all(weight.w2[1][1]) + (h[2] * all(weight.w2[2][1]) + h[3] * all(weight.w2[3][1]));
    Bits second = z1 > z0;  // two classes need one exponential: that of minus their distance
    Lanes gap = choose(second, z1 - z0, z0 - z1), e = exponential(-gap), r = one / (one + e);
    Lanes p1 = choose(second, r, e * r), p0 = one - p1;
    loss += logarithm(one + e) + choose(second, z1, z0) - t[3] * z0 - t[4] * z1;
    hits += second ^ (t[4] > t[3]);  // minus one for each miss
    Lanes d0 = (p0 - t[3]) * share, d1 = (p1 - t[4]) * share;
    for (int j = 0; j < 4; j++) back[j] = keep(h[j] > zero, d0 * all(weight.w2[j][0]) + d1 * all(weight.w2[j][1]));
    Lanes g0[8] = {t[0] * back[0], t[0] * back[1], t[0] * back[2], t[0] * back[3], t[1] * back[0], t[1] * back[1], t[1] * back[2], t[1] * back[3]};
    Lanes g1[8] = {t[2] * back[0], t[2] * back[1], t[2] * back[2], t[2] * back[3], back[0], back[1], back[2], back[3]};
    Lanes g2[8] = {h[0] * d0, h[0] * d1, h[1] * d0, h[1] * d1, h[2] * d0, h[2] * d1, h[3] * d0, h[3] * d1};
    Lanes g3[8] = {d0, d1, zero, zero, zero, zero, zero, zero};
    descend(&w2, &v2, g2, 2), descend(&w3, &v3, g3, 3), descend(&w0, &v0, g0, 0), descend(&w1, &v1, g1, 1);
  }
  v[0] = v0, v[1] = v1, v[2] = v2, v[3] = v3;
  float total = 0, misses = 0;
  for (int i = 0; i < 8; i++) total += loss[i], misses -= hits[i];
  return (Result){total / ROWS, 1 - misses / ROWS};
}
static __attribute__((noinline)) Result epoch_packed(void) { return epoch_lanes(1); }
static __attribute__((noinline)) Result epoch_columns(void) { return epoch_lanes(0); }

static int ascending(const void *a, const void *b) { return (*(double *)a > *(double *)b) - (*(double *)a < *(double *)b); }

int main(void) {
  struct { const char *name; Result (*epoch)(void); } layout[] = {{"rows", epoch_rows}, {"columns", epoch_columns}, {"packed", epoch_packed}};
  enum { LAYOUTS = sizeof layout / sizeof *layout };
  static double seconds[LAYOUTS][ROUNDS];
  Result result[LAYOUTS];
  for (int i = 0; i < ROWS; i++) {
    for (int k = 0; k < 3; k++) packed[i][k] = x_rows[i][k] = normal() + (i < ROWS / 2 ? (k < 2 ? 1 : -1) : 0);
    for (int k = 0; k < 2; k++) packed[i][3 + k] = y_rows[i][k] = (i < ROWS / 2) == k;
  }
  for (int j = 0; j < 12; j++) start.w1[j / 4][j % 4] = 0.05 * normal();
  for (int j = 0; j < 8; j++) start.w2[j / 2][j % 2] = 0.05 * normal();
  for (int round = 0; round < ROUNDS; round++)
    for (int k = 0; k < LAYOUTS; k++) {
      weight = start, memset(&square, 0, sizeof square), state = 12345;
      for (uint32_t i = 0; i < ROWS; i++) order[i] = i;
      double began = cpu_seconds();
      for (int e = 0; e < EPOCHS; e++) result[k] = layout[k].epoch();
      seconds[k][round] = (cpu_seconds() - began) / EPOCHS;
    }
  printf("{");
  for (int k = 0; k < LAYOUTS; k++) {
    qsort(seconds[k], ROUNDS, sizeof(double), ascending);
    printf("%s\"%s\": {\"best_epoch_s\": %.9f, \"median_epoch_s\": %.9f, \"loss\": %.5f, \"accuracy\": %.4f}", k ? ", " : "", layout[k].name, seconds[k][0], seconds[k][ROUNDS / 2], result[k].loss, result[k].accuracy);
  }
  printf("}\n");
}
