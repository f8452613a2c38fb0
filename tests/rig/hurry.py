"""What takes long on purpose, made short where a test is about something else: tests/operations/test_hurry.py."""

# The least that Argon2id knows, and for tests of the cost itself what the design says.
CHEAP = {"RECEIPT_MEMORY_KIB": "8", "RECEIPT_PASSES": "1"}
DESIGNED = {"RECEIPT_MEMORY_KIB": "8192", "RECEIPT_PASSES": "1"}
# Beat asks once a second instead of once in fifteen, and everything else as much more often.
QUICK = {"BEAT_SPEED": "15", "COLLECT_EVERY_SECONDS": "1"}
