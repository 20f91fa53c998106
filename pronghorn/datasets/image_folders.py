"""A folder of pictures as a data set."""

import numpy as np

from pronghorn import arguments as checks
from pronghorn.datasets.folders import Split, labelled_files
from pronghorn.datasets.pictures import MODES, SUFFIXES, img_to_array, load_img
from pronghorn.errors import wrong_argument
from pronghorn.ops import image

__all__ = ["image_dataset_from_directory"]


def image_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    color_mode="rgb",
    batch_size=32,
    image_size=(256, 256),
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    interpolation="bilinear",
    follow_links=False,
    crop_to_aspect_ratio=False,
    pad_to_aspect_ratio=False,
    data_format=None,
    format="tf",
    verbose=True,
):
    """The pictures under a folder with the names of the folders they are in as labels.

    Args:
        directory: holds one folder for each class; with `labels=None` pictures themselves, too.
        labels: `"inferred"`, None, or a number for each picture in the order of their paths.
        label_mode: `"int"`, `"categorical"` for one-hot rows, `"binary"` for 0.0 and 1.0, or None
            for pictures without labels.
        class_names: the folders, in the order in which they are to be numbered; others are left
            out.
        color_mode: `"rgb"`, `"rgba"` or `"grayscale"`.
        batch_size: None for single pictures.
        image_size: (height, width) that pictures are resized to.
        shuffle: whether every epoch has another order; else that of the paths.
        validation_split: the share kept for validation.
        subset: `"training"`, `"validation"` or `"both"`; goes with `validation_split`. Two calls,
            one for each, want the same `seed`.
        interpolation: that of `ops.image.resize`.
        crop_to_aspect_ratio: cuts off what does not fit the shape of `image_size`.
        pad_to_aspect_ratio: fills up with black what a picture of another shape leaves.
        format: accepted for Keras' sake; the data set is a plain Python sequence.
        verbose: whether the number of files is printed.

    Returns:
        A `Folder`, or two for `subset="both"`: float32 from 0 to 255.

    Raises:
        FileError: if there is no such folder or no picture in it.
        ArgumentError: for a `validation_split` of shuffled pictures without a seed, whose halves
            would overlap.
    """
    owner = "image_dataset_from_directory"
    mode = checks.choice(owner, "color_mode", color_mode, tuple(MODES))
    checks.choice(owner, "interpolation", interpolation, image.INTERPOLATIONS)
    size = checks.sizes(owner, "image_size", image_size, 2)
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        want = "False beside crop_to_aspect_ratio"
        raise wrong_argument(owner, "pad_to_aspect_ratio", want, True, False)
    last = checks.data_format(owner, data_format) == "channels_last"

    def read(path):
        x = img_to_array(load_img(path, mode), "channels_last")
        x = _fitted(x, size, interpolation, crop_to_aspect_ratio, pad_to_aspect_ratio)
        return x if last else x.transpose(2, 0, 1)

    split = Split(owner, shuffle, seed, validation_split, subset)
    files = labelled_files(
        owner, SUFFIXES, directory, labels, label_mode, class_names, follow_links
    )
    return split.data_sets(
        files, lambda paths: np.stack(list(map(read, paths))), batch_size, verbose
    )


def _fitted(x, size, interpolation, crop, padded):
    """A picture of the size that is wanted."""
    how = {"crop_to_aspect_ratio": crop, "data_format": "channels_last"}
    if not padded:
        return image.resize(x, size, interpolation, **how).numpy()
    share = min(wanted / n for n, wanted in zip(x.shape[:2], size, strict=True))
    exact = [n * share for n in x.shape[:2]]
    little = 1e-6  # 6.9999999 is 7
    inner = tuple(max(int(n + little), 1) for n in exact)
    x = image.resize(x, inner, interpolation, **how).numpy()
    before = [int((wanted - n) / 2 + little) for n, wanted in zip(exact, size, strict=True)]
    ends = [(b, wanted - n - b) for b, n, wanted in zip(before, inner, size, strict=True)]
    return np.pad(x, (*ends, (0, 0)))
