"""Every spelling of a name of Keras gives the same object, in a process that pronghorn runs."""

import pytest

from pronghorn import activations, layers, models
from pronghorn.errors import ArgumentError

SAME = """
import keras
import tensorflow as tf
import tf_keras
import tensorflow.keras.layers as layers
from keras.layers import Dense
from keras.layers.core import Dense as core
from keras.engine.topology import Layer
from keras.models import Sequential
from tensorflow import keras as inner
from tensorflow.keras.models import Sequential as sequential
from tensorflow.python.keras.layers import Dense as python
from tf_keras.layers import Dense as separate
import pronghorn

assert Dense is core is python is separate is layers.Dense is inner.layers.Dense
assert Dense is tf.keras.layers.Dense is keras.layers.Dense is pronghorn.layers.Dense
assert Layer is keras.Layer is tf_keras.layers.Layer
assert Sequential is sequential is keras.Sequential is pronghorn.Sequential
assert isinstance(Sequential([Dense(1)]), tf.keras.Model)
print(keras.__version__, tf.keras.__version__, keras.version(), tf.__version__)
"""

OLD = """
import keras
import numpy as np
from keras.layers import merge
from keras.layers.advanced_activations import ThresholdedReLU
from keras.layers.merge import add
from keras.regularizers import activity_l2
from keras import backend as K, objectives
from keras.initializations import uniform
from keras.optimizers import adam, rmsprop
from keras.utils import np_utils
from keras.utils.visualize_util import plot
from keras.utils.vis_utils import plot_model
from keras.layers.advanced_activations import LeakyReLU
from keras.layers.normalization import *

assert adam is keras.optimizers.Adam and rmsprop is keras.optimizers.RMSprop
assert uniform is keras.initializers.RandomUniform
assert np_utils.to_categorical is keras.utils.to_categorical
assert plot is plot_model is keras.utils.plot_model
assert objectives.mse is keras.losses.mean_squared_error
assert LeakyReLU is keras.layers.LeakyReLU and Dense is keras.layers.Dense
assert activity_l2 is keras.regularizers.L2
assert ThresholdedReLU(theta=0.5)(np.array([0.4, 0.6], "float32")).tolist()[0] == 0
assert merge([K.ones((1, 2)), K.ones((1, 2))], mode="concat").shape == (1, 4) and add
BatchNormalization(mode=0)
assert K.backend() == keras.config.backend() == "tensorflow"
assert K.image_data_format() == "channels_last" and K.epsilon() == 1e-7
"""

EVERYTHING = """
from keras.layers import *
from keras.models import *
from keras.optimizers import *
from keras.losses import *
from keras.utils import *
print(Dense.__name__, Sequential.__name__, Adam.__name__, Huber.__name__, plot_model.__name__)
"""

TENSORFLOW = """
import numpy as np
import tensorflow as tf
from tensorflow.random import set_seed

np.random.seed(3)
wanted = np.random.normal(size=3)
drawn = []
for _ in range(2):
    np.random.seed(3)
    set_seed(1)
    drawn.append((tf.random.normal((2,)).numpy().tolist(), np.random.normal(size=3).tolist()))
assert drawn[0] == drawn[1] and drawn[0][1] == wanted.tolist()
assert tf.config.list_physical_devices("GPU") == []
assert tf.cast(tf.constant([1, 2]), tf.float32).dtype == tf.float32 == "float32"
assert float(tf.reduce_mean(tf.constant([1.0, 3.0]))) == 2.0
assert float(tf.nn.relu(-1.0)) == 0.0 and float(tf.math.square(3.0)) == 9.0

@tf.function
def step(x):
    return x + 1

@tf.function(jit_compile=True)
def stepped(x):
    return step(x)

assert stepped(1) == 2 and tf.executing_eagerly()
tf.get_logger().setLevel("ERROR")
"""


def test_every_spelling_is_one_class(keras_script):
    done = keras_script(SAME)
    assert done.stdout == "3.15.1 3.15.1 3.15.1 2.21.0\n"
    assert "[N03] keras.layers.core is an old place" in done.stderr


def test_old_places_and_names_work_with_one_note_each(keras_script):
    notes = keras_script(OLD).stderr.splitlines()
    assert len(notes) == len(set(notes))
    assert {note[:5] for note in notes} == {"[N03]", "[N07]"}
    assert sum("np_utils" in note for note in notes) == 1


def test_a_star_imports_what_there_is(keras_script):
    assert keras_script(EVERYTHING).stdout == "Dense Sequential Adam Huber plot_model\n"


def test_what_scripts_use_of_tensorflow(keras_script):
    assert keras_script(TENSORFLOW).stderr == ""


