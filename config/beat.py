"""The schedule of the beat, which begins anew where its file cannot be read."""

from __future__ import annotations

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """Celery's own, but a file that a power cut or a full disk broke does not keep the beat from starting."""

    def setup_schedule(self) -> None:
        """Open the file. Celery 5.7 forgives some of the ways in which it can be broken; here it is all of them."""
        try:
            super().setup_schedule()
        except Exception as error:  # noqa: BLE001 - a pickle that was cut off raises almost anything
            self._store = self._destroy_open_corrupted_schedule(error)  # type: ignore[attr-defined]
            super().setup_schedule()
