"""Addresses about coming and going, under /accounts/."""

from django.urls import path

from people.views import leaving, my_data

app_name = "people"
urlpatterns = [
    path("people/<uuid:pk>/leaving/", leaving.leaving, name="leaving"),
    path("people/<uuid:pk>/erase/", my_data.erase_for, name="erase_for"),
    path("handovers/", leaving.handovers, name="handovers"),
    path("handovers/<uuid:pk>/", leaving.handover, name="handover"),
    path("stand-ins/", leaving.stand_ins, name="stand_ins"),
    path("stand-ins/<int:pk>/end/", leaving.end_stand_in, name="end_stand_in"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/download/", my_data.download, name="download"),
    path("my-data/leave/", my_data.leave, name="leave"),
    path("my-data/erase/", my_data.erase, name="erase"),
    path("my-data/receipt/<uuid:pk>/", my_data.receipt, name="receipt"),
    path("my-data/receipt/<uuid:pk>/text/", my_data.receipt_text, name="receipt_text"),
]
