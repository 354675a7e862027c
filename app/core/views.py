"""Pages of the house itself: health, figures, jobs, language and theme."""

from __future__ import annotations

import ipaddress
from typing import Any

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    render_template,
    request,
)
from flask_login import current_user
from sqlalchemy import select

from app.core import access, files, jobs, metrics, serving, web
from app.core.access import Role
from app.core.db import db
from app.core.i18n import COOKIE, LANGUAGES
from app.core.jobs import Job

bp = Blueprint("core", __name__)
YEAR = 365 * 86400


@bp.get("/healthz")
@access.public
def healthz() -> Any:
    """The process lives."""
    return jsonify(status="ok")


@bp.get("/readyz")
@access.public
def readyz() -> Any:
    """The database answers and a worker takes jobs; 503 when either does not."""
    state: dict[str, Any] = {"database": "ok", "jobs": "ok"}
    try:
        if db.engine.dialect.name == "sqlite":
            state["sqlite"] = db.session.scalar(sa.text("select sqlite_version()"))
            if current_app.config["KETNOI"].web_workers > 1 and _may_damage(state["sqlite"]):
                state["advice"] = "several web workers: use PostgreSQL, or SQLite 3.51.3 and later"
        if not jobs.alive():
            state["jobs"] = "no worker was seen for a minute"
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        state["database"] = "away"
    if serving.getting_ready(current_app):  # no reason to send nobody here: only some wait
        state["suggestions"] = "the index is being built"
    ready = state["database"] == "ok" and state["jobs"] == "ok"
    state["status"] = "ready" if ready else "not ready"
    return jsonify(state), 200 if ready else 503


def _may_damage(version: str) -> bool:
    """Whether this SQLite has the rare fault of several writers (see core/db.py: checkpoint)."""
    return tuple(int(part) for part in version.split(".")) < (3, 51, 3)


@bp.get("/metrics")
@access.public
def prometheus() -> Any:
    """Figures for Prometheus: to this machine alone, and not through a proxy."""
    settings = current_app.config["KETNOI"]
    if not settings.metrics_open:
        direct = request.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR")
        address = direct or request.remote_addr or ""
        forwarded = any(h in request.headers for h in ("X-Forwarded-For", "Forwarded", "Via"))
        if forwarded or not address or not ipaddress.ip_address(address).is_loopback:
            abort(404)
    return Response(metrics.page(), mimetype="text/plain; version=0.0.4")


def _job(code: str) -> Job:
    """A job that the current user may see: who asked for it, or an organiser of its hub.

    Who asked for it and works in its hub no more has no right to what it made.
    """
    job = db.session.scalar(select(Job).where(Job.code == code))
    if job is None:
        abort(404)
    mine = job.user_id == current_user.id
    if job.hub_id is not None:
        mine = mine and access.role_in(job.hub_id) is not None
        mine = mine or access.may(Role.ORGANISER, job.hub_id)
    return job if mine else abort(404)


@bp.get("/jobs/<code>")
@access.signed_in
def job(code: str) -> Any:
    """How far a job is; the page asks again by itself."""
    return render_template("job.html", job=_job(code))


@bp.post("/jobs/<code>/cancel")
@access.signed_in
def cancel_job(code: str) -> Any:
    jobs.cancel(_job(code))
    return web.see_other(web.local_path(request.form.get("next"), f"/jobs/{code}"))


@bp.get("/jobs/<code>/file")
@access.signed_in
def job_file(code: str) -> Any:
    """What a job made."""
    found = _job(code)
    content = files.read(f"jobs/{found.code}") if found.file_name else None
    if content is None:
        abort(404)
    reply = Response(content, mimetype=found.file_type)
    reply.headers.set("Content-Disposition", "attachment", filename=found.file_name)
    reply.headers["Content-Security-Policy"] = "sandbox"
    return reply


def _back() -> Any:
    return web.see_other(web.local_path(request.form.get("next"), "/"))


@bp.post("/language")
@access.public
def language() -> Any:
    """Remember the language on this device."""
    reply = _back()
    if request.form.get("language") in LANGUAGES:
        reply.set_cookie(COOKIE, request.form["language"], max_age=YEAR, samesite="Lax")
    return reply


@bp.post("/theme")
@access.public
def theme() -> Any:
    """Remember light or dark on this device."""
    reply = _back()
    if request.form.get("theme") in {"light", "dark"}:
        reply.set_cookie("ketnoi_theme", request.form["theme"], max_age=YEAR, samesite="Lax")
    return reply
