"""The production processes without containers (`make prod-smoke`): two services with a database role each."""

import http.client
import http.cookiejar
import re
import urllib.parse
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.attacks.visit import Visit
from tests.rig import pages, processes
from tests.rig.production import ProductionSite


def test_both_services_are_healthy_each_by_its_own_parts(production_site: ProductionSite) -> None:
    assert processes.health(production_site.url) == {"web": "up", "database": "up", "worker": "up"}
    assert processes.health(production_site.door_url) == {"web": "up", "database": "up"}


def test_door_serves_the_form_and_sets_no_cookie(production_site: ProductionSite) -> None:
    for language in ("en", "es", "ar"):
        status, headers = head(f"{production_site.door_url}/{language}/feedback/")
        assert status == 200
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_first_page_of_the_door_is_small(production_site: ProductionSite, language: str) -> None:
    """With everything it asks for, as a browser gets it: pages as they are, styles and script compressed."""
    page = f"{production_site.door_url}/{language}/feedback/"
    _status, html = processes.fetch(page)
    linked = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html)))
    sizes = [len(html.encode()), *(packed(production_site.door_url + path) for path in linked)]
    assert len(sizes) <= 5, linked
    assert sum(sizes) < 25 * 1024, sizes


def packed(url: str) -> int:
    """Return how many bytes a file takes for a browser that can unpack it."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br, gzip"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
        return len(answer.read())


def test_door_knows_nothing_of_the_members_site(production_site: ProductionSite) -> None:
    for path in ("/accounts/login/", "/desk/", "/api/v1/", "/sent/", "/meetings/"):
        assert head(production_site.door_url + path)[0] == 404


def test_key_of_reminders_is_in_the_worker_alone_and_the_door_can_seal_to_it(production_site: ProductionSite) -> None:
    given = f"CONTACT_KEY={production_site.worker_environment['CONTACT_KEY']}".encode()
    holding = {name for name, pid in production_site.pids.items() if given in Path(f"/proc/{pid}/environ").read_bytes()}
    assert holding == {"worker"}
    assert "the worker alone can open it" in production_site.manage("keys", "status")
    published = "from feedback.models import SealingKey; print(SealingKey.objects.filter(kind='notices').count())"
    assert production_site.shell(published).split() == ["1"]


def test_what_staff_type_in_opens_at_the_door(production_site: ProductionSite) -> None:
    environment = production_site.commands["web"][1]
    program = """
import uuid, django
django.setup()
from accounts.enums import Role
from accounts.models import RoleGrant, User
from feedback import actions, codes
from desk.actions.entering import enter
person = User.objects.create_user("types@example.org", "a-long-throw-away-passphrase")
RoleGrant.objects.create(user=person, role=Role.READER)
code = codes.new()
words = actions.FeedbackContent(answers={"text": "Said by phone"}, channel="phone")
assert enter(content=words, code=code, submission=uuid.uuid4(), by=person)
person.is_active = False
person.save()
print(code)
"""
    code = processes.python("-c", program, env=environment).split()[-1]
    visit = Visit(production_site.door_url)
    visit.come_back(code)
    assert 'class="timeline"' in visit.page


def test_members_site_leads_lost_visitors_to_the_door(production_site: ProductionSite) -> None:
    status, headers = head(f"{production_site.url}/es/feedback/")
    assert status in {301, 302, 307, 308}
    assert headers["Location"].startswith(production_site.door_url)


def test_sent_mail_and_demo_exist_in_the_embedded_mode_only(production_site: ProductionSite) -> None:
    assert head(f"{production_site.url}/sent/")[0] == 404
    count = "from accounts.models import User; print(User.objects.count())"
    before = production_site.shell(count)
    with pytest.raises(RuntimeError):
        production_site.manage("loaddemo")
    assert production_site.shell(count) == before


@pytest.mark.parametrize("table", ["accounts_user", "keys_privatekey", "django_session", "feedback_datakey"])
def test_role_of_the_door_cannot_read_people_keys_or_sessions(production_site: ProductionSite, table: str) -> None:
    with (
        psycopg.connect(production_site.door_environment["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(psycopg.sql.SQL("SELECT * FROM {}").format(psycopg.sql.Identifier(table)))


SOMEBODY = "from accounts.models import User; User.objects.get_or_create(email='somebody@example.org')"


def test_first_administrator_made_as_the_guide_says_gets_a_code_by_mail(production_site: ProductionSite) -> None:
    guide = (processes.ROOT / "docs/how-to/deploy.md").read_text(encoding="utf-8")
    assert "exec site python manage.py setup_link" in guide
    # Where somebody is here already the door stays open, for the other tests.
    production_site.manage("shell", "-c", SOMEBODY)
    link = production_site.manage("setup_link").strip()
    address = "first@example.org"
    beginner = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with beginner.open(link, timeout=20) as page:
        sent = pages.parse(page.read().decode()).values()
    account = {"csrfmiddlewaretoken": first(sent["csrfmiddlewaretoken"]), "email": address, "name": "", "password": ""}
    request = urllib.request.Request(link, urllib.parse.urlencode(account).encode(), {"Origin": production_site.url})  # noqa: S310 - loopback
    with beginner.open(request, timeout=20) as page:
        assert page.url != link
    jar = http.cookiejar.CookieJar()
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    url = f"{production_site.url}/accounts/login/code/"
    with visitor.open(url, timeout=20) as page:
        sent = pages.parse(page.read().decode()).values()
    # The page may hold the language switch as well: only these two fields are ours.
    fields = {"csrfmiddlewaretoken": first(sent["csrfmiddlewaretoken"]), "email": address}
    request = urllib.request.Request(url, urllib.parse.urlencode(fields).encode(), {"Origin": production_site.url})  # noqa: S310 - loopback
    visitor.open(request, timeout=20).close()
    [message] = production_site.sink.wait_for(address, seconds=30)
    assert message["From"] == "Example council <council@example.org>"


def first(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def test_server_says_no_version_and_hides_errors(production_site: ProductionSite) -> None:
    for url in (production_site.url, production_site.door_url):
        status, headers = head(f"{url}/no-such-page/")
        assert status == 404
        assert headers.get("Server", "gunicorn") == "gunicorn"
        assert "X-Powered-By" not in headers


def test_static_files_are_kept_for_good_by_members_and_briefly_by_visitors(production_site: ProductionSite) -> None:
    kept = {
        f"{production_site.url}/accounts/login/": "max-age=315360000, public, immutable",
        f"{production_site.door_url}/en/feedback/": "max-age=900, private",
    }
    for url, life in kept.items():
        _status, text = processes.fetch(url)
        [sheet, *_more] = [part.split('"')[0] for part in text.split('href="') if part.startswith("/static/")]
        base = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        status, headers = head(base + sheet)
        assert status == 200
        assert headers["Cache-Control"] == life


def test_processes_say_nothing_about_visitors(production_site: ProductionSite) -> None:
    for url in (production_site.url, production_site.door_url):
        request(
            f"{url}/canary-path/?q=canary-query", {"User-Agent": "canary-agent", "Referer": "http://canary.example/"}
        )
        request(f"{url}/", {"Host": "canary-host.example", "User-Agent": "canary-agent"})
    said = production_site.logs()
    assert [line for line in said.splitlines() if "canary" in line or "127.0.0.1" in line] == []


def head(url: str) -> tuple[int, dict[str, str]]:
    return request(url, {})


def request(url: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    """GET without following redirects; return status and headers."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, dict(answer.getheaders())
    finally:
        connection.close()
