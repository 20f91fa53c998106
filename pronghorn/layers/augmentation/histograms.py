"""Tones spread so that all of them are met equally often, in whole images or near each pixel."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.layers.augmentation.base import RandomImages, lift
from pronghorn.ops.image.layout import known_height_and_width

__all__ = ["ContrastLimitedAdaptiveHistogramEqualization", "Equalization"]

TONES = 256


def _counts(places, lines, tones):
    """How often each tone is met in each of `lines`, shape (lines, tones).

    Args:
        places: line * tones + tone of each pixel.
    """
    flat = ops.reshape(places, (-1,))
    counts = ops.segment_sum(ops.ones_like(flat, "float32"), flat, lines * tones)
    return ops.reshape(counts, (lines, tones))


class Equalization(RandomImages):
    """Spreads the tones of each channel of each image over the whole range, while training.

    A tone becomes the share of pixels that are not brighter. A channel of one tone stays.

    Args:
        value_range: of pixels.
        bins: how many tones are told apart.

    Example:
        >>> from pronghorn import layers, ops
        >>> x = ops.reshape(ops.array([1.0, 2.0, 3.0]), (1, 3, 1))
        >>> layers.Equalization()(x).numpy().ravel().tolist()
        [0.0, 128.0, 255.0]
    """

    written = "bins value_range"

    def __init__(self, value_range=(0, 255), bins=256, data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.bins = checks.positive_int("Equalization", "bins", bins)
        self._keep_range(value_range)

    def changed(self, images, choice):
        rows, channels = images.shape[0], images.shape[3]
        lifted = lift(images, self.value_range)
        tones = ops.clip(ops.cast(lifted * (self.bins - 1) / 255.0, "int32"), 0, self.bins - 1)
        line = ops.arange(rows * channels, dtype="int32") * self.bins
        places = ops.reshape(line, (rows, 1, 1, channels)) + tones
        counts = _counts(places, rows * channels, self.bins)
        below = ops.cumsum(counts, 1)
        total = below[:, -1:]
        first = ops.min(ops.where(below > 0, below, total), 1, keepdims=True)
        flat = ops.equal(first, total)
        table = ops.round((below - first) * 255.0 / ops.where(flat, 1.0, total - first))
        found = ops.take(ops.reshape(table, (-1,)), places)
        flat = ops.reshape(flat, (rows, 1, 1, channels))
        return lift(ops.where(flat, lifted, found), self.value_range, back=True)


class ContrastLimitedAdaptiveHistogramEqualization(RandomImages):
    """Spreads the tones near each pixel over the whole range, also in prediction.

    The image is cut into tiles, each with a table of its own as of `Equalization`; a pixel's tone
    is read in those of the four nearest tiles. Where a tone is met more often than the limit says,
    what is above counts for all tones alike, so that noise in even parts is not blown up.
    After Zuiderveld 1994, "Contrast limited adaptive histogram equalization".

    Args:
        value_range: of pixels.
        clip_limit: how many times as often as on average a tone may be met; 0 sets no limit.
        tile_grid_size: how many tiles there are down and across.

    Example:
        >>> from pronghorn import layers, ops
        >>> spread = layers.ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size=(2, 2))
        >>> spread(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    written = "value_range clip_limit tile_grid_size"

    def __init__(
        self,
        value_range=(0, 255),
        clip_limit=4.0,
        tile_grid_size=(8, 8),
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        owner = type(self).__name__
        self.clip_limit = checks.not_negative(owner, "clip_limit", clip_limit)
        self.tile_grid_size = checks.sizes(owner, "tile_grid_size", tile_grid_size, 2)
        self._keep_range(value_range)

    settled = RandomImages.drawn

    def changed(self, images, choice):
        high, wide = known_height_and_width(self._called(), *images.shape[1:3])
        down, across = self.tile_grid_size
        height, width = -(-high // down), -(-wide // across)
        ends = (0, height * down - high), (0, width * across - wide)
        lifted = ops.pad(lift(images, self.value_range), ((0, 0), *ends, (0, 0)), mode="symmetric")
        tones = ops.cast(ops.clip(lifted, 0.0, 255.0), "int32")
        tables = self._tables(tones, height, width)
        total = 0.0
        for row, upper in _neighbours(down, height):
            for column, left in _neighbours(across, width):
                places = self._line(tones, row, column) + tones
                weight = ops.reshape(upper, (-1, 1, 1)) * ops.reshape(left, (-1, 1))
                total = total + ops.take(tables, places) * weight
        return lift(total[:, :high, :wide], self.value_range, back=True)

    def _line(self, tones, row, column):
        """Where the table of each pixel's channel begins in the tiles of its row and column."""
        rows, channels = tones.shape[0], tones.shape[3]
        down, across = self.tile_grid_size
        start = ops.reshape(ops.arange(rows, dtype="int32"), (-1, 1, 1, 1)) * down
        tile = (start + ops.reshape(row, (-1, 1, 1))) * across + ops.reshape(column, (-1, 1))
        return (tile * channels + ops.arange(channels, dtype="int32")) * TONES

    def _tables(self, tones, height, width):
        """What each tone becomes in each tile, one behind the other."""
        rows, channels = tones.shape[0], tones.shape[3]
        down, across = self.tile_grid_size
        row, column = (
            ops.arange(tiles * size, dtype="int32") // size
            for tiles, size in ((down, height), (across, width))
        )
        lines = rows * (down * across) * channels
        counts = _counts(self._line(tones, row, column) + tones, lines, TONES)
        pixels = height * width
        if self.clip_limit > 0:
            limited = ops.minimum(counts, self.clip_limit * pixels / TONES)
            counts = limited + ops.mean(counts - limited, 1, keepdims=True)
        below = ops.cumsum(counts, 1)
        first = below[:, :1]
        rest = pixels - first
        table = (below - first) * 255.0 / ops.where(ops.equal(rest, 0.0), 1.0, rest)
        return ops.reshape(ops.clip(table, 0.0, 255.0), (-1,))


def _neighbours(tiles, size):
    """For each place along an axis the tile before it and the one behind, and their weights."""
    place = ops.arange(tiles * size, dtype="float32") / size - 0.5
    before = ops.floor(place)
    share = place - before
    last = tiles - 1
    return [
        (ops.cast(ops.clip(tile, 0, last), "int32"), weight)
        for tile, weight in ((before, 1.0 - share), (before + 1.0, share))
    ]
