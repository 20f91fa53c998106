"""Which piece of clothing: a convolutional network on Fashion-MNIST, and what it has learnt.

卷积网络识别服装图片（Fashion-MNIST），并画出它学到的滤波器与特征图。

Run it with `python examples/clothes.py`. The 70,000 images are found if Debian or Ubuntu has them
(`apt install dataset-fashion-mnist`), are fetched where there is a network, or are read from
`~/.keras/datasets/fashion-mnist`. Ten epochs, three to five minutes on two cores, reach 0.916 on
the 10,000 test images. Without the files, or with `python examples/clothes.py digits`, the
1,797 handwritten digits of scikit-learn (`pip install "pronghorn[people]"`) take their place.
"""

import sys
from pathlib import Path

import numpy as np

import pronghorn as keras
from pronghorn import layers

CLOTHES = "T-shirt trouser pullover dress coat sandal shirt sneaker bag boot".split()
SEED = 1


def read_clothes():
    """Images (rows, height, width), labels, the same for testing, and the names of the classes."""
    (x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
    return x, y, x_test, y_test, CLOTHES


def read_digits():
    """The same of 1,797 digits of 8 by 8 pixels."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    x, x_test = np.split((digits.images * 15).astype("uint8"), [1500])
    y, y_test = np.split(digits.target, [1500])
    return x, y, x_test, y_test, [str(n) for n in range(10)]


def read_images():
    if "digits" in sys.argv[1:]:
        return read_digits()
    try:
        return read_clothes()
    except OSError as error:
        print(f"{error}\nHandwritten digits take their place.")
        return read_digits()


def build(size):
    """Two convolutions, each followed by a maximum of four pixels, then one dense layer."""
    return keras.Sequential(
        [
            keras.Input(shape=(size, size, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(32, 3, padding="same", activation="relu", name="edges"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, padding="same", activation="relu", name="shapes"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.4),
            layers.Dense(10, activation="softmax"),
        ],
        name="clothes",
    )


def main():
    keras.utils.set_random_seed(SEED)
    x, y, x_test, y_test, names = read_images()
    x, x_test = x[..., None], x_test[..., None]
    model = build(x.shape[1])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    epochs = 10 if len(x) > 10_000 else 30
    model.fit(x, y, batch_size=64, epochs=epochs, verbose=2)
    loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
    print(f"Accuracy {accuracy:.4f}, loss {loss:.4f} on {len(x_test)} images never seen.")
    guess = model.predict(x_test[:1], verbose=0)[0]
    print(
        f"The first is: {names[guess.argmax()]} ({guess.max():.2f}); in truth {names[y_test[0]]}."
    )
    folder = Path("pictures")
    folder.mkdir(exist_ok=True)
    keras.plot_filters(model.get_layer("edges"), to_file=folder / "filters.png")
    keras.plot_feature_maps(model, x_test[0], to_file=folder / "feature_maps.png")
    print(f"See {folder / 'filters.png'} and {folder / 'feature_maps.png'}.")


if __name__ == "__main__":
    main()
