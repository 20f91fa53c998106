"""A folder of pictures as a data set: one folder inside it for each class."""

import os
from pathlib import Path

import numpy as np

from pronghorn import arguments as checks
from pronghorn.config import floatx
from pronghorn.data import PyDataset
from pronghorn.data.dataset import Chain
from pronghorn.data.labels import to_categorical
from pronghorn.datasets.pictures import MODES, img_to_array, load_img
from pronghorn.errors import FileError, wrong_argument
from pronghorn.ops import image
from pronghorn.progress import output
from pronghorn.random import make_default_seed

__all__ = ["PictureFolder", "class_folders", "image_dataset_from_directory", "pictures_under"]

OWNER = "image_dataset_from_directory"
SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
LABELS = ("int", "categorical", "binary", None)
SUBSETS = ("training", "validation", "both", None)


class PictureFolder(PyDataset, Chain):
    """Pictures and labels, read when they are asked for: batch n is `folder[n]`.

    `fit`, `evaluate` and `predict` take it as x; `map`, `cache` and the other methods of a
    `Dataset` go on from its batches. Setting `workers` lets several threads read.

    Attributes:
        class_names: the names of the classes, in the order of their numbers.
        file_paths: of the pictures, in the order of rows.
    """

    keeps_order = True

    def __init__(self, paths, labels, class_names, batch_size, read, shuffle, seed):
        super().__init__()
        self.file_paths = paths
        self.labels = labels
        self.class_names = class_names
        self.batch_size = batch_size
        self._read = read
        self._draw = np.random.RandomState(seed) if shuffle else None
        self._order = np.arange(len(paths))
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.file_paths) // (self.batch_size or 1))

    def __getitem__(self, index):
        if not 0 <= index < len(self):
            raise IndexError(index)
        size = self.batch_size or 1
        rows = self._order[index * size : (index + 1) * size]
        x = np.stack([self._read(self.file_paths[row]) for row in rows])
        y = None if self.labels is None else self.labels[rows]
        if self.batch_size is None:
            x, y = x[0], None if y is None else y[0]
        return x if y is None else (x, y)

    @property
    def length(self):
        return len(self)

    def elements(self):
        yield from (self[n] for n in range(len(self)))
        self.on_epoch_end()

    def on_epoch_end(self):
        """Another order, if pictures are shuffled."""
        if self._draw is not None:
            self._draw.shuffle(self._order)


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
        A `PictureFolder`, or two for `subset="both"`: float32 from 0 to 255.

    Raises:
        FileError: if there is no such folder or no picture in it.
        ArgumentError: for a `validation_split` of shuffled pictures without a seed, whose halves
            would overlap.
    """
    checks.choice(OWNER, "label_mode", label_mode, LABELS)
    checks.choice(OWNER, "subset", subset, SUBSETS)
    mode = checks.choice(OWNER, "color_mode", color_mode, tuple(MODES))
    checks.choice(OWNER, "interpolation", interpolation, image.INTERPOLATIONS)
    size = checks.sizes(OWNER, "image_size", image_size, 2)
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        want = "False beside crop_to_aspect_ratio"
        raise wrong_argument(OWNER, "pad_to_aspect_ratio", want, True, False)
    if shuffle and subset in ("training", "validation") and seed is None:
        want = "the same whole number for both subsets, which would overlap otherwise"
        raise wrong_argument(OWNER, "seed", want, None, 1)
    labels = None if label_mode is None else labels
    paths, numbers, names = _indexed(Path(directory), labels, class_names, follow_links)
    rows = None if labels is None else _targets(numbers, names, label_mode)
    last = checks.data_format(OWNER, data_format) == "channels_last"

    def read(path):
        x = img_to_array(load_img(path, mode), "channels_last")
        x = _fitted(x, size, interpolation, crop_to_aspect_ratio, pad_to_aspect_ratio)
        return x if last else x.transpose(2, 0, 1)

    seed = make_default_seed() if seed is None else seed
    count = len(paths)
    order = np.random.RandomState(seed).permutation(count) if shuffle else np.arange(count)
    parts = _parts(count, validation_split, subset)
    if verbose:
        _tell(count, names, parts if subset else [])
    found = [
        PictureFolder(
            [paths[n] for n in order[part]],
            None if rows is None else rows[order[part]],
            names or None,
            batch_size,
            read,
            shuffle and place == 0,
            seed,
        )
        for place, part in parts
    ]
    return found if subset == "both" else found[0]


def _tell(count, names, parts):
    """What was found, in Keras' words."""
    classes = f" belonging to {len(names)} classes" if names else ""
    output().write(f"Found {count} files{classes}.\n")
    for place, part in parts:
        word = ("training", "validation")[place]
        output().write(f"Using {len(range(count)[part])} files for {word}.\n")


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


