"""Backup and restore of the whole installation: database, kept files, keys, the trail's head."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import select

from app.config import Settings
from app.core import audit, clock, outbox
from app.core.db import db
from app.core.errors import Refused

FORMAT = 1
#: Filled by the package that erases people: () -> codes, and (codes) -> erases them again.
list_erasures: list[Callable[[], list[str]]] = []
apply_erasures: list[Callable[[list[str]], int]] = []


def backup(target: Path) -> str:
    """Write a checked backup to `target`; a sentence on what it holds."""
    settings: Settings = current_app.config["KETNOI"]
    audit.seal(limit=1_000_000)
    with tempfile.TemporaryDirectory(dir=target.parent if target.parent.is_dir() else None) as tmp:
        folder = Path(tmp)
        _dump(settings, folder / "database")
        head = db.session.scalar(select(audit.AuditHead))
        contents = {"database": folder / "database"} | _kept_files(settings)
        manifest = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(),
            "database": "sqlite" if settings.sqlite else "postgresql",
            "audit": {"count": head.count, "hash": head.hash} if head else None,
            "files": {name: _sha256(path) for name, path in contents.items()},
        }
        fresh = target.with_name(target.name + ".part")
        with tarfile.open(fresh, "w:gz", compresslevel=5) as archive:
            _add(archive, "manifest.json", json.dumps(manifest).encode())
            for name, path in contents.items():
                archive.add(path, name)
        os.chmod(fresh, 0o600)
        fresh.replace(target)
    return f"{len(contents)} files, audit trail of {head.count if head else 0} entries"


def _kept_files(settings: Settings) -> dict[str, Path]:
    found = {"secret.key": settings.data_dir / "secret.key"}
    if settings.files_dir.is_dir():
        for path in sorted(settings.files_dir.rglob("*")):
            if path.is_file() and path.suffix != ".tmp":
                found["files/" + path.relative_to(settings.files_dir).as_posix()] = path
    return {name: path for name, path in found.items() if path.is_file()}


def _dump(settings: Settings, target: Path) -> None:
    if settings.sqlite:
        source = sqlite3.connect(_sqlite_path(settings))
        copy = sqlite3.connect(target)
        with contextlib.closing(source), contextlib.closing(copy):
            source.backup(copy)
            if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Refused("backup_damaged")
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"], settings)


def restore(source: Path) -> str:
    """Put a backup back. Everything is checked before anything is touched."""
    settings: Settings = current_app.config["KETNOI"]
    kind = "sqlite" if settings.sqlite else "postgresql"
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as tmp:
        folder = Path(tmp)
        manifest = _unpack(source, folder)
        if manifest["database"] != kind:
            raise Refused("backup_other_database", kind=manifest["database"])
        erased = _erasures_since()
        letters = _letters_since(datetime.fromisoformat(manifest["made_at"]))
        db.session.remove()
        db.engine.dispose()
        if settings.sqlite:
            _check_sqlite(folder / "database")
            _put_back_sqlite(settings, folder / "database")
        else:
            _put_back_postgresql(settings, folder / "database")
        _put_back_files(settings, folder)
    outbox.note_sent(letters)
    again = sum(apply(erased) for apply in apply_erasures) if erased else 0
    return f"restored the state of {manifest['made_at']}; erased again: {again}"


def _erasures_since() -> list[str]:
    """Who was erased in the installation as it stands (empty when there is none yet)."""
    try:
        return [code for listed in list_erasures for code in listed()]
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        return []


def _letters_since(made_at: datetime) -> list[tuple[str, datetime]]:
    """What went out since the backup was begun (its time is noted at its end)."""
    try:
        return outbox.sent_since(made_at - timedelta(hours=1))
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        return []


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """All files of a backup, checked against its manifest. Raises Refused("backup_damaged")."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text())
        good = manifest["format"] == FORMAT and all(
            _sha256(folder / name) == digest for name, digest in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError, tarfile.TarError, EOFError) as trouble:
        raise Refused("backup_damaged") from trouble
    if not good:
        raise Refused("backup_damaged")
    return dict(manifest)


def _check_sqlite(path: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as trouble:
        raise Refused("backup_damaged") from trouble
    if not sound:
        raise Refused("backup_damaged")


def _put_back_sqlite(settings: Settings, dump: Path) -> None:
    target = _sqlite_path(settings)
    for leftover in ("-wal", "-shm"):
        Path(f"{target}{leftover}").unlink(missing_ok=True)
    shutil.copyfile(dump, f"{target}.restored")
    os.replace(f"{target}.restored", target)


def _put_back_postgresql(settings: Settings, dump: Path) -> None:
    _run(
        ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"]
        + ["--dbname", _libpq_url(settings), str(dump)],
        settings,
        connect=False,
    )


def _put_back_files(settings: Settings, folder: Path) -> None:
    key = folder / "secret.key"
    if key.is_file():
        shutil.copyfile(key, settings.data_dir / "secret.key")
        os.chmod(settings.data_dir / "secret.key", 0o600)
    if (folder / "files").is_dir():
        shutil.copytree(folder / "files", settings.files_dir, dirs_exist_ok=True)


def _run(command: list[str], settings: Settings, *, connect: bool = True) -> None:
    tail = [f"--dbname={_libpq_url(settings)}"] if connect else []
    try:
        subprocess.run([*command, *tail], check=True, capture_output=True, text=True)
    except FileNotFoundError as trouble:
        raise Refused("backup_no_client") from trouble
    except subprocess.CalledProcessError as trouble:
        current_app.logger.error("%s: %s", command[0], trouble.stderr[-2000:])
        raise Refused("backup_damaged") from trouble


def _libpq_url(settings: Settings) -> str:
    return settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)


def _sqlite_path(settings: Settings) -> str:
    return urlsplit(settings.database_url).path[1:]


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
