"""Make the secrets that docker-compose.yml hands out, each in a file under ./secrets; standard library only.

Usage: `python3 scripts/make_secrets.py --email smtp+tls://user:password@mail.example.org:587`. Existing files are kept:
run it again after an upgrade to add what is new. Nothing secret is printed.
"""

import argparse
import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "secrets"
KEYS = (
    "audit_key",
    "ballot_key",
    "contact_key",
    "equality_key",
    "key_encryption_key",
    "receipt_pepper",
    "receipt_salt",
)
# Hexadecimal, so that they can be part of an address as they are.
PASSWORDS = (
    "secret_key",
    "door_secret_key",
    "postgres_password",
    "site_db_password",
    "door_db_password",
    "redis_password",
)


def keep(name: str, value: str) -> str:
    """Write a file unless it exists, and return what it holds."""
    path = FOLDER / name
    # Never made again: with another pepper no receipt that was handed out works, and with another
    # key-encryption key nobody can read what is stored.
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    path.write_text(f"{value}\n", encoding="utf-8")
    # Readable for the user inside a container; the folder keeps everybody else on this machine out.
    path.chmod(0o444)
    print(f"made secrets/{name}")
    return value


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--email", default="", help="how mail is sent, such as smtp+tls://user:password@host:587")
    email = parser.parse_args().email
    if not email and not (FOLDER / "email_url").exists():
        sys.exit("Say how mail is sent: --email smtp+tls://user:password@mail.example.org:587")
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    # The folder may have been there before, and then keeps the mode it had.
    FOLDER.chmod(0o700)
    values = {}
    for name in (*KEYS, *PASSWORDS):
        values[name] = keep(name, secrets.token_hex(32))
    keep("email_url", email)
    # Written into the file by hand, where the organisation has a sign-in of its own (docs/how-to/sign-in.md).
    keep("oidc_client_secret", "")
    keep("redis_url", f"redis://:{values['redis_password']}@redis:6379/0")
    # The server's own role, for the one program that makes the other roles; no service is given it.
    keep("admin_database_url", f"postgresql://postgres:{values['postgres_password']}@db:5432/answerable")
    keep("site_database_url", f"postgresql://answerable:{values['site_db_password']}@db:5432/answerable")
    keep("door_database_url", f"postgresql://answerable_door:{values['door_db_password']}@db:5432/answerable")
    # A thief of the database alone reads no feedback; a thief of both does.
    print("Copy ./secrets to a safe place that is not the backup of the database: without the keys it cannot be read.")


if __name__ == "__main__":
    main()
