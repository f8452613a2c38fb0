"""The mailbox of the embedded mode, over a real SMTP connection."""

import smtplib
import socket
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.rig import processes
from tests.rig.mail import REFUSE_FOR_NOW, SmtpSink


def letter(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@demo.example", "b@demo.example", subject
    message.set_content("مرحبا\n")
    return message


def test_mailbox_keeps_each_message_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "embedded.mailbox", "--fd", str(listener.fileno()), "--folder", str(folder)]
        with processes.running(command, env={}, log=tmp_path / "log", keep=[listener.fileno()]):
            with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
                for subject in ("one", "two", "three"):
                    client.send_message(letter(subject))
            names = sorted(folder.iterdir())
    kept = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in names]
    assert [path.suffix for path in names] == [".eml"] * 3
    assert [str(message["Subject"]) for message in kept] == ["one", "two", "three"]


def test_sink_misbehaves_once_when_told_to(smtp_sink: SmtpSink) -> None:
    smtp_sink.faults.append(REFUSE_FOR_NOW)
    with smtplib.SMTP("127.0.0.1", smtp_sink.port, timeout=10) as client:
        try:
            client.send_message(letter("refused"))
        except smtplib.SMTPDataError as error:
            refused = error.smtp_code
        client.send_message(letter("taken"))
    assert refused == 451
    assert [str(message["Subject"]) for message in smtp_sink.to("b@demo.example")] == ["taken"]
