"""News in 46 subjects: 11 228 texts as numbers of words (Lewis 1987)."""

import json
from pathlib import Path

from pronghorn.datasets.files import get_file
from pronghorn.datasets.pickles import load_npz
from pronghorn.datasets.words import chosen, shuffled, started

__all__ = ["get_label_names", "get_word_index", "load_data"]

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
HASH = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
SUBJECTS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves "
    "ship cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin "
    "strategic-metal livestock retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem "
    "dlr gas silver wpi hog lead"
)


def load_data(
    path="reuters.npz",
    num_words=None,
    skip_top=0,
    maxlen=None,
    test_split=0.2,
    seed=113,
    start_char=1,
    oov_char=2,
    index_from=3,
):
    """News as lists of words, and subjects from 0 to 45; the arguments are those of `imdb`.

    Args:
        test_split: the share of texts kept for testing.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: arrays of lists, and of whole numbers.
    """
    arrays = load_npz(get_file(path, f"{ORIGIN}reuters.npz", file_hash=HASH))
    xs, labels = shuffled(arrays["x"], arrays["y"], seed)
    texts, labels = started(xs, labels, start_char, index_from, maxlen)
    texts = chosen(texts, num_words, skip_top, oov_char)
    cut = int(len(texts) * (1 - test_split))
    return (texts[:cut], labels[:cut]), (texts[cut:], labels[cut:])


def get_word_index(path="reuters_word_index.json"):
    """A dict from words to their numbers, to which `load_data` adds `index_from`."""
    digest = "4d44cc38712099c9e383dc6e5f11a921"
    found = get_file(path, f"{ORIGIN}reuters_word_index.json", file_hash=digest)
    return json.loads(Path(found).read_text(encoding="utf-8"))


def get_label_names():
    """The names of the subjects, in the order of their numbers."""
    return tuple(SUBJECTS.split())
