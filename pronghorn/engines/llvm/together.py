"""Work of LLVM's done side by side: it goes on without Python's lock."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def together(works: Sequence[Callable[[], T]], threads: int) -> list[T]:
    """What each of them gives, done by so many threads, the calling one among them.

    Those that take long should come first. Raises what one of them raised, when all have ended.
    """
    given: dict[int, T] = {}
    errors: list[BaseException] = []
    left = deque(enumerate(works))

    def run() -> None:
        while True:
            try:
                number, work = left.popleft()
            except IndexError:
                return
            try:
                given[number] = work()
            except BaseException as error:  # raised again by the calling thread
                errors.append(error)

    others = [threading.Thread(target=run) for _ in range(min(threads, len(works)) - 1)]
    for other in others:
        other.start()
    run()
    for other in others:
        other.join()
    if errors:
        raise errors[0]
    return [given[number] for number in range(len(works))]
