"""Every fault that lengths, shapes, dtypes and cells show is told with its code and its cure."""

import numpy as np
import pytest

from pronghorn import callbacks, errors, layers, models, ops, optimizers, utils
from pronghorn.data import Dataset

CE, SPARSE = "categorical_crossentropy", "sparse_categorical_crossentropy"

CASES = {
    "class numbers for one column each": (
        CE, lambda x, y, n: (x, n), r"\[E05\] y holds class numbers 0\.\.1.*to_categorical\(y, 2\)"
    ),
    "the same with an axis": (CE, lambda x, y, n: (x, n[:, None]), r"\[E05\]"),
    "one-hot for class numbers": (
        SPARSE, lambda x, y, n: (x, y), r"\[E06\] y is one-hot with shape \(61, 2\).*argmax"
    ),
    "labels from 1": (
        SPARSE, lambda x, y, n: (x, n + 1), r"\[E07\] labels run from 1 to 2.*outside is 2 in row"
    ),
    "a negative label": (SPARSE, lambda x, y, n: (x, n - 1), r"\[E08\] .* -1 in row.* y \+ 1\."),
    "halves as labels": (SPARSE, lambda x, y, n: (x, n + 0.5), r"\[E35\] .* row 0 of y holds"),
    "a missing label": (SPARSE, lambda x, y, n: (x, put(n, 7, np.nan)), r"\[E34\] y .* row 7"),
    "targets beyond 1": (
        "binary_crossentropy", lambda x, y, n: (x, y * 2), r"\[E36\] .* row \d+ holds 2\.0"
    ),
    "targets of another width": (
        "mse", lambda x, y, n: (x, x), r"\[E43\] y has shape \(61, 3\).*reshape\(\(-1, 2\)\)"
    ),
    "one target column for two outputs": ("mse", lambda x, y, n: (x, n), r"\[E43\]"),
    "a shorter y": (CE, lambda x, y, n: (x, y[:50]), r"\[E12\] x has 61 rows, but y has 50"),
    "text for classes": (
        SPARSE, lambda x, y, n: (x, np.where(n, "cat", "dog")), r"\[E57\] y holds text.*np\.unique"
    ),
    "a text column": (
        CE, lambda x, y, n: ([[1, 2, "tall"]] * 4, y[:4]), r"\[E13\] x .* column 2, row 0 .*'tall'"
    ),
    "None in a cell": (
        CE, lambda x, y, n: ([[1, 2, 3], [1, None, 3]], y[:2]), r"\[E13\] .* column 1, row 1"
    ),
    "rows of unequal length": (
        CE, lambda x, y, n: ([[1, 2], [1]], y[:2]), r"\[S22\] .* shape \(2,\), row 1 \(1,\)"
    ),
    "y before x": (CE, lambda x, y, n: (n, x), r"\[E61\] x has shape \(61,\) and y \(61, 3\)"),
    "too many axes": (
        CE, lambda x, y, n: (x[:, None, None], y), r"\[E14\] .* wants 2 axes, got 4"
    ),
    "one sample": (CE, lambda x, y, n: (x[0], y[:1]), r"\[E15\] x has shape \(3,\).*x\[None\]"),
    "a column too few": (CE, lambda x, y, n: (x[:, :2], y), r"\[E16\] x has 2 features.*for 3"),
    "no rows": (CE, lambda x, y, n: (x[:0], y[:0]), r"\[E38\] x has no rows"),
    "no targets": (CE, lambda x, y, n: (x, None), r"\[E45\] x came without y.*fit\(x, y\)"),
    "two inputs for one": (CE, lambda x, y, n: ({"a": x, "b": x}, y), r"\[E46\]"),
    "two arrays for one": (CE, lambda x, y, n: ([x, x], y), r"\[E46\] .* 1 inputs .* 2 arrays"),
    "NaN in a cell": (
        CE, lambda x, y, n: (put(x, (17, 1), np.nan), y), r"\[E34\] x holds nan in row 17, column 1"
    ),
    "infinity in a target": (
        CE, lambda x, y, n: (x, put(y, (16, 1), np.inf)), r"\[E34\] y holds inf"
    ),
}  # fmt: skip


def put(array, place, value):
    array = array.astype("float64")
    array[place] = value
    return array


