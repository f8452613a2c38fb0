"""Addresses of the members' site; in the embedded mode the door's too."""

urlpatterns: list = []
