"""Start throw-away servers and run a command with their addresses in its environment.

    python -m tests.servers run postgres redis s3 -- COMMAND …

Without a command the addresses are printed and the servers run until Ctrl-C.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from gridschool import processes
from tests.servers import SERVERS, Server, ServerError

USAGE = f"usage: python -m tests.servers run {{{','.join(SERVERS)}}}… [-- COMMAND …]"


def start_all(names: Sequence[str], stack: ExitStack) -> list[Server]:
    """Start servers side by side; `stack` ends them. Raises ServerError."""
    servers = [SERVERS[name]() for name in names]
    for server in servers:
        stack.callback(server.stop)
        server.begin()
    for server in servers:
        server.finish_start()
    return servers


def parse(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Server names and the command. Exits with the usage on anything else."""
    words = list(arguments)
    cut = words.index("--") if "--" in words else len(words)
    names, command = words[1:cut], words[cut + 1 :]
    if words[:1] != ["run"] or not names or not set(names) <= set(SERVERS):
        sys.exit(USAGE)
    return names, command


def run(command: Sequence[str], env: dict[str, str]) -> int:
    """Run `command` with `env` added, or print `env` and wait; return the exit code."""
    if command:
        # In our session, so that Ctrl-C reaches it; tied to us, so that it never runs without its servers.
        with subprocess.Popen(command, env={**os.environ, **env}, preexec_fn=processes.tie()) as process:  # noqa: PLW1509
            return process.wait()
    for name, value in env.items():
        print(f"export {name}={shlex.quote(value)}", flush=True)  # noqa: T201
    while True:
        time.sleep(3600)


def main(arguments: Sequence[str]) -> int:
    """The command's exit code, or 1 when a server cannot be had."""
    names, command = parse(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    processes.end_with_parent()
    try:
        with ExitStack() as stack:
            env: dict[str, str] = {}
            for server in start_all(names, stack):
                env |= server.env
            return run(command, env)
    except ServerError as error:
        print(f"Cannot start the test servers: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