@pytest.mark.parametrize("name", CASES)
def test_bad_data_are_named(name, engine, data, network):
    loss, spoil, message = CASES[name]
    model = network(loss, metrics=[])
    before = model.get_weights()
    with pytest.raises(errors.UserError, match=message):
        model.fit(*spoil(*data), verbose=0)
    whole_steps = int(model.optimizer.iterations)
    unchanged = all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))
    assert unchanged == (whole_steps == 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"epochs": -1}, r"\[M01\] fit: epochs"),
        ({"batch_size": -1}, r"\[M01\] fit: batch_size"),
        ({"batch_size": 2.5}, r"\[M01\] fit: batch_size"),
        ({"validation_split": 2.0}, r"\[M16\] fit: validation_split"),
        ({"validation_split": 0.999}, r"\[E37\]"),
        ({"sample_weight": np.ones(3)}, r"\[E39\] sample_weight .* 61 rows, got shape \(3,\)"),
        ({"class_weight": {0: 1.0}}, r"\[E40\] .* class 1"),
        ({"class_weight": {0: 1.0, 1: 1.0, 5: 1.0}}, r"\[E42\] class_weight .* got 5"),
        ({"class_weight": "even"}, r"\[E42\] class_weight .*balanced"),
        ({"validation_data": (np.ones((3, 3)), np.ones((2, 2)))}, r"\[E12\] validation_data\[0\]"),
        ({"callbacks": [callbacks.EarlyStopping("val_loss")]}, r"\[M22\] EarlyStopping"),
        ({"speed": 2}, r"\[M15\] fit has no argument 'speed'"),
    ],
)
def test_bad_arguments_are_named(arguments, message, data, network):
    with pytest.raises(errors.UserError, match=message):
        network().fit(data[0], data[1], verbose=0, **arguments)


def test_old_keywords_are_taken(data, network):
    x, y, _ = data
    model = network(sample_weight_mode=None)
    model.fit(x, y, verbose=0, workers=2, use_multiprocessing=True)
    model.evaluate(x, y, verbose=0, max_queue_size=3)
    model.train_on_batch(x, y, reset_metrics=False)
    model.predict(x, verbose=0, workers=2)
    with pytest.raises(errors.ArgumentError, match=r"\[M15\] predict has no argument 'depth'"):
        model.predict(x, depth=2)
    with pytest.raises(errors.ArgumentError, match=r"\[M15\] evaluate has no argument 'depth'"):
        model.evaluate(x, y, depth=2)
    with pytest.raises(errors.ArgumentError, match=r"\[M15\] compile has no argument 'los'"):
        model.compile(los="mse")


def test_swapped_splits_are_guessed(data, network):
    x, y, _ = data
    with pytest.raises(errors.DataError, match=r"\[E48\] .* as many as validation_data\[0\]"):
        network().fit(x[:40], y[:21], validation_data=(x[40:], y[40:]), verbose=0)


def test_the_number_of_samples_in_input_shape_is_noticed(data):
    model = models.Sequential([layers.Input((61, 3)), layers.Flatten(), layers.Dense(2)])
    model.compile("sgd", "mse")
    with pytest.raises(errors.ShapeError, match=r"\[E17\] input_shape \(61, 3\).*shape=\(3,\)"):
        model.fit(data[0], data[1], verbose=0)
    with pytest.raises(errors.ShapeError, match=r"\[E17\]"):
        model.fit(data[0][:9], data[1][:9], verbose=0)


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch", "test_on_batch"])
def test_compile_comes_first(method, data):
    model = models.Sequential([layers.Input((3,)), layers.Dense(2)])
    with pytest.raises(RuntimeError, match=r"\[M05\] "):
        getattr(model, method)(data[0], data[1])


def test_names_that_stand_for_nothing_are_refused(data, network):
    with pytest.raises(errors.UnknownNameError, match="did you mean 'adam'"):
        network(optimizer="addam")
    with pytest.raises(errors.UnknownNameError, match="loss 'categorical_crossentropi'"):
        network("categorical_crossentropi")
    with pytest.raises(errors.UnknownNameError, match="loss 'msee'"):
        network(["msee"])
    with pytest.raises(errors.UnknownNameError, match="metric 'accuracyy'"):
        network(metrics=[["accuracy", "accuracyy"]])
    with pytest.raises(errors.ArgumentError, match=r"\[M17\]"):
        network(None).fit(data[0], data[1], verbose=0)


def test_classes_missing_from_a_part_are_told(data, network, caplog):
    x, _, labels = data
    network("sparse_categorical_crossentropy").fit(
        x, np.sort(labels), validation_split=0.2, verbose=0
    )
    assert "[H05] class 0 is in the training rows but not in the validation rows" in caplog.text
    labels = np.r_[np.zeros(50, int), np.ones(11, int)]
    network("sparse_categorical_crossentropy").fit(x, labels, validation_split=0.18, verbose=0)
    assert "[H06] class 1 is only in the validation rows" in caplog.text


def run_away(x, network):
    model = network("mse", optimizers.SGD(1e30))
    model.fit(x * 100, np.ones((61, 2)), verbose=0, epochs=3)


