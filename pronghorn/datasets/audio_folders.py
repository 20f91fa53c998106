"""A folder of sounds as a data set."""

import wave

import numpy as np

from pronghorn import arguments as checks
from pronghorn.datasets.folders import Split, labelled_files
from pronghorn.errors import FileError, Needs, wrong_argument

__all__ = ["audio_dataset_from_directory"]


def audio_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    batch_size=32,
    sampling_rate=None,
    output_sequence_length=None,
    ragged=False,
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    follow_links=False,
    verbose=True,
):
    """The `.wav` files under a folder with the names of the folders they are in as labels.

    Args:
        directory, labels, label_mode, class_names, batch_size, shuffle, seed, validation_split,
            subset, follow_links: as of `image_dataset_from_directory`.
        sampling_rate: samples a second to which sounds of another rate are brought; wants SciPy.
        output_sequence_length: samples of a sound: longer ones are cut, shorter ones followed by
            silence. By default those of the longest in a batch.
        ragged: must be False: arrays have no rows of different lengths.
        verbose: whether the number of files is printed.

    Returns:
        A `Folder`, or two for `subset="both"`, whose x is `(rows, samples, channels)`: float32
        from -1 to 1.

    Raises:
        FileError: if there is no such folder or no sound in it, and for a file that is no PCM.
        ArgumentError: for a `validation_split` of shuffled files without a seed, whose halves would
            overlap.
        MissingPackageError: for a `sampling_rate` without SciPy.
    """
    owner = "audio_dataset_from_directory"
    for argument, size in (
        ("sampling_rate", sampling_rate),
        ("output_sequence_length", output_sequence_length),
    ):
        if size is not None:
            checks.positive_int(owner, argument, size)
    if ragged:
        want = "False: shorter sounds are followed by silence"
        raise wrong_argument(owner, "ragged", want, True, False)
    resample = None if sampling_rate is None else _resampler()

    def read(path):
        sound, rate = _decoded(path)
        if sampling_rate not in (None, rate):
            sound = resample(sound, sampling_rate, rate, axis=0).astype("float32")
        return sound[:output_sequence_length]

    split = Split(owner, shuffle, seed, validation_split, subset)
    files = labelled_files(
        owner, (".wav",), directory, labels, label_mode, class_names, follow_links
    )
    return split.data_sets(
        files,
        lambda paths: _filled_up(paths, list(map(read, paths)), output_sequence_length),
        batch_size,
        verbose,
    )


def _resampler():
    with Needs("sampling_rate", "SciPy", "pronghorn[audio]"):
        from scipy.signal import resample_poly
    return resample_poly


def _decoded(path):
    """The samples of a file, `(samples, channels)`, from -1 to 1, and their rate."""
    try:
        with wave.open(str(path)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            raw = np.frombuffer(file.readframes(file.getnframes()), "uint8")
    except (wave.Error, EOFError) as error:
        raise FileError("F34", path=path, reason=error or "it ends too soon") from None
    if width == 1:
        raw = raw ^ 128  # whole numbers of one byte have no sign in these files
    # The bytes of a sample, the least first, become the upper ones of 32 bits.
    words = np.zeros((len(raw) // width, 4), "uint8")
    words[:, 4 - width :] = raw.reshape(-1, width)
    sound = words.view("<i4").astype("float32") / 2**31
    return sound.reshape(-1, channels), rate


def _filled_up(paths, sounds, length):
    """Sounds in one array."""
    channels = sounds[0].shape[1]
    for path, sound in zip(paths, sounds, strict=True):
        if sound.shape[1] != channels:
            facts = {"found": sound.shape[1], "other": paths[0], "channels": channels}
            reason = "it has {found} channels, {other} has {channels}"
            raise FileError("F34", path=path, reason=reason, **facts)
    batch = np.zeros((len(sounds), length or max(map(len, sounds)), channels), "float32")
    for row, sound in zip(batch, sounds, strict=True):
        row[: len(sound)] = sound
    return batch
