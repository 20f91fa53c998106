"""Random draws: counter-based, so that a draw has the same bits eager, traced and on any engine.

A draw is a function of a key alone: two words of a `SeedGenerator`'s state, or an integer seed.
Where no seed is given, seeds come from Python's `random` after `set_random_seed`, as in Keras, and
from `np.random` otherwise, so that `np.random.seed(1)` alone makes a script repeatable.

A float64 draw has all its bits if floatx is float64; otherwise it is narrowed, as in Keras.
"""

import importlib
import math

import numpy as np

from pronghorn import ops
from pronghorn.config import floatx
from pronghorn.dtypes import result_type, standardize_dtype
from pronghorn.errors import unknown_argument, wrong_argument
from pronghorn.ir.types import Size
from pronghorn.ops.operands import shape_from, together
from pronghorn.prims.bits import keyed_hash, permutation, threefry
from pronghorn.prims.create import iota, size_of
from pronghorn.prims.elementwise import cast
from pronghorn.prims.views import reshape
from pronghorn.tensor import Tensor
from pronghorn.trace.tracer import Tally
from pronghorn.variables import Variable, auto_name, concretely, has_values, name_scope

__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "make_default_seed",
    "normal",
    "randint",
    "set_random_seed",
    "shuffle",
    "truncated_normal",
    "uniform",
]

# Proposals for each gamma number; all are refused, and the likeliest number stands, with a
# probability below 1e-10.
TRIES = 8


class _Session:
    """What `set_random_seed` asked for, and the generator of draws that name no seed."""

    def __init__(self):
        self.seed = None
        self.generator = None


_session = _Session()

# How often seeds were taken from, or given to, the generators of Python and NumPy.
seeds_drawn = Tally([0])


def set_random_seed(seed):
    """Seeds Python's `random`, NumPy and pronghorn, so that a script repeats exactly.

    Raises:
        ValueError: if `seed` is not a whole number.

    Example:
        >>> from pronghorn import random
        >>> random.set_random_seed(1)
        >>> first = random.uniform((2,)).numpy()
        >>> random.set_random_seed(1)
        >>> bool((first == random.uniform((2,)).numpy()).all())
        True
    """
    seed = _whole("set_random_seed", seed)
    seeds_drawn.count()
    importlib.import_module("random").seed(seed)
    np.random.seed(seed % 2**32)
    seeds_drawn.count()  # a trace of another thread may have begun in between
    _session.seed = seed
    _session.generator = None


def generator_states():
    """Where the generators of Python and of NumPy stand, by the names of their modules."""
    kind, words, *place = np.random.get_state()
    python = importlib.import_module("random").getstate()
    return {"random": python, "np.random": (kind, words.tobytes(), *place)}


def make_default_seed():
    """A seed for whoever was given none; 0, and nothing drawn, while only shapes matter."""
    if not has_values():
        return 0
    seeds_drawn.count()
    if _session.seed is not None:
        return importlib.import_module("random").randint(1, int(1e9))
    return int(np.random.randint(1, int(1e9)))


def unseeded_generator():
    """The generator of draws that name no seed; None if there was no such draw yet."""
    return _session.generator


def reset_generator():
    """Forgets the generator of draws without a seed; the next such draw makes a new one."""
    _session.generator = None


class SeedGenerator:
    """A stream of seeds; its state is a variable, carried and saved with the layer that owns it.

    Args:
        seed: a whole number; None draws one.

    Example:
        >>> from pronghorn import random
        >>> seeds = random.SeedGenerator(1)
        >>> a, b = (random.uniform((), seed=seeds) for _ in range(2))
        >>> bool(a == b)
        False
    """

    def __init__(self, seed=None, name=None, **kwargs):
        if kwargs:
            raise unknown_argument(SeedGenerator, min(kwargs))
        self.name = name or auto_name("seed_generator")
        self._initial_seed = seed
        self.seed = make_default_seed() if seed is None else _whole("SeedGenerator", seed)
        with name_scope(self.name):
            self.state = Variable(
                np.array([self.seed % 2**32, 0], "uint32"),
                dtype="uint32",
                trainable=False,
                name="seed_generator_state",
            )

    def next(self, ordered=True):  # noqa: ARG002  # there is one order
        """The current seed, a uint32[2] tensor; the state moves on by one."""
        current = self.state.value
        # 0 and 1 as positions, since an array would be one more input of every program.
        self.state.assign(ops.add(current, Tensor(iota(shape=(2,), axis=0, dtype="uint32"))))
        return current

    def get_config(self):
        return {"seed": self._initial_seed}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def _whole(owner, seed):
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise wrong_argument(owner, "seed", "a whole number", seed, 1)
    return int(seed)


