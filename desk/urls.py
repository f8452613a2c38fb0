"""Addresses of the desk."""

from django.urls import path

from desk.views import case_actions, cases, emergencies, entering, files, places, queue

app_name = "desk"
urlpatterns = [
    path("desk/", queue.queue, name="queue"),
    path("desk/selected/", queue.act_on_selected, name="selected"),
    path("desk/<uuid:pk>/", cases.case, name="case"),
    path("desk/<uuid:pk>/words/", cases.words, name="words"),
    path("desk/<uuid:pk>/added/", cases.added, name="added"),
    path("desk/<uuid:pk>/file/<uuid:file_pk>/", files.file, name="file"),
    path("desk/<uuid:pk>/named/", cases.named, name="named"),
    path("desk/<uuid:pk>/give-to/", case_actions.give_to, name="give_to"),
    path("desk/<uuid:pk>/release/", case_actions.release, name="release"),
    path("desk/<uuid:pk>/take/", case_actions.take, name="take"),
    path("desk/<uuid:pk>/hand-back/", case_actions.hand_back, name="hand_back"),
    path("desk/<uuid:pk>/acknowledge/", case_actions.acknowledge, name="acknowledge"),
    path("desk/<uuid:pk>/sort/", case_actions.sort, name="sort"),
    path("desk/<uuid:pk>/share/", case_actions.share, name="share"),
    path("desk/<uuid:pk>/reply/", case_actions.reply, name="reply"),
    path("desk/<uuid:pk>/close/", case_actions.close, name="close"),
    path("desk/<uuid:pk>/emergency/", emergencies.ask, name="ask_emergency"),
    path("desk/emergency/<uuid:pk>/", emergencies.emergency, name="emergency"),
    path("desk/emergency/<uuid:pk>/named/", emergencies.named, name="emergency_named"),
    path("desk/emergency/<uuid:pk>/agree/", emergencies.agree, name="emergency_agree"),
    path("desk/emergency/<uuid:pk>/end/", emergencies.end, name="emergency_end"),
    path("desk/emergency/<uuid:pk>/looked-into/", emergencies.look_into, name="emergency_look_into"),
    path("desk/enter/", entering.enter, name="enter"),
    path("places/", places.listed, name="places"),
    # Before the codes of places: the form refuses a place with this one.
    path("places/new/", places.add, name="place_add"),
    path("places/<slug:code>/", places.place, name="place"),
    path("places/<slug:code>/list/", places.offer, name="place_offer"),
    path("places/<slug:code>/poster/", places.poster, name="poster"),
]
