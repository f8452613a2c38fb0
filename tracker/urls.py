"""Addresses of the tracker's rooms."""

from django.urls import path

from tracker.views import acts, changes, council, desk, files, keys, policies, retention, translations

app_name = "tracker"
urlpatterns = [
    path("desk/", desk.waiting, name="desk"),
    path("desk/<uuid:pk>/", desk.item, name="item"),
    path("desk/<uuid:pk>/words/", desk.words, name="words"),
    path("desk/<uuid:pk>/added/", desk.added, name="added"),
    path("desk/<uuid:pk>/file/<uuid:file_pk>/", files.file, name="file"),
    path("desk/<uuid:pk>/take/", acts.take, name="take"),
    path("desk/<uuid:pk>/hand-back/", acts.hand_back, name="hand_back"),
    path("desk/<uuid:pk>/acknowledge/", acts.acknowledge, name="acknowledge"),
    path("desk/<uuid:pk>/sort/", acts.sort, name="sort"),
    path("desk/<uuid:pk>/share/", acts.share, name="share"),
    path("desk/<uuid:pk>/reply/", acts.reply, name="reply"),
    path("desk/<uuid:pk>/agenda/", acts.agenda, name="agenda"),
    path("desk/<uuid:pk>/bring-back/", acts.bring_back, name="bring_back"),
    path("desk/<uuid:pk>/close/", acts.close, name="close"),
    path("keys/", keys.overview, name="keys"),
    path("retention/", retention.clocks_and_receipts, name="retention"),
    path("council/heard/", council.heard, name="heard"),
    path("recommendations/", council.asked_for, name="recommendations"),
    path("recommendations/new/<uuid:agenda_item>/", council.recommend, name="recommend"),
    path("recommendations/<uuid:pk>/", council.recommendation, name="recommendation"),
    path("policies/", policies.listed, name="policies"),
    path("policies/new/", policies.add, name="policy_add"),
    path("policies/<slug:slug>/", policies.policy, name="policy"),
    path("policies/<slug:slug>/versions/<int:number>/", policies.version, name="policy_version"),
    path("follow-up/<uuid:pk>/", changes.change, name="change"),
    path("follow-up/<uuid:pk>/write/", changes.write, name="write"),
    path("follow-up/<uuid:pk>/in-force/", changes.in_force, name="in_force"),
    path("follow-up/<uuid:pk>/evidence/", changes.evidence, name="evidence"),
    path("follow-up/<uuid:pk>/sign/", changes.sign, name="sign"),
    path("follow-up/<uuid:pk>/doubt/", changes.doubt, name="doubt"),
    path("follow-up/<uuid:pk>/take-back/", changes.take_back, name="take_back"),
    path("translations/", translations.listed, name="translations"),
    path("translations/<slug:kind>/<uuid:about>/<slug:language>/", translations.translate, name="translate"),
]
