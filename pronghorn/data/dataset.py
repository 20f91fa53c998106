"""`Dataset`: elements that come one after another, changed on the way, as in `tf.data`."""

import inspect
import itertools
import math

import numpy as np

from pronghorn import tree
from pronghorn.data.structure import check_lengths
from pronghorn.errors import ArgumentError, DataError
from pronghorn.random import make_default_seed
from pronghorn.tensor import ConcreteValueNeeded, Tensor
from pronghorn.trace import tracer

__all__ = ["AUTOTUNE", "INFINITE", "UNKNOWN", "Chain", "Dataset", "stacked"]

# What TensorFlow calls "as many as are good", and the lengths of data without a known end.
AUTOTUNE, INFINITE, UNKNOWN = -1, -1, -2


class Chain:
    """What can be done with elements: each method gives a `Dataset` and leaves this one as it is.

    A class on top of it defines `elements` and, if it is known how many there are, `length`.
    """

    def elements(self):
        """The elements from the first on, structures of NumPy arrays."""
        raise NotImplementedError

    length = None  # None if not known, infinity without an end

    def __iter__(self):
        return _Elements(iter(self.elements()))

    def __len__(self):
        if self.length is None or self.length == math.inf:
            raise TypeError(
                "the number of elements is " + ("unknown" if self.length is None else "infinite")
            )
        return self.length

    def cardinality(self):
        """How many elements there are, or `INFINITE`, or `UNKNOWN` as after `filter`."""
        if self.length is None:
            return UNKNOWN
        return INFINITE if self.length == math.inf else self.length

    def as_numpy_iterator(self):
        """The elements as structures of NumPy arrays."""
        return self.elements()

    @property
    def element_spec(self):
        """The first element with types, as symbolic tensors, in the place of numbers."""
        first = next(self.elements(), None)
        return tree.map_structure(lambda leaf: Tensor(leaf).type, first)

    def map(self, map_func, num_parallel_calls=None, deterministic=None, name=None):
        """Every element through a function of its parts."""
        del num_parallel_calls, deterministic, name
        return Dataset(
            lambda: (_arrays(_called(map_func, e)) for e in self.elements()), self.length
        )

    def filter(self, predicate, name=None):
        """The elements for whose parts a function is true."""
        del name
        return Dataset(lambda: (e for e in self.elements() if bool(_called(predicate, e))))

    def batch(
        self,
        batch_size,
        drop_remainder=False,
        num_parallel_calls=None,
        deterministic=None,
        name=None,
    ):
        """So many elements side by side; the last batch may be smaller."""
        del num_parallel_calls, deterministic, name
        size = _count("batch", "batch_size", batch_size)
        sizes = (
            self.length
            if self.length in (None, math.inf)
            else (self.length // size if drop_remainder else -(-self.length // size))
        )
        return Dataset(lambda: _batches(self.elements(), size, drop_remainder), sizes)

    def padded_batch(
        self, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False, name=None
    ):
        """Batches of elements of unequal sizes, filled up at their ends with 0 to the largest."""
        del name
        for argument, given in (
            ("padded_shapes", padded_shapes),
            ("padding_values", padding_values),
        ):
            if given is not None and any(leaf not in (None, -1, 0) for leaf in tree.flatten(given)):
                raise ArgumentError(
                    "M02", owner="padded_batch", argument=argument, want="None", got=given
                )
        size = _count("padded_batch", "batch_size", batch_size)
        return Dataset(lambda: _batches(self.elements(), size, drop_remainder, _filled_up))

    def unbatch(self, name=None):
        """The rows of every element, one by one."""
        del name
        return Dataset(lambda: (row for e in self.elements() for row in _rows(e)))

    def shuffle(self, buffer_size, seed=None, reshuffle_each_iteration=True, name=None):
        """Another order each time: the next element is drawn from a buffer of so many."""
        del name
        size = _count("shuffle", "buffer_size", buffer_size)
        seed = make_default_seed() if seed is None else int(seed)
        seeds = np.random.RandomState(seed)

        def shuffled():
            of_pass = seeds.randint(1 << 31) if reshuffle_each_iteration else seed
            draw, elements = np.random.RandomState(of_pass), self.elements()
            buffer = list(itertools.islice(elements, size))
            for element, place in zip(elements, _places(draw, size), strict=False):
                yield buffer[place]
                buffer[place] = element
            yield from (buffer[place] for place in draw.permutation(len(buffer)))

        return Dataset(shuffled, self.length)

    def repeat(self, count=None, name=None):
        """The elements again, so many times in all; without end by default."""
        del name
        if count is None or count < 0:
            return Dataset(lambda: _without_end(self.elements), math.inf)
        length = None if self.length is None else self.length * count
        return Dataset(lambda: (e for _ in range(count) for e in self.elements()), length)

    def take(self, count, name=None):
        """The first so many elements."""
        del name
        if count < 0:
            return Dataset(self.elements, self.length)
        length = None if self.length is None else min(self.length, count)
        return Dataset(lambda: itertools.islice(self.elements(), count), length)

    def skip(self, count, name=None):
        """What comes after the first so many elements."""
        del name
        length = None if self.length is None else max(self.length - count, 0)
        return Dataset(lambda: itertools.islice(self.elements(), count, None), length)

    def shard(self, num_shards, index, name=None):
        """Every `num_shards`-th element, from that at `index` on."""
        del name
        length = self.length
        if length not in (None, math.inf):
            length = len(range(index, length, num_shards))
        return Dataset(lambda: itertools.islice(self.elements(), index, None, num_shards), length)

    def cache(self, filename="", name=None):
        """Elements are made at the first time and kept in memory."""
        del filename, name
        kept = []

        def remembered():
            if kept:
                return iter(kept[0])
            return _kept(self.elements(), kept)

        return Dataset(remembered, self.length)

    def prefetch(self, buffer_size=AUTOTUNE, name=None):
        """The same elements: `fit` reads ahead anyway."""
        del buffer_size, name
        return Dataset(self.elements, self.length)

    def concatenate(self, dataset, name=None):
        """These elements, then those."""
        del name
        both = self.length, dataset.length
        return Dataset(
            lambda: itertools.chain(self.elements(), dataset.elements()),
            None if None in both else sum(both),
        )

    def enumerate(self, start=0, name=None):
        """Pairs of a number and an element."""
        del name
        return Dataset(
            lambda: ((np.int64(n), e) for n, e in enumerate(self.elements(), start)), self.length
        )

    def window(self, size, shift=None, stride=1, drop_remainder=False, name=None):
        """Stretches of `size` elements, each a `Dataset`, which begin `shift` elements apart."""
        del name
        shift = size if shift is None else shift
        span = (size - 1) * stride + 1

        def windows():
            held, unused = [], 0
            for element in self.elements():
                if unused:
                    unused -= 1
                    continue
                held.append(element)
                if len(held) == span:
                    yield _windows_of(held[::stride])
                    unused = max(shift - span, 0)
                    del held[:shift]
            while held and not drop_remainder:
                yield _windows_of(held[::stride])
                del held[:shift]

        return Dataset(windows)

    def flat_map(self, map_func, name=None):
        """The elements of all data sets that a function makes of these elements."""
        del name
        return Dataset(
            lambda: (e for each in self.elements() for e in _called(map_func, each).elements())
        )

    def interleave(self, map_func, cycle_length=None, block_length=1, **_hints):
        """As `flat_map`, taking `block_length` elements of `cycle_length` data sets in turn."""

        def mixed():
            sources = (iter(_called(map_func, each).elements()) for each in self.elements())
            turning = list(itertools.islice(sources, cycle_length or 4))
            while turning:
                for place, source in enumerate(list(turning)):
                    block = list(itertools.islice(source, block_length))
                    yield from block
                    if len(block) < block_length:
                        turning[place] = next(sources, None)
                turning = [source for source in turning if source is not None]

        return Dataset(mixed)

    def reduce(self, initial_state, reduce_func, name=None):
        """What a function of the state so far and an element comes to in the end."""
        del name
        state = initial_state
        for element in self:
            state = reduce_func(state, element)
        return state

    def apply(self, transformation_func):
        """What a function makes of the whole data set."""
        return transformation_func(self)

    def with_options(self, options, name=None):
        """The same elements: options of TensorFlow concern its own machinery."""
        del options, name
        return Dataset(self.elements, self.length)


class _Elements:
    """Elements as tensors, one after the other."""

    def __init__(self, elements):
        self._elements = elements

    def __iter__(self):
        return self

    def __next__(self):
        if tracer.current() is not None:  # each run of a program would have the same element
            raise ConcreteValueNeeded("S08", use="next()", tensor="an element of a Dataset")
        return _tensors(next(self._elements))


class Dataset(Chain):
    """Elements that come one after another, such as batches `(x, y)` for `fit`.

    It begins with `from_tensor_slices`, `from_generator` or `range`; `shuffle`, `batch`, `map` and
    the others of `tf.data.Dataset` make new ones. Elements are made when they are asked for.

    Args:
        make: a function that begins the elements anew: structures of NumPy arrays.
        length: how many there are; None if not known.

    Example:
        >>> import numpy as np
        >>> from pronghorn.data import Dataset
        >>> data = Dataset.from_tensor_slices((np.arange(4.0), np.arange(4))).batch(3)
        >>> [x.shape for x, y in data]
        [(3,), (1,)]
    """

    def __init__(self, make, length=None):
        self._make = make
        self.length = length

    def elements(self):
        return iter(self._make())

    @staticmethod
    def from_tensor_slices(tensors, name=None):
        """The rows of arrays, one by one; all have the same number of rows."""
        del name
        arrays = _arrays(tensors)
        leaves = tree.flatten(arrays)
        if any(not leaf.ndim for leaf in leaves):
            raise DataError("E38", argument="a part of from_tensor_slices", shape=())
        rows = [len(leaf) for leaf in leaves]
        for n, count in enumerate(rows):
            check_lengths("part 0", rows[0], f"part {n}", count)
        return Dataset(lambda: _rows(arrays), rows[0])

    @staticmethod
    def from_tensors(tensors, name=None):
        """One element."""
        del name
        return Dataset(lambda: [_arrays(tensors)], 1)

    @staticmethod
    def from_generator(
        generator,
        output_types=None,
        output_shapes=None,
        args=None,
        output_signature=None,
        name=None,
    ):
        """What a generator function yields, called anew for every pass."""
        del output_shapes, name
        dtypes = output_types if output_signature is None else output_signature
        return Dataset(lambda: (_as_promised(e, dtypes) for e in generator(*(args or ()))))

    @staticmethod
    def range(*arguments, output_type="int64", name=None):
        """The numbers of Python's `range`."""
        del name
        numbers = range(*arguments)
        return Dataset(lambda: (np.dtype(output_type).type(n) for n in numbers), len(numbers))

    @staticmethod
    def zip(*datasets, name=None):
        """One element of each, side by side, as long as all have one."""
        del name
        form = datasets[0] if len(datasets) == 1 else datasets
        parts = tree.flatten(form)
        lengths = [part.length for part in parts]

        def together():
            for found in zip(*(part.elements() for part in parts), strict=False):
                yield tree.pack_sequence_as(form, found)

        return Dataset(together, None if None in lengths else min(lengths))


def _count(owner, argument, value):
    value = int(value)
    if value < 1:
        raise ArgumentError("M01", owner=owner, argument=argument, got=value)
    return value


def _called(function, element):
    """A function of an element: the parts of a tuple are arguments of their own."""
    parts = _tensors(element)
    given = parts if type(parts) is tuple else (parts,)
    try:
        inspect.signature(function).bind(*given)
    except TypeError as error:
        raise ArgumentError("M84", count=len(given), reason=error) from None
    except ValueError:
        pass  # some functions of C do not tell what they take
    return function(*given)


def _tensors(element):
    return tree.map_structure(_tensor, element)


def _tensor(leaf):
    """A leaf as users see it; text and inner data sets stay as they are."""
    if isinstance(leaf, Chain) or np.asarray(leaf).dtype.kind not in "biuf":
        return leaf
    return Tensor(np.asarray(leaf))


def _arrays(element):
    return tree.map_structure(_array, _tuples(element))


def _tuples(element):
    """Lists of tensors are as good as tuples; lists of numbers are arrays."""
    if type(element) is list:
        is_several = any(isinstance(part, Tensor | np.ndarray | dict | tuple) for part in element)
        return tuple(element) if is_several else np.asarray(element)
    if isinstance(element, tuple) and not hasattr(element, "_fields"):
        return tuple(_tuples(part) for part in element)
    if isinstance(element, dict):
        return {key: _tuples(part) for key, part in element.items()}
    return element


def _array(leaf):
    if isinstance(leaf, Chain):
        return leaf
    array = np.asarray(leaf)
    if array.dtype == "float64" and isinstance(leaf, float | list):
        return array.astype("float32")  # Python's numbers are floatx, arrays keep their dtype
    return array


def _places(draw, count):
    """Random places without an end; many are drawn at once, for a single draw is slow."""
    while True:
        yield from draw.randint(count, size=1024).tolist()


def _rows(element):
    return (
        tree.pack_sequence_as(element, parts) for parts in zip(*tree.flatten(element), strict=True)
    )


def _batches(elements, size, drop_remainder, stack=np.stack):
    while group := list(itertools.islice(elements, size)):
        if len(group) == size or not drop_remainder:
            yield stacked(group, stack)


def stacked(group, stack=np.stack):
    """Elements of one structure side by side, as a structure of arrays."""
    leaves = [stack(parts) for parts in zip(*map(tree.flatten, group), strict=True)]
    return tree.pack_sequence_as(group[0], leaves)


def _filled_up(parts):
    parts = [np.asarray(part) for part in parts]
    shape = np.max([part.shape for part in parts], axis=0)
    return np.stack(
        [np.pad(p, [(0, n - m) for n, m in zip(shape, p.shape, strict=True)]) for p in parts]
    )


def _without_end(begin):
    is_empty = False
    while not is_empty:
        is_empty = True
        for element in begin():
            is_empty = False
            yield element


def _kept(elements, kept):
    """The elements, and all of them into a list once the last was asked for."""
    found = []
    for element in elements:
        found.append(element)
        yield element
    kept.append(found)


def _windows_of(stretch):
    """A data set for each part of the elements of a stretch."""
    leaves = zip(*map(tree.flatten, stretch), strict=True)
    return tree.pack_sequence_as(stretch[0], [_fixed(leaf) for leaf in leaves])


def _fixed(elements):
    return Dataset(lambda: elements, len(elements))


def _as_promised(element, dtypes):
    """What a generator gave, with the dtypes that were announced."""
    element = _arrays(element)
    if dtypes is None:
        return element
    kinds = tree.flatten(dtypes)
    leaves = [
        leaf.astype(getattr(kind, "dtype", kind))
        for leaf, kind in zip(tree.flatten(element), kinds, strict=True)
    ]
    return tree.pack_sequence_as(element, leaves)
