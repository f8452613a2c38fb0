"""Components take declared attributes only, and what is the same for everybody knows nobody."""

from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from core import context


def render(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_a_component_renders_its_attributes_and_slot() -> None:
    html = render('{% component "card" title=name %}<p>inside</p>{% endcomponent %}', name="A & B")
    assert "A &amp; B" in html
    assert "<p>inside</p>" in html


def test_an_undeclared_attribute_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="card has no attribute colour"):
        render('{% component "card" title="x" colour="red" %}{% endcomponent %}')


def test_a_missing_attribute_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="card needs the attribute title"):
        render('{% component "card" %}{% endcomponent %}')


@pytest.mark.parametrize("tag", ["{% component card %}", '{% component "card" "x" %}', "{% component %}"])
def test_a_badly_written_tag_is_an_error(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(tag + "{% endcomponent %}")


def test_a_component_sees_nothing_but_what_it_is_given() -> None:
    html = render('{% component "notice" title="x" %}{{ secret }}{% endcomponent %}', secret="kept", tone="stop")
    assert "kept" in html
    assert "tone-stop" not in html


def test_what_a_person_wrote_is_escaped_in_every_place() -> None:
    attack = "<script>alert(1)</script>"
    html = render(
        '{% component "before_after" before=x after=x language="en" %}{% endcomponent %}'
        '{% component "card" title=x %}{{ x }}{% endcomponent %}',
        x=attack,
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4


def kept(source: str, **values: object) -> Template:
    page = Template("{% same_for_all %}" + source + "{% endsame_for_all %}")
    page.render(Context({"everybody": context.house(), **values}))
    return page


def test_what_is_the_same_for_all_sees_nothing_of_a_request_or_a_page() -> None:
    page = kept("{{ request }}{{ words }}{{ site.form_url }}{{ site.kiosk }}", request="asked", words="said")
    assert page.render(Context({"everybody": context.house(), "request": "asked", "words": "said"})) == ""


def test_what_is_the_same_for_all_is_kept_for_each_language(settings: Any) -> None:
    page = kept('{{ LANGUAGE_CODE }} {% translate "Privacy" %} {{ site.organisation }}')
    with translation.override("es"):
        assert page.render(Context({"everybody": context.house()})).startswith("es Privacidad ")
    settings.ORGANISATION_NAME = "Another <house>"
    with translation.override("en"):
        assert page.render(Context({"everybody": context.house()})) == "en Privacy Another &lt;house&gt;"


def test_a_page_that_knows_no_house_keeps_nothing() -> None:
    page = kept("{{ name }}", name="first")
    assert page.render(Context({"name": "second"})) == "second"


def test_no_block_stands_in_what_is_the_same_for_all() -> None:
    with pytest.raises(TemplateSyntaxError, match="no block"):
        Template("{% same_for_all %}{% block main %}{% endblock %}{% endsame_for_all %}")
