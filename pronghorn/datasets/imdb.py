"""Film reviews, good or bad: 50 000 texts as numbers of words (Maas et al. 2011)."""

import json
from pathlib import Path

from pronghorn.datasets.files import get_file
from pronghorn.datasets.pickles import load_npz
from pronghorn.datasets.words import chosen, shuffled, started
from pronghorn.errors import unknown_argument

__all__ = ["get_word_index", "load_data"]

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
HASH = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"


def load_data(
    path="imdb.npz",
    num_words=None,
    skip_top=0,
    maxlen=None,
    seed=113,
    start_char=1,
    oov_char=2,
    index_from=3,
    **kwargs,
):
    """Reviews as lists of words and labels, 1 for good ones. Word n is the n-th in frequency.

    Args:
        path: the name of the file in the cache.
        num_words: only words of less than this number; others become `oov_char`.
        skip_top: so many of the most frequent words become `oov_char`.
        maxlen: only texts of fewer words.
        seed: of the random order.
        start_char: what every text begins with; None for nothing.
        oov_char: stands for words left out; None leaves nothing in their place.
        index_from: is added to the numbers of words.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: arrays of lists, and of 0 and 1.
    """
    num_words = kwargs.pop("nb_words", num_words)
    if kwargs:
        raise unknown_argument(load_data, min(kwargs))
    arrays = load_npz(get_file(path, f"{ORIGIN}imdb.npz", file_hash=HASH))
    parts = []
    for part in ("train", "test"):
        xs, labels = shuffled(arrays[f"x_{part}"], arrays[f"y_{part}"], seed)
        parts.append(started(xs, labels, start_char, index_from, maxlen))
    (train, y_train), (test, y_test) = parts
    texts = chosen(train + test, num_words, skip_top, oov_char)
    return (texts[: len(train)], y_train), (texts[len(train) :], y_test)


def get_word_index(path="imdb_word_index.json"):
    """A dict from words to their numbers, to which `load_data` adds `index_from`."""
    digest = "bfafd718b763782e994055a2d397834f"
    found = get_file(path, f"{ORIGIN}imdb_word_index.json", file_hash=digest)
    return json.loads(Path(found).read_text(encoding="utf-8"))
