"""Lowerings that can go through a batch block by block of its rows."""

from __future__ import annotations


class Phases:
    """What a region does before all blocks, for a block, and after all of them."""

    def begin(self) -> None:
        """Nothing, unless a region needs it."""

    def run(self) -> None:
        """All that its part has of the batch."""
        raise NotImplementedError

    def finish(self) -> None:
        """Nothing, unless a region needs it."""
