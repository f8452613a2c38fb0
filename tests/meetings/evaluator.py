"""Reads calendar files as RFC 5545 says, without the library that writes them and without any database of zones.

Only what our files hold: lines unfolded, a tree of components, times in UTC or by the file's own VTIMEZONE, whose parts
begin at DTSTART and recur by RRULE (worked out by python-dateutil) or RDATE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dateutil.rrule import rrulestr

WALL = "%Y%m%dT%H%M%S"


@dataclass
class Property:
    """A line of a file."""

    value: str
    params: dict[str, str]


@dataclass
class Component:
    """A part of a file between BEGIN and END."""

    name: str
    properties: list[tuple[str, Property]] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def __getitem__(self, name: str) -> Property:
        (found,) = self.all(name)
        return found

    def __contains__(self, name: str) -> bool:
        return bool(self.all(name))

    def all(self, name: str) -> list[Property]:
        """Return every line of a name."""
        return [prop for key, prop in self.properties if key == name]

    def find(self, name: str) -> list[Component]:
        """Return the parts of a name."""
        return [part for part in self.parts if part.name == name]


def read(text: str) -> Component:
    """Return a file as a tree; raises where it is not well formed."""
    assert text.endswith("\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    stack = [Component("")]
    for line in re.sub(r"\r\n[ \t]", "", text).removesuffix("\r\n").split("\r\n"):
        name, prop = _property(line)
        if name == "BEGIN":
            stack.append(Component(prop.value))
        elif name == "END":
            part = stack.pop()
            assert part.name == prop.value
            stack[-1].parts.append(part)
        else:
            stack[-1].properties.append((name, prop))
    (root,) = stack
    (calendar,) = root.parts
    assert calendar.name == "VCALENDAR"
    return calendar


def _property(line: str) -> tuple[str, Property]:
    # A colon or a semicolon inside quotes ends nothing.
    head = re.match(r'(?:[^":]|"[^"]*")*', line)
    assert head
    name, *params = re.findall(r'(?:[^";]|"[^"]*")+', head[0])
    named = dict(part.split("=", 1) for part in params)
    return name.upper(), Property(line[head.end() + 1 :], {key: value.strip('"') for key, value in named.items()})


def text_of(prop: Property) -> str:
    """Return a text without its escapes."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], prop.value)


def utc(calendar: Component, prop: Property) -> datetime:
    """Return the moment of a DTSTART or DTEND as a naive time in UTC."""
    if prop.value.endswith("Z"):
        assert "TZID" not in prop.params
        return datetime.strptime(prop.value, WALL + "Z")  # noqa: DTZ007 - naive on purpose
    (zone,) = [part for part in calendar.find("VTIMEZONE") if part["TZID"].value == prop.params["TZID"]]
    wall = datetime.strptime(prop.value, WALL)  # noqa: DTZ007 - naive on purpose
    return wall - offset(zone, wall)


def offset(zone: Component, wall: datetime) -> timedelta:
    """Return the offset in force at a wall time: that of the latest onset before it (RFC 5545, 3.6.5)."""
    onsets = sorted(onset for part in zone.parts for onset in _onsets(part, wall))
    assert onsets, "no onset before this time: the file does not say"
    return onsets[-1][1]


def _onsets(part: Component, until: datetime) -> Iterator[tuple[datetime, timedelta]]:
    start = datetime.strptime(part["DTSTART"].value, WALL)  # noqa: DTZ007 - naive on purpose
    after = _seconds(part["TZOFFSETTO"].value)
    times = [start]
    for rule in part.all("RRULE"):
        times += rrulestr(rule.value, dtstart=start).between(start, until, inc=True)
    for listed in part.all("RDATE"):
        times += [datetime.strptime(value, WALL) for value in listed.value.split(",")]  # noqa: DTZ007
    yield from ((time, after) for time in times if time <= until)


def _seconds(value: str) -> timedelta:
    found = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", value)
    assert found
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return size if found[1] == "+" else -size