def _keys(seed):
    """The two words of the key that a `seed` argument stands for."""
    if seed is None:
        if _session.generator is None:
            _session.generator = concretely(SeedGenerator, _session.seed)
        seed = _session.generator
    if isinstance(seed, SeedGenerator):
        seed = seed.next()
    if isinstance(seed, int | np.integer):
        return np.uint32(seed % 2**32), np.uint32(0)
    seed = ops.cast(seed, "uint32")
    return seed[0], seed[1]


def _sizes(shape):
    return shape_from("random", shape)


def _counters(shape):
    """The position of every element in its array: unsigned, rows first."""
    if shape and all(isinstance(size, int) for size in shape):
        places = iota(shape=(math.prod(shape),), axis=0, dtype="uint32")
        return Tensor(places if len(shape) == 1 else reshape(places, shape=shape))
    total, stride = None, 1
    for axis in reversed(range(len(shape))):
        places = Tensor(iota(shape=shape, axis=axis, dtype="uint32"))
        if isinstance(stride, Size):
            places = ops.multiply(places, Tensor(size_of(size=stride, dtype="uint32")))
        elif stride != 1:
            places = ops.multiply(places, np.uint32(stride))
        total = places if total is None else ops.add(total, places)
        stride = shape[axis] * stride
    return ops.zeros((), "uint32") if total is None else total


def _bits(shape, keys, word=0):
    """32 random bits for every element; another `word` gives 32 others."""
    first, second = keys
    if word:
        second = ops.add(second, np.uint32(word << 31))
    return Tensor(threefry(*together("random", (first, second, _counters(shape)))))


def _places(shape, keys, dropped, dtype, word=0):
    """The random bits as numbers without the lowest few: an array of its own, or a value.

    What draws are made of them is computed in place, since each of `ops` costs more than the
    numbers of a small weight.
    """
    bits = ops.right_shift(_bits(shape, keys, word), dropped)
    return cast(bits.payload, dtype=result_type(dtype))


def _unit(shape, keys, dtype):
    """Uniform on [0, 1): 24 random bits, or 53 for float64."""
    high = _places(shape, keys, 8, dtype)
    high *= 2.0**-24
    if dtype == "float64":
        low = _places(shape, keys, 3, dtype, 1)
        low *= 2.0**-53
        high += low
    return Tensor(high)


def _symmetric(shape, keys, dtype):
    """Uniform on (-1, 1), never an end: k + 1/2 has 24 bits, so nothing is rounded."""
    if dtype == "float64":
        twice = _unit(shape, keys, dtype).payload
        twice *= 2.0
        twice += 2.0**-53 - 1.0
        return Tensor(twice)
    places = _places(shape, keys, 9, dtype)
    places += 0.5 - 2.0**22
    places *= 2.0**-22
    return Tensor(places)


def _drawn(dtype):
    """The dtype asked for and the one that draws are computed in."""
    dtype = standardize_dtype(dtype or floatx())
    return dtype, "float64" if dtype == "float64" else "float32"


def _scaled(z, scale, shift, dtype):
    if isinstance(scale, int | float) and isinstance(shift, int | float):
        drawn = z.payload
        drawn *= scale
        drawn += shift
        return ops.cast(Tensor(drawn), dtype)
    return ops.cast(ops.add(ops.multiply(z, scale), shift), dtype)


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    """Numbers spread evenly over [minval, maxval); whole ones if `dtype` is an integer type.

    Args:
        seed: an integer repeats the same draw; a `SeedGenerator` moves on; None draws anew.

    Example:
        >>> from pronghorn import random
        >>> random.uniform((2, 3), seed=1).shape
        (2, 3)
    """
    dtype = standardize_dtype(dtype or floatx())
    if dtype.startswith(("int", "uint")):
        return randint(shape, minval, maxval, dtype, seed)
    _, computed = _drawn(dtype)
    return _scaled(_unit(_sizes(shape), _keys(seed), computed), maxval - minval, minval, dtype)


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Numbers of the normal distribution; 24 random bits each, so within 5.3 deviations.

    Example:
        >>> from pronghorn import random
        >>> random.normal((2, 3), seed=1).shape
        (2, 3)
    """
    dtype, computed = _drawn(dtype)
    z = ops.erfinv(_symmetric(_sizes(shape), _keys(seed), computed))
    return _scaled(z, stddev * math.sqrt(2), mean, dtype)


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Numbers of the normal distribution, those beyond two deviations cut off.

    Example:
        >>> from pronghorn import random
        >>> bool(abs(random.truncated_normal((99,), seed=1).numpy()).max() <= 2)
        True
    """
    dtype, computed = _drawn(dtype)
    number = np.float64 if computed == "float64" else np.float32
    # The part of the distribution within two deviations is erf(sqrt(2)) of it.
    inside = number(math.erf(math.sqrt(2)))
    z = ops.erfinv(ops.multiply(_symmetric(_sizes(shape), _keys(seed), computed), inside))
    bound = number(math.sqrt(2))
    return _scaled(ops.clip(z, -bound, bound), stddev * math.sqrt(2), mean, dtype)


