"""TensorBoard's event files, written by tensorboardX: scalars, histograms, images and a graph."""

from __future__ import annotations

import io

import numpy as np

from pronghorn.data.pillow import pillow
from pronghorn.errors import Needs

__all__ = ["EventFile"]


def _tensorboard():
    with Needs("keras.callbacks.TensorBoard", None, "pronghorn[tensorboard]"):
        # Optional, and dear to load.
        import tensorboardX
        import tensorboardX.proto.tensor_pb2
    return tensorboardX


class EventFile:
    """One file of events in a folder; made when the first event is written.

    Args:
        folder: in which TensorBoard looks for it.

    Raises:
        MissingPackageError: naming the extra to install.
    """

    def __init__(self, folder):
        self.folder = folder
        self._board = _tensorboard()
        self._opened = None

    def _write(self, summary, step):
        if self._opened is None:
            self._opened = self._board.FileWriter(self.folder, filename_suffix=".v2")
        self._opened.add_summary(summary, step)

    def scalar(self, tag, value, step):
        """A number that becomes a point of a curve."""
        self._write(self._board.summary.scalar(tag, float(value)), step)

    def histogram(self, tag, values, step):
        """How values are distributed."""
        values = np.asarray(values, "float64")
        self._write(self._board.summary.histogram(tag, values, bins="auto"), step)

    def image(self, tag, pixels, step):
        """A picture.

        Args:
            pixels: of shape (height, width, channels), any numbers; the least is black, the largest
                white.
        """
        pixels = np.asarray(pixels, "float64")
        low, high = pixels.min(), pixels.max()
        scaled = (255 * (pixels - low) / ((high - low) or 1)).astype("uint8")
        height, width, channels = scaled.shape
        stream = io.BytesIO()
        drawn = scaled[..., 0] if channels == 1 else scaled
        pillow("keras.callbacks.TensorBoard", "pronghorn[tensorboard]").fromarray(drawn).save(
            stream, "PNG"
        )
        proto = self._board.proto.summary_pb2.Summary
        image = proto.Image(
            height=height,
            width=width,
            colorspace=channels,
            encoded_image_string=stream.getvalue(),
        )
        self._write(proto(value=[proto.Value(tag=tag, image=image)]), step)

    def model(self, text):
        """The graph of a model, from its JSON, as TensorBoard's page of graphs shows it."""
        protos = self._board.proto
        data = protos.summary_pb2.SummaryMetadata.PluginData(
            plugin_name="graph_keras_model", content=b"1"
        )
        value = protos.summary_pb2.Summary.Value(
            tag="keras",
            metadata=protos.summary_pb2.SummaryMetadata(plugin_data=data),
            tensor=protos.tensor_pb2.TensorProto(dtype="DT_STRING", string_val=[text.encode()]),
        )
        self._write(protos.summary_pb2.Summary(value=[value]), 0)

    def flush(self):
        """Lets readers see all that was written."""
        if self._opened is not None:
            self._opened.flush()

    def close(self):
        """Ends the file; a later event begins another."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None
