"""Find Chromium for the browser tests; install the distribution's package when that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def found() -> str | None:
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


def main() -> int:
    if found():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL}
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=env, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            check=False,
            env=env,
            **quiet,
        )
        if found():
            return 0
    print(
        "The browser tests need Chromium. Install it (Debian: apt install chromium)\n"
        "or name it: CHROMIUM=/path/to/chromium make test",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
