"""Addresses between a case and a change."""

from django.urls import path

from tracker.views import agenda, changes, interests, planning, recommendations

app_name = "tracker"
urlpatterns = [
    # Under the addresses of the desk: to find their work, nobody has to know which app shows it (ADR 24).
    path("desk/<uuid:pk>/agenda/", agenda.put_on_agenda, name="agenda"),
    path("desk/<uuid:pk>/bring-back/", agenda.bring_back, name="bring_back"),
    path("council/heard/", recommendations.shared_versions, name="shared"),
    path("recommendations/", recommendations.listed, name="recommendations"),
    path("recommendations/new/<uuid:agenda_item>/", recommendations.recommend, name="recommend"),
    path("recommendations/<uuid:pk>/", recommendations.recommendation, name="recommendation"),
    path("recommendations/<uuid:pk>/my-interest/", interests.mine, name="my_interest"),
    path("recommendations/<uuid:pk>/interest-of-a-member/", interests.of_a_member, name="interest_of_a_member"),
    path("policies/<slug:slug>/plan/", planning.plan, name="plan"),
    # Not "changes/": under that address is what anybody may read.
    path("follow-up/<uuid:pk>/", changes.change, name="change"),
    path("follow-up/<uuid:pk>/write/", changes.write, name="write"),
    path("follow-up/<uuid:pk>/in-force/", changes.in_force, name="in_force"),
    path("follow-up/<uuid:pk>/evidence/", changes.evidence, name="evidence"),
    path("follow-up/<uuid:pk>/sign/", changes.sign, name="sign"),
    path("follow-up/<uuid:pk>/doubt/", changes.doubt, name="doubt"),
    path("follow-up/<uuid:pk>/take-back/", changes.take_back, name="take_back"),
]
