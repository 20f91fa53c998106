"""Parquet files as data: `model.fit("table.parquet", y="price")`."""

import os

from pronghorn.data.parquet import Parquet, ParquetSource, is_parquet
from pronghorn.errors import DataError

__all__ = ["beside", "opened"]


def beside(validation_data, y, sample_weight):
    """Data of validation; a path has the same columns for targets and weights as the training's."""
    if is_parquet(validation_data):
        return validation_data, y, sample_weight
    return validation_data


def opened(trainer, method, x, y=None, sample_weight=None, batch_size=None):
    """x, y and sample_weight; where x is a path, what the columns hold that y and it name.

    A table that is small becomes one, a large one a source of batches.
    """
    is_fit = method == "fit"
    if not is_parquet(x):
        if is_fit:
            trainer._file_columns = ()
        if isinstance(x, str | os.PathLike):
            want, example = (
                "an array, or the path of a .parquet file",
                f"pandas.read_csv({str(x)!r})",
            )
            raise DataError("E42", argument="x", want=want, got=str(x), example=example)
        return x, y, sample_weight
    known = None if is_fit else trainer._file_columns or trainer._columns
    table = Parquet(x, y, sample_weight, known)
    if is_fit:
        trainer._file_columns = tuple(table.columns)
    if table.is_large():
        return ParquetSource(table, batch_size or 32), None, None
    return table.whole()
