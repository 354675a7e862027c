"""Run node with the given arguments: the machine's, else the one set-up brought."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def node() -> str:
    ours = Path(sys.executable).parent / "node"
    return shutil.which("node") or str(ours)


if __name__ == "__main__":
    sys.exit(subprocess.run([node(), *sys.argv[1:]], check=False).returncode)
