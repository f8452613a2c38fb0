"""Ask this container's own /healthz, under the host name that visitors use: `python -m config.probe`.

Ends with 0 when the answer is 200; else with 1 and what was answered. For container health checks.
"""

import http.client
import sys

from config import variables


def main() -> None:
    host = variables.PROBED_HOSTS.read()[0]
    port = int(variables.BIND.read().rpartition(":")[2])
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
