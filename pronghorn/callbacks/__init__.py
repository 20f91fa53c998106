"""Callbacks: what runs at the edges of epochs and batches while a model is trained."""

from __future__ import annotations

from pronghorn.callbacks.base import Callback
from pronghorn.callbacks.callback_list import CallbackList
from pronghorn.callbacks.early_stopping import EarlyStopping
from pronghorn.callbacks.history import History
from pronghorn.callbacks.lambda_callback import LambdaCallback
from pronghorn.callbacks.progress import ProgbarLogger
from pronghorn.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "ProgbarLogger",
    "TerminateOnNaN",
]
