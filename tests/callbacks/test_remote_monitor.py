"""Figures posted to a server, as a form or as JSON."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import numpy as np
import pytest

from pronghorn import callbacks


@pytest.fixture
def server():
    """A server that keeps what is posted: (path, headers, body)."""
    posted = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            posted.append((self.path, dict(self.headers), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    found = HTTPServer(("127.0.0.1", 0), Handler)
    found.posted = posted
    found.root = f"http://127.0.0.1:{found.server_port}"
    thread = threading.Thread(target=found.serve_forever, args=(0.01,))
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def test_as_a_form(server):
    monitor = callbacks.RemoteMonitor(server.root, field="told", headers={"X-Mine": "1"})
    monitor.on_epoch_end(2, {"loss": np.float32(0.5), "iou": np.array([1.0])})
    path, headers, body = server.posted[0]
    assert path == "/publish/epoch/end/"
    assert headers["X-Mine"] == "1"
    assert json.loads(parse_qs(body)["told"][0]) == {"epoch": 2, "loss": 0.5, "iou": [1.0]}


def test_as_json(server):
    callbacks.RemoteMonitor(server.root, "/here", send_as_json=True).on_epoch_end(0, {"loss": 1.0})
    path, headers, body = server.posted[0]
    assert (path, headers["Content-Type"]) == ("/here", "application/json")
    assert json.loads(body) == {"epoch": 0, "loss": 1.0}


def test_a_server_that_is_not_there_is_told_once(caplog):
    monitor = callbacks.RemoteMonitor("http://127.0.0.1:9")
    for epoch in range(2):
        monitor.on_epoch_end(epoch, {"loss": 1.0})
    assert caplog.text.count("[H16]") == 1
