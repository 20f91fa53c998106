"""Names and modules of Keras 1, Keras 2 and tf.keras that Keras 3 spells otherwise.

Their arguments and methods are the business of the classes themselves; here are only places.
"""

__all__ = ["FUNCTIONS", "GONE", "MODULES", "NAMES"]

# Old module -> the modern ones that hold its names, in the order in which they are asked.
MODULES = {
    **dict.fromkeys(
        (
            "layers.advanced_activations layers.convolutional layers.convolutional_recurrent "
            "layers.core layers.embeddings layers.experimental layers.experimental.preprocessing "
            "layers.local layers.merge layers.noise layers.normalization layers.pooling "
            "layers.recurrent layers.wrappers"
        ).split(),
        "layers",
    ),
    "backend.common": "backend",
    "backend.tensorflow_backend": "backend",
    "backend.theano_backend": "backend",
    "callbacks.callbacks": "callbacks",
    "engine": "layers models",
    "engine.base_layer": "layers",
    "engine.input_layer": "layers",
    "engine.network": "models",
    "engine.saving": "saving models",
    "engine.sequential": "models",
    "engine.topology": "layers models",
    "engine.training": "models",
    "initializations": "initializers",
    "losses.losses": "losses",
    "mixed_precision.experimental": "mixed_precision",
    "objectives": "losses",
    "optimizers.experimental": "optimizers",
    "optimizers.optimizer_v2": "optimizers",
    "preprocessing.text": "preprocessing",
    "utils.conv_utils": "utils",
    "utils.data_utils": "utils",
    "utils.generic_utils": "utils",
    "utils.io_utils": "utils",
    "utils.layer_utils": "utils",
    "utils.multi_gpu_utils": "utils",
    "utils.np_utils": "utils",
    "utils.training_utils": "utils",
    "utils.vis_utils": "utils",
    "utils.visualize_util": "utils",
    "wrappers.scikit_learn": "wrappers",
}

_LOSSES = {
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
}
# Functions of the old backend that `ops` has with the same arguments and defaults.
_OPS = (
    "abs all any cast cos equal exp greater greater_equal less less_equal log logsumexp max "
    "maximum mean min minimum not_equal ones_like prod reshape round shape sigmoid sign sin "
    "softmax softplus softsign square squeeze std stop_gradient sum tanh tile transpose var "
    "zeros_like"
).split()
_OPTIMIZERS = "Adadelta Adagrad Adam Adamax Nadam RMSprop SGD".split()

# Old name -> the modern path of the same thing.
NAMES = {
    **{
        f"{module}.{spelling}": f"losses.{modern}"
        for module in ("losses", "metrics", "objectives")
        for old, modern in _LOSSES.items()
        for spelling in {old, old.upper() if len(old) <= 4 else old}
    },
    **{f"backend.{name}": f"ops.{name}" for name in _OPS},
    "backend.constant": "ops.convert_to_tensor",
    "backend.eval": "ops.convert_to_numpy",
    "backend.get_value": "ops.convert_to_numpy",
    "backend.pow": "ops.power",
    **{f"optimizers.{name.lower()}": f"optimizers.{name}" for name in _OPTIMIZERS},
    **{f"optimizers.legacy.{name}": f"optimizers.{name}" for name in _OPTIMIZERS},
    "constraints.maxnorm": "constraints.MaxNorm",
    "constraints.nonneg": "constraints.NonNeg",
    "constraints.unitnorm": "constraints.UnitNorm",
    "initializations.normal": "initializers.RandomNormal",
    "initializations.one": "initializers.Ones",
    "initializations.uniform": "initializers.RandomUniform",
    "initializations.zero": "initializers.Zeros",
    "initializers.normal": "initializers.RandomNormal",
    "initializers.one": "initializers.Ones",
    "initializers.uniform": "initializers.RandomUniform",
    "initializers.zero": "initializers.Zeros",
    "layers.AtrousConvolution1D": "layers.Conv1D",
    "layers.AtrousConvolution2D": "layers.Conv2D",
    "layers.CuDNNGRU": "layers.GRU",
    "layers.CuDNNLSTM": "layers.LSTM",
    "layers.TimeDistributedDense": "layers.Dense",
    "losses.cosine": "losses.cosine_similarity",
    "losses.cosine_proximity": "losses.cosine_similarity",
    "losses.logcosh": "losses.log_cosh",
    "models.Input": "layers.Input",
    "models.InputLayer": "layers.InputLayer",
    "models.Layer": "layers.Layer",
    "objectives.cosine_proximity": "losses.cosine_similarity",
    "objectives.logcosh": "losses.log_cosh",
    "regularizers.WeightRegularizer": "regularizers.L1L2",
    "regularizers.activity_l1": "regularizers.L1",
    "regularizers.activity_l1l2": "regularizers.L1L2",
    "regularizers.activity_l2": "regularizers.L2",
    "regularizers.l1l2": "regularizers.L1L2",
    "utils.visualize_util.plot": "utils.plot_model",
}

