"""Functions of `keras.ops` on plain arrays: values, shapes and dtypes."""

import numpy as np

RNG = np.random.default_rng(7)
X = RNG.normal(size=(3, 4)).astype("float32").round(2)
Y = RNG.normal(size=(3, 4)).astype("float32").round(2)
LINE = RNG.normal(size=9).astype("float32").round(2)
WHOLE = RNG.integers(0, 6, (2, 5)).astype("int32")
HOLED = np.where(RNG.random((3, 4)) < 0.3, np.float32("nan"), X)
SQUARE = (RNG.normal(size=(2, 3, 3)) + 2 * np.eye(3)).astype("float32").round(2)
POSITIVE = (SQUARE @ SQUARE.transpose(0, 2, 1) + np.eye(3)).astype("float32")
ENDS = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.5, -2.5], "float32")
IDS = np.array([0, 2, 2, 0], "int32")
ROWS = RNG.normal(size=(4, 2)).astype("float32").round(2)
SPOKEN = np.random.default_rng(3).normal(size=(2, 9, 4)).astype("float32").round(2)
LENGTHS = np.array([9, 6], "int32")
IMAGES = RNG.normal(size=(2, 5, 4, 3)).astype("float32").round(2)

# name: arguments, then keyword arguments
CALLS = {
    **{
        f"{name} {kind}": (name, (x,), {})
        for name in "fabs sinc signbit erfc angle real imag conj conjugate isreal".split()
        for kind, x in (("floats", X), ("ends", ENDS))
    },
    "i0": ("i0", (X,), {}),
    **{
        name: (name, (X, Y), {})
        for name in "hypot heaviside fmax fmin fmod logaddexp2 nextafter kron".split()
    },
    **{f"{name} ends": (name, (ENDS, ENDS[::-1]), {}) for name in ("fmax", "fmin", "hypot")},
    **{f"{name} whole": (name, (WHOLE, WHOLE[::-1] + 1), {}) for name in ("gcd", "lcm", "fmod")},
    "ldexp": ("ldexp", (X, WHOLE[0, :4]), {}),
    "erfinv": ("erfinv", (np.tanh(X),), {}),
    **{
        f"{name} {axis}": (name, (HOLED,), {"axis": axis})
        for name in (
            "nansum nanprod nanmean nanmax nanmin nanvar nanstd nanargmax nanargmin nanmedian "
            "nancumsum nancumprod"
        ).split()
        for axis in (None, 0, 1)
    },
    "nanmean kept": ("nanmean", (HOLED,), {"axis": 1, "keepdims": True}),
    "nanquantile": ("nanquantile", (HOLED, [0.25, 0.5]), {"axis": 1}),
    "nanpercentile": ("nanpercentile", (HOLED, 30), {"axis": 0, "method": "nearest"}),
    "nansum whole": ("nansum", (WHOLE,), {}),
    "cumprod": ("cumprod", (X,), {"axis": 1}),
    "cumprod all": ("cumprod", (WHOLE,), {}),
    **{
        f"{name} of 5": (name, (5,), {})
        for name in "bartlett blackman hamming hanning".split()
    },
    "kaiser": ("kaiser", (5, 4.0), {}),
    "hanning of 1": ("hanning", (1,), {}),
    "searchsorted": ("searchsorted", (np.sort(LINE), X), {}),
    "searchsorted right": ("searchsorted", ([1, 2, 2, 3], [2, 4]), {"side": "right"}),
    "digitize": ("digitize", (X, [-1.0, 0.0, 1.0]), {}),
    "bincount": ("bincount", (WHOLE[0],), {}),
    "bincount rows": ("bincount", (WHOLE,), {"minlength": 8}),
    "bincount weights": ("bincount", (WHOLE[0],), {"weights": LINE[:5]}),
    "histogram": ("histogram", (LINE,), {"bins": 4}),
    "histogram in a range": ("histogram", (LINE,), {"bins": 3, "range": (-1.0, 1.0)}),
    "isin": ("isin", (WHOLE, [1, 4]), {}),
    "isin inverted": ("isin", (WHOLE, [1, 4]), {"invert": True}),
    "unique": ("unique", (WHOLE,), {}),
    "unique with all": (
        "unique",
        (WHOLE[0],),
        {"return_index": True, "return_inverse": True, "return_counts": True},
    ),
    "scatter": ("scatter", (np.array([[0, 1], [2, 0]]), LINE[:2], (3, 2)), {}),
    "scatter rows": ("scatter", (np.array([[1], [1]]), X[:2], (3, 4)), {}),
    "scatter_update": ("scatter_update", (X, [[0, 1], [2, 3]], [9.0, 8.0]), {}),
    "scatter_update rows": ("scatter_update", (X, [[2]], Y[:1]), {}),
    **{
        f"scatter_update {how}": (
            "scatter_update", (X, [[0, 1], [0, 1]], [2.0, 3.0]), {"reduction": how},
        )
        for how in ("add", "max", "min", "mul")
    },
    **{
        f"segment_{how}": (f"segment_{how}", (ROWS, IDS), {"num_segments": 4})
        for how in ("sum", "max")
    },
    **{name: (name, ((X, Y),), {}) for name in ("fft", "fft2", "ifft2")},
    "rfft": ("rfft", (X,), {}),
    "rfft longer": ("rfft", (X,), {"fft_length": 7}),
    "rfft shorter": ("rfft", (LINE,), {"fft_length": 6}),
    "irfft": ("irfft", ((X, Y),), {}),
    "irfft odd": ("irfft", ((X, Y),), {"fft_length": 7}),
    "stft": ("stft", (np.tile(LINE, 3), 6, 2, 8), {}),
    "stft bare": ("stft", (np.tile(LINE, 3), 4, 3, 4), {"window": None, "center": False}),
    "istft": ("istft", ((np.tile(X[:, :3], (2, 1)), np.tile(Y[:, :3], (2, 1))), 4, 2, 4), {}),
    "extract_sequences": ("extract_sequences", (X, 2, 1), {}),
    **{
        f"correlate {mode}": ("correlate", (LINE, LINE[:4]), {"mode": mode})
        for mode in ("valid", "same", "full")
    },
    "correlate short first": ("correlate", (LINE[:3], LINE), {"mode": "full"}),
    "rearrange": ("rearrange", (IMAGES, "b h (w p) c -> b w h (p c)"), {"p": 2}),
    "fliplr": ("fliplr", (X,), {}),
    "flipud": ("flipud", (X,), {}),
    **{f"rot90 {k}": ("rot90", (X,), {"k": k}) for k in (-1, 1, 2)},
    "dstack": ("dstack", ([X, Y],), {}),
    "dstack lines": ("dstack", ([LINE, LINE],), {}),
    "hsplit": ("hsplit", (X, 2), {}),
    "vsplit": ("vsplit", (X, [1]), {}),
    "dsplit": ("dsplit", (IMAGES, 2), {}),
    "unravel_index": ("unravel_index", (WHOLE, (3, 4)), {}),
    "view": ("view", (X,), {"dtype": "int32"}),
    "diagflat": ("diagflat", (X[:1], -1), {}),
    "diff": ("diff", (X,), {}),
    "diff twice": ("diff", (X,), {"n": 2, "axis": 0}),
    "trapezoid": ("trapezoid", (X,), {}),
    "trapezoid at": ("trapezoid", (X, LINE[:3]), {"axis": 0}),
    "trapezoid step": ("trapezoid", (WHOLE,), {"dx": 0.5}),
    "cross": ("cross", (X[:, :3], Y[:, :3]), {}),
    "cross of two": ("cross", (X[:, :2], Y[:, :2]), {}),
    "cross of both": ("cross", (X[:, :3], Y[:, :2]), {}),
    "cross along": ("cross", (X, Y), {"axis": 0}),
    "corrcoef": ("corrcoef", (X,), {}),
    "cdist": ("cdist", (X, Y), {}),
    "vander": ("vander", (LINE[:3],), {}),
    "vander rising": ("vander", (WHOLE[0],), {"N": 3, "increasing": True}),
    "logspace": ("logspace", (0.0, 2.0), {"num": 4}),
    "geomspace": ("geomspace", (1.0, 16.0), {"num": 5}),
    "cholesky": ("cholesky", (POSITIVE,), {}),
    "cholesky upper": ("cholesky", (POSITIVE[0],), {"upper": True}),
    "cholesky_inverse": ("cholesky_inverse", (np.linalg.cholesky(POSITIVE[0]),), {}),
    **{name: (name, (SQUARE,), {}) for name in "inv det slogdet pinv lu_factor".split()},
    "logdet": ("logdet", (POSITIVE,), {}),
    "matrix_rank": ("matrix_rank", (np.outer(LINE, LINE),), {}),
    "pinv wide": ("pinv", (X,), {}),
    "solve": ("solve", (SQUARE, SQUARE), {}),
    "solve vector": ("solve", (SQUARE[0], LINE[:3]), {}),
    "solve_triangular": ("solve_triangular", (SQUARE[0], X), {"lower": True}),
    "singular values": ("svd", (X,), {"compute_uv": False}),
    "lstsq": ("lstsq", (X.T, LINE[:4]), {}),
    "layer_normalization": ("layer_normalization", (X, LINE[:4], LINE[4:8]), {"epsilon": 1e-3}),
    "rms_normalization": ("rms_normalization", (X, LINE[:4]), {}),
    "unfold": ("unfold", (IMAGES, 2), {}),
    "unfold with all": (
        "unfold", (IMAGES, (2, 2)), {"dilation": (1, 2), "padding": 1, "stride": (2, 1)},
    ),
    "fold": ("fold", (RNG.normal(size=(2, 8, 4)).astype("float32"), (4, 4), 2), {"stride": 2}),
    "fold with all": (
        "fold",
        (RNG.normal(size=(1, 8, 9)).astype("float32"), (4, 5), 2),
        {"dilation": (1, 2), "padding": (0, 0), "stride": 1},
    ),
    "multi_hot": ("multi_hot", (WHOLE, 6), {}),
    "attention": ("dot_product_attention", (IMAGES, IMAGES, IMAGES), {}),
    "attention causal": (
        "dot_product_attention", (IMAGES, IMAGES, IMAGES), {"is_causal": True, "scale": 0.3},
    ),
    "attention with groups": (
        "dot_product_attention", (IMAGES, IMAGES[:, :, :2], IMAGES[:, :, 1:3]), {},
    ),
    **{
        f"ctc_decode {name}": ("ctc_decode", (SPOKEN, LENGTHS), named)
        for name, named in {
            "greedy": {},
            "greedy apart": {"merge_repeated": False, "mask_index": 2},
            "beams": {"strategy": "beam_search", "top_paths": 3},
            "narrow beams": {"strategy": "beam_search", "beam_width": 4, "mask_index": 3},
        }.items()
    },
    "ctc_loss": ("ctc_loss", (WHOLE[:, :3] % 3 + 1, SPOKEN, [3, 2], LENGTHS), {}),
}  # fmt: skip


def call(name, arguments, named):
    return lambda keras: plain(getattr(keras.ops, name)(*arguments, **named))


def plain(found):
    if isinstance(found, tuple | list):
        return [plain(part) for part in found]
    return np.asarray(found)


CASES = {name: call(*row) for name, row in CALLS.items()}
