"""Addresses of the programming interface, version 1."""

from rest_framework.routers import SimpleRouter

from council import api as council
from meetings import api as meetings
from policies import api as policies
from tracker import api as tracker

router = SimpleRouter()
router.register("policies", policies.Policies, basename="api-policy")
router.register("changes", tracker.Changes, basename="api-change")
router.register("feedback", tracker.SharedFeedback, basename="api-feedback")
router.register("meetings", meetings.Meetings, basename="api-meeting")
router.register("councils", council.Councils, basename="api-council")
router.register("terms", council.Terms, basename="api-term")

urlpatterns = router.urls
