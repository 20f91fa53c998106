"""Callbacks: what runs at the edges of epochs and batches while a model is trained."""

from __future__ import annotations

from pronghorn.callbacks.backup_and_restore import BackupAndRestore
from pronghorn.callbacks.base import Callback
from pronghorn.callbacks.callback_list import CallbackList
from pronghorn.callbacks.csv_logger import CSVLogger
from pronghorn.callbacks.early_stopping import EarlyStopping
from pronghorn.callbacks.history import History
from pronghorn.callbacks.lambda_callback import LambdaCallback
from pronghorn.callbacks.learning_rate import LearningRateScheduler, ReduceLROnPlateau
from pronghorn.callbacks.model_checkpoint import ModelCheckpoint
from pronghorn.callbacks.orbax_checkpoint import OrbaxCheckpoint
from pronghorn.callbacks.progress import ProgbarLogger
from pronghorn.callbacks.remote_monitor import RemoteMonitor
from pronghorn.callbacks.swap_ema_weights import SwapEMAWeights
from pronghorn.callbacks.tensorboard import TensorBoard
from pronghorn.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "OrbaxCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "SwapEMAWeights",
    "TensorBoard",
    "TerminateOnNaN",
]
