"""A folder of texts as a data set."""

from pathlib import Path

import numpy as np

from pronghorn import arguments as checks
from pronghorn.datasets.folders import Split, labelled_files

__all__ = ["text_dataset_from_directory"]


def text_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    batch_size=32,
    max_length=None,
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    follow_links=False,
    format="tf",
    verbose=True,
):
    """The `.txt` files under a folder with the names of the folders they are in as labels.

    Args:
        directory, labels, label_mode, class_names, batch_size, shuffle, seed, validation_split,
            subset, follow_links: as of `image_dataset_from_directory`.
        max_length: longer texts are cut to so many characters.
        format: accepted for Keras' sake; the data set is a plain Python sequence.
        verbose: whether the number of files is printed.

    Returns:
        A `Folder`, or two for `subset="both"`, whose x is an array of `str`. Files are UTF-8.

    Raises:
        FileError: if there is no such folder or no text in it.
        ArgumentError: for a `validation_split` of shuffled files without a seed, whose halves would
            overlap.

    Example:
        >>> import pathlib, tempfile
        >>> from pronghorn import utils
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> for name, text in (("good", "what fun"), ("poor", "how dull")):
        ...     (folder / name).mkdir()
        ...     _ = (folder / name / "1.txt").write_text(text)
        >>> texts = utils.text_dataset_from_directory(folder, shuffle=False, verbose=False)
        >>> x, y = texts[0]
        >>> x.tolist(), y.tolist()
        (['what fun', 'how dull'], [0, 1])
    """
    owner = "text_dataset_from_directory"
    if max_length is not None:
        checks.positive_int(owner, "max_length", max_length)
    read = lambda path: Path(path).read_text("utf-8", "surrogateescape")[:max_length]
    split = Split(owner, shuffle, seed, validation_split, subset)
    files = labelled_files(
        owner, (".txt",), directory, labels, label_mode, class_names, follow_links
    )
    return split.data_sets(
        files, lambda paths: np.array(list(map(read, paths))), batch_size, verbose
    )
