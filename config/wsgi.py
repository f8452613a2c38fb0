"""Members' site for a WSGI server: `gunicorn -c config/gunicorn.py config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

application = get_wsgi_application()

from config.celery import app  # noqa: E402, F401 - after the settings: actions enqueue through this application
