"""The figures of every epoch, sent to a server."""

from __future__ import annotations

import json

from pronghorn import messages
from pronghorn.callbacks.base import Callback
from pronghorn.data.network import network

__all__ = ["RemoteMonitor"]

SECONDS = 10  # to wait for the server


class RemoteMonitor(Callback):
    """Posts `{"epoch": ..., figures}` to a server after each epoch.

    A server that does not answer is told of once; training goes on.

    Args:
        root: of the server.
        path: that receives the figures.
        field: of the form that holds them as JSON.
        headers: more headers of the request.
        send_as_json: whether to send JSON itself rather than a form.

    Example:
        >>> from pronghorn.callbacks import RemoteMonitor
        >>> RemoteMonitor(root="http://localhost:9000").path
        '/publish/epoch/end/'
    """

    def __init__(
        self,
        root="http://localhost:9000",
        path="/publish/epoch/end/",
        field="data",
        headers=None,
        send_as_json=False,
    ):
        super().__init__()
        self.root = root
        self.path = path
        self.field = field
        self.headers = headers
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch, logs=None):
        figures = {name: _plain(value) for name, value in (logs or {}).items()}
        self._post(json.dumps({"epoch": epoch, **figures}))

    def _post(self, text):
        # They take longer to load than the rest of this package together.
        urllib = network()

        if self.send_as_json:
            body, kind = text, "application/json"
        else:
            body = urllib.parse.urlencode({self.field: text})
            kind = "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **(self.headers or {})}
        request = urllib.request.Request(self.root + self.path, body.encode(), headers)
        try:
            urllib.request.urlopen(request, timeout=SECONDS).close()
        except OSError as error:
            messages.note("H16", root=self.root, reason=getattr(error, "reason", error))


def _plain(value):
    return value.tolist() if hasattr(value, "tolist") else value
