"""A day in three boxes, a time and a period: what was typed stays, and an error names the box to look at."""

from __future__ import annotations

from datetime import date, time

import pytest
from django import forms
from django.utils import translation

from core import form_fields
from core.day_boxes import Period
from core.fields import Form
from tests.core.test_work_components import render
from tests.rig.pages import Page, words


class Asked(Form):
    born = form_fields.known_day("When was it?", required="Please write the day.")
    at = form_fields.time("At what time?")
    between = form_fields.period("Between which days?")


def typed(day: str, month: str, year: str) -> Asked:
    return Asked({"born_day": day, "born_month": month, "born_year": year})


def boxes(form: forms.Form) -> Page:
    return render("{{ form.born.as_field_group }}", form=form)


@pytest.mark.parametrize(
    "day, month, year",
    [("27", "3", "2026"), ("27", "03", " 2026 "), ("27", "March", "2026"), ("27", "mar", "2026"), ("٢٧", "٣", "٢٠٢٦")],
)
def test_known_day_is_read_as_people_write_it(day: str, month: str, year: str) -> None:
    form = typed(day, month, year)
    assert form.errors.get("born") is None
    assert form.cleaned_data["born"] == date(2026, 3, 27)


def test_month_is_read_by_its_name_in_the_language_of_the_page() -> None:
    with translation.override("es"):
        form = typed("27", "Marzo", "2026")
        form.is_valid()
        assert form.cleaned_data["born"] == date(2026, 3, 27)


@pytest.mark.parametrize(
    "day, month, year, errors",
    [
        ("", "", "", ["Please write the day."]),
        ("27", "", "2026", ["Please add the month, such as 3."]),
        ("", "3", "", ["Please add the day, such as 27.", "Please add the year, such as 2026."]),
        ("32", "3", "2026", ["Please write the day as a number from 1 to 31."]),
        ("27", "Spring", "2026", ["Please write the month as a number from 1 to 12, or its name."]),
        ("27", "3", "26", ["Please write the year with four digits, such as 2026."]),
        ("²", "3", "2026", ["Please write the day as a number from 1 to 31."]),
        ("31", "2", "2026", ["That month has fewer days. Please check the day."]),
    ],
)
def test_error_names_the_box_and_what_was_typed_stays(day: str, month: str, year: str, errors: list[str]) -> None:
    form = typed(day, month, year)
    assert form.errors["born"] == errors
    page = boxes(form)
    assert page.values() == {"born_day": day, "born_month": month, "born_year": year}


def test_only_the_boxes_to_look_at_are_marked() -> None:
    page = boxes(typed("32", "3", "2026"))
    assert [box.get("name") for box in page.all("input", aria_invalid="true")] == ["born_day"]
    page = boxes(typed("31", "2", "2026"))
    assert len(page.all("input", aria_invalid="true")) == 3


def test_boxes_have_their_labels_and_the_error_leads_to_the_first() -> None:
    form = typed("", "3", "2026")
    page = render('{% component "error_summary" form=form %}{{ form.born.as_field_group }}', form=form)
    assert [words(label) for label in page.all("label")] == ["Day", "Month", "Year"]
    first = page.all("input")[0]
    assert page.links()[f"#{first.get('id')}"] == "Please add the day, such as 27."
    assert page.one("fieldset").get("aria-describedby") == "id_born_error"


def test_boxes_are_in_the_order_of_the_language() -> None:
    assert [box.get("name") for box in boxes(Asked()).all("input")] == ["born_day", "born_month", "born_year"]
    with translation.override("hu"):
        found = [box.get("name") for box in boxes(Asked()).all("input")]
    assert found == ["born_year", "born_month", "born_day"]


def test_known_day_shows_the_day_it_is_given() -> None:
    page = boxes(Asked(initial={"born": date(2026, 3, 27)}))
    assert page.values() == {"born_day": "27", "born_month": "3", "born_year": "2026"}
    assert (
        not Asked({"born_day": "27", "born_month": "3", "born_year": "2026"}, initial={"born": date(2026, 3, 27)})
        .fields["born"]
        .has_changed(date(2026, 3, 27), date(2026, 3, 27))
    )


@pytest.mark.parametrize("text", ["14:30", "14.30", "14:30:00"])
def test_time_is_read_as_people_write_it(text: str) -> None:
    form = Asked({"at": text})
    form.is_valid()
    assert form.cleaned_data["at"] == time(14, 30)


def test_time_that_is_none_says_how_one_is_written() -> None:
    form = Asked({"at": "half past two"})
    assert form.errors["at"] == ["Please write the time like this: 14:30."]
    assert render("{{ form.at.as_field_group }}", form=form).values() == {"at": "half past two"}


@pytest.mark.parametrize(
    "start, end, period",
    [
        ("2026-03-01", "2026-03-27", Period(date(2026, 3, 1), date(2026, 3, 27))),
        ("2026-03-01", "2026-03-01", Period(date(2026, 3, 1), date(2026, 3, 1))),
        ("", "2026-03-27", Period(None, date(2026, 3, 27))),
        ("", "", Period(None, None)),
    ],
)
def test_period_may_be_open(start: str, end: str, period: Period) -> None:
    form = Asked({"between_from": start, "between_until": end})
    form.is_valid()
    assert form.cleaned_data["between"] == period


def test_period_that_ends_before_it_begins_is_asked_about() -> None:
    form = Asked({"between_from": "2026-03-27", "between_until": "2026-03-01"})
    assert form.errors["between"] == ["“Until” is before “From”. Please check the two days."]
    page = render("{{ form.between.as_field_group }}", form=form)
    assert page.values() == {"between_from": "2026-03-27", "between_until": "2026-03-01"}
    assert [words(label) for label in page.all("label")] == ["From", "Until"]


def test_day_of_a_period_that_is_none_says_how_one_is_written() -> None:
    form = Asked({"between_from": "27 March", "between_until": ""})
    assert form.errors["between"] == ["Please write each day like this: 2026-03-27."]
    assert render("{{ form.between.as_field_group }}", form=form).values()["between_from"] == "27 March"
