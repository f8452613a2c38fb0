"""The web server itself with the configuration that is shipped, on ports of its own, with a certificate of a day."""

from __future__ import annotations

import contextlib
import datetime
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.rig import processes

FOLDER = processes.ROOT / "deploy/nginx"
# A name that test browsers find.
DOOR_HOST = "localhost"
SITE_HOST = "site.localhost"
# Since this version one directive says what belonged to `listen` before.
HTTP2_APART = (1, 25, 1)


@dataclass
class WebServer:
    """Where it listens, and where its pages and its own words are."""

    port: int
    folder: Path

    @property
    def door_url(self) -> str:
        return f"https://{DOOR_HOST}:{self.port}"

    @property
    def site_url(self) -> str:
        return f"https://{SITE_HOST}:{self.port}"

    @property
    def pages(self) -> Path:
        return self.folder / "pages"

    def log(self) -> str:
        return (self.folder / "nginx.log").read_text(encoding="utf-8")


def program() -> str | None:
    """Return where nginx is, or nothing."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def _version() -> tuple[int, ...]:
    said = subprocess.run([program() or "nginx", "-v"], capture_output=True, text=True, check=True).stderr
    numbers = re.search(r"(\d+)\.(\d+)\.(\d+)", said)
    assert numbers is not None
    return tuple(map(int, numbers.groups()))


def certificate(folder: Path) -> None:
    """Write a key and a certificate of its own for both host names."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(tz=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(DOOR_HOST), x509.DNSName(SITE_HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for host in ("door", "site"):
        (folder / f"{host}.key").write_bytes(private)
        (folder / f"{host}.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _configured(folder: Path, port: int, plain: int, door: str, site: str) -> str:
    """Return the shipped configuration as the container would read it, but for ports, folders and who answers."""
    template = (FOLDER / "answerable.conf.template").read_text(encoding="utf-8")
    told = {"DOOR_HOST": DOOR_HOST, "SITE_HOST": SITE_HOST, "DOOR_SALT": secrets.token_hex(16)}
    for name, value in told.items():
        template = template.replace(f"${{{name}}}", value)
    replaced = {
        "http://door:8000": door,
        "http://site:8000": site,
        "/etc/nginx/tls": str(folder / "tls"),
        "/usr/share/answerable": str(folder / "pages"),
        "/dev/stdout": str(folder / "access.log"),
    }
    for before, after in replaced.items():
        assert before in template, before
        template = template.replace(before, after)
    template = re.sub(r"\n\s*listen \[::\][^;]*;", "", template)
    template = re.sub(r"listen 443\b", f"listen 127.0.0.1:{port}", template)
    template = re.sub(r"listen 80\b", f"listen 127.0.0.1:{plain}", template)
    if _version() < HTTP2_APART:
        template = re.sub(r"ssl;\n\s*http2 on;", "ssl http2;", template)
    return template


def _http(folder: Path) -> str:
    """Return the shipped main file, for one that runs in front and writes into `folder` alone."""
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/run/nginx.pid", str(folder / "nginx.pid"))
    text = text.replace("/etc/nginx/conf.d/*.conf", str(folder / "answerable.conf"))
    text = text.replace("worker_processes auto;", "worker_processes 1;\ndaemon off;\nuser root;")
    paths = "".join(f"  {kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy"))
    return text.replace("http {\n", f"http {{\n{paths}", 1)


@contextlib.contextmanager
def web_server(folder: Path, *, door: str, site: str = "http://127.0.0.1:9") -> Iterator[WebServer]:
    """Start it in front of a door and a site; `WebServer.pages` is where its own pages have to be."""
    server = WebServer(processes.free_port(), folder)
    folder.mkdir(parents=True, exist_ok=True)
    certificate(folder / "tls")
    shipped = _configured(folder, server.port, processes.free_port(), door, site)
    (folder / "answerable.conf").write_text(shipped, encoding="utf-8")
    (folder / "nginx.conf").write_text(_http(folder), encoding="utf-8")
    command = [program() or "nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with processes.running(command, env={}, log=folder / "nginx.log") as process:

        def is_up() -> bool:
            assert process.poll() is None, server.log()
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", server.port)) == 0

        processes.wait_until(is_up, seconds=10, what="nginx listens")
        yield server
