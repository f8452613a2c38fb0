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


def place(name: str, path: str) -> nginx.Block:
    [found] = [block for block in server(name).all("location") if block.arguments[-1] == path]
    return found


def test_door_process_is_told_what_is_listed_and_nothing_else() -> None:
    """Locations that set a header of their own would lose the whole list."""
    door = server("${DOOR_HOST}")
    assert door.value("proxy_pass_request_headers") == ["off"]
    assert door.headers() == {
        "Host": "${DOOR_HOST}",
        "Connection": "",
        "Content-Type": "$content_type",
        "Accept-Language": "$door_browser_language",
        "Accept-Encoding": "$door_encoding",
        "Origin": "$door_origin",
        "Sec-Fetch-Site": "$door_from",
        "X-Door-Bucket": "$door_first$door_second",
        "X-Forwarded-Proto": "https",
    }
    assert door.value("proxy_hide_header") == ["Set-Cookie"]
    for location in door.all("location"):
        assert location.headers() == {}
        assert location.all("proxy_pass_request_headers") == []
        assert location.value("proxy_pass") in ([], ["$door"])


def test_a_process_that_was_replaced_is_found_at_its_new_address() -> None:
    for name, process in (("${DOOR_HOST}", "door"), ("${SITE_HOST}", "site")):
        block = server(name)
        assert block.value("set") == [f"${process}", f"http://{process}:8000"]
        assert block.value("resolver")[:2] == ["127.0.0.11", "valid=5s"]


def test_members_address_is_overwritten_not_appended() -> None:
    headers = place("${SITE_HOST}", "/").headers()
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert "$proxy_add_x_forwarded_for" not in headers.values()


def test_lost_visitors_of_the_door_are_not_logged() -> None:
    lost = place("${SITE_HOST}", "^/([a-z][a-z]+/)?feedback(/|$)")
    assert lost.value("access_log") == ["off"]
    assert lost.value("proxy_pass_request_headers") == ["off"]
    assert set(lost.headers()) == {"Host", "Connection", "Accept-Language", "X-Forwarded-Proto"}


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
    assert door.value("client_body_buffer_size") == door.value("client_max_body_size") == ["33m"]
    assert uploads.LARGEST_BODY == 33 * 1024 * 1024


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
