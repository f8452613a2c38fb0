"""What gunicorn serves in a benchmark: the same application; its rate limits are raised out of the way by the rig."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
