"""Components take declared attributes only, and what is the same for everybody knows nobody."""

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from core import context
from core.verdicts import Verdict


def render(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_a_component_renders_its_attributes_and_slot() -> None:
    html = render('{% blockcomponent "card" title=name %}<p>inside</p>{% endblockcomponent %}', name="A & B")
    assert "A &amp; B" in html
    assert "<p>inside</p>" in html


def test_a_component_without_a_slot_is_one_tag() -> None:
    assert render('{% component "tag" text=_("Privacy") %}') == '<strong class="tag tone-neutral">Privacy</strong>'


def test_an_undeclared_attribute_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="card has no attribute colour"):
        Template('{% blockcomponent "card" title="x" colour="red" %}x{% endblockcomponent %}')


def test_a_missing_attribute_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="card needs the attribute title"):
        Template('{% blockcomponent "card" %}x{% endblockcomponent %}')


@pytest.mark.parametrize(
    "source, fault",
    [
        ('{% component "card" title="x" %}', 'card needs a slot: write {% blockcomponent "card" ... %}'),
        ('{% blockcomponent "tag" text="x" %}y{% endblockcomponent %}', "tag has no slot: write {% component"),
        ('{% blockcomponent "button" text="x" %}\n{% endblockcomponent %}', "button is given an empty slot: write"),
        ('{% component "button" text="x" slot="y" %}', "button has no attribute slot"),
    ],
)
def test_a_slot_is_given_where_there_is_one(source: str, fault: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=re.escape(fault)):
        Template(source)


@pytest.mark.parametrize("tag", ["{% component tag %}", '{% component "tag" "x" %}', "{% component %}"])
def test_a_badly_written_tag_is_an_error(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(tag)


@pytest.mark.parametrize("tag", ["blockcomponent card", 'blockcomponent "card" "x"', "blockcomponent"])
def test_a_badly_written_tag_with_a_slot_is_an_error(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% " + tag + " %}x{% endblockcomponent %}")


def test_a_component_sees_nothing_but_what_it_is_given() -> None:
    html = render(
        '{% blockcomponent "notice" title="x" %}{{ secret }}{% endblockcomponent %}', secret="kept", tone="stop"
    )
    assert "kept" in html
    assert "tone-stop" not in html


def test_what_a_person_wrote_is_escaped_in_every_place() -> None:
    attack = "<script>alert(1)</script>"
    html = render(
        '{% component "before_after" before=x after=x language="en" %}'
        '{% blockcomponent "card" title=x %}{{ x }}{% endblockcomponent %}',
        x=attack,
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4


def kept(source: str, **values: object) -> Template:
    page = Template("{% same_for_all %}" + source + "{% endsame_for_all %}")
    page.render(Context({"everybody": context.site_context(), **values}))
    return page


def test_what_is_the_same_for_all_sees_nothing_of_a_request_or_a_page() -> None:
    page = kept("{{ request }}{{ words }}{{ site.form_url }}{{ site.kiosk }}", request="asked", words="said")
    assert page.render(Context({"everybody": context.site_context(), "request": "asked", "words": "said"})) == ""


def test_what_is_the_same_for_all_is_kept_for_each_language(settings: Any) -> None:
    page = kept('{{ LANGUAGE_CODE }} {% translate "Privacy" %} {{ site.organisation }}')
    with translation.override("es"):
        assert page.render(Context({"everybody": context.site_context()})).startswith("es Privacidad ")
    settings.ORGANISATION_NAME = "Another <house>"
    with translation.override("en"):
        assert page.render(Context({"everybody": context.site_context()})) == "en Privacy Another &lt;house&gt;"


def test_a_page_that_knows_no_house_keeps_nothing() -> None:
    page = kept("{{ name }}", name="first")
    assert page.render(Context({"name": "second"})) == "second"


def test_no_block_stands_in_what_is_the_same_for_all() -> None:
    with pytest.raises(TemplateSyntaxError, match="no block"):
        Template("{% same_for_all %}{% block main %}{% endblock %}{% endsame_for_all %}")


def test_a_post_button_carries_its_token_and_hidden_fields_without_an_id() -> None:
    class Hidden(forms.Form):
        revision = forms.IntegerField(widget=forms.HiddenInput, initial=7)

    html = render('{% component "post_button" to="account_logout" text="Go" form=hidden %}', hidden=Hidden())
    assert f'action="{reverse("account_logout")}"' in html
    assert '<input type="hidden" name="revision" value="7">' in html
    assert "id=" not in html


def test_a_post_button_that_is_refused_says_why_and_sends_nothing() -> None:
    source = '{% component "post_button" to="account_logout" text="Go" verdict=verdict id="go" %}'
    html = render(source, verdict=Verdict("Not today."))
    assert "Not today." in html
    assert 'type="submit"' not in html


def test_a_post_button_whose_address_does_not_exist_is_an_error() -> None:
    with pytest.raises(NoReverseMatch):
        render('{% component "post_button" to="desk:nowhere" text="Go" %}')
