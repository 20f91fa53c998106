"""Hooks in Keras' order, which batches are wanted, and each built-in callback."""

import math

import pytest

from pronghorn import callbacks, metrics
from pronghorn.callbacks.base import HOOKS, overrides
from pronghorn.drawing import plot_history
from pronghorn.errors import StateError, UnknownNameError, UserError
from pronghorn.progress import Notebook


class Model:
    """What callbacks need of a model."""

    def __init__(self, *found):
        self.metrics = list(found)
        self.weights = [0]
        self.stop_training = False

    def get_weights(self):
        return list(self.weights)

    def set_weights(self, weights):
        self.weights = list(weights)


class Recorder(callbacks.Callback):
    """Writes down every call."""

    def __init__(self, calls):
        super().__init__()
        self.calls = calls


def _recording(hook):
    def note(self, *args, **kwargs):
        self.calls.append((hook, *args, *kwargs.values()))
        getattr(callbacks.Callback, hook)(self, *args, **kwargs)

    return note


for _hook in HOOKS:
    setattr(Recorder, _hook, _recording(_hook))


class EveryBatch(callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        pass


class OldStyle(callbacks.Callback):
    def on_batch_begin(self, batch, logs=None):
        pass


class Foreign:
    """Has some hooks and no base."""

    def __init__(self):
        self.seen = []

    def on_test_batch_end(self, batch, logs):
        self.seen.append((batch, logs))


class TestList:
    def test_hooks_reach_every_callback_in_order(self):
        calls = []
        told = callbacks.CallbackList([Recorder(calls), [Recorder(calls)]])
        told.on_train_begin()
        told.on_epoch_begin(0)
        told.on_train_batch_begin(0)
        told.on_train_batch_end(0, {"loss": 1.0})
        told.on_epoch_end(0, {"loss": 1.0})
        told.on_train_end()
        once = [
            ("on_train_begin", {}),
            ("on_epoch_begin", 0, {}),
            ("on_train_batch_begin", 0, {}),
            ("on_batch_begin", 0, {}),
            ("on_train_batch_end", 0, {"loss": 1.0}),
            ("on_batch_end", 0, {"loss": 1.0}),
            ("on_epoch_end", 0, {"loss": 1.0}),
            ("on_train_end", {}),
        ]
        assert calls[:2] == [once[0], once[0]]
        assert calls.count(once[5]) == 2
        assert [call for call in calls if call in once] == calls
        assert len(calls) == 2 * len(once)

    def test_every_hook_can_be_called(self):
        calls = []
        told = callbacks.CallbackList(Recorder(calls))
        for hook in HOOKS:
            place = (3,) if "epoch" in hook or "batch" in hook else ()
            getattr(told, hook)(*place, logs={"a": 1})
            assert calls[-1][0] in (hook, hook.replace("train_", ""))

    def test_logs_are_one_dict_that_a_callback_may_add_to(self):
        class Adds(callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                logs["mine"] = 1.0

        told = callbacks.CallbackList([Adds()], add_history=True)
        told.on_epoch_end(0, {"loss": 0.5})
        assert told.history.history == {"loss": [0.5], "mine": [1.0]}

    def test_history_and_progress_come_last_unless_given(self):
        own = callbacks.History()
        told = callbacks.CallbackList(
            [own, EveryBatch()], add_history=True, add_progbar=True, model=Model(), verbose=0
        )
        kinds = [type(callback).__name__ for callback in told.callbacks]
        assert kinds == ["History", "EveryBatch", "ProgbarLogger"]
        assert told.model.history is own
        assert all(callback.model is told.model for callback in told.callbacks)
        assert own.params == {"verbose": 0}

    def test_objects_without_the_base_serve_too(self):
        foreign = Foreign()
        told = callbacks.CallbackList([foreign], model=Model(), verbose=0)
        told.on_test_begin()
        told.on_test_batch_end(2, {"loss": 1.0})
        assert foreign.seen == [(2, {"loss": 1.0})]
        assert told.next_batch("test", 5) == 5
        assert told.next_batch("train", 5) == math.inf


class TestWantedBatches:
    @pytest.mark.parametrize("kind", ["train", "test", "predict"])
    def test_built_in_ones_want_none(self, kind):
        told = callbacks.CallbackList(
            [callbacks.EarlyStopping(), callbacks.TerminateOnNaN()],
            add_history=True,
            add_progbar=True,
        )
        assert told.next_batch(kind, 7) == math.inf
        assert callbacks.CallbackList([]).next_batch(kind, 7) == math.inf

    @pytest.mark.parametrize("cls", [EveryBatch, OldStyle])
    def test_a_batch_hook_of_ones_own_wants_all(self, cls):
        told = callbacks.CallbackList([callbacks.History(), cls()])
        assert told.next_batch("train", 7) == 7
        assert told.next_batch("test", 7) == math.inf

    def test_so_does_a_function(self):
        told = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
        assert told.next_batch("train", 7) == 7
        assert overrides(told, "on_train_batch_end")
        assert not overrides(told, "on_train_batch_begin")

    def test_those_content_with_some_batches_are_known(self):
        assert not callbacks.CallbackList([callbacks.History()]).watches("train")
        assert callbacks.CallbackList(add_progbar=True).watches("train")
        assert callbacks.CallbackList([callbacks.TerminateOnNaN()]).watches("train")
        assert not callbacks.CallbackList([callbacks.TerminateOnNaN()]).watches("test")


class TestHistory:
    def test_accuracy_answers_to_both_names_and_shows_one(self):
        record = callbacks.History()
        record.on_train_begin()
        for epoch in range(2):
            record.on_epoch_end(epoch, {"accuracy": 0.5, "val_accuracy": 0.25, "loss": 1.0})
        curves = record.history
        assert record.epoch == [0, 1]
        assert list(curves) == ["accuracy", "val_accuracy", "loss"]
        assert curves["acc"] == [0.5, 0.5]
        assert curves.get("val_acc") == [0.25, 0.25]
        assert "val_acc" in curves
        assert "val_loss" not in curves
        assert curves.get("val_loss", 3) == 3
        assert isinstance(curves, dict)
        with pytest.raises(KeyError, match="val_loss"):
            curves["val_loss"]

    def test_the_old_name_is_stored_when_it_was_asked_for(self):
        record = callbacks.History()
        record.on_epoch_end(0, {"acc": 0.5})
        assert list(record.history) == ["acc"]
        assert record.history["accuracy"] == [0.5]

    def test_the_other_name_gives_one_note(self, caplog):
        record = callbacks.History()
        record.on_epoch_end(0, {"accuracy": 0.5})
        for _ in range(3):
            record.history["acc"]
        assert [r.getMessage()[:5] for r in caplog.records] == ["[N05]"]

    def test_a_picture_is_shown_where_one_can_be_drawn(self, monkeypatch):
        record = callbacks.History()
        record.on_epoch_end(0, {"loss": 0.5})
        monkeypatch.setattr(callbacks.History, "picture", None)
        assert record._repr_svg_() is None
        monkeypatch.setattr(callbacks.History, "picture", lambda shown: f"<svg>{shown.epoch}")
        assert record._repr_svg_() == "<svg>[0]"
        assert repr(record) == "<History of 1 epochs: loss=0.5>"

    def test_a_notebook_shows_the_curves(self):
        record = callbacks.History()
        assert record._repr_svg_() is None
        record.on_epoch_end(0, {"loss": 0.5, "val_loss": 0.75})
        assert record._repr_svg_() == plot_history(record).svg


def stopping(values, name="val_loss", model=None, **settings):
    """Runs epochs until the callback stops them; the model's weight is the epoch's number."""
    model = model or Model()
    callback = callbacks.EarlyStopping(name, **settings)
    callback.set_model(model)
    callback.on_train_begin()
    ran = 0
    for epoch, value in enumerate(values):
        model.weights = [epoch]
        callback.on_epoch_end(epoch, {} if value is None else {name: value})
        ran += 1
        if model.stop_training:
            break
    callback.on_train_end()
    return ran, callback, model


class TestEarlyStopping:
    @pytest.mark.parametrize(
        ("values", "settings", "ran"),
        [
            ([3, 2, 1, 0], {}, 4),
            ([1, 2, 3, 4], {}, 2),
            ([1, 1, 1, 1], {"patience": 2}, 3),
            ([3, 2.5, 2.4, 1, 0.9], {"min_delta": 0.2}, 3),
            ([1, 2, 3, 4], {"start_from_epoch": 2}, 4),
            ([3, 2, 1, 0.5], {"baseline": 0.8, "patience": 2}, 4),
            ([3, 2, 1, 0.9], {"baseline": 0.8, "patience": 3}, 4),
            ([1, 2, 3], {"mode": "max"}, 3),
            ([1, None, 2, 3], {"patience": 1}, 3),
            ([float("nan"), 2, 1], {}, 3),
        ],
    )
    def test_stops_when_nothing_becomes_better(self, values, settings, ran):
        assert stopping(values, **settings)[0] == ran

    def test_goes_back_to_the_best_weights(self):
        _, callback, model = stopping([3, 1, 2, 2], patience=2, restore_best_weights=True)
        assert model.weights == [1]
        assert (callback.best, callback.best_epoch, callback.stopped_epoch) == (1, 1, 3)
        _, _, model = stopping([3, 2, 1], patience=2, restore_best_weights=True)
        assert model.weights == [2]

    def test_a_metric_knows_its_direction(self):
        model = Model(metrics.CategoricalAccuracy(name="accuracy"))
        assert stopping([0.1, 0.2, 0.3], "val_accuracy", model)[0] == 3
        model = Model(metrics.CategoricalAccuracy(name="accuracy"))
        assert stopping([0.1, 0.2, 0.3], "acc", model)[0] == 3
        assert stopping([0.3, 0.2, 0.1], "mse", Model(metrics.MeanSquaredError("mse")))[0] == 3
        assert stopping([0.1, 0.2, 0.3], "val_acc")[0] == 3
        with pytest.raises(UserError, match="'min' or 'max' for mine"):
            stopping([1, 2], "mine")

    def test_says_so_when_asked(self, capsys):
        stopping([1, 2], verbose=1, restore_best_weights=True)
        said = capsys.readouterr().out.splitlines()
        assert said == [
            "Epoch 2: early stopping",
            "Restoring model weights from the end of the best epoch: 1.",
        ]

    def test_other_modes_are_refused(self):
        with pytest.raises(UserError, match="mode"):
            callbacks.EarlyStopping(mode="biggest")


class TestNamesToWatch:
    def test_acc_means_accuracy(self):
        told = callbacks.CallbackList([callbacks.EarlyStopping("val_acc")])
        told.check_names(["loss", "accuracy", "val_loss", "val_accuracy"])
        stop = told.callbacks[0]
        assert stop.watched({"val_accuracy": 0.5}) == 0.5

    def test_what_is_not_measured_is_told_before_training(self):
        told = callbacks.CallbackList([callbacks.EarlyStopping("val_loss")])
        with pytest.raises(UnknownNameError, match=r"val_loss.*loss, accuracy.*validation_data"):
            told.check_names(["loss", "accuracy"])

    @pytest.mark.parametrize(
        ("misspelt", "meant"), [("val_lost", "val_loss"), ("los", "loss"), ("val_acuracy", None)]
    )
    def test_a_misspelt_name_is_guessed(self, misspelt, meant):
        for watching in (
            callbacks.EarlyStopping(misspelt, mode="min"),
            callbacks.ModelCheckpoint("a.weights.h5", misspelt, 0, True, True, mode="min"),
            callbacks.ReduceLROnPlateau(misspelt, mode="min"),
        ):
            name = type(watching).__name__
            said = rf"M47\] {name} watches '{misspelt}'.*mean '{meant}'\? There are loss, mae\."
            with pytest.raises(UnknownNameError, match=said if meant else r"M22\] .* val_ need"):
                watching.check_name(["loss", "mae"])

    def test_a_callback_before_it_may_add_the_figure(self):
        watching = callbacks.EarlyStopping("mine")
        callbacks.CallbackList([EveryBatch(), watching]).check_names(["loss"])
        with pytest.raises(UnknownNameError, match="mine"):
            callbacks.CallbackList([watching, EveryBatch()]).check_names(["loss"])


class TestTerminateOnNaN:
    @pytest.mark.parametrize("loss", [math.nan, math.inf])
    def test_stops_or_raises(self, loss, capsys):
        model = Model()
        callback = callbacks.TerminateOnNaN()
        callback.set_model(model)
        callback.on_train_batch_end(0, {"loss": 1.0})
        assert not model.stop_training
        callback.on_train_batch_end(3, {"loss": loss})
        assert model.stop_training
        assert capsys.readouterr().out == "Batch 3: Invalid loss, terminating training\n"
        with pytest.raises(StateError, match="step 4"):
            callbacks.TerminateOnNaN(raise_error=True).on_train_batch_end(3, {"loss": loss})


class TestLambdaCallback:
    def test_calls_what_it_was_given(self):
        calls = []
        told = callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs: calls.append((epoch, logs)),
            on_test_end=lambda logs: calls.append(logs),
        )
        told.on_epoch_begin(0)
        told.on_epoch_end(1, {"loss": 1.0})
        told.on_test_end({})
        assert calls == [(1, {"loss": 1.0}), {}]

    def test_an_unknown_hook_is_refused(self):
        with pytest.raises(UserError, match="on_epoch_ends"):
            callbacks.LambdaCallback(on_epoch_ends=print)


class TestProgress:
    def fit(self, bar, epochs=2, steps=3, verbose=2):
        bar.set_params({"verbose": verbose, "epochs": epochs, "steps": steps})
        bar.on_train_begin()
        for epoch in range(epochs):
            bar.on_epoch_begin(epoch)
            for batch in range(3):
                bar.on_train_batch_end(batch, {"loss": 1.0})
            bar.on_test_begin()
            bar.on_test_batch_end(0, {"loss": 9.0})
            bar.on_test_end({"loss": 9.0})
            bar.on_epoch_end(epoch, {"loss": 0.5, "val_loss": 0.75})
        bar.on_train_end()

    def test_one_line_for_each_epoch_and_none_for_validation(self, capsys):
        self.fit(callbacks.ProgbarLogger())
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("Epoch 1/2 - 3/3 - ")
        assert lines[0].endswith("loss: 0.5000 - val_loss: 0.7500")

    def test_quiet_when_asked(self, capsys):
        self.fit(callbacks.ProgbarLogger(), verbose=0)
        assert capsys.readouterr().out == ""

    def test_an_unknown_number_of_steps_is_learnt(self, capsys):
        bar = callbacks.ProgbarLogger()
        bar.set_params({"verbose": 2, "epochs": 1, "steps": None})
        bar.on_train_begin()
        bar.on_epoch_begin(0)
        bar.on_train_batch_end(4, {"loss": 1.0})
        bar.on_epoch_end(0, {"loss": 1.0})
        bar.on_train_end()
        assert "5/5" in capsys.readouterr().out

    def test_evaluation_and_prediction_have_bars_of_their_own(self, capsys):
        bar = callbacks.ProgbarLogger()
        bar.set_params({"verbose": 2, "epochs": 1, "steps": 2})
        bar.on_test_begin()
        bar.on_test_batch_end(1, {"loss": 1.0})
        bar.on_test_end({"loss": 1.0})
        bar.on_predict_begin()
        bar.on_predict_batch_end(1, {"outputs": [1]})
        bar.on_predict_end()
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 2
        assert "loss" in lines[0]
        assert "outputs" not in lines[1]

    def test_a_notebook_shows_the_last_epoch_of_a_quick_fit(self, monkeypatch):
        shown = []

        class Handle:
            def update(self, data, raw):
                shown.append(data["text/plain"])

        def display(data, raw, display_id):
            shown.append(data["text/plain"])
            return Handle()

        surface = Notebook(display, clock=lambda: 0.0)  # so quick that no repaint is due
        monkeypatch.setattr("pronghorn.callbacks.progress.surface_for", lambda verbose: surface)
        self.fit(callbacks.ProgbarLogger())
        assert "Epoch 2/2" in shown[-1]
        assert shown[-1].endswith("val_loss: 0.7500")

    def test_a_bar_that_is_broken_off_is_left_behind(self):
        bar = callbacks.ProgbarLogger()
        bar.set_params({"verbose": 2, "epochs": 1, "steps": 2})
        bar.on_train_begin()
        bar.on_epoch_begin(0)
        bar.close()
        assert not bar.is_due()
        bar.on_train_end()


def test_the_record_knows_its_parameters(network, fit):
    wanted = {"verbose": 0, "epochs": 2, "steps": 5}
    assert fit(network()).params == wanted
    assert fit(network(), callbacks.Callback()).params == wanted