# Old name with code of its own here -> (its home, what is written today).
FUNCTIONS = {
    **{
        f"backend.{name}": ("compat.backend_functions", f"keras.ops.{name}")
        for name in (
            "arange argmax argmin binary_crossentropy categorical_crossentropy clip concatenate "
            "cumprod cumsum dot elu expand_dims eye identity in_top_k one_hot ones relu slice "
            "sparse_categorical_crossentropy sqrt stack zeros"
        ).split()
    },
    **{
        f"backend.{name}": ("compat.backend_functions", today)
        for name, today in {
            "batch_dot": "keras.layers.dot",
            "batch_flatten": "keras.layers.Flatten()",
            "batch_get_value": "model.get_weights()",
            "batch_set_value": "variable.assign(value)",
            "bias_add": "x + bias",
            "cast_to_floatx": "keras.ops.cast(x, keras.config.floatx())",
            "conv2d": "keras.ops.conv",
            "count_params": "x.size",
            "ctc_batch_cost": "keras.ops.ctc_loss",
            "ctc_decode": "keras.ops.ctc_decode",
            "dropout": "keras.random.dropout",
            "dtype": "x.dtype",
            "flatten": "keras.ops.ravel",
            "function": "keras.Model(inputs, outputs)",
            "gather": "keras.ops.take",
            "hard_sigmoid": "keras.ops.clip(0.2 * x + 0.5, 0, 1)",
            "image_dim_ordering": "keras.config.image_data_format",
            "in_train_phase": "the argument training of call",
            "int_shape": "x.shape",
            "l2_normalize": "keras.ops.normalize",
            "learning_phase": "the argument training of call",
            "map_fn": "keras.ops.map",
            "ndim": "x.ndim",
            "permute_dimensions": "keras.ops.transpose",
            "placeholder": "keras.Input",
            "pool2d": "keras.ops.max_pool",
            "print_tensor": "print(x)",
            "random_bernoulli": "keras.random.binomial",
            "random_normal": "keras.random.normal",
            "random_uniform": "keras.random.uniform",
            "repeat": "keras.layers.RepeatVector",
            "repeat_elements": "keras.ops.repeat",
            "resize_images": "keras.ops.image.resize",
            "reverse": "keras.ops.flip",
            "set_image_dim_ordering": "keras.config.set_image_data_format",
            "set_learning_phase": "the argument training of call",
            "set_value": "variable.assign(value)",
            "spatial_2d_padding": "keras.layers.ZeroPadding2D",
            "switch": "keras.ops.where",
            "temporal_padding": "keras.layers.ZeroPadding1D",
            "truncated_normal": "keras.random.truncated_normal",
            "update": "variable.assign(value)",
            "update_add": "variable.assign_add(value)",
            "update_sub": "variable.assign_sub(value)",
            "variable": "keras.Variable",
        }.items()
    },
    "layers.ThresholdedReLU": ("compat.legacy_classes", "keras.layers.ReLU(threshold=theta)"),
    "layers.merge": ("compat.legacy_classes", "keras.layers.concatenate, add or multiply"),
    "losses.Reduction": ("compat.legacy_classes", "a string, such as reduction='sum'"),
    "preprocessing.sequence.make_sampling_table": ("data.skipgrams", "code of one's own"),
    "preprocessing.sequence.skipgrams": ("data.skipgrams", "code of one's own"),
    "preprocessing.sequence.TimeseriesGenerator": (
        "data.series",
        "keras.utils.timeseries_dataset_from_array",
    ),
    **{
        f"preprocessing.text.{name}": ("data.text", today)
        for name, today in {
            "Tokenizer": "keras.layers.TextVectorization",
            "hashing_trick": "keras.layers.Hashing",
            "one_hot": "keras.layers.Hashing",
            "text_to_word_sequence": "keras.layers.TextVectorization",
            "tokenizer_from_json": "keras.layers.TextVectorization",
        }.items()
    },
    "preprocessing.image.ImageDataGenerator": (
        "datasets.image_generator",
        "layers such as keras.layers.RandomRotation in the model",
    ),
}

# Old name -> what a script of today uses in its place, where the two are not alike.
GONE = {
    "backend.get_session": "nothing: there are no sessions",
    "backend.gradients": "pronghorn.value_and_grad",
    "backend.rnn": "keras.layers.RNN",
    "backend.set_session": "nothing: there are no sessions",
    "layers.Deconvolution2D": "keras.layers.Conv2DTranspose(filters, kernel_size)",
    "layers.Highway": "a layer of one's own with two keras.layers.Dense",
    "layers.LocallyConnected1D": "keras.layers.Conv1D, all of whose windows share weights",
    "layers.LocallyConnected2D": "keras.layers.Conv2D, all of whose windows share weights",
    "layers.MaxoutDense": "keras.ops.max of keras.layers.Dense outputs",
    "layers.Merge": "keras.layers.Concatenate, Add, Multiply or Average",
    "layers.ParametricSoftplus": "keras.layers.PReLU",
    "layers.SReLU": "keras.layers.PReLU",
    "models.Graph": "keras.Model(inputs, outputs)",
    "models.model_from_yaml": "keras.models.model_from_json",
    "utils.HDF5Matrix": "h5py.File(path)[name][:]",
    "utils.io_utils.HDF5Matrix": "h5py.File(path)[name][:]",
    "utils.np_utils.probas_to_classes": "numpy.argmax(probabilities, axis=1)",
    "utils.multi_gpu_utils.multi_gpu_model": "keras.distribution.DataParallel",
    "utils.multi_gpu_model": "keras.distribution.DataParallel",
    "utils.print_summary": "model.summary()",
}