def _indexed(directory, labels, class_names, follow_links):
    """Paths of pictures in order, their class numbers, and the names of the classes."""
    there = class_folders(directory)
    names = list(class_names or there) if labels == "inferred" else []
    if set(names) - set(there):
        raise wrong_argument(
            OWNER,
            "class_names",
            "folders of {there}",
            class_names,
            repr(there),
            there=there,
        )
    places = [directory / name for name in names] or [directory]
    found = [
        (path, n) for n, place in enumerate(places) for path in pictures_under(place, follow_links)
    ]
    if not found:
        raise FileError("F32", directory=directory, known=" ".join(SUFFIXES))
    paths = [path for path, _ in found]
    if labels == "inferred" or labels is None:
        return paths, np.array([n for _, n in found], "int32"), names
    if len(labels) != len(paths):
        raise wrong_argument(
            OWNER,
            "labels",
            "one for each of {count} pictures",
            f"{len(labels)} labels",
            "'inferred'",
            count=len(paths),
        )
    numbers = np.asarray(labels, "int32")
    return paths, numbers, [str(n) for n in sorted(set(numbers.tolist()))]


def class_folders(directory):
    """Names of the folders in a folder, in order.

    Raises:
        FileError: if there is no such folder.
    """
    if not os.path.isdir(directory):
        raise FileError("F04", path=directory, folder=os.getcwd())
    return sorted(e.name for e in os.scandir(directory) if e.is_dir() and e.name[0] != ".")


def pictures_under(place, follow_links=False):
    """Paths of the pictures in a folder and the folders in it, in order."""
    return [
        os.path.join(folder, name)
        for folder, inner, files in os.walk(place, followlinks=follow_links)
        if inner.sort() is None
        for name in sorted(files)
        if name.lower().endswith(SUFFIXES)
    ]


def _targets(numbers, names, label_mode):
    """The labels as `label_mode` has them."""
    if label_mode is None:
        return None
    if label_mode == "binary":
        if len(names) != 2:
            raise wrong_argument(
                OWNER,
                "label_mode",
                "'int' or 'categorical' for {count} classes",
                "binary",
                "'int'",
                count=len(names),
            )
        return numbers.astype(floatx())[:, None]
    if label_mode == "categorical":
        return to_categorical(numbers, len(names)).astype(floatx())
    return numbers


def _parts(count, split, subset):
    """(whether it is for validation, its slice) of each data set wanted."""
    if (split is None) != (subset is None):
        names = "validation_split", "subset"
        given, missing = names if subset is None else names[::-1]
        example = "training" if missing == "subset" else 0.2
        raise wrong_argument(
            OWNER,
            missing,
            "given together with {given}",
            None,
            repr(example),
            given=given,
        )
    if split is None:
        return [(0, slice(None))]
    if not isinstance(split, int | float) or not 0 < split < 1:
        raise wrong_argument(
            OWNER,
            "validation_split",
            "between 0 and 1",
            split,
            0.2,
        )
    begin = count - int(split * count)
    both = {"training": (0, slice(begin)), "validation": (1, slice(begin, None))}
    return list(both.values()) if subset == "both" else [both[subset]]
