"""Components take declared attributes only."""

import pytest
from django.template import Context, Template, TemplateSyntaxError


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
