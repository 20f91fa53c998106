"""What a program is: types with symbolic sizes, values, nodes and graphs, and their text."""

from pronghorn.ir import text  # gives every graph its `str`

__all__ = ["text"]
