"""The collector of cyclic garbage is off during pauses, and afterwards as it was."""

import gc
import os
import threading
from contextlib import ExitStack, contextmanager

import numpy as np
import pytest

import pronghorn as keras
from pronghorn.garbage import uncollected


@pytest.fixture(autouse=True)
def collector():
    gc.enable()
    yield
    gc.enable()


@contextmanager
def paused_elsewhere():
    begun, end = threading.Event(), threading.Event()

    @uncollected()
    def pause():
        begun.set()
        end.wait(10)

    thread = threading.Thread(target=pause)
    thread.start()
    assert begun.wait(10)
    yield
    end.set()
    thread.join()


def test_the_last_pause_to_end_turns_it_on_again():
    with ExitStack() as others:
        with uncollected():
            others.enter_context(paused_elsewhere())
        assert not gc.isenabled()
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


def test_it_comes_back_when_a_generator_is_closed():
    def steps():
        with uncollected():
            yield

    paused = steps()
    next(paused)
    assert not gc.isenabled()
    paused.close()
    assert gc.isenabled()


def test_it_comes_back_after_fits_within_a_trace_and_one_that_fails():
    class Nested(keras.layers.Layer):
        def call(self, x):
            small = keras.Sequential([keras.layers.Dense(1)])
            small.compile("sgd", "mse")
            small.fit(np.ones((2, 3)), np.ones((2, 1)), verbose=0)
            assert not gc.isenabled()
            raise KeyError

    model = keras.Sequential([Nested()])
    model.compile("sgd", "mse")
    with pytest.raises(KeyError):
        model.fit(np.ones((2, 3)), np.ones((2, 1)), verbose=0)
    assert gc.isenabled()


def answer_of_child(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def pauses_work():
    before = gc.isenabled()
    with uncollected():
        within = gc.isenabled()
    return before and not within and gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_collects_again():
    with uncollected():
        child = os.fork()
        if child == 0:
            os._exit(0 if gc.isenabled() else 1)
        assert answer_of_child(child) == 0
    assert gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_pauses_work_in_a_process_forked_during_those_of_others():
    with paused_elsewhere():
        with uncollected():
            child = os.fork()
        if child == 0:
            os._exit(0 if pauses_work() else 1)
    assert answer_of_child(child) == 0
    assert pauses_work()
