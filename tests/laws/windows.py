"""What windows give, element by element, and windows of every kind to try it on."""

import math

import numpy as np

from pronghorn.prims.window import Window, plain


def windows(x, taps, window, value):
    """Every window of an array (n, *sizes, c), element by element: (n, *out, *taps, c)."""
    ndim = len(taps)
    out = window.out_sizes(x.shape[1:-1], taps)
    found = np.full((x.shape[0], *out, *taps, x.shape[-1]), value, x.dtype)
    for place in np.ndindex(*out, *taps):
        start, tap = place[:ndim], place[ndim:]
        spread_places = [
            p * s + t * d - b
            for p, t, s, d, b in zip(
                start, tap, window.stride, window.dilation, window.before, strict=True
            )
        ]
        pairs = list(zip(spread_places, window.spread, x.shape[1:-1], strict=True))
        if all(at % s == 0 and 0 <= at // s < n for at, s, n in pairs):
            found[(slice(None), *place)] = x[(slice(None), *(at // s for at, s, _ in pairs))]
    return found


def convolved(x, w, *, groups, **moves):
    """Group by group, every filter laid on every window."""
    taps, ndim = w.shape[:-2], w.ndim - 2
    seen = windows(x, taps, Window(**moves), 0)
    results = []
    for part, filters in zip(np.split(seen, groups, -1), np.split(w, groups, -1), strict=True):
        axes = (*range(ndim + 1, 2 * ndim + 1), 2 * ndim + 1)
        results.append(np.tensordot(part, filters, (axes, tuple(range(ndim + 1)))))
    return np.concatenate(results, -1)


# Windows along one axis of 5 and along two of 5 and 4, with the size of their taps.
MOVES = [
    ((3,), plain(1)),
    ((3,), plain(1, stride=(2,), before=(1,), after=(1,))),
    ((2,), plain(1, dilation=(2,), before=(2,), after=(0,))),
    ((3,), plain(1, spread=(2,), before=(2,), after=(1,))),
    ((2,), plain(1, before=(-1,), after=(-1,))),
    ((2,), plain(1, stride=(2,))),
    ((2, 1), plain(2, stride=(2, 3), before=(1, 0), after=(0, 1))),
    ((2, 3), plain(2, stride=(2, 1), before=(0, 1), after=(1, 1))),
    ((3, 2), plain(2, stride=(1, 2), spread=(2, 1), dilation=(1, 2), before=(2, 1), after=(2, 1))),
]

# Maxima take windows over inputs that are neither spread nor cut.
POOLS = [move for move in MOVES if min(move[1].before) >= 0 and max(move[1].spread) == 1]


def chosen(x, taps, window):
    """For every window the place in x, flat over its inner axes, of the first largest element."""
    ndim = len(taps)
    sizes = x.shape[1:-1]
    flat = np.arange(math.prod(sizes)).reshape(1, *sizes, 1)
    values, at = windows(x, taps, window, -np.inf), windows(flat, taps, window, -1)
    out = values.shape[: ndim + 1]
    values = values.reshape(*out, -1, x.shape[-1])
    at = np.broadcast_to(at.reshape(1, *out[1:], -1, 1), values.shape)
    best = values.argmax(-2)[..., None, :]
    return np.take_along_axis(at, best, -2)[..., 0, :]


def picked(v, x, *, taps, **moves):
    at = chosen(x, taps, Window(**moves))
    flat = v.reshape(v.shape[0], -1, v.shape[-1])
    found = np.take_along_axis(flat, at.reshape(v.shape[0], -1, v.shape[-1]), 1)
    return found.reshape(at.shape)


def routed(g, x, *, taps, **moves):
    at = chosen(x, taps, Window(**moves))
    total = np.zeros((x.shape[0], math.prod(x.shape[1:-1]), x.shape[-1]))
    for n, *place, c in np.ndindex(at.shape):
        total[n, at[(n, *place, c)], c] += g[(n, *place, c)]
    return total.reshape(x.shape)
