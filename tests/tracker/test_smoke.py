from tests.rig import pages
from tests.tracker import factories as f
from accounts.enums import Role
from tracker.models import Item


def test_all(client):
    reader = f.person(Role.READER)
    ag = f.AgendaItemFactory()
    said = f.with_council(reader, ag)
    change = f.confirmed(because=f.decision(f.recommendation(ag, said)))
    client.force_login(reader)
    for url in ["/desk/", f"/desk/{said.item.pk}/", "/council/heard/", "/recommendations/", f"/recommendations/{change.decision.recommendation.pk}/", "/policies/", "/policies/visits/", "/policies/visits/versions/1/", f"/follow-up/{change.pk}/"]:
        pages.get(client, url)
    page = pages.post(client, f"/desk/{said.item.pk}/words/")
    assert "Nobody came at night." in page.html
    client.force_login(f.person(Role.COORDINATOR))
    for url in [f"/recommendations/new/{ag.pk}/", "/translations/", f"/translations/change/{change.pk}/es/"]:
        pages.get(client, url)
    client.force_login(f.person(Role.STEWARD))
    for url in ["/policies/new/"]:
        pages.get(client, url)
    client.force_login(change.document.steward)
    for url in ["/policies/visits/", f"/follow-up/{change.pk}/"]:
        pages.get(client, url)
    client.logout()
    for url in ["/en/changes/", "/ar/changes/", f"/es/changes/{change.pk}/"]:
        pages.get(client, url)
    print([n for n in said.told("es")])
