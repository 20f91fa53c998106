"""Tables of pandas, polars and Arrow, and arrays of other libraries."""

import datetime
import sys

import numpy as np
import pandas
import polars
import pyarrow
import pytest

from pronghorn.data import arrays_of, as_array, source_of
from pronghorn.data.table import columns_of, is_table
from pronghorn.errors import DataError, MissingPackageError

COLUMNS = {"age": [30, 40], "height": [1.5, 2.0]}
EXPECTED = [[30.0, 1.5], [40.0, 2.0]]
TABLES = {
    "pandas": pandas.DataFrame,
    "polars": polars.DataFrame,
    "lazy": polars.LazyFrame,
    "arrow": pyarrow.table,
}


class Stream:
    """Offers Arrow's C stream and nothing else."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


class Shared:
    """Offers DLPack and nothing else."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **arguments):
        return self.array.__dlpack__(**arguments)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


@pytest.mark.parametrize("kind", TABLES)
def test_numbers(kind):
    table = TABLES[kind](COLUMNS)
    found = as_array(table, "x", "float32")
    assert found.tolist() == EXPECTED
    assert found.flags.c_contiguous
    assert source_of(table) is None


@pytest.mark.parametrize("kind", TABLES)
def test_text_is_named_by_column_row_and_value(kind):
    table = TABLES[kind]({**COLUMNS, "sex": ["0", "F"]})
    with pytest.raises(DataError, match=r"E13.*sex.*1.*'F'"):
        as_array(table, "x", "float32")


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize(
    "value", [datetime.timedelta(days=1), datetime.datetime(2020, 1, 2), datetime.date(2020, 1, 2)]
)
def test_dates_and_times_are_no_numbers(kind, value):
    table = TABLES[kind]({**COLUMNS, "since": [value, value]})
    with pytest.raises(DataError, match=r"E13.*column since, row 0"):
        as_array(table, "x", "float32")


def test_a_missing_number_becomes_nan():
    for make in TABLES.values():
        found = as_array(make({"a": [1.0, None]}), "x", "float32")
        assert np.isnan(found[1, 0])
    nullable = pandas.DataFrame({"a": pandas.array([1, None], "Int64")})
    assert np.isnan(as_array(nullable, "x", "float32")[1, 0])


def test_columns_of_one_are_arrays():
    assert as_array(pandas.Series([1, 2], name="a"), "y", "float32").tolist() == [1, 2]
    assert as_array(polars.Series("a", [1, 2]), "y", "float32").tolist() == [1, 2]
    assert as_array(pyarrow.array([1, 2]), "y", "float32").tolist() == [1, 2]
    assert as_array(pyarrow.chunked_array([[1], [2]]), "y", "float32").tolist() == [1, 2]
    with pytest.raises(DataError, match=r"E57.*'F'"):
        as_array(pandas.Series(["F"], name="sex"), "y", "float32")


def test_protocols():
    table = Stream(pyarrow.table(COLUMNS))
    assert is_table(table)
    assert as_array(table, "x", "float32").tolist() == EXPECTED
    shared = Shared(np.array(EXPECTED))
    assert source_of(shared) is None
    assert as_array(shared, "x", "float32").tolist() == EXPECTED


def test_a_parquet_file_in_batches(tmp_path):
    import pyarrow.parquet

    path = tmp_path / "x.parquet"
    pyarrow.parquet.write_table(pyarrow.table(COLUMNS), path)
    assert as_array(pyarrow.parquet.read_table(path), "x", "float32").tolist() == EXPECTED
    assert as_array(polars.scan_parquet(path), "x", "float32").tolist() == EXPECTED


def test_a_stream_of_batches_is_a_table():
    table = pyarrow.table(COLUMNS)
    assert source_of(table.to_reader()) is None
    assert arrays_of(table.to_reader(), "x", "float32").leaves[0].tolist() == EXPECTED
    assert source_of(memoryview(np.ones(3))) is None


def test_columns_of_lists_are_named():
    table = polars.DataFrame({"a": [1.0, 2.0], "b": [[1.0, 2.0], [3.0]]})
    with pytest.raises(DataError, match=r"E13.*column b, row 0"):
        as_array(table, "x", "float32")


def test_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(MissingPackageError, match=r"F03.*pronghorn\[data\]"):
        as_array(polars.LazyFrame(COLUMNS), "x", "float32")


def test_names_of_columns():
    assert columns_of(pandas.DataFrame(COLUMNS)) == ["age", "height"]
    assert columns_of(pyarrow.table(COLUMNS)) == ["age", "height"]
    assert columns_of(polars.LazyFrame(COLUMNS)) == ["age", "height"]
    assert columns_of(np.ones(3)) is None