def test_tensorflow_beyond_keras_is_refused_by_name(python):
    done = python("-m", "pronghorn", "-c", "import tensorflow as tf; tf.lite")
    assert done.stderr.endswith("and a few functions beside it.\n")
    assert "[F16] tensorflow.lite is not here" in done.stderr
    done = python("-m", "pronghorn", "-c", "import tensorflow.io")
    assert "[F16] tensorflow.io is not here" in done.stderr


def test_what_is_not_built_yet_says_so_where_the_script_asks(python):
    done = python("-m", "pronghorn", "-c", "from keras.layers import ConvLSTM2D")
    assert done.returncode == 1
    assert done.stderr.splitlines()[:2] == [
        "Traceback (most recent call last):",
        '  File "<string>", line 1, in <module>',
    ]
    assert "AbsentImportError: [F15] keras.layers.ConvLSTM2D is a Keras name" in done.stderr
    done = python("-m", "pronghorn", "-c", "from keras.models import Graph")
    assert "[F14] the script imports keras.models.Graph" in done.stderr
    caught = "try:\n  from keras.layers import ConvLSTM2D\nexcept ImportError:\n  print('caught')"
    assert python("-m", "pronghorn", "-c", caught).stdout == "caught\n"


def test_a_misspelt_module_is_an_ordinary_mistake(python):
    done = python("-m", "pronghorn", "-c", "import keras.layrs")
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'keras.layrs'\n")


def test_without_the_runner_other_packages_stay_what_they_are(python):
    done = python("-c", "import pronghorn, keras")
    assert "No module named 'keras'" in done.stderr or done.returncode == 0
    done = python("-c", "import pronghorn as keras; print(keras.backend.backend())")
    assert done.stdout == "numpy\n"


def test_modules_reach_other_processes(keras_script, python):
    source = (
        "import pickle, sys\n"
        "import keras, tensorflow as tf\n"
        "from keras import layers, utils\n"
        "sent = pickle.dumps([keras, layers, utils, tf, tf.keras])\n"
        "assert pickle.loads(sent)[0] is keras\n"
        "print(sent.hex())\n"
    )
    sent = keras_script(source).stdout.strip()
    fresh = python(
        "-c",
        f"import pickle; found = pickle.loads(bytes.fromhex('{sent}'))\n"
        "print([m.__name__ for m in found], found[0].Sequential.__module__)",
    )
    assert fresh.stdout.split("] ") == [
        "['keras', 'keras.layers', 'keras.utils', 'tensorflow', 'tensorflow.keras'",
        "pronghorn.models.sequential\n",
    ], fresh.stderr


OLD_ARGUMENTS = [
    (
        "LSTM",
        {"output_dim": 2, "inner_init": "ones", "dropout_W": 0.1, "U_regularizer": "l2"},
        {
            "units": 2,
            "recurrent_initializer": "ones",
            "dropout": 0.1,
            "recurrent_regularizer": "l2",
        },
    ),
    (
        "GRU",
        {"output_dim": 2, "init": "ones", "dropout_U": 0.1, "consume_less": "mem"},
        {"units": 2, "kernel_initializer": "ones", "recurrent_dropout": 0.1},
    ),
    (
        "SimpleRNN",
        {"output_dim": 2, "b_regularizer": "l1", "W_regularizer": "l2"},
        {"units": 2, "bias_regularizer": "l1", "kernel_regularizer": "l2"},
    ),
    (
        "Embedding",
        {"input_dim": 3, "output_dim": 2, "init": "ones", "W_constraint": "NonNeg"},
        {
            "input_dim": 3,
            "output_dim": 2,
            "embeddings_initializer": "ones",
            "embeddings_constraint": "NonNeg",
        },
    ),
    ("PReLU", {"init": "ones"}, {"alpha_initializer": "ones"}),
    ("GlobalMaxPooling2D", {"dim_ordering": "th"}, {"data_format": "channels_first"}),
    ("InputLayer", {"shape": (3,), "input_dtype": "int32"}, {"shape": (3,), "dtype": "int32"}),
]


@pytest.mark.parametrize(("name", "old", "today"), OLD_ARGUMENTS)
def test_arguments_of_keras_1(name, old, today):
    first, second = (getattr(layers, name)(**given, name="a") for given in (old, today))
    assert first.get_config() == second.get_config()


def test_ends_of_a_model_as_keras_1_named_them():
    x = layers.Input((3,))
    model = models.Model(input=x, output=layers.Dense(2)(x))
    assert model.output_shape == (None, 2)


def test_an_old_gate_that_has_another_slope_today():
    assert layers.LSTM(2, inner_activation="tanh").recurrent_activation is activations.tanh
    with pytest.raises(ArgumentError, match=r"M16.*0\.2 \* x \+ 0\.5"):
        layers.LSTM(2, inner_activation="hard_sigmoid")
