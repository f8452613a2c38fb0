"""The proxy's configuration: the door leaves no line anywhere and is not told who asks."""

from urllib.parse import urlencode

import pytest
from django.conf import settings

from core import uploads
from policies.forms import LONGEST_POLICY
from tests.rig import nginx
from tests.rig.processes import ROOT

HTTP = nginx.parse((ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8")).all("http")[0]
SERVERS = nginx.parse((ROOT / "deploy/nginx/answerable.conf.template").read_text(encoding="utf-8")).all("server")
IDENTIFYING = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Cookie", "Authorization", "Referer", "User-Agent")


def server(name: str) -> nginx.Block:
    found = [block for block in SERVERS if block.value("server_name") == [name]]
    assert len(found) == 1
    return found[0]


def test_parser_refuses_a_missing_semicolon() -> None:
    with pytest.raises(ValueError, match="unexpected"):
        nginx.parse("server { listen 80 }")


def test_door_writes_no_log() -> None:
    door = server("${DOOR_HOST}")
    assert door.value("access_log") == ["off"]
    assert door.value("error_log") == ["/dev/null", "crit"]
    assert [block for location in door.all("location") for block in location.all("access_log")] == []


def test_door_process_is_not_told_who_asks() -> None:
    [location] = server("${DOOR_HOST}").all("location")
    headers = location.headers()
    assert {name: headers[name] for name in IDENTIFYING} == dict.fromkeys(IDENTIFYING, "")
    assert headers["X-Forwarded-Proto"] == "https"
    assert location.value("proxy_pass") == ["http://door:8000"]
    assert location.value("proxy_hide_header") == ["Set-Cookie"]


def test_no_variable_about_the_visitor_reaches_the_door() -> None:
    [location] = server("${DOOR_HOST}").all("location")
    used = [argument for block in location.inside for argument in block.arguments if "$" in argument]
    assert used == ["$host", "$door_first$door_second"]


def test_members_address_is_overwritten_not_appended() -> None:
    [location, _lost] = server("${SITE_HOST}").all("location")
    headers = location.headers()
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert "$proxy_add_x_forwarded_for" not in headers.values()


def test_lost_visitors_of_the_door_are_not_logged() -> None:
    [_main, lost] = server("${SITE_HOST}").all("location")
    assert lost.value("access_log") == ["off"]
    assert lost.headers()["X-Forwarded-For"] == ""
    assert lost.headers()["Cookie"] == ""


def test_log_of_the_members_site_holds_no_address_and_no_path() -> None:
    [name, *parts] = HTTP.value("log_format")
    assert (name, parts) == ("counts", ["$time_iso8601 $status $request_time"])
    assert server("${SITE_HOST}").value("access_log") == ["/dev/stdout", "counts"]
    assert HTTP.value("access_log") == ["off"]


def test_servers_without_a_page_write_no_log() -> None:
    others = [block for block in SERVERS if block.all("return")]
    assert len(others) == 2
    assert all(block.value("access_log") == ["off"] for block in others)
    assert all(block.value("error_log") == ["/dev/null", "crit"] for block in others)


def test_what_people_write_stays_in_memory() -> None:
    assert HTTP.value("client_body_buffer_size") == HTTP.value("client_max_body_size") == ["512k"]
    assert HTTP.value("client_body_in_single_buffer") == ["on"]
    assert HTTP.value("proxy_max_temp_file_size") == ["0"]
    door = server("${DOOR_HOST}")
    assert door.value("client_body_buffer_size") == door.value("client_max_body_size") == ["11m"]
    assert uploads.LARGEST_BODY == 11 * 1024 * 1024


def test_what_is_too_long_is_refused_by_a_page_of_ours_that_gives_it_back() -> None:
    """A policy in Arabic or Japanese, as a browser sends it, and more than the site itself takes, get through."""
    site = server("${SITE_HOST}")
    [size] = site.value("client_max_body_size")
    assert site.value("client_body_buffer_size") == [size]
    largest = int(size.removesuffix("m")) * 1024 * 1024
    policy = urlencode({"text": "あ" * LONGEST_POLICY})
    assert len(policy) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE < largest


def test_server_says_nothing_about_itself() -> None:
    assert HTTP.value("server_tokens") == ["off"]
