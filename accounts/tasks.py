"""What the worker does about the log, about sessions that are over, and about people of the directory."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from accounts import actions, directory, issuer, sealing, verification
from accounts.models import DirectoryLink


@shared_task(name="accounts.verify_log")
def verify_log() -> None:
    """Link events that wait, verify new ones, and a batch of the whole log."""
    verification.verify_some()


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Destroy sessions that are over: besides who it was they hold what was searched for, and an act to undo."""
    # Django only stops reading them.
    SessionStore.clear_expired()


@shared_task(name="accounts.ask_directory")
def ask_directory() -> None:
    """Ask the directory about everybody who came from it: whoever left the organisation is out within minutes."""
    actions.forget_links()
    if not directory.is_on():
        return
    for link in directory.to_ask_about():
        if actions.begin_to_ask(link=link):
            _ask(link)


def _ask(link: DirectoryLink) -> None:
    person = link.user
    try:
        token = sealing.unseal(link.refresh_token, user=person.pk)
        answer = issuer.ask(token, subject=directory.subject_of(person))
    except issuer.NoMoreError:
        actions.leave_directory(person=person)
    except issuer.UnreachableError:
        actions.end_unvouched_sessions(link=link)
    else:
        roles = directory.roles_in(answer.claims)
        actions.keep_directory_answer(person=person, roles=roles, refresh_token=answer.refresh_token, signs_in=False)