def randint(shape, minval, maxval, dtype="int32", seed=None):
    """Whole numbers spread evenly over minval .. maxval - 1.

    A remainder of 32 random bits: a number is at most `(maxval - minval) / 2**32` too likely.

    Raises:
        ValueError: if the range is empty.

    Example:
        >>> from pronghorn import random
        >>> set(random.randint((50,), 0, 2, seed=1).numpy().tolist())
        {0, 1}
    """
    minval, maxval = int(minval), int(maxval)
    if not 0 < maxval - minval < 2**32:
        raise wrong_argument("randint", "maxval", "a number above minval", maxval, minval + 1)
    bits = _bits(_sizes(shape), _keys(seed))
    places = ops.cast(ops.mod(bits, np.uint32(maxval - minval)), dtype)
    return ops.add(places, np.array(minval, dtype))


def gamma(shape, alpha, dtype=None, seed=None):
    """Numbers of the gamma distribution with scale 1, whose mean is `alpha`.

    By Marsaglia and Tsang (2000, doi:10.1145/358407.358414), section 6 for `alpha` below 1.

    Args:
        alpha: the shape parameter, a number or a tensor that `shape` can hold.

    Example:
        >>> from pronghorn import random
        >>> bool((random.gamma((99,), 0.5, seed=1).numpy() >= 0).all())
        True
    """
    dtype, computed = _drawn(dtype)
    return ops.cast(_gamma(_sizes(shape), alpha, _keys(seed), computed), dtype)


def _gamma(shape, alpha, keys, dtype):
    """Proposals are made by a loop; the first that is accepted stays."""
    alpha = ops.broadcast_to(ops.cast(alpha, dtype), shape)
    is_small = ops.less(alpha, 1.0)
    size = ops.where(is_small, alpha + 1.0, alpha) - 1.0 / 3.0
    width = ops.rsqrt(size * 9.0)

    def proposed(found, turn):
        z = ops.erfinv(_symmetric(shape, _inner(keys, 2 * turn), dtype)) * math.sqrt(2)
        chance = (_symmetric(shape, _inner(keys, 2 * turn + 1), dtype) + 1.0) * 0.5
        cube = 1.0 + z * width
        cube = ops.maximum(cube * cube * cube, 1e-30)
        bound = z * z * 0.5 + size * (1.0 - cube + ops.log(cube))
        return ops.where(ops.log(chance) < bound, size * cube, found), None

    turns = ops.arange(TRIES, dtype="uint32")
    found, _ = ops.scan(proposed, size, turns, reverse=True)
    last = (_symmetric(shape, _inner(keys, ops.cast(2 * TRIES, "uint32")), dtype) + 1.0) * 0.5
    return ops.where(is_small, found * ops.exp(ops.log(last) / alpha), found)


def beta(shape, alpha, beta, dtype=None, seed=None):
    """Numbers of the beta distribution on [0, 1], whose mean is `alpha / (alpha + beta)`.

    Args:
        alpha, beta: the shape parameters, numbers or tensors that `shape` can hold.

    Example:
        >>> from pronghorn import random
        >>> bool(random.beta((99,), 2.0, 3.0, seed=1).numpy().max() <= 1)
        True
    """
    dtype, computed = _drawn(dtype)
    return ops.cast(_beta(_sizes(shape), alpha, beta, _keys(seed), computed), dtype)


def _beta(shape, alpha, beta, keys, dtype):
    both = [ops.broadcast_to(ops.cast(each, dtype), shape) for each in (alpha, beta)]
    pair = _gamma((*shape, 2), ops.stack(both, axis=-1), keys, dtype)
    return ops.divide_no_nan(pair[..., 0], pair[..., 0] + pair[..., 1])


