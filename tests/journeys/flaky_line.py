"""A real TCP line between a browser and a site, which can be cut."""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import threading

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close without a word, as a line does that breaks


class FlakyLine:
    """Listens on ``port`` and passes everything to ``target``; cuts every line when so many bytes have gone up."""

    def __init__(self, target: int, *, cut_at: list[int]):
        self.target, self.cut_at = target, sorted(cut_at)
        self.sent = self.cuts = 0
        self.lines: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed at the end of the test
            while True:
                near, _address = self.listener.accept()
                threading.Thread(target=self._pass, args=(near,), daemon=True).start()

    def _pass(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:  # nobody is there
            near.close()
            return
        self.lines |= {near, far}
        with selectors.DefaultSelector() as selector, contextlib.suppress(OSError, ValueError):
            selector.register(near, selectors.EVENT_READ, far)
            selector.register(far, selectors.EVENT_READ, near)
            while self._pass_on(selector, near):
                pass
        self._end(near, far)

    def _pass_on(self, selector: selectors.BaseSelector, near: socket.socket) -> bool:
        for key, _events in selector.select():
            data = key.fileobj.recv(65536)
            if not data:
                return False
            key.data.sendall(data)
            if key.fileobj is near:
                self._count(len(data))
        return True

    def _count(self, size: int) -> None:
        with self.lock:
            self.sent += size
            if self.cut_at and self.sent >= self.cut_at[0]:
                self.cut_at.pop(0)
                self.cuts += 1
                self._end(*self.lines)

    def _end(self, *lines: socket.socket) -> None:
        for line in lines:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                line.shutdown(socket.SHUT_RDWR)
            line.close()
            self.lines.discard(line)

    def close(self) -> None:
        self.listener.close()
        self._end(*list(self.lines))
