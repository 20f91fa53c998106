"""Sequences of one length, and windows over a series."""

import numpy as np
import pytest

from pronghorn import utils
from pronghorn.errors import ArgumentError, DataError


class TestPadSequences:
    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            ({}, [[0, 0, 1], [2, 3, 4], [0, 0, 0]]),
            ({"padding": "post"}, [[1, 0, 0], [2, 3, 4], [0, 0, 0]]),
            ({"maxlen": 2}, [[0, 1], [3, 4], [0, 0]]),
            ({"maxlen": 2, "truncating": "post", "value": 9}, [[9, 1], [2, 3], [9, 9]]),
        ],
    )
    def test_numbers(self, settings, expected):
        found = utils.pad_sequences([[1], [2, 3, 4], []], **settings)
        assert found.tolist() == expected
        assert found.dtype == "int32"

    def test_vectors_and_text(self):
        found = utils.pad_sequences([np.ones((1, 2)), np.ones((2, 2))], dtype="float32")
        assert found[:, :, 0].tolist() == [[0, 1], [1, 1]]
        words = utils.pad_sequences([["a"], ["b", "c"]], dtype=object, value="-")
        assert words.tolist() == [["-", "a"], ["b", "c"]]

    def test_what_is_refused(self):
        with pytest.raises(DataError, match=r"E42.*3 at 1"):
            utils.pad_sequences([[1], 3])
        with pytest.raises(DataError, match=r"E42.*at 1"):
            utils.pad_sequences([np.ones((1, 2)), np.ones((2, 3))])
        with pytest.raises(ArgumentError, match=r"M02.*padding"):
            utils.pad_sequences([[1]], padding="left")
        with pytest.raises(ArgumentError, match=r"M16.*value"):
            utils.pad_sequences([[1]], value="-")


def test_parts_of_a_batch():
    assert utils.pack_x_y_sample_weight(1) == 1
    assert utils.pack_x_y_sample_weight([1]) == ([1],)
    assert utils.pack_x_y_sample_weight(1, 2, 3) == (1, 2, 3)


class TestWindows:
    def test_windows_and_targets(self):
        series = np.arange(10)
        found = utils.timeseries_dataset_from_array(
            series, series * 10, 3, sequence_stride=2, sampling_rate=2, batch_size=2
        )
        x, y = (np.concatenate(part) for part in zip(*found, strict=True))
        assert x.tolist() == [[0, 2, 4], [2, 4, 6], [4, 6, 8]]
        assert y.tolist() == [0, 20, 40]
        assert len(found) == 2

    def test_a_stretch_and_an_order(self):
        rows = np.arange(20).reshape(10, 2)
        found = utils.timeseries_dataset_from_array(
            rows, None, 2, start_index=2, end_index=6, shuffle=True, seed=1
        )
        assert found[0].shape == (3, 2, 2)
        assert sorted(found[0][:, 0, 0].tolist()) == [4, 6, 8]

    def test_what_is_refused(self):
        with pytest.raises(ArgumentError, match=r"M01.*sampling_rate"):
            utils.timeseries_dataset_from_array(np.ones(5), None, 2, sampling_rate=0)
        with pytest.raises(DataError, match=r"E63.* 6 steps, .* has 5"):
            utils.timeseries_dataset_from_array(np.ones(5), None, 6)
        with pytest.raises(DataError, match=r"E38.*targets"):
            utils.timeseries_dataset_from_array(np.ones(5), np.ones(1), 2, start_index=1)

    def test_single_windows(self):
        found = utils.timeseries_dataset_from_array(np.arange(4), np.arange(4), 3, batch_size=None)
        assert [(x.tolist(), y) for x, y in found] == [([0, 1, 2], 0), ([1, 2, 3], 1)]
