"""Attack 1: after a whole visit somebody looks everywhere for who it was, and for what was said."""

import io

import psycopg
from PIL import Image

from feedback import codes
from tests.attacks import sweep
from tests.attacks.visit import Visit
from tests.rig.production import ProductionSite

ADDRESS = "203.0.113.77"
HEADERS = {
    "X-Forwarded-For": ADDRESS,
    "X-Real-IP": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "User-Agent": "canaryagent/1.0 (canaryphone)",
    "Referer": "https://canaryreferrer.example/ward",
    "Accept-Language": "ar,canarylanguage;q=0.3",
    "Cookie": "canarycookie=canarycookievalue",
    "From": "canaryfrom@example.org",
}
NETWORK = [ADDRESS, "canaryagent", "canaryphone", "canaryreferrer", "canarylanguage", "canarycookie", "canaryfrom"]
WORDS = ["canarytextone", "canarytexttwo", "canaryplace", "canaryname", "canaryexif", "canarydraft"]


def picture() -> bytes:
    """Return a photo that knows too much."""
    image, data = Image.new("RGB", (64, 64), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "canaryexif"
    image.save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_a_visit_leaves_no_trace_of_who_it_was_and_no_word_in_clear(production_site: ProductionSite) -> None:
    visit = Visit(production_site.door_url, HEADERS)
    visit.ask("GET", visit.address)
    visit.step("words", text="canarytextone شكرا")
    visit.step("place", place="canaryplace")
    visit.step("to-files")
    visit.attach(picture(), "canaryname.jpg")
    assert visit.last == 200
    visit.step("pause-hub")
    visit.step("pause-keep")
    visit.reach_code("canarytextone")
    visit.step("to-files")
    visit.attach(picture(), "canaryname.jpg")
    visit.step("code")
    visit.step("send-kept")
    assert visit.last == 200
    visit.come_back()
    visit.post(f"{visit.address}return/", token=visit.note, act="add", text="canarytexttwo")
    visit.come_back()
    assert visit.last == 200
    written = [codes.shown(visit.code), codes.shown(visit.code).lower(), visit.code]
    assert sweep.hits(production_site, [*NETWORK, *WORDS, *written]) == []


def test_the_sweep_finds_what_is_planted(production_site: ProductionSite) -> None:
    with psycopg.connect(production_site.site_environment["DATABASE_URL"]) as owner:
        owner.execute("CREATE TABLE planted (word text)")
        owner.execute("INSERT INTO planted VALUES ('plantedwordforthesweep')")
        owner.commit()
        (production_site.folder / "planted.log").write_text("plantedwordforthesweep")
        places = {line.split(":")[0] for line in sweep.hits(production_site, ["plantedwordforthesweep"])}
        owner.execute("DROP TABLE planted")
    (production_site.folder / "planted.log").unlink()
    assert {"table planted", "file planted.log"} <= places
    assert any(place.startswith("server ") for place in places)
