"""Many pieces of feedback, in the door's own table, quickly."""

from __future__ import annotations

from django.db import connection

# In SQL and not piece by piece through the door's action: each would need a code, whose derivation takes some 4 ms.
FILL = {
    "postgresql": """
INSERT INTO feedback_feedback (id, submission, lookup, received_on, language, for_team, for_council, for_public,
  for_training, change_asked, restricted, quarantined, answer_by, status, shuffled,
  body, reply_public, reply_private, own_words)
SELECT gen_random_uuid(), gen_random_uuid(), decode(md5(n::text) || md5((n + 1)::text), 'hex'),
  '2026-01-01'::date + (n %% 300), 'en', false, true, false, false, false, false, false, '2026-12-01', 'received', true,
  decode(repeat('ab', 8192), 'hex'), decode(repeat('cd', 32), 'hex'), decode(repeat('ef', 77), 'hex'), ''::bytea
FROM generate_series(1, %s) n""",
    "sqlite": """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)
INSERT INTO feedback_feedback (id, submission, lookup, received_on, language, for_team, for_council, for_public,
  for_training, change_asked, restricted, quarantined, answer_by, status, shuffled,
  body, reply_public, reply_private, own_words)
SELECT lower(hex(randomblob(16))), lower(hex(randomblob(16))), randomblob(32), '2026-01-01', 'en', 0, 1, 0, 0, 0, 0,
  0, '2026-12-01', 'received', 1, zeroblob(8192), zeroblob(32), zeroblob(77), zeroblob(0) FROM numbers""",
}


def fill(items: int) -> None:
    """Fill the database of this process."""
    with connection.cursor() as cursor:
        cursor.execute(FILL[connection.vendor], [items])
        if connection.vendor == "postgresql":
            # Without it the planner takes the table for an empty one.
            cursor.execute("ANALYZE")
