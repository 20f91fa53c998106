"""Programs that this process has made are forgotten: a later process knows none of them."""

from pronghorn.training import programs


def forget_programs():
    for table in (programs._recent, programs._alive, programs._shuffle):
        table.clear()
