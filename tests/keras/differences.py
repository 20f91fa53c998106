"""Where this library gives another answer than Keras on purpose, as docs/differences.md tells.

A recorded call that no longer differs fails its test, so that the list stays true.
"""

from typing import NamedTuple

INTEGERS = range(9)  # bool and the integer dtypes, as the golden file orders them


class Difference(NamedTuple):
    """One row of the page.

    what: its first cell.
    cause: a trap of tests/correctness (C1 to C32), `D17` for the one definition of probabilities
        and their logits, `Keras` for a defect of Keras, or `limit` for what there is not here.
    calls: recorded calls, as (group, call), with the places where the answers part.
    test: what shows the difference where no recorded call does.
    """

    what: str
    cause: str
    calls: dict[tuple[str, str], list[str]] = {}
    test: str = ""


NUMBERS = [
    Difference(
        "cross-entropies of `softmax` and `sigmoid` outputs that are nearly 0 or 1",
        "C2, D17",
        test="tests/losses/test_logits.py::test_a_saturated_wrong_answer_keeps_its_gradient",
    ),
    Difference(
        "the same losses under `mixed_float16`",
        "C2, D17",
        test="tests/keras/test_differences.py::test_halves_keep_the_slope_of_a_wrong_answer",
    ),
    Difference(
        "`CategoricalGeneralizedCrossEntropy` at a probability of exactly 0",
        "C27",
        test="tests/keras/test_differences.py::test_a_probability_of_zero_has_a_finite_slope",
    ),
    Difference(
        "means such as `accuracy` and `mse` of outputs with a mask",
        "C15, Keras",
        {
            ("training", "masked"): [
                f"result['history']['{name}'][{epoch}]"
                for name in ("accuracy", "mae", "mse")
                for epoch in range(3)
            ],
        },
    ),
    Difference(
        "second moments of `Nadam` and `ScheduleFreeAdamW`",
        "C22, Keras",
        {
            ("optimizers", "Nadam {}"): ["result['slots'][3][2]", "result['slots'][5][2]"],
            ("optimizers", "ScheduleFreeAdamW {}"): [f"result['slots'][{n}][2]" for n in (3, 5)],
            ("optimizers", "ScheduleFreeAdamW {'warmup_steps': 4, 'learning_rate': 0.1}"): [
                f"result['slots'][{n}][2]" for n in (3, 5)
            ],
        },
    ),
    Difference(
        "`R2Score`",
        "C7",
        test="tests/keras/test_differences.py::test_r2_far_from_zero",
    ),
    Difference(
        "targets outside the classes, fractions beyond [-0.25, 1.25]",
        "C1, C32",
        test="tests/correctness/test_losses.py::"
        "test_c1_a_label_outside_the_classes_is_refused_with_its_row",
    ),
    Difference(
        "targets of another shape than the outputs, but for a last axis of 1",
        "C3",
        test="tests/losses/test_pairing.py::test_rows_meet_a_column_of_rows_and_nothing_is_broadcast",
    ),
    Difference(
        "indices outside an axis in `ops.take`, `x[n]`, `Embedding`",
        "C1, Keras",
        test="tests/ops/test_edges.py::test_errors_name_their_code",
    ),
    Difference(
        "indices outside an axis in `ops.scatter`, `ops.scatter_update`, `ops.unravel_index`",
        "C1, Keras",
        test="tests/ops/test_edges.py::test_errors_name_their_code",
    ),
    Difference(
        "`utils.normalize` along axis 0, and of vectors",
        "Keras",
        {
            ("unusual", "normalize of columns"): ["result"],
            ("unusual", "normalize of a vector"): ["result"],
        },
    ),
    Difference(
        '`reduction="mean_with_sample_weight"` of weights that several values share',
        "C19, Keras",
        {("unusual", "loss one weight for all"): ["result[0]"]},
    ),
    Difference(
        "schedules that begin at a whole number",
        "Keras",
        {
            ("unusual", "schedule ExponentialDecay"): ["result[1]", "result[2]"],
            ("unusual", "schedule InverseTimeDecay"): ["result[1]", "result[2]"],
        },
    ),
    Difference(
        "`hard_shrink`, `soft_shrink` of NaN",
        "C28, Keras",
        {("unusual", f"{kind}_shrink of NaN"): ["result"] for kind in ("hard", "soft")},
    ),
    Difference(
        "`softmax`, `log_sigmoid` of unsigned whole numbers",
        "Keras",
        {
            ("unusual", "softmax of unsigned numbers"): ["result"],
            ("unusual", "log_sigmoid of unsigned numbers"): ["result"],
        },
    ),
    Difference(
        "whole numbers in `LayerNormalization`, `GroupNormalization`, `ActivityRegularization`, "
        "`ops.layer_normalization`, `ops.rms_normalization`",
        "Keras",
        {
            ("unusual", "layer_normalization of whole numbers"): ["result"],
            ("unusual", "rms_normalization of whole numbers"): ["result"],
            ("unusual", "layer LayerNormalization of whole numbers"): ["result[0]"],
            ("unusual", "layer GroupNormalization of whole numbers"): ["result[0]"],
            ("unusual", "layer ActivityRegularization of whole numbers"): ["result"],
        },
    ),
    Difference(
        "whole numbers in `activations.relu` with `threshold` or `max_value`, in `hard_tanh`",
        "Keras",
        {
            ("unusual", f"activation {name} of whole numbers"): ["result"]
            for name in ("relu beyond a threshold", "relu up to a value", "hard_tanh")
        },
    ),
    Difference(
        "numbers that a dtype cannot hold, such as `uint8_tensor - 300`",
        "Keras",
        test="tests/ops/test_edges.py::test_errors_name_their_code",
    ),
    Difference(
        "negative powers of whole numbers",
        "Keras",
        test="tests/ops/test_edges.py::test_errors_name_their_code",
    ),
    Difference(
        "`ops.inv`, `ops.solve` of matrices that have no inverse",
        "Keras",
        test="tests/ops/test_operations.py::test_wrong_calls_are_told",
    ),
    Difference(
        "`ops.image.gaussian_blur` without `data_format`",
        "Keras",
        {("unusual", "gaussian_blur"): ["result"]},
    ),
    Difference(
        "`ops.istft` with `window=None`",
        "Keras",
        {("unusual", "istft without a window"): ["result"]},
    ),
    Difference(
        "`ops.adaptive_average_pool`, `ops.adaptive_max_pool` to more windows than elements",
        "Keras",
        {("unusual", "adaptive_average_pool to more"): ["result"]},
    ),
    Difference(
        "pixels of whole numbers in `ops.image.resize` that come out halfway between two",
        "Keras",
        test="tests/keras/test_differences.py::test_pixels_halfway_become_even",
    ),
]
TEXTS = [
    Difference(
        "sample weights `(rows,)` beside a mask of steps",
        "C19",
        test="tests/keras/test_differences.py::test_weights_of_rows_hold_for_their_steps",
    ),
    Difference(
        "`ops.rsqrt`, `ops.sigmoid`, `ops.softmax` of integers, symbolic",
        "Keras",
        {
            ("promotion", f"unary {name}"): [f"result[{n}]" for n in INTEGERS]
            for name in ("rsqrt", "sigmoid", "softmax")
        },
    ),
    Difference(
        "`ops.logsumexp` of halves and doubles, symbolic",
        "Keras",
        {("promotion", "unary logsumexp"): ["result[9]", "result[10]", "result[12]"]},
    ),
    Difference(
        "`ops.gelu` and the other activations of integers, symbolic",
        "Keras",
        {("unusual", "symbolic gelu of whole numbers"): ["result[0][1]"]},
    ),
    Difference(
        "`ops.corrcoef`, `ops.slogdet`, `ops.lu_factor`, symbolic; "
        "`ops.categorical_crossentropy` along another axis, adaptive pools of two sizes, "
        "`ops.conv` and `ops.batch_normalization` of mixed dtypes, `ops.solve` of stacks, symbolic",
        "Keras",
        {
            ("unusual", "symbolic corrcoef"): ["result[0][0][1]"],
            ("unusual", "symbolic slogdet"): ["result[0][0]"],
            ("unusual", "symbolic lu_factor"): ["result[1][1]"],
            ("unusual", "symbolic categorical_crossentropy"): ["result[0][0][0]"],
            ("unusual", "symbolic adaptive_max_pool"): ["result[0][0]"],
            ("unusual", "symbolic conv of halves"): ["result[0][1]"],
        },
    ),
    Difference(
        "operands that do not fit each other, symbolic, as in `ops.tensordot`, `ops.vdot`, "
        "`ops.einsum`",
        "Keras",
        test="tests/ops/test_edges.py::test_errors_name_their_code",
    ),
    Difference(
        "`ops.subtract` of truth values, symbolic",
        "Keras",
        {("promotion", "binary subtract"): ["result['bool'][0]", "result['bool'][13]"]},
    ),
    Difference(
        "complex numbers, as in `ops.polar`, `ops.view_as_complex`, `ops.fft`",
        "limit",
        test="tests/ops/test_edges.py::test_errors_name_their_code",
    ),
    Difference(
        "`ops.nonzero`, `ops.unique`, `ops.bincount` without `minlength`, "
        "`ops.segment_sum` without `num_segments`, `x[mask]`, symbolic",
        "limit",
        test="tests/ops/test_operations.py::test_what_needs_the_numbers_says_so",
    ),
    Difference(
        "the configuration of the `CosineSimilarity` metric",
        "Keras",
        {("metrics", "CosineSimilarity config"): ["result"]},
    ),
    Difference(
        "the configuration of the losses `Huber`, `CosineSimilarity` and "
        "`SparseCategoricalCrossentropy`, and of `initializers.Identity`",
        "Keras",
        {
            ("unusual", f"config {name}"): ["result"]
            for name in ("Huber", "CosineSimilarity", "SparseCategoricalCrossentropy", "Identity")
        },
    ),
    Difference(
        "a loss of no rows",
        "Keras",
        {("unusual", "loss no rows"): ["result[0]"]},
    ),
    Difference(
        'arguments outside what they may be, such as `mode="bad"`, `batch_size=0`, '
        "`clipnorm=-1.0`, `learning_rate=-1.0`",
        "Keras",
        test="tests/optimizers/test_base.py::test_impossible_settings_are_refused",
    ),
    Difference(
        "`random.shuffle` of numbers of 64 bits",
        "Keras",
        test="tests/keras/test_differences.py::test_what_is_shuffled_keeps_its_dtype",
    ),
    Difference(
        "`ops.unstack` with a `num` that is not the axis' size",
        "Keras",
        test="tests/ops/test_edges.py::test_errors_name_their_code",
    ),
    Difference(
        "the name of Nadam's `u_product`",
        "Keras",
        {
            ("optimizers", "Nadam {}"): ["result['slots'][6][0]"],
            ("optimizers", "Nadam {'beta_2': 0.9}"): ["result['slots'][6][0]"],
        },
    ),
    Difference(
        "JSON of layers without weights",
        "Keras",
        {("text", "json of mixed layers"): [f"result['config']['layers'][{n}]" for n in (1, 2)]},
    ),
    Difference(
        "`inspect.signature(Sequential)`",
        "Keras",
        {("surface", "signature Sequential"): ["result"]},
    ),
    Difference(
        "`fit`",
        "C9",
        {("surface", "signature Model.fit"): ["result"]},
    ),
    Difference(
        "`SimpleRNN`",
        "Keras",
        {("recurrent", "SimpleRNN config of options"): ["result[0]", "result[1]"]},
    ),
    Difference(
        "states of stacked cells",
        "Keras",
        {("recurrent", "stacked cells"): [f"result['output shape'][{n}]" for n in (2, 3)]},
    ),
]
LAYERS = [
    Difference(
        '`RandomFlip("horizontal_and_vertical")`',
        "Keras",
        test="tests/keras/test_differences.py::test_directions_are_drawn_by_themselves",
    ),
    Difference(
        "`RandomContrast(f)` with one number",
        "Keras",
        test="tests/layers/test_augmentation.py::"
        "test_brightness_and_contrast_move_as_far_as_they_say",
    ),
    Difference(
        "`RandomCrop` in prediction",
        "Keras",
        test="tests/layers/test_records.py::test_prediction_leaves_records_but_crops_them",
    ),
    Difference(
        "`RandomCrop`: boxes",
        "Keras",
        test="tests/layers/test_records.py::test_boxes_and_masks_go_where_their_images_go",
    ),
    Difference(
        "boxes in `RandomRotation`, `RandomPerspective`",
        "Keras",
        test="tests/layers/test_records.py::test_one_record_is_a_batch_of_one_and_formats_agree",
    ),
    Difference(
        "boxes in `RandomShear`",
        "Keras",
        test="tests/layers/test_records.py::test_boxes_and_masks_go_where_their_images_go",
    ),
    Difference(
        "boxes in `Resizing` that crops or pads",
        "Keras",
        test="tests/layers/test_records.py::test_boxes_of_images_that_are_cropped_or_padded",
    ),
    Difference(
        "class numbers in segmentation masks",
        "Keras",
        test="tests/layers/test_records.py::test_boxes_and_masks_go_where_their_images_go",
    ),
    Difference(
        "`RandomElasticTransform`: masks",
        "Keras",
        test="tests/layers/test_records.py::test_masks_are_bent_as_their_images",
    ),
    Difference(
        "`MixUp`: boxes",
        "Keras",
        test="tests/layers/test_records.py::test_a_mean_of_images_has_the_boxes_of_both",
    ),
    Difference(
        "`MixUp`, `CutMix`: labels that are class numbers",
        "Keras",
        test="tests/layers/test_records.py::test_a_wrong_call_is_refused_with_its_reason",
    ),
    Difference(
        "`CutMix`: share of labels",
        "Keras",
        test="tests/layers/test_records.py::test_labels_are_mixed_as_the_pixels_are",
    ),
    Difference(
        "`Equalization` of a batch",
        "Keras",
        test="tests/layers/test_augmentation.py::test_each_image_is_equalized_by_itself",
    ),
    Difference(
        "`ContrastLimitedAdaptiveHistogramEqualization` of whole numbers",
        "Keras",
        test="tests/layers/test_augmentation.py::test_each_image_is_equalized_by_itself",
    ),
    Difference(
        "`Solarization` of (least, most)",
        "Keras",
        test="tests/layers/test_augmentation.py::test_pixels_are_solarized_by_shares",
    ),
    Difference(
        "`RandomSaturation` with a factor of 1",
        "Keras",
        test="tests/layers/test_augmentation.py::test_the_greatest_saturation_stays_in_range",
    ),
    Difference(
        "layers that change images of whole numbers",
        "Keras",
        test="tests/layers/test_augmentation.py::test_whole_numbers_become_floats",
    ),
    Difference(
        "`RandomCrop`, `RandomElasticTransform`, `ContrastLimitedAdaptiveHistogramEqualization` "
        "of images of unknown height and width",
        "limit",
        test="tests/layers/test_augmentation.py::test_sizes_that_must_be_known",
    ),
    Difference(
        "`AugMix` in `fit`",
        "Keras",
        test="tests/layers/test_records.py::test_a_compiled_step_changes_images_as_an_eager_one",
    ),
    Difference(
        "`AugMix`: boxes and masks",
        "Keras",
        test="tests/layers/test_records.py::test_a_wrong_call_is_refused_with_its_reason",
    ),
    Difference(
        '`image_dataset_from_directory` with `interpolation="nearest"`',
        "Keras",
        test="tests/datasets/test_pictures.py::test_every_interpolation_gives_floats",
    ),
    Difference(
        "`compute_ciou` of shares",
        "Keras",
        test="tests/boxes/test_boxes.py::test_complete_overlap_of_shares_is_that_of_pixels",
    ),
    Difference(
        "`Dropout` in a subclassed model whose `call` takes no `training`",
        "Keras",
        test="tests/models/test_subclass.py::test_the_mode_reaches_layers_that_are_not_told",
    ),
]
DATA = [
    Difference(
        "a Python generator as data, in the epochs and validations after the first",
        "Keras",
        test="tests/training/test_sources.py::test_a_generator_is_gone_through_once",
    ),
    Difference(
        "`steps_per_epoch` that does not divide the batches of arrays",
        "C30",
        test="tests/training/test_sources.py::test_steps_go_on_through_data_that_repeat",
    ),
    Difference(
        "arguments of layers and optimizers that are changed after the first step",
        "Keras",
        test="tests/training/test_changes.py::test_the_next_step_is_made_of_what_is_set",
    ),
    Difference(
        "`class_weight` beside a Python generator",
        "Keras",
        test="tests/training/test_generators.py::test_weights_of_classes_and_of_samples",
    ),
    Difference(
        "`timeseries_dataset_from_array` of windows longer than the data",
        "Keras",
        test="tests/data/test_sequences.py::test_what_is_refused",
    ),
    Difference(
        "`evaluate` of a model that has two metrics of one name, in a list",
        "Keras",
        {("unusual", "scores with metrics of one name"): ["result[1]"]},
    ),
    Difference(
        "`BackupAndRestore(save_freq=n)` in the epoch that was broken off",
        "Keras",
        test="tests/callbacks/test_files.py::test_a_broken_fit_goes_on_to_the_same_bits",
    ),
]
DIFFERENCES = {
    "Numbers": NUMBERS,
    "Shapes, dtypes and texts": TEXTS,
    "Data": DATA,
    "Augmentation and models": LAYERS,
}


def stated() -> dict[tuple[str, str], list[str]]:
    """Where the answers to recorded calls part."""
    found: dict[tuple[str, str], list[str]] = {}
    for difference in (each for table in DIFFERENCES.values() for each in table):
        for call, places in difference.calls.items():
            found.setdefault(call, []).extend(places)
    return found


STATED = stated()
