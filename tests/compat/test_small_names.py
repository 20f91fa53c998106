"""`Progbar`, `Config`, `get_source_inputs`, and where progress goes."""

import copy
import json
import logging

import numpy as np
import pytest

import pronghorn as keras
from pronghorn.errors import ArgumentError, StateError


class TestProgbar:
    def test_means_of_steps(self, capsys):
        bar = keras.utils.Progbar(4, verbose=2)
        bar.update(1, [("loss", 4.0)])
        bar.add(2, [("loss", 1.0)])
        assert bar._bar.values == {"loss": 2.0}
        bar.add(1, [("loss", np.array([3.0, 5.0]))])
        assert capsys.readouterr().out.startswith("4/4 - 0s - ")

    def test_figures_shown_as_they_are(self):
        bar = keras.utils.Progbar(9, verbose=0, stateful_metrics=["accuracy"])
        other = keras.utils.Progbar(9, verbose=0, stateless_metrics=["loss"])
        for one in (bar, other):
            one.add(1, [("accuracy", 1.0), ("loss", 1.0)])
            one.add(1, [("accuracy", 0.0), ("loss", 0.0)])
            assert one._bar.values == {"accuracy": 0.0, "loss": 0.5}

    def test_a_target_that_is_not_known(self, capsys):
        bar = keras.utils.Progbar(None, verbose=1)
        bar.add(1)
        bar.update(2, finalize=True)
        assert "2/2" in capsys.readouterr().out

    def test_both_kinds_of_names(self):
        with pytest.raises(ArgumentError, match=r"M16.*stateless_metrics"):
            keras.utils.Progbar(1, stateful_metrics=["a"], stateless_metrics=["b"])


class TestConfig:
    def test_attributes_and_items_are_one(self):
        config = keras.utils.Config(rate=0.1)
        config.seed = 3
        config["name"] = "a"
        assert (config["seed"], config.name, config.get("none", 7)) == (3, "a", 7)
        assert list(config) == ["name", "rate", "seed"]
        assert ("rate" in config, len(config)) == (True, 3)
        assert json.loads(config.to_json()) == config.as_dict()
        assert config.pop("seed") == 3
        config.update(rate=0.2)
        del config["name"]
        assert list(config.items()) == [("rate", 0.2)]
        assert copy.deepcopy(config).as_dict() == {"rate": 0.2}

    def test_what_is_frozen_does_not_change(self):
        config = keras.utils.Config(rate=0.1)
        config.freeze()
        for change in (
            lambda: setattr(config, "rate", 1),
            lambda: config.update(rate=1),
            lambda: config.pop("rate"),
        ):
            with pytest.raises(StateError, match="M39"):
                change()
        config.unfreeze()
        config.rate = 1
        assert not config.frozen

    def test_a_name_that_is_not_there(self):
        with pytest.raises(AttributeError, match="did you mean 'rate'"):
            keras.utils.Config(rate=0.1).rat  # noqa: B018


def test_source_inputs():
    a, b = keras.Input((3,)), keras.Input((3,))
    shared = keras.layers.Dense(3)
    total = keras.layers.Add()([shared(b), shared(a), b * 2.0])
    found = keras.utils.get_source_inputs(total)
    assert [one is other for one, other in zip(found, (b, a), strict=True)] == [True, True]
    assert keras.utils.get_source_inputs(a) == [a]


def test_progress_may_go_to_the_logger(capsys, caplog):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    stop = keras.callbacks.EarlyStopping("loss", min_delta=1e9, patience=1, verbose=1)
    keras.utils.disable_interactive_logging()
    try:
        assert not keras.config.is_interactive_logging_enabled()
        with caplog.at_level(logging.INFO, logger="pronghorn"):
            model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=3, callbacks=[stop])
            model.summary()
    finally:
        keras.utils.enable_interactive_logging()
    assert capsys.readouterr().out == ""
    said = [record.getMessage() for record in caplog.records]
    assert said[0].startswith("Epoch 1/3 - 1/1 - ")
    assert "Epoch 2: early stopping" in said
    assert any("Total params" in line for line in said)
