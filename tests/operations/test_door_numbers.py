"""The proxy turns a visitor's network into one of 256 numbers and tells the door nothing else."""

import re
import stat
import subprocess
from ipaddress import ip_address
from typing import Any

import pytest

from tests.rig import nginx, processes, program

TEMPLATE = nginx.parse((processes.ROOT / "deploy/nginx/answerable.conf.template").read_text(encoding="utf-8"))
SALT = processes.ROOT / "deploy/nginx/door-salt.envsh"
SERVICES: dict[str, Any] = program.load("compose").load()["services"]


def network(address: str) -> bytes:
    """Return what the proxy's own patterns keep of an address, in their order."""
    [block] = [block for block in TEMPLATE.all("map") if block.arguments == ["$binary_remote_addr", "$door_network"]]
    for line in block.inside:
        pattern = line.name.removeprefix("~")
        if line.name.startswith("~") and (found := re.search(pattern.encode(), ip_address(address).packed)):
            return found[line.arguments[0].removeprefix("$")]
    return b""


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.9", b"\xcb\x00\x71"),
        ("203.0.113.10", b"\xcb\x00\x71"),  # ends in the byte of a new line
        ("10.10.10.10", b"\n\n\n"),
        ("::ffff:203.0.113.9", b"\xcb\x00\x71"),
        ("2001:db8:1:2:3:4:5:6", bytes.fromhex("20010db800010002")),
        ("2001:db8:1:2::a", bytes.fromhex("20010db800010002")),
        ("::1", bytes(8)),
    ],
)
def test_a_network_is_the_first_half_of_an_address(address: str, kept: bytes) -> None:
    assert network(address) == kept


def test_a_number_is_two_digits_of_sixteen_equal_parts_each() -> None:
    digits = {block.arguments[1]: block for block in TEMPLATE.all("split_clients")}
    assert set(digits) == {"$door_first", "$door_second"}
    for block in digits.values():
        assert [line.name for line in block.inside] == ["6.25%"] * 15 + ["*"]
        assert [line.arguments for line in block.inside] == [[digit] for digit in "0123456789abcdef"]
    sources = [block.arguments[0] for block in digits.values()]
    assert sources == [f"{name}${{door_network}}${{door_day}}${{DOOR_SALT}}" for name in ("first", "second")]


def test_the_salt_is_new_at_every_start_and_kept_nowhere() -> None:
    """The entry point of nginx reads only a file that may be run, before it fills in the template (20-envsubst)."""
    assert SALT.stat().st_mode & stat.S_IXUSR
    assert "./deploy/nginx/door-salt.envsh:/docker-entrypoint.d/16-door-salt.envsh:ro" in SERVICES["proxy"]["volumes"]
    assert "DOOR_SALT" in SERVICES["proxy"]["environment"]["NGINX_ENVSUBST_FILTER"]
    assert "/etc/nginx/conf.d" in SERVICES["proxy"]["tmpfs"]
    read = ["sh", "-c", f'. {SALT}; printf %s "$DOOR_SALT"']
    salts = {subprocess.run(read, capture_output=True, text=True, check=True).stdout for _ in range(3)}
    assert len(salts) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", salt) for salt in salts)


def test_the_door_alone_believes_the_number_and_only_the_proxy_reaches_it() -> None:
    told = {name for name, entry in SERVICES.items() if "DOOR_BUCKET_FROM_PROXY" in entry.get("environment", {})}
    assert told == {"door"}
    neighbours = {name for name, entry in SERVICES.items() if "door_front" in entry.get("networks", ())}
    assert neighbours == {"proxy", "door"}


def test_a_number_that_a_visitor_brings_is_overwritten_everywhere() -> None:
    told = {}
    for server in TEMPLATE.all("server"):
        for location in server.all("location"):
            # A place without headers of its own has those of its server.
            headers = location.headers() or server.headers()
            # Where nothing of the request is handed on, nothing of it needs to be overwritten.
            if location.all("proxy_pass_request_headers"):
                headers = {"X-Door-Bucket": "", **headers}
            if location.all("proxy_pass"):
                told[(*server.value("server_name"), *location.arguments[-1:])] = headers["X-Door-Bucket"]
    of_the_door = {told.pop(name) for name in list(told) if name[0] == "${DOOR_HOST}"}
    assert of_the_door == {"$door_first$door_second"}
    assert set(told.values()) == {""}
    assert len(told) >= 2
