"""How gunicorn serves either process. There is no access log anywhere: it would write down who visited the door."""

import contextlib
import ctypes
import resource
import sys
from logging import Formatter
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from config import variables
from core.hourly_log import OnceAnHour

DOOR = "config.door_wsgi"
# What lies in memory, words and keys, is written to no disk when a process falls over.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

# An arena of the C library for each thread would hold a quarter of the memory, for nothing: threads wait for each other
# anyway. Before the workers are made, which inherit it.
_ARENA_MAX = -8
with contextlib.suppress(AttributeError, OSError):
    ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)

bind = variables.BIND.read()
worker_class = "gthread"
workers = variables.WEB_WORKERS.read()
threads = variables.WEB_THREADS.read()
# Seconds. A worker that says nothing for that long is replaced; the longest page takes a few seconds.
timeout = 60
graceful_timeout = 20
keepalive = 5
# A slow leak somewhere must not end in a dead machine; the spread keeps workers from restarting together.
max_requests = variables.WEB_MAX_REQUESTS.read()
max_requests_jitter = max_requests // 10

accesslog = None
errorlog = "-"
loglevel = "error"
capture_output = False
# The running server needs no remote control, and no socket file in somebody's home.
control_socket_disable = True
worker_tmp_dir = None
if Path("/dev/shm").is_dir():  # noqa: S108 - a heartbeat file in memory, by gunicorn
    worker_tmp_dir = "/dev/shm"  # noqa: S108 - as above

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
forwarded_allow_ips = variables.FORWARDED_ALLOW_IPS.read()


class Quiet(Logger):  # type: ignore[misc] # gunicorn publishes no types
    """Faults of the server itself, by kind only: a request's line, address and body stay out of the log.

    No line has a time, and those of the door are written at full hours: one that is written at once says when somebody
    came.
    """

    error_fmt = "[%(process)d] [%(levelname)s] %(message)s"

    def setup(self, cfg: Any) -> None:
        """Write as gunicorn does; at the door once an hour."""
        super().setup(cfg)
        if cfg.default_proc_name == DOOR:
            handler = OnceAnHour()
            handler.setFormatter(Formatter(self.error_fmt))
            self.error_log.handlers = [handler]

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Say which kind of fault it was; in full only when a worker could not start, before any request."""
        if str(msg).startswith("Exception in worker"):
            super().exception(msg, *args, **kwargs)
            for handler in self.error_log.handlers:
                handler.flush()
            return
        kind = sys.exc_info()[0] or Exception
        self.error("%s outside of a page", kind.__name__)


logger_class = Quiet
