"""The collector of cyclic garbage is off during pauses, and afterwards as it was."""

import gc
import os
import threading

import pytest

from pronghorn.garbage import uncollected


@pytest.fixture(autouse=True)
def collector():
    gc.enable()
    yield
    gc.enable()


def test_the_last_pause_to_end_turns_it_on_again():
    begun, end = threading.Event(), threading.Event()

    @uncollected()
    def elsewhere():
        begun.set()
        end.wait(10)

    thread = threading.Thread(target=elsewhere)
    with uncollected():
        thread.start()
        assert begun.wait(10)
    assert not gc.isenabled()
    end.set()
    thread.join()
    assert gc.isenabled()


def test_it_comes_back_after_an_error():
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()


def test_it_stays_off_for_users_who_turned_it_off():
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_collects_again():
    with uncollected():
        child = os.fork()
        if child == 0:
            os._exit(0 if gc.isenabled() else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert gc.isenabled()
