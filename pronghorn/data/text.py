"""Texts as numbers, as Keras 1 and 2 had it: `Tokenizer` and what goes with it."""

import hashlib
import json
from collections import Counter

import numpy as np

from pronghorn import arguments
from pronghorn.errors import DataError, unknown_argument

__all__ = [
    "Tokenizer",
    "hashing_trick",
    "one_hot",
    "text_to_word_sequence",
    "tokenizer_from_json",
]

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
MODES = ("binary", "count", "tfidf", "freq")


def text_to_word_sequence(input_text, filters=FILTERS, lower=True, split=" "):
    """The words of a text, without punctuation.

    Example:
        >>> from pronghorn.data.text import text_to_word_sequence
        >>> text_to_word_sequence("The quick, brown fox!")
        ['the', 'quick', 'brown', 'fox']
    """
    text = input_text.lower() if lower else input_text
    text = text.translate(str.maketrans(dict.fromkeys(filters, split)))
    return [word for word in text.split(split) if word]


def hashing_trick(text, n, hash_function=None, filters=FILTERS, lower=True, split=" "):
    """A number from 1 to n - 1 for each word of a text; different words may share one.

    Args:
        hash_function: None for Python's own, `"md5"`, or a function of a word.
    """
    if hash_function is None:
        hash_function = hash
    elif hash_function == "md5":
        hash_function = lambda word: int(hashlib.md5(word.encode()).hexdigest(), 16)
    return [
        hash_function(w) % (n - 1) + 1 for w in text_to_word_sequence(text, filters, lower, split)
    ]


def one_hot(input_text, n, filters=FILTERS, lower=True, split=" "):
    """What `hashing_trick` gives with Python's hash; in spite of its name, one number a word."""
    return hashing_trick(input_text, n, hash, filters, lower, split)


class Tokenizer:
    """Numbers the words of texts, the commonest first: word 1, word 2 and so on; 0 is for padding.

    Args:
        num_words: only words with smaller numbers are used; None for all.
        filters: characters that separate words as `split` does.
        char_level: whether every character is a word.
        oov_token: a word, numbered 1, that stands for unknown ones; None leaves those out.
        analyzer: a function from a text to its words.

    Attributes:
        word_index, index_word: numbers by word, and words by number.
        word_counts, word_docs: how often a word occurs, and in how many texts.

    Example:
        >>> from pronghorn.data.text import Tokenizer
        >>> words = Tokenizer(oov_token="?")
        >>> words.fit_on_texts(["one two two", "two three"])
        >>> words.texts_to_sequences(["two four one"])
        [[2, 1, 3]]
    """

    def __init__(
        self,
        num_words=None,
        filters=FILTERS,
        lower=True,
        split=" ",
        char_level=False,
        oov_token=None,
        analyzer=None,
        document_count=0,
        **kwargs,
    ):
        num_words = kwargs.pop("nb_words", num_words)
        if kwargs:
            raise unknown_argument(Tokenizer, min(kwargs))
        self.num_words = num_words
        self.filters = filters
        self.lower = lower
        self.split = split
        self.char_level = char_level
        self.oov_token = oov_token
        self.analyzer = analyzer
        self.document_count = document_count
        self.word_counts, self.word_docs = Counter(), Counter()
        self.word_index, self.index_word = {}, {}

    def _words(self, text):
        if self.analyzer is not None:
            return self.analyzer(text)
        if self.char_level or isinstance(text, list | tuple):
            pieces = text if isinstance(text, list | tuple) else list(text)
            return [piece.lower() for piece in pieces] if self.lower else list(pieces)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts):
        """Counts the words of texts and numbers them anew."""
        if isinstance(texts, str):
            raise DataError(
                "E42", argument="texts", want="a list of texts", got="one text", example="[text]"
            )
        for text in texts:
            words = self._words(text)
            self.document_count += 1
            self.word_counts.update(words)
            self.word_docs.update(set(words))
        first = [] if self.oov_token is None else [self.oov_token]
        # Equally common words stay in the order in which they were met.
        common = [word for word, _ in self.word_counts.most_common() if word not in first]
        self.word_index = {word: n for n, word in enumerate([*first, *common], 1)}
        self.index_word = {n: word for word, n in self.word_index.items()}

    def texts_to_sequences(self, texts):
        """The numbers of the words of each text."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts):
        """As `texts_to_sequences`, one text after another."""
        unknown = self.word_index.get(self.oov_token)
        for text in texts:
            numbers = (self.word_index.get(word) for word in self._words(text))
            known = [unknown if n is None or n >= (self.num_words or n + 1) else n for n in numbers]
            yield [n for n in known if n is not None]

    def sequences_to_texts(self, sequences):
        """Texts from numbers."""
        unknown = self.oov_token
        words = ([self.index_word.get(int(n), unknown) for n in row] for row in sequences)
        return [" ".join(word for word in row if word is not None) for row in words]

    def texts_to_matrix(self, texts, mode="binary"):
        """A row of `num_words` columns for each text: see `sequences_to_matrix`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences, mode="binary"):
        """A row for each sequence with a column for each number.

        Args:
            mode: 1 for words that occur ("binary"), how often ("count"), that as a share
                ("freq"), or (1 + log count) * log(1 + texts / (1 + texts with it)) ("tfidf").
        """
        arguments.choice("Tokenizer", "mode", mode, MODES)
        found = np.zeros((len(sequences), self.num_words or len(self.word_index) + 1))
        for row, numbers in zip(found, sequences, strict=True):
            for number, count in Counter(n for n in numbers if n < len(row)).items():
                row[number] = self._cell(mode, number, count, len(numbers))
        return found

    def _cell(self, mode, number, count, length):
        if mode == "tfidf":
            texts = self.word_docs[self.index_word.get(number)]
            return (1 + np.log(count)) * np.log(1 + self.document_count / (1 + texts))
        return {"binary": 1, "count": count, "freq": count / length}[mode]

    def to_json(self):
        """The tokenizer as text, for `tokenizer_from_json`."""
        names = "num_words filters lower split char_level oov_token document_count".split()
        config = {name: getattr(self, name) for name in names}
        for name in ("word_counts", "word_docs", "index_word", "word_index"):
            config[name] = json.dumps(getattr(self, name))
        return json.dumps({"class_name": "Tokenizer", "config": config})


def tokenizer_from_json(json_string):
    """A tokenizer from what `to_json` gave."""
    config = json.loads(json_string)["config"]
    counts = {
        name: json.loads(config.pop(name))
        for name in ("word_counts", "word_docs", "index_word", "word_index")
    }
    config.pop("index_docs", None)
    found = Tokenizer(**config)
    found.word_counts, found.word_docs = (
        Counter(counts["word_counts"]),
        Counter(counts["word_docs"]),
    )
    found.word_index = counts["word_index"]
    found.index_word = {int(n): word for n, word in counts["index_word"].items()}
    return found
