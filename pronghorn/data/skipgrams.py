"""Pairs of words that stand near each other, for embeddings as in word2vec."""

import numpy as np

__all__ = ["make_sampling_table", "skipgrams"]


def make_sampling_table(size, sampling_factor=1e-5):
    """How likely the word of each rank is kept, so that common words do not outweigh all others.

    Word frequencies are taken to follow Zipf's law, as f(r) of
    `r (log r + 0.5772) + 0.5 - 1 / (12 r)`; kept is `min(1, sqrt(s / f) + s / f)`, as in word2vec.

    Args:
        size: how many ranks; rank 0 counts as 1.
        sampling_factor: s above: a smaller one keeps less.
    """
    rank = np.arange(size).astype("float64")
    rank[:1] = 1
    inverse = rank * (np.log(rank) + np.euler_gamma) + 0.5 - 1.0 / (12.0 * rank)
    share = sampling_factor * inverse
    return np.minimum(1.0, share / np.sqrt(share))


def skipgrams(
    sequence,
    vocabulary_size,
    window_size=4,
    negative_samples=1.0,
    shuffle=True,
    categorical=False,
    sampling_table=None,
    seed=None,
):
    """Pairs (word, neighbour) with label 1, and as many with a random word and label 0.

    Args:
        sequence: word numbers; 0 stands for no word.
        window_size: how far a neighbour is at most.
        negative_samples: random pairs for each true one.
        categorical: whether labels are [0, 1] and [1, 0].
        sampling_table: for each word the chance that it is used.

    Returns:
        A list of pairs and a list of labels.

    Example:
        >>> from pronghorn.data.skipgrams import skipgrams
        >>> skipgrams([1, 2], 3, 1, negative_samples=0, shuffle=False)
        ([[1, 2], [2, 1]], [1, 1])
    """
    draw = np.random.RandomState(np.random.randint(1 << 31) if seed is None else seed)
    pairs = []
    yes, no = ([0, 1], [1, 0]) if categorical else (1, 0)
    for place, word in enumerate(sequence):
        if not word or (sampling_table is not None and sampling_table[word] < draw.random_sample()):
            continue
        begin = max(0, place - window_size)
        near = [n for n in range(begin, min(len(sequence), place + window_size + 1)) if n != place]
        pairs += [[word, sequence[n]] for n in near if sequence[n]]
    labels = [yes] * len(pairs)
    count = int(len(pairs) * negative_samples)
    words = draw.permutation([pair[0] for pair in pairs]) if pairs else []
    others = draw.randint(1, max(vocabulary_size, 2), count)
    pairs += [[int(words[n % len(words)]), int(other)] for n, other in enumerate(others)]
    labels += [no] * count
    if shuffle:
        order = draw.permutation(len(pairs))
        pairs, labels = [pairs[n] for n in order], [labels[n] for n in order]
    return pairs, labels
