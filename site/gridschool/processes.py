"""Child processes that never outlive their parent. Standard library only: tests and serve.py share it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
# Loaded before any fork: loading a library between fork and exec may deadlock.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(number: int = signal.SIGTERM, parent: int | None = None) -> None:
    """Have the kernel send this process signal `number` when the process that started it ends.

    Holds however the parent ends, SIGKILL included; Linux only, elsewhere it does nothing. `parent` is the
    process id to expect: if that process is gone already, this one ends at once.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, number)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def tie(number: int = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn` that has the child get `number` when we end. It runs after the change of user."""
    parent = os.getpid()
    return lambda: end_with_parent(number, parent)


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    log: Path | IO[bytes] | None = None,
    user: str | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that a Ctrl-C of the terminal reaches only us.

    It gets `death_signal` when we end. The kernel watches the calling *thread*: call from the main one.
    `log` takes its output, `user` is whom it runs as (root only).
    """
    output = log.open("ab") if isinstance(log, Path) else log
    try:
        return subprocess.Popen(  # noqa: S603 - the caller names the program
            [str(word) for word in command],
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            preexec_fn=tie(death_signal),  # noqa: PLW1509 - calls nothing but prctl
        )
    finally:
        if isinstance(log, Path) and output is not None:
            output.close()


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """Send `number` to `process` and all it started; nothing happens when they are gone."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def stop(
    processes: Sequence[subprocess.Popen[bytes]],
    *,
    number: int = signal.SIGTERM,
    patience: float = 10.0,
    hurry: Callable[[], bool] = lambda: False,
) -> None:
    """End `processes` together: ask each by `number`, wait at most `patience` seconds, then kill.

    `hurry` is asked meanwhile and cuts the wait short. What a leader left in its group is killed too.
    """
    for process in processes:
        if process.poll() is None:
            process.send_signal(number)
    deadline = time.monotonic() + patience
    while any(process.poll() is None for process in processes):
        if time.monotonic() > deadline or hurry():
            break
        time.sleep(0.05)
    for process in processes:
        signal_group(process, signal.SIGKILL)
        process.wait()
