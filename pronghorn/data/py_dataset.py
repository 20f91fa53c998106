"""`PyDataset`: batches by number, made by a user's class, by several workers if wanted."""

from __future__ import annotations

import contextlib
from collections import deque

from pronghorn.errors import StateError

__all__ = ["PyDataset", "items"]


class PyDataset:
    """Batches by number: derive from it and define `__getitem__(index)` and `__len__()`.

    `__getitem__` returns `(x, y)` or `(x, y, sample_weight)`, or `x` alone for `predict`. Another
    order of batches is drawn for every epoch if `fit` shuffles; rows of a batch stay together.

    Args:
        workers: how many batches are made at the same time.
        use_multiprocessing: whether workers are processes rather than threads.
        max_queue_size: how many batches may be ready in advance.

    Example:
        >>> import numpy as np
        >>> from pronghorn import layers, models, utils
        >>> class Squares(utils.PyDataset):
        ...     def __len__(self):
        ...         return 4
        ...     def __getitem__(self, index):
        ...         x = np.arange(index, index + 8.0)[:, None]
        ...         return x, x * x
        >>> model = models.Sequential([layers.Input((1,)), layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> len(model.fit(Squares(), epochs=2, verbose=0).history["loss"])
        2
    """

    # For classes whose constructor does not call this one's.
    workers = 1
    use_multiprocessing = False
    max_queue_size = 10
    # Whether batches come as they are numbered, even where `fit` shuffles.
    keeps_order = False

    def __init__(self, workers=1, use_multiprocessing=False, max_queue_size=10):
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index):
        """The batch of this number."""
        raise StateError(
            "M34", owner=type(self).__name__, method="__getitem__", arguments="self, index"
        )

    @property
    def num_batches(self):
        """How many batches there are; None for no end."""
        if hasattr(self, "__len__"):
            return len(self)
        raise StateError("M34", owner=type(self).__name__, method="__len__", arguments="self")

    def on_epoch_begin(self):
        """Called before the first batch of an epoch is made."""

    def on_epoch_end(self):
        """Called after the last batch of an epoch was used."""


def items(dataset, order, hands=None):
    """The batches of these numbers, in this order, made by the data set's workers.

    Args:
        hands: (workers, use_multiprocessing, max_queue_size) instead of the data set's own.
    """
    workers, are_processes, size = hands or (
        getattr(dataset, "workers", 1),
        getattr(dataset, "use_multiprocessing", False),
        getattr(dataset, "max_queue_size", 10),
    )
    workers = workers or 1
    if workers < 2 and not are_processes:
        yield from (dataset[int(index)] for index in order)
        return
    ahead = max(size, workers)
    with _pool(dataset, workers, are_processes) as submit:
        pending = deque()
        try:
            for index in order:
                pending.append(submit(int(index)))
                if len(pending) >= ahead:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


@contextlib.contextmanager
def _pool(dataset, workers, are_processes):
    """A function that begins to make a batch and returns its future."""
    # These load much that a program without workers has no use for.
    import concurrent.futures
    import multiprocessing

    if not are_processes:
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            yield lambda index: pool.submit(dataset.__getitem__, index)
        return
    # A copy of this process needs no script that can be imported again.
    kinds = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in kinds else None)
    with concurrent.futures.ProcessPoolExecutor(workers, context, _remember, (dataset,)) as pool:
        yield lambda index: pool.submit(_item, index)


_remembered = []


def _remember(dataset):
    """Keeps the data set in a worker process."""
    _remembered[:] = [dataset]


def _item(index):
    return _remembered[0][index]
