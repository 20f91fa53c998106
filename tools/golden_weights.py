"""Write tests/saving/golden: weights that real Keras saved, and what it then predicts and learns.

Run as `KERAS_BACKEND=jax python tools/golden_weights.py` where `keras` and `jax` are installed.
`python tools/golden_weights.py FOLDER` instead reads the files that pronghorn wrote there.
"""

import json
import pathlib
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.saving.models import MODELS  # noqa: E402  # this checkout's

GOLDEN = ROOT / "tests/saving/golden"


def learnt(model, x, y):
    """Predictions now and after another step of training."""
    before = model.predict(x, verbose=0)
    model.fit(x, y, batch_size=8, shuffle=False, verbose=0)
    return [before.tolist(), model.predict(x, verbose=0).tolist()]


def loaded(keras, make, path):
    """A new model with the weights of a file; Keras leaves an optimizer without slots as it is."""
    model, x, y = make(keras)
    model.optimizer.build(model.trainable_variables)
    model.load_weights(path)
    return model, x, y


def main(folder=None):
    import keras

    answers = {}
    for name, make in MODELS.items():
        keras.utils.set_random_seed(1)
        if folder:
            model, x, y = loaded(keras, make, f"{folder}/{name}.weights.h5")
            wanted = json.loads(pathlib.Path(folder, f"{name}.json").read_text())
            apart = np.abs(np.array(wanted) - np.array(learnt(model, x, y))).max()
            print(f"{name}: largest difference {apart:.1e}")
            continue
        model, x, y = make(keras)
        model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0)
        GOLDEN.mkdir(exist_ok=True)
        model.save_weights(GOLDEN / f"{name}.weights.h5")
        model, x, y = loaded(keras, make, GOLDEN / f"{name}.weights.h5")
        answers[name] = learnt(model, x, y)
    if answers:
        text = json.dumps(answers, indent=None)
        (GOLDEN / "answers.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
