"""A network camera on 127.0.0.1: the stand-in for a webcam, opened by the real VideoCapture."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import cv2
import numpy as np


class MjpegServer:
    """Serves numbered pictures as MJPEG. `drop` hangs up and refuses; `come_back` serves again.

    A picture's brightness is its number modulo 200 (see `number_of`), so that a reader can tell
    how old a picture is by `sent_s`, the monotonic time at which each one was sent.
    """

    def __init__(self, size: tuple[int, int] = (160, 120), fps: float = 30.0) -> None:
        self.size, self.fps = size, fps
        self.sent_s: dict[int, float] = {}
        self.is_silent = False  # connections stay open, no more pictures
        self._number = 0
        self._dropped = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/live.mjpg"

    def __enter__(self) -> Self:
        self.come_back()
        return self

    def __exit__(self, *exc: object) -> None:
        self.drop()

    def come_back(self) -> None:
        """Serve (again), at the same address as before."""
        self._dropped.clear()
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                camera._stream(self)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def drop(self) -> None:
        """Hang up on everyone and refuse new connections."""
        self._dropped.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _stream(self, request: BaseHTTPRequestHandler) -> None:
        request.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.end_headers()
        try:
            while not self._dropped.is_set():
                if not self.is_silent:
                    request.wfile.write(self._next_part())
                time.sleep(1.0 / self.fps)
        except OSError:
            return  # the reader hung up
        request.close_connection = True

    def _next_part(self) -> bytes:
        jpeg = self.next_jpeg()
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        return head.encode() + jpeg + b"\r\n"

    def next_jpeg(self) -> bytes:
        """The picture of this moment."""
        self._number += 1
        self.sent_s[self._number % 200] = time.monotonic()
        picture = np.full((self.size[1], self.size[0], 3), 20 + self._number % 200, np.uint8)
        return bytes(cv2.imencode(".jpg", picture)[1])

    @staticmethod
    def number_of(pixels: np.ndarray) -> int:
        """Which picture this is, modulo 200."""
        return round(float(pixels.mean())) - 20
