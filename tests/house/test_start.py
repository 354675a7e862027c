"""Commands, workers and servers start without what only some deeds need."""

from __future__ import annotations

import subprocess
import sys

from app.accounts.actions import NOBODY, hasher
from app.config import ROOT

#: Each costs 20 to 150 ms of every command: import it inside the function that needs it.
HEAVY = {
    "PIL",
    "cryptography.x509",
    "icalendar",
    "numpy",
    "openpyxl",
    "ortools",
    "qrcode",
    "reportlab",
    "xlsxwriter",
}


def test_the_application_starts_without_the_heavy_libraries(tmp_path):
    script = "import sys; from app.factory import create_app; create_app(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"KETNOI_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(done.stdout.split())
    assert "app.reports.files" in loaded
    assert loaded & HEAVY == set()


def test_no_address_is_compared_with_a_hash_as_costly_as_a_real_one():
    assert not hasher.check_needs_rehash(NOBODY)
