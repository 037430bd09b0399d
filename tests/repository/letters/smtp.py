"""A mail server on loopback that speaks enough SMTP, keeps what it took, and misbehaves as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """``behaviour`` is looked at for every command: ``well``, or one of those below."""

    port: int = 0
    behaviour: str = "well"
    refused: dict[str, bytes] = field(default_factory=dict)  # address → what RCPT is answered
    taken: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    released: threading.Event = field(default_factory=threading.Event)


class Session(socketserver.StreamRequestHandler):
    server_state: MailServer

    def handle(self) -> None:
        self.server_state.connections += 1
        if self.server_state.behaviour == "busy":
            self.say(b"421 too busy, come back later")
            return
        if self.server_state.behaviour == "hangs":
            self.server_state.released.wait(30)
            return
        self.say(b"220 loopback")
        while line := self.rfile.readline():
            if not self.obey(line.strip()):
                return

    def obey(self, line: bytes) -> bool:
        verb = line[:4].upper()
        if verb == b"QUIT":
            self.say(b"221 bye")
            return False
        if verb == b"DATA":
            return self.data()
        if verb == b"RCPT":
            address = line.partition(b"<")[2].partition(b">")[0].decode()
            self.say(self.server_state.refused.get(address, b"250 ok"))
        elif verb == b"MAIL" and self.server_state.behaviour == "refuses sender":
            self.say(b"550 you may not send here")
        else:
            self.say(b"250 ok")
        return True

    def data(self) -> bool:
        if self.server_state.behaviour == "stalls":
            self.server_state.released.wait(30)
            return False
        self.say(b"354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            if self.server_state.behaviour == "drops":
                self.connection.close()
                return False
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.server_state.behaviour == "full":
            self.say(b"452 no room at the moment")
            return True
        self.server_state.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        if self.server_state.behaviour == "takes and is silent":
            self.server_state.released.wait(60)
            return False
        if self.server_state.behaviour == "takes and drops":
            self.connection.close()
            return False
        if self.server_state.behaviour == "dies after one":
            self.server_state.behaviour = "busy"
            self.say(b"250 taken")
            self.connection.close()
            return False
        self.say(b"250 taken")
        return True

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")
        self.wfile.flush()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is no news here."""


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    state = MailServer()
    handler = type("BoundSession", (Session,), {"server_state": state})
    with Server(("127.0.0.1", port), handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield state
        state.released.set()
        server.shutdown()
        thread.join()
