"""What TensorBoard shows: figures by epoch or batch, weights as histograms and images, models."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

import numpy as np

from pronghorn.callbacks.base import BATCH_HOOKS, Callback
from pronghorn.callbacks.event_file import EventFile
from pronghorn.callbacks.frequency import Every
from pronghorn.callbacks.learning_rate import rate_of
from pronghorn.errors import wrong_argument
from pronghorn.layers import Embedding

__all__ = ["TensorBoard"]


class TensorBoard(Callback):
    """Writes event files for TensorBoard into `log_dir/train` and `log_dir/validation`.

    See them with `tensorboard --logdir logs`. Needs the extra `pronghorn[tensorboard]`.

    Args:
        log_dir: a folder; one for each run to compare.
        histogram_freq: after how many epochs the weights are written as histograms; 0 for never.
        write_graph: whether the model is written, for the page of graphs.
        write_images: whether histograms come with the weights as images.
        write_steps_per_second: whether the speed is written.
        update_freq: `"epoch"`, `"batch"`, or after how many batches figures are written, too.
        profile_batch: 0; `model.profile()` tells where the time goes.
        embeddings_freq: after how many epochs the weights of `Embedding` layers are written, for
            the page of embeddings; 0 for never.
        embeddings_metadata: a file with a label a line, or a dict of such by layer name.

    Raises:
        MissingPackageError: naming the extra to install.
        ArgumentError: for another `profile_batch` or `update_freq`, and for layers without
            embeddings.

    Example:
        >>> from pronghorn.callbacks import TensorBoard
        >>> TensorBoard("logs/first", histogram_freq=1).log_dir
        'logs/first'
    """

    def __init__(
        self,
        log_dir="logs",
        histogram_freq=0,
        write_graph=True,
        write_images=False,
        write_steps_per_second=False,
        update_freq="epoch",
        profile_batch=0,
        embeddings_freq=0,
        embeddings_metadata=None,
    ):
        super().__init__()
        if profile_batch:
            raise wrong_argument(
                self, "profile_batch", "0; model.profile() shows where time goes", profile_batch, 0
            )
        is_count = isinstance(update_freq, int) and update_freq > 0
        if update_freq not in ("epoch", "batch") and not is_count:
            raise wrong_argument(
                self,
                "update_freq",
                "'epoch', 'batch' or a number of batches",
                update_freq,
                "'epoch'",
            )
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.profile_batch = profile_batch
        self.embeddings_freq = embeddings_freq
        self.embeddings_metadata = embeddings_metadata
        self._train = EventFile(os.path.join(self.log_dir, "train"))
        self._validation = EventFile(os.path.join(self.log_dir, "validation"))
        self._start()

    def _start(self):
        self._count = Every(None if self.update_freq == "epoch" else self.update_freq)
        self._timed = (0, 0.0)  # batches before, and when
        self._epoch_began = (0, 0.0)  # iterations before, and when

    def set_model(self, model):
        super().set_model(model)
        # A subclassed model has no configuration that tells its layers' wiring.
        if self.write_graph and model.inputs:
            self._train.model(model.to_json())
        if self.embeddings_freq:
            self._describe_embeddings()

    def next_batch(self, kind, batch):
        if kind != "train":
            return super().next_batch(kind, batch)
        if any(hook in vars(cls) for cls in self._derived() for hook in BATCH_HOOKS[kind]):
            return batch
        if self._count.every is None:
            return math.inf
        return self._count.next(batch, self.params.get("steps"))

    def _derived(self):
        """The classes between this object's own and `TensorBoard`."""
        return type(self).__mro__[: type(self).__mro__.index(TensorBoard)]

    def on_train_begin(self, logs=None):
        self._start()
        self._timed = (0, time.perf_counter())

    def on_train_end(self, logs=None):
        self._train.close()
        self._validation.close()

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch_began = (int(self.model.optimizer.iterations), time.perf_counter())

    def on_train_batch_end(self, batch, logs=None):
        if not self._count.is_due(batch):
            return
        step = self._count.passed(batch)
        for name, value in (logs or {}).items():
            self._train.scalar(f"batch_{name}", value, step)
        if self.write_steps_per_second:
            before, since = self._timed
            self._timed = (step, time.perf_counter())
            speed = (step - before) / (self._timed[1] - since)
            self._train.scalar("batch_steps_per_second", speed, step)

    def on_test_end(self, logs=None):
        if self.model.optimizer is None:
            return
        step = int(self.model.optimizer.iterations)
        for name, value in (logs or {}).items():
            self._validation.scalar(f"evaluation_{name}_vs_iterations", value, step)
        self._validation.flush()

    def on_epoch_end(self, epoch, logs=None):
        self._count.end_epoch(self.params.get("steps"))
        self._write_figures(epoch, logs or {})
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        if self.embeddings_freq and epoch % self.embeddings_freq == 0:
            self._write_embeddings()
        self._train.flush()
        self._validation.flush()

    def _write_figures(self, epoch, logs):
        if not logs:
            return
        logs = {**logs, "learning_rate": rate_of(self.model)}
        if self.write_steps_per_second:
            before, since = self._epoch_began
            steps = int(self.model.optimizer.iterations) - before
            logs["steps_per_second"] = steps / (time.perf_counter() - since)
        for name, value in logs.items():
            if name.startswith("val_"):
                self._validation.scalar(f"epoch_{name.removeprefix('val_')}", value, epoch)
            else:
                self._train.scalar(f"epoch_{name}", value, epoch)

    def _write_weights(self, epoch):
        for layer in self.model.layers:
            for weight in layer.weights:
                value = weight.numpy()
                self._train.histogram(f"{weight.path}/histogram", value, epoch)
                pictures = _pictures(value) if self.write_images else []
                for number, pixels in enumerate(pictures):
                    suffix = f"/{number}" if len(pictures) > 1 else ""
                    self._train.image(f"{weight.path}/image{suffix}", pixels, epoch)

    def _embeddings(self):
        return [layer for layer in self.model.layers if isinstance(layer, Embedding)]

    def _describe_embeddings(self):
        """The file in which TensorBoard's projector finds the tables of embeddings."""
        metadata = self.embeddings_metadata
        layers = self._embeddings()
        if isinstance(metadata, dict):
            unknown = sorted(set(metadata) - {layer.name for layer in layers})
            if unknown:
                known = ", ".join(layer.name for layer in layers) or "no layers"
                raise wrong_argument(
                    self,
                    "embeddings_metadata",
                    "by Embedding layer ({known})",
                    unknown[0],
                    "{'embedding': 'words.tsv'}",
                    known=known,
                )
        blocks = []
        for layer in layers:
            found = metadata.get(layer.name) if isinstance(metadata, dict) else metadata
            lines = [f'tensor_name: "{layer.name}"', f'tensor_path: "{layer.name}.tsv"']
            lines += [f'metadata_path: "{found}"'] if found else []
            blocks.append("embeddings {\n  " + "\n  ".join(lines) + "\n}\n")
        path = Path(self.log_dir) / "projector_config.pbtxt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(blocks), encoding="utf-8")

    def _write_embeddings(self):
        for layer in self._embeddings():
            path = Path(self.log_dir) / f"{layer.name}.tsv"
            np.savetxt(path, layer.weights[0].numpy(), fmt="%.6g", delimiter="\t")


def _pictures(value):
    """A weight as (height, width, channels) pictures; none for more axes than can be seen."""
    value = np.squeeze(value)
    if value.ndim == 1:
        return [value[:, None, None]]
    if value.ndim == 2:
        wide = value.T if value.shape[0] > value.shape[1] else value
        return [wide[..., None]]
    if value.ndim == 3:
        return list(np.moveaxis(value, -1, 0)[..., None])
    return []
