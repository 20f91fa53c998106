"""What data sets of texts have in common: words as numbers, rare ones left out."""

import numpy as np

from pronghorn.errors import wrong_argument

__all__ = ["chosen", "shuffled", "started"]


def shuffled(xs, labels, seed):
    """Texts and labels in the order that Keras' seed gives."""
    order = np.random.RandomState(seed).permutation(len(xs))
    return xs[order], labels[order]


def started(xs, labels, start_char, index_from, maxlen):
    """Texts moved up by `index_from` and begun with a sign, and only those below `maxlen` words."""
    begin = [] if start_char is None else [start_char]
    texts = [begin + [word + (index_from or 0) for word in text] for text in xs]
    if not maxlen:
        return texts, np.array(labels)
    kept = [n for n, text in enumerate(texts) if len(text) < maxlen]
    if not kept:
        raise wrong_argument(
            "load_data", "maxlen", "more than the words of the shortest text", maxlen, 100
        )
    return [texts[n] for n in kept], np.array(labels)[kept]


def chosen(texts, num_words, skip_top, oov_char):
    """An array of lists with the words from `skip_top` to less than `num_words` alone."""
    limit = num_words or max(map(max, texts))
    if oov_char is None:
        found = [[word for word in text if skip_top <= word < limit] for text in texts]
    else:
        found = [
            [word if skip_top <= word < limit else oov_char for word in text] for text in texts
        ]
    lists = np.empty(len(found), object)
    lists[:] = found
    return lists
