"""A relay in front of a service, which can be told to refuse, to hang and to cut everybody off."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.rig.processes import free_port

PASS, REFUSE, HANG = "pass", "refuse", "hang"
# Closing with nothing left to say sends a reset instead of a farewell.
AT_ONCE = struct.pack("ii", 1, 0)


@dataclass
class Relay:
    """Listens on `port` of loopback and passes everything on to `target`, as long as `mode` is PASS.

    REFUSE resets who comes; HANG takes connections and says nothing. `cut()` resets whoever is connected.
    """

    target: tuple[str, int]
    port: int = field(default_factory=free_port)
    mode: str = PASS
    _open: set[socket.socket] = field(default_factory=set)
    _listener: socket.socket = field(init=False, repr=False)

    def up(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=100)
        threading.Thread(target=self._listen, daemon=True).start()

    def down(self) -> None:
        # Closing alone does not wake who waits for the next connection.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def fail(self, mode: str) -> None:
        """Refuse or hang from now on, for everybody: open connections are cut first."""
        self.mode = mode
        self.cut()

    def cut(self) -> None:
        for one in list(self._open):
            self._reset(one)

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self._open.add(client)
            if self.mode == REFUSE:
                self._reset(client)
            elif self.mode == PASS:
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self.target, timeout=5)
        except OSError:
            self._reset(client)
            return
        server.settimeout(None)
        self._open.add(server)
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        self._reset(source)
        self._reset(sink)

    def _reset(self, one: socket.socket) -> None:
        self._open.discard(one)
        with contextlib.suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextlib.contextmanager
def relay(target: tuple[str, int]) -> Iterator[Relay]:
    """Yield a relay that listens."""
    found = Relay(target)
    found.up()
    try:
        yield found
    finally:
        found.down()