def negative_log(x, network):
    model = network(lambda t, p: ops.mean(ops.log(p - 2.0), axis=-1), "sgd")
    model.fit(x, np.ones((61, 2)), verbose=0)


def huge_inputs(x, network):
    model = models.Sequential([layers.Input((3,)), layers.Dense(4), layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(x * 1e38, np.ones((61, 2)), verbose=0)


@pytest.mark.parametrize(
    ("cause", "message"),
    [
        (run_away, r"[H03] the loss became nan at epoch 1, step 2: the gradient of"),
        (negative_log, "[H04] the loss became nan at epoch 1, step 1: log in the loss"),
        (huge_inputs, "[H02] the loss became inf at epoch 1, step 1"),
    ],
)
def test_a_loss_that_is_not_finite_is_explained_once(cause, message, engine, data, network, caplog):
    cause(data[0], network)
    assert caplog.text.count(message) == 1
    assert caplog.text.count("the loss became") == 1


def test_what_cannot_be_explained_is_told_all_the_same(engine, data, network, caplog):
    model = network(lambda t, p: ops.mean(p, axis=-1) + float("nan"), run_eagerly=True)
    model.fit(data[0], data[1], verbose=0)
    assert "[H13] the loss became nan at epoch 1, step 1, and all inputs were finite" in caplog.text


def test_nothing_to_train_is_told(data, network):
    model = network()
    model.trainable = False
    model.compile("sgd", "mse")
    with pytest.raises(errors.StateError, match=r"\[M26\] nothing can be learnt"):
        model.fit(data[0], data[1], verbose=0)


def test_terminate_on_nan_stops_at_the_step(engine, data, network, caplog, capsys):
    x, y, _ = data
    model = network()
    record = model.fit(
        put(x, (17, 1), np.nan),
        y,
        batch_size=8,
        epochs=4,
        shuffle=False,
        verbose=0,
        callbacks=[callbacks.TerminateOnNaN()],
    )
    assert len(record.epoch) == 1
    assert int(model.optimizer.iterations) == 3
    assert "Batch 2: Invalid loss" in capsys.readouterr().out
    assert "[H01] the loss became nan at epoch 1, step 3: x holds nan in row 17" in caplog.text


def test_containers_of_every_kind_are_taken(data, network):
    x = data[0]
    model = network()
    want = model.predict(x)

    class Table:
        columns = ("a", "b", "c")

        def __array__(self, dtype=None, copy=None):
            return x.astype("float64")

    class Sparse:
        def toarray(self):
            return x

    kinds = [x.tolist(), x.astype("float64"), np.asfortranarray(x), x.astype(object), Table()]
    kinds += [Sparse(), ops.convert_to_tensor(x), tuple(map(tuple, x)), [x], list(x)]
    for kind in kinds:
        assert model.predict(kind, verbose=0) == pytest.approx(want, abs=1e-6)


def model_of(*own, shape=(5, 3), loss=SPARSE):
    model = models.Sequential([layers.Input(shape), *own])
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize("loss", [SPARSE, CE, "mse"])
def test_an_output_with_too_many_axes_asks_for_flatten(loss):
    model = model_of(layers.Dense(4), loss=loss)
    y = np.eye(4)[[0, 1]] if loss == CE else np.array([0, 1])
    with pytest.raises(errors.ShapeError, match=r"E56.*\(rows, 5, 4\).*Flatten"):
        model.fit(np.ones((2, 5, 3)), y, verbose=0)
    if loss == SPARSE:  # a class for every step is sound
        model.fit(np.ones((2, 5, 3)), np.ones((2, 5)), verbose=0)


def test_one_loss_serves_every_output():
    x = layers.Input((3,))
    model = models.Model(x, [layers.Dense(1, name="a")(x), layers.Dense(2, name="b")(x)])
    given = np.ones((4, 3)), [np.ones(4), np.ones((4, 2))]
    model.compile("sgd", "mse")
    assert list(model.fit(*given, verbose=0).history) == ["a_loss", "b_loss", "loss"]
    model.compile("sgd", ["mse"])
    with pytest.raises(errors.ArgumentError, match=r"M18.*loss has 1 .* a, b"):
        model.fit(*given, verbose=0)


@pytest.mark.parametrize("place", [-1, 4])
def test_a_number_beyond_an_embedding_names_layer_and_row(place, engine):
    model = model_of(
        layers.Embedding(4, 2, name="words"), layers.Flatten(), layers.Dense(2), shape=(5,)
    )
    x = np.zeros((6, 5))
    x[3, 1] = place
    with pytest.raises(errors.DataError, match=rf"E58\] words got {place} in row 3.*0\.\.3"):
        model.fit(x, np.zeros(6), verbose=0)
    with pytest.raises(errors.DataError, match=rf"E58\] words got {place} in row 3"):
        model(x)


def test_validation_and_evaluation_want_targets_too(data, network):
    x, y, _ = data
    model = network(CE)
    with pytest.raises(errors.DataError, match=r"E45.*validation_data=\(x, y\)"):
        model.fit(x, y, validation_data=x, verbose=0)
    with pytest.raises(errors.DataError, match=r"E45.*evaluate\(x, y\)"):
        model.evaluate(x, verbose=0)


def test_columns_of_a_table_keep_their_order(data, network):
    pandas = pytest.importorskip("pandas")
    x, y, _ = data
    table = pandas.DataFrame(x, columns=["a", "b", "c"])
    model = network(CE)
    model.fit(table, y, validation_data=(table, y), verbose=0)
    assert (model.predict(table, verbose=0) == model.predict(x, verbose=0)).all()
    with pytest.raises(errors.DataError, match=r"E59.*\['b', 'a', 'c'\].*x\[\['a', 'b', 'c'\]\]"):
        model.predict(table[["b", "a", "c"]], verbose=0)


class Silent(layers.Layer):
    def call(self, x):
        x * 2


def test_a_forgotten_return_is_told(data, network):
    with pytest.raises(errors.StateError, match=r"M81\] Silent\.call.*return"):
        model_of(Silent(), layers.Dense(2))

    def forgetful(y_true, y_pred):
        ops.mean(y_true - y_pred)

    with pytest.raises(errors.StateError, match=r"M83\] forgetful gave no loss"):
        network(forgetful, metrics=[]).fit(*data[:2], verbose=0)


def test_if_on_many_values_is_told(data, network):
    loss = lambda y_true, y_pred: ops.mean(y_pred) if y_pred > 0 else ops.mean(y_true)
    with pytest.raises(errors.ShapeError, match=r"S64.*ops\.where"):
        network(loss, metrics=[]).fit(*data[:2], verbose=0)


def test_nan_in_what_is_evaluated_is_told(data, network, caplog):
    x, y, _ = data
    model = network(CE)
    model.fit(x, y, validation_data=(put(x, (3, 2), np.nan), y), verbose=0)
    assert "[H55] the evaluated x holds nan in row 3, column 2" in caplog.text


def test_one_hot_accuracy_of_class_numbers_is_refused(data, network):
    x, _, n = data
    with pytest.raises(errors.ShapeError, match=r"E62\] categorical_accuracy.*\"accuracy\""):
        network(SPARSE, metrics=["categorical_accuracy"]).fit(x, n, verbose=0)


def test_mistakes_with_data_sets(data, network):
    x, y, _ = data
    samples = Dataset.from_tensor_slices((x, y))
    with pytest.raises(errors.DataError, match=r"E60.*\(3,\).*batch\(32\)"):
        network(CE).fit(samples, verbose=0)
    with pytest.raises(errors.ArgumentError, match=r"M84.*2 parts.*lambda x, y"):
        network(CE).fit(samples.batch(9).map(lambda x: x), verbose=0)


def test_wrong_kinds_of_arguments():
    with pytest.raises(errors.ArgumentError, match=r"M16\] Bidirectional.*recurrent"):
        layers.Bidirectional(layers.Dense(3))
    with pytest.raises(errors.ArgumentError, match="M24"):
        layers.Dense(3, activation=layers.ReLU)
    x, y = np.ones((2, 5, 3)), np.ones((2, 5))
    with pytest.raises(errors.ArgumentError, match=r"M01\] fit: validation_freq"):
        model_of(layers.Dense(2)).fit(x, y, validation_data=(x, y), validation_freq=0, verbose=0)
    with pytest.raises(errors.ArgumentError, match=r"M16\] Sequential.*one list of layers"):
        models.Sequential(layers.Dense(3), layers.Dense(1))
    with pytest.raises(errors.ArgumentError, match=r"M16\] SGD: learning_rate"):
        optimizers.SGD("0.01")
    with pytest.raises(errors.ArgumentError, match=r"callbacks.*\[EarlyStopping\(\)\]"):
        model_of(layers.Dense(2)).fit(
            np.ones((2, 5, 3)), np.ones((2, 5)), callbacks=[callbacks.EarlyStopping], verbose=0
        )
    with pytest.raises(errors.ShapeError, match=r"M82.*\(None, 9, 8, 8, 3\).*number of samples"):
        model_of(layers.Conv2D(2, 3), shape=(9, 8, 8, 3))
    with pytest.raises(errors.ShapeError, match=r"M07.*return_sequences=True"):
        model_of(layers.LSTM(2), layers.LSTM(2))
    with pytest.raises(errors.DataError, match=r"E57.*np\.unique"):
        utils.to_categorical(["cat", "dog"])
