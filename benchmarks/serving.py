"""What gunicorn serves in a benchmark: the same application, in which nobody is asked to come again.

The door answers 429 for two reasons. Its rate limits are raised out of the way by `tests.rig.rate_limit.ROOMY`. The
other is `codes.BusyError`: two keys are derived at a time, and whoever waits for longer than two seconds is sent away.
The turn is not given in order, so with many visitors somebody is unlucky sooner or later: on a busy machine because
each turn takes long, on a fast one because so many visits are made. A visitor of a benchmark waits for as long as a
request may take.
"""

from django.core.wsgi import get_wsgi_application

from feedback import codes

# Below the 60 s after which gunicorn replaces a silent worker and a visitor gives up.
codes.TURN_TIMEOUT_S = 55.0
application = get_wsgi_application()
