"""Feedback door for a WSGI server: `gunicorn -c config/gunicorn.py config.door_wsgi`. Knows no queue and no people."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "config.door"

application = get_wsgi_application()
