"""Somebody at the production door with an HTTP client of their own choosing, headers included."""

from __future__ import annotations

import http.client
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from feedback import codes

NOTE = re.compile(r'name="token" value="([^"]+)"')
CODE = re.compile(r'class="receipt__code[^>]*>([^<]+)<')


@dataclass
class Visit:
    """One visit. `headers` go with every request; `last` is the status of the last answer."""

    door_url: str
    headers: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    last: int = 0
    page: str = ""
    code: str = ""

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
        """Send one request and return its page."""
        connection = http.client.HTTPConnection(urlsplit(self.door_url).netloc, timeout=30)
        headers = {"Sec-Fetch-Site": "same-origin", **self.headers, **({"Content-Type": kind} if kind else {})}
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        self.last, self.page = response.status, response.read().decode(errors="replace")
        connection.close()
        return self.page

    def post(self, path: str, **typed: str) -> str:
        """Send a form."""
        return self.ask("POST", path, urlencode(typed).encode(), "application/x-www-form-urlencoded")

    @property
    def address(self) -> str:
        """The form's address."""
        return f"/{self.language}/feedback/"

    @property
    def note(self) -> str:
        """The sealed note of the page that is shown."""
        found = NOTE.search(self.page)
        assert found, f"no note on a page that answered {self.last}"
        return found[1]

    def step(self, step: str, **typed: str) -> str:
        """Press a button of the form."""
        return self.post(self.address, token=self.note, step=step, **typed)

    def attach(self, data: bytes, name: str) -> str:
        """Add a file on the page for files."""
        edge = secrets.token_hex(12)
        parts = [
            *(
                f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
                for key, value in (("token", self.note), ("step", "add-file"), ("voice", ""))
            ),
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode(),
            b"Content-Type: image/jpeg\r\n\r\n" + data + f"\r\n--{edge}--\r\n".encode(),
        ]
        return self.ask("POST", self.address, b"".join(parts), f"multipart/form-data; boundary={edge}")

    def reach_code(self, text: str) -> str:
        """Go as far as the page with the code."""
        self.ask("GET", self.address)
        self.step("words", text=text)
        self.step("code")
        found = CODE.search(self.page)
        assert found
        self.code = codes.read(found[1])
        return self.code

    def give(self, text: str) -> str:
        """Give feedback to the end and return the code."""
        self.reach_code(text)
        self.step("send-kept")
        assert self.last == http.HTTPStatus.OK
        return self.code

    def come_back(self, code: str = "") -> str:
        """Type the code."""
        return self.post(f"{self.address}1/", code=code or self.code)
