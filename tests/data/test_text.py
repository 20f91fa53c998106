"""`Tokenizer` and its companions; `TimeseriesGenerator`: as Keras 2 had them."""

import numpy as np
import pytest

from pronghorn.data.series import TimeseriesGenerator
from pronghorn.data.skipgrams import make_sampling_table, skipgrams
from pronghorn.data.text import (
    Tokenizer,
    hashing_trick,
    one_hot,
    text_to_word_sequence,
    tokenizer_from_json,
)
from pronghorn.errors import ArgumentError, DataError

TEXTS = ["The cat sat.", "The dog, the cat!", "A bird"]


def fitted(**settings):
    words = Tokenizer(**settings)
    words.fit_on_texts(TEXTS)
    return words


def test_words_are_numbered_by_how_common_they_are():
    words = fitted()
    assert words.word_index == {"the": 1, "cat": 2, "sat": 3, "dog": 4, "a": 5, "bird": 6}
    assert words.index_word[4] == "dog"
    assert (words.word_counts["the"], words.word_docs["the"], words.document_count) == (3, 2, 3)
    assert words.texts_to_sequences(["the Bird sat", "nobody"]) == [[1, 6, 3], []]
    assert words.sequences_to_texts([[1, 6, 99]]) == ["the bird"]


def test_few_words_and_a_word_for_the_unknown():
    assert fitted(num_words=3).texts_to_sequences(["the cat sat"]) == [[1, 2]]
    words = fitted(num_words=4, oov_token="?")
    assert words.texts_to_sequences(["the cat sat"]) == [[2, 3, 1]]
    assert words.sequences_to_texts([[2, 99]]) == ["the ?"]


def test_characters_lists_and_functions():
    letters = Tokenizer(char_level=True)
    letters.fit_on_texts(["aB b"])
    assert letters.texts_to_sequences(["ba"]) == [[1, 2]]
    lists = Tokenizer(lower=False)
    lists.fit_on_texts([["A", "b"], ["A"]])
    assert lists.texts_to_sequences([["A", "b"]]) == [[1, 2]]
    own = Tokenizer(analyzer=lambda text: text.split("|"))
    own.fit_on_texts(["x y|z|z"])
    assert own.word_index == {"z": 1, "x y": 2}


@pytest.mark.parametrize(
    ("mode", "row"),
    [
        ("binary", [0, 1, 1, 0]),
        ("count", [0, 2, 1, 0]),
        ("freq", [0, 2 / 3, 1 / 3, 0]),
        ("tfidf", [0, (1 + np.log(2)) * np.log(1 + 3 / 3), np.log(1 + 3 / 3), 0]),
    ],
)
def test_matrices(mode, row):
    found = fitted(num_words=4).texts_to_matrix(["the cat the"], mode)
    np.testing.assert_allclose(found, [row])


def test_it_comes_back_from_json():
    words = fitted(oov_token="?")
    copy = tokenizer_from_json(words.to_json())
    assert copy.texts_to_sequences(TEXTS) == words.texts_to_sequences(TEXTS)
    assert (copy.texts_to_matrix(TEXTS, "tfidf") == words.texts_to_matrix(TEXTS, "tfidf")).all()


def test_hashes():
    assert text_to_word_sequence("A-b C", lower=False, split=" ") == ["A", "b", "C"]
    numbers = one_hot("one two one", 10)
    assert numbers[0] == numbers[2]
    assert all(1 <= n < 10 for n in numbers)
    assert hashing_trick("one two", 50, "md5") == hashing_trick("One, two", 50, "md5")


def test_windows_of_a_series():
    series = np.arange(10.0)
    found = TimeseriesGenerator(series, series * 10, length=4, sampling_rate=2, batch_size=4)
    assert len(found) == 2
    x, y = found[0]
    assert x.tolist() == [[0, 2], [1, 3], [2, 4], [3, 5]]
    assert y.tolist() == [40, 50, 60, 70]
    assert [len(y) for _, y in found] == [4, 2]
    backwards = TimeseriesGenerator(series, series, 3, stride=2, reverse=True, end_index=8)
    assert backwards[0][0].tolist() == [[2, 1, 0], [4, 3, 2], [6, 5, 4]]
    x, y = TimeseriesGenerator(series, series, 3, shuffle=True, batch_size=50)[0]
    assert len(y) == 50
    assert (x[:, -1] == y - 1).all()


def test_skipgrams():
    pairs, labels = skipgrams([1, 2, 0, 3], 4, window_size=2, negative_samples=0, shuffle=False)
    assert pairs == [[1, 2], [2, 1], [2, 3], [3, 2]]
    assert labels == [1] * 4
    pairs, labels = skipgrams([1, 2, 3] * 9, 4, 1, categorical=True, seed=1)
    assert sorted(labels) == [[0, 1]] * 52 + [[1, 0]] * 52
    assert {n for pair in pairs for n in pair} == {1, 2, 3}
    assert skipgrams([1, 2], 3, sampling_table=[0.0] * 3) == ([], [])
    table = make_sampling_table(1000)
    assert table[0] == table[1] < table[10] < table[999] <= 1


def test_what_is_refused():
    with pytest.raises(ArgumentError, match=r"M02.*mode"):
        fitted().texts_to_matrix(TEXTS, "idf")
    with pytest.raises(ArgumentError, match=r"M15.*num_word"):
        Tokenizer(num_word=3)
    with pytest.raises(DataError, match=r"E42.*\[text\]"):
        Tokenizer().fit_on_texts("one text")
    with pytest.raises(DataError, match="E12"):
        TimeseriesGenerator(np.arange(3), np.arange(4), 1)
    with pytest.raises(ArgumentError, match=r"M16.*length"):
        TimeseriesGenerator(np.arange(3), np.arange(3), 3)
