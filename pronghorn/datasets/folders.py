"""A folder of files as a data set: one folder inside it for each class."""

import os
from pathlib import Path

import numpy as np

from pronghorn import arguments as checks
from pronghorn.config import floatx
from pronghorn.data import PyDataset
from pronghorn.data.dataset import Chain
from pronghorn.data.labels import to_categorical
from pronghorn.errors import FileError, wrong_argument
from pronghorn.progress import output
from pronghorn.random import make_default_seed

__all__ = ["Folder", "Split", "class_folders", "files_under", "labelled_files"]

LABELS = ("int", "categorical", "binary", None)
SUBSETS = ("training", "validation", "both", None)


class Folder(PyDataset, Chain):
    """Files and labels, read when they are asked for: batch n is `folder[n]`.

    `fit`, `evaluate` and `predict` take it as x; `map`, `cache` and the other methods of a
    `Dataset` go on from its batches. Setting `workers` lets several threads read.

    Args:
        read: gives the batch that some paths make.

    Attributes:
        class_names: the names of the classes, in the order of their numbers.
        file_paths: in the order of rows.
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
        x = self._read([self.file_paths[row] for row in rows])
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
        """Another order, if files are shuffled."""
        if self._draw is not None:
            self._draw.shuffle(self._order)


class Split:
    """In which order files come, and which of them are for training and which for validation.

    Args:
        owner: the public function, for messages.

    Raises:
        ArgumentError: for a `validation_split` of shuffled files without a seed, whose halves would
            overlap.
    """

    def __init__(self, owner, shuffle, seed, validation_split, subset):
        checks.choice(owner, "subset", subset, SUBSETS)
        if shuffle and subset in ("training", "validation") and seed is None:
            want = "the same whole number for both subsets, which would overlap otherwise"
            raise wrong_argument(owner, "seed", want, None, 1)
        if (validation_split is None) != (subset is None):
            names = "validation_split", "subset"
            given, missing = names if subset is None else names[::-1]
            example = "training" if missing == "subset" else 0.2
            want = "given together with {given}"
            raise wrong_argument(owner, missing, want, None, repr(example), given=given)
        if validation_split is not None:
            is_number = isinstance(validation_split, int | float)
            if not is_number or not 0 < validation_split < 1:
                want = "between 0 and 1"
                raise wrong_argument(owner, "validation_split", want, validation_split, 0.2)
        self.seed = make_default_seed() if seed is None else seed
        self.shuffle, self.share, self.subset = shuffle, validation_split, subset

    def data_sets(self, files, read, batch_size, verbose):
        """A `Folder`, or two for `subset="both"`.

        Args:
            files: what `labelled_files` gives.
            read: gives the batch that some paths make.
        """
        paths, rows, names = files
        order = np.arange(len(paths))
        if self.shuffle:
            order = np.random.RandomState(self.seed).permutation(len(paths))
        parts = self._parts(len(paths))
        if verbose:
            _tell(len(paths), names, parts if self.subset else [])
        found = [
            Folder(
                [paths[n] for n in order[part]],
                None if rows is None else rows[order[part]],
                names or None,
                batch_size,
                read,
                self.shuffle and place == 0,
                self.seed,
            )
            for place, part in parts
        ]
        return found if self.subset == "both" else found[0]

    def _parts(self, count):
        """(whether it is for validation, its slice) of each data set wanted."""
        if self.share is None:
            return [(0, slice(None))]
        begin = count - int(self.share * count)
        both = {"training": (0, slice(begin)), "validation": (1, slice(begin, None))}
        return list(both.values()) if self.subset == "both" else [both[self.subset]]


def _tell(count, names, parts):
    """What was found, in Keras' words."""
    classes = f" belonging to {len(names)} classes" if names else ""
    output().write(f"Found {count} files{classes}.\n")
    for place, part in parts:
        word = ("training", "validation")[place]
        output().write(f"Using {len(range(count)[part])} files for {word}.\n")


def labelled_files(owner, suffixes, directory, labels, label_mode, class_names, follow_links):
    """The files under a folder with the names of the folders they are in as labels.

    Args:
        owner: the public function, for messages.
        suffixes: of the files, in small letters.
        directory: holds one folder for each class; with `labels=None` files themselves, too.
        labels: `"inferred"`, None, or a number for each file in the order of their paths.
        label_mode: `"int"`, `"categorical"` for one-hot rows, `"binary"` for 0.0 and 1.0, or None
            for files without labels.

    Returns:
        Paths in order, an array with a label for each or None, and the names of the classes.

    Raises:
        FileError: if there is no such folder or no such file in it.
    """
    checks.choice(owner, "label_mode", label_mode, LABELS)
    labels = None if label_mode is None else labels
    listed = _indexed(owner, suffixes, Path(directory), labels, class_names, follow_links)
    paths, numbers, names = listed
    rows = None if labels is None else _targets(owner, numbers, names, label_mode)
    return paths, rows, names


def _indexed(owner, suffixes, directory, labels, class_names, follow_links):
    """Paths of files in order, their class numbers, and the names of the classes."""
    there = class_folders(directory)
    names = list(class_names or there) if labels == "inferred" else []
    if set(names) - set(there):
        raise wrong_argument(
            owner, "class_names", "folders of {there}", class_names, repr(there), there=there
        )
    places = [directory / name for name in names] or [directory]
    found = [
        (path, n)
        for n, place in enumerate(places)
        for path in files_under(place, suffixes, follow_links)
    ]
    if not found:
        raise FileError("F32", directory=directory, known=" ".join(suffixes))
    paths = [path for path, _ in found]
    if labels == "inferred" or labels is None:
        return paths, np.array([n for _, n in found], "int32"), names
    if len(labels) != len(paths):
        want = "one for each of {count} files"
        got = f"{len(labels)} labels"
        raise wrong_argument(owner, "labels", want, got, "'inferred'", count=len(paths))
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


def files_under(place, suffixes, follow_links=False):
    """Paths of the files with such ends in a folder and the folders in it, in order."""
    return [
        os.path.join(folder, name)
        for folder, inner, files in os.walk(place, followlinks=follow_links)
        if inner.sort() is None
        for name in sorted(files)
        if name.lower().endswith(suffixes)
    ]


def _targets(owner, numbers, names, label_mode):
    """The labels as `label_mode` has them."""
    if label_mode is None:
        return None
    if label_mode == "binary":
        if len(names) != 2:
            want = "'int' or 'categorical' for {count} classes"
            raise wrong_argument(owner, "label_mode", want, "binary", "'int'", count=len(names))
        return numbers.astype(floatx())[:, None]
    if label_mode == "categorical":
        return to_categorical(numbers, len(names)).astype(floatx())
    return numbers