def binomial(shape, counts, probabilities, dtype=None, seed=None):
    """How many of `counts` trials succeed, each with its probability.

    By halves: the middle one of `counts` uniform numbers is drawn, and tells on which side of it
    the probability lies (Relles 1972, doi:10.1080/01621459.1972.10481259).

    Args:
        counts: whole numbers below 2**24, a number or a tensor that `shape` can hold.
        probabilities: in [0, 1], likewise.

    Returns:
        Tensor of `shape`, of whole numbers in a float dtype.

    Example:
        >>> from pronghorn import random
        >>> random.binomial((3,), 5, 1.0, seed=1).numpy().tolist()
        [5.0, 5.0, 5.0]
    """
    dtype, computed = _drawn(dtype)
    shape, keys = _sizes(shape), _keys(seed)
    counts = ops.convert_to_tensor(counts)
    steps = 24  # each of which leaves at most half of the trials
    if counts.is_concrete():
        steps = int(np.max(counts.payload, initial=0)).bit_length()
    left = ops.broadcast_to(ops.cast(counts, computed), shape)
    share = ops.broadcast_to(ops.cast(probabilities, computed), shape)

    def halved(state, turn):
        found, left, share = state
        middle = ops.floor(left * 0.5) + 1.0
        place = _beta(shape, middle, left + 1.0 - middle, _inner(keys, turn), computed)
        is_below = ops.logical_and(ops.less_equal(place, share), ops.greater(left, 0.0))
        found = found + ops.where(is_below, middle, 0.0)
        above, below = (share - place, 1.0 - place), (share, place)
        share = ops.where(is_below, ops.divide_no_nan(*above), ops.divide_no_nan(*below))
        return (found, ops.where(is_below, left - middle, middle - 1.0), share), None

    state = (ops.zeros_like(left), left, share)
    (found, _, _), _ = ops.scan(halved, state, ops.arange(steps, dtype="uint32"))
    return ops.cast(found, dtype)


def _inner(keys, turn):
    """The key of one turn of a draw by a loop: two words that the draw's own key gives."""
    first, second = (ops.broadcast_to(key, ()).payload for key in keys)
    turn = ops.cast(turn, "uint32")
    return tuple(Tensor(threefry(first, second, (turn * 2 + word).payload)) for word in (0, 1))


def dropout(inputs, rate, noise_shape=None, seed=None):
    """`inputs` with a share `rate` of the elements set to 0 and the others divided by 1 - rate.

    Args:
        noise_shape: sizes of 1 drop along that axis together; None takes the size of `inputs`.

    Example:
        >>> from pronghorn import ops, random
        >>> sorted(set(random.dropout(ops.ones((50,)), 0.5, seed=1).numpy().tolist()))
        [0.0, 2.0]
    """
    inputs = ops.convert_to_tensor(inputs)
    shape = tuple(inputs.shape)
    if noise_shape is not None:
        pairs = zip(noise_shape, shape, strict=True)
        shape = tuple(full if size is None else size for size, full in pairs)
    kept = 1.0 - rate
    limit = np.uint32(min(round(kept * 2**32), 2**32 - 1))
    keys = _inner(_keys(seed), 0)
    words = keyed_hash(*together("random", (*keys, _counters(shape))))
    keep = ops.broadcast_to(ops.less(Tensor(words), limit), tuple(inputs.shape))
    scaled = ops.multiply(inputs, 1.0 / kept) if kept else inputs
    return ops.where(keep, scaled, ops.zeros_like(inputs))


def categorical(logits, num_samples, dtype="int32", seed=None):
    """Class numbers drawn with the probabilities softmax(logits), by the Gumbel maximum.

    Args:
        logits: shape (rows, classes).

    Returns:
        Shape (rows, num_samples).

    Example:
        >>> from pronghorn import random
        >>> random.categorical([[0.0, 99.0]], 3, seed=1).numpy()
        array([[1, 1, 1]], dtype=int32)
    """
    logits = ops.convert_to_tensor(logits)
    rows, classes = logits.shape
    shape = (rows, num_samples, classes)
    computed = "float64" if logits.dtype == "float64" else "float32"
    half = np.float64(0.5) if computed == "float64" else np.float32(0.5)
    open_unit = ops.add(ops.multiply(_symmetric(shape, _keys(seed), computed), half), half)
    gumbel = ops.negative(ops.log(ops.negative(ops.log(open_unit))))
    scores = ops.add(ops.expand_dims(ops.cast(logits, computed), 1), gumbel)
    return ops.cast(ops.argmax(scores, axis=-1), dtype)


def shuffle(x, axis=0, seed=None):
    """`x` with its slices along `axis` in random order.

    Example:
        >>> from pronghorn import random
        >>> sorted(random.shuffle([3, 1, 2], seed=1).numpy().tolist())
        [1, 2, 3]
    """
    x = ops.convert_to_tensor(x)
    key = ops.stack([ops.convert_to_tensor(word) for word in _keys(seed)])
    order = Tensor(permutation(key.payload, size=x.shape[axis]))
    return ops.take(x, order, axis=axis)
