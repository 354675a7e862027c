"""The office's page of devices: phones and scanners handed out for the door."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, g, render_template, request, url_for

from app.accounts import actions as accounts
from app.accounts.models import Device
from app.core import access, sheets, web
from app.core.access import Role
from app.core.documents.qr import qr_svg
from app.core.errors import Refused
from app.core.i18n import _
from app.registrations.checkin import queries
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.office import actions
from app.registrations.checkin.office.forms import DeviceForm


@bp.get("/events/<slug>/desk/devices")
@access.event_role(Role.ORGANISER)
def devices(slug: str) -> Any:
    """All devices with their point and when they were last heard of."""
    page = queries.device_list(g.event.id, everything="format" in request.args)
    if "format" in request.args:
        columns = [_("Device"), _("Point"), _("Scans"), _("Last heard of"), _("Revoked")]
        rows = (
            [device.name, point.name if point else None, scans, device.seen_at, device.revoked_at]
            for device, point, scans in page.items
        )
        return sheets.respond(columns, rows, f"devices-{slug}")
    return render_template("registrations/checkin/devices.html", page=page)


@bp.route("/events/<slug>/desk/devices/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_device(slug: str) -> Any:
    """Make a device; its link is shown once, as a QR code for the phone's camera."""
    form = DeviceForm(queries.open_points(g.event.id))
    if form.submitted():
        point = queries.point(g.event.id, form.point.data) if form.point.data else None
        try:
            device, token = actions.create_device(
                g.event,
                form.name.data or "",
                point,
                supervisor=form.supervisor.data,
                kiosk=form.kiosk.data,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _link_page(device, token)
    page = render_template("registrations/checkin/device.html", form=form)
    return page, 422 if form.was_sent else 200


@bp.post("/events/<slug>/desk/devices/<code>/revoke")
@access.event_role(Role.ORGANISER)
def revoke_device(slug: str, code: str) -> Any:
    """Refuse the device from its next contact on."""
    device = _device_or_404(code)
    accounts.revoke_device(device)
    web.done(
        _("%(name)s is revoked.", name=device.name),
        url_for(".restore_device", slug=slug, code=code),
    )
    return web.see_other(url_for(".devices", slug=slug))


@bp.post("/events/<slug>/desk/devices/<code>/restore")
@access.event_role(Role.ORGANISER)
def restore_device(slug: str, code: str) -> Any:
    """Take the revocation back."""
    device = _device_or_404(code)
    actions.restore_device(g.event, device)
    web.done(_("%(name)s works again.", name=device.name))
    return web.see_other(url_for(".devices", slug=slug))


def scanner_link(slug: str, token: str, *, kiosk: bool = False) -> str:
    """The address that turns a phone into the device. What follows # never leaves the phone."""
    page = url_for("checkin.kiosk" if kiosk else "checkin.scan")
    base = current_app.config["KETNOI"].base_url or request.url_root
    return f"{base.rstrip('/')}{page}#{slug}.{token}"


def _link_page(device: Device, token: str) -> str:
    address = scanner_link(g.event.slug, token, kiosk=device.kiosk)
    side, path = qr_svg(address)
    return render_template(
        "registrations/checkin/device_link.html",
        device=device,
        address=address,
        side=side,
        path=path,
    )


def _device_or_404(code: str) -> Device:
    device = queries.device(g.event.id, code)
    return device if device is not None else abort(404)
