"""Hostile uploads are decoded and re-encoded by a child process that reaches no network; see docs/adr/0011.

Callers use `sanitiser.run.clean`. Nothing here knows the applications or Django.
"""
