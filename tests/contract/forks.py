"""Commands without the second and a half that Python needs to read the product.

One process reads it once; each command of a test is a fork of that process, with an environment,
a folder and streams of its own. What a fresh start does is tested in `tests/house/test_start.py`,
and by `House.start`, which makes processes from nothing.

    python -m tests.contract.forks FD      (a socket on which the commands come)
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 1024 * 1024  # bytes of a command with its environment
_lock = threading.Lock()
_reader: tuple[subprocess.Popen[bytes], socket.socket] | None = None


class Forked:
    """A command that runs: as much of `subprocess.Popen` as the tests need."""

    def __init__(self, words: list[str], env: dict[str, str], *streams: IO[Any]) -> None:
        self.words = words
        self.returncode: int | None = None
        self._status, far = os.pipe()
        try:
            _send(words, env, [*(stream.fileno() for stream in streams), far])
        finally:
            os.close(far)
        self.pid = int(self._line(60))

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises TimeoutExpired."""
        if self.returncode is None:
            self.returncode = int(self._line(timeout) or -signal.SIGKILL)
            os.close(self._status)
        return self.returncode

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def _line(self, timeout: float | None) -> bytes:
        line, until = b"", None if timeout is None else time.monotonic() + timeout
        while not line.endswith(b"\n"):
            left = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._status], [], [], left)[0]:
                raise subprocess.TimeoutExpired(self.words, timeout or 0)
            if not (byte := os.read(self._status, 1)):
                break
            line += byte
        return line.strip()


def _send(words: list[str], env: dict[str, str], files: list[int]) -> None:
    """Hand a command to the process that read the product, which is started at the first one."""
    global _reader
    with _lock:
        if _reader is None:
            near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LARGEST)
            command = [sys.executable, "-m", "tests.contract.forks", str(far.fileno())]
            started = subprocess.Popen(command, cwd=ROOT, pass_fds=[far.fileno()])
            far.close()
            _reader = started, near
        socket.send_fds(_reader[1], [json.dumps([words, env]).encode()], files)


# ------------------------------------------------------------------- in the process that has read
def serve(commands: socket.socket) -> None:
    """Fork for each command until the tests are gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever waits for a command is nobody's care
    _read()
    while True:
        asked, files, _flags, _address = socket.recv_fds(commands, LARGEST, 4)
        if not asked:
            return
        if os.fork() == 0:
            commands.close()
            _watch(*json.loads(asked), files)
            return
        for file in files:
            os.close(file)


def _read() -> None:
    from app import factory

    for package in factory.PACKAGES:
        for door in factory.DOORS:
            factory.door(f"app.{package}.{door}")


def _watch(words: list[str], env: dict[str, str], files: list[int]) -> None:
    """Tell the command's number, and at its end how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, status = files
    child = os.fork()
    if child == 0:
        os.close(status)
        _become(words, env, streams)
        return
    os.write(status, f"{child}\n".encode())
    for stream in streams:
        os.close(stream)
    _pid, ended = os.waitpid(child, 0)
    os.write(status, f"{os.waitstatus_to_exitcode(ended)}\n".encode())
    os._exit(0)


def _become(words: list[str], env: dict[str, str], streams: list[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = words
    if Path(words[0]).name == "gunicorn":
        from gunicorn.app.wsgiapp import run
    else:
        from flask.cli import main as run
    run()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
