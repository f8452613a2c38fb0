"""Ask this container's own /healthz, under the host name that visitors use: `python -m config.probe`.

Ends with 0 when the answer is 200; else with 1 and what was answered. For container health checks.
"""

import http.client
import os
import sys


def main() -> None:
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    port = int(os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except OSError as error:
        sys.exit(f"no answer: {error}")
    finally:
        connection.close()
    if answer.status != http.client.OK:
        sys.exit(f"{answer.status}: {text}")


if __name__ == "__main__":
    main()
