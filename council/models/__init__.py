"""Councils, who sits in them, how people join and leave, what they are given and what they are owed."""

from council.models.applications import Application
from council.models.care import CheckIn, ExitTalk, ParticipationPlan
from council.models.councils import Council, CouncilRules, Seat
from council.models.interests import Interest, Recusal
from council.models.needs import NeedTask
from council.models.recognition import BenefitNotice, Claim, Rate, Receipt
from council.models.terms import Membership, Office, Pause
from council.models.welcome import Agreement, AgreementAcceptance, WelcomeStep, WelcomeTick

__all__ = [
    "Agreement",
    "AgreementAcceptance",
    "Application",
    "BenefitNotice",
    "CheckIn",
    "Claim",
    "Council",
    "CouncilRules",
    "ExitTalk",
    "Interest",
    "Membership",
    "NeedTask",
    "Office",
    "ParticipationPlan",
    "Pause",
    "Rate",
    "Receipt",
    "Recusal",
    "Seat",
    "WelcomeStep",
    "WelcomeTick",
]
