"""https in a hall without internet: an authority that vouches for local addresses alone."""

from __future__ import annotations

import os
import shutil
import ssl
import stat
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from playwright.sync_api import Error, Playwright
from werkzeug.serving import make_server

from app.config import UnusableSetting, load
from app.core import clock
from app.core.errors import Refused
from app.core.venue import certificates
from app.core.venue.certificates import Files
from app.core.venue.door import plain
from tests.browser.conftest import CHROMIUM_ARGS

NAME = "hoi-cho.local"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "venue"
    certificates.ensure(made, [NAME], clock.now())
    return made


def test_keys_are_for_nobody_else_on_the_machine(folder):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == {
        "authority.crt": 0o644,
        "authority.key": 0o600,
        "server.crt": 0o644,
        "server.key": 0o600,
        "hosts": 0o644,
    }


def test_what_lasts_is_kept_and_what_is_near_its_end_is_renewed(folder):
    now = clock.now()
    authority, server = (
        path.read_bytes() for path in (Files(folder).authority, Files(folder).server)
    )
    assert not certificates.ensure(folder, [NAME], now)

    assert certificates.ensure(folder, [NAME], now + timedelta(days=340))
    assert Files(folder).authority.read_bytes() == authority  # phones trust it still
    assert Files(folder).server.read_bytes() != server

    assert certificates.ensure(folder, [NAME], now + timedelta(days=5 * 365 - 20))
    assert Files(folder).authority.read_bytes() != authority


def test_other_hosts_get_another_certificate_of_the_same_authority(folder):
    print_before = certificates.fingerprint(folder)

    assert certificates.ensure(folder, ["192.168.1.5", NAME], clock.now())

    made = x509.load_pem_x509_certificate(Files(folder).server.read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [NAME, "localhost"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == [
        "192.168.1.5",
        "127.0.0.1",
    ]
    assert certificates.fingerprint(folder) == print_before
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=397)


@pytest.mark.parametrize("host", ["example.org", "8.8.8.8", "local", "-x.local", "a b.local", ""])
def test_only_local_names_and_private_addresses_are_vouched_for(host):
    with pytest.raises(Refused, match="venue_host"):
        certificates.checked([host])


def test_a_laptop_is_certified_for_where_it_is_now_unless_hosts_were_asked_for(folder):
    here = certificates.own_addresses()
    assert certificates.wanted(folder) == here != []

    certificates.ask(folder, ["192.168.1.5"])
    assert certificates.wanted(folder) == ["192.168.1.5"]


def test_hosts_are_taken_in_one_spelling_once():
    assert certificates.checked(["Fair.LOCAL.", "fair.local", "10.0.0.7"]) == [
        "fair.local",
        "10.0.0.7",
    ]


@pytest.fixture
def served(app, folder) -> Iterator[int]:
    """The application over https with the venue's certificate; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Files(folder).server, Files(folder).server_key)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()


def test_who_trusts_only_the_authority_reads_the_page_and_others_do_not(served, folder):
    url = f"https://localhost:{served}/healthz"
    trusting = ssl.create_default_context(cafile=str(Files(folder).authority))

    with urllib.request.urlopen(url, context=trusting, timeout=10) as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(url, context=ssl.create_default_context(), timeout=10)


def test_a_browser_that_trusts_the_authority_gives_the_page_camera_and_worker(
    playwright: Playwright, served, folder, tmp_path
):
    """With the authority in the browser's own store, as a phone has it after the steps."""
    certutil, chromium = shutil.which("certutil"), shutil.which("chromium")
    if not certutil:
        return  # nss-tools are not on every machine; the test above asks the same of OpenSSL
    store = tmp_path / "home" / ".pki" / "nssdb"
    store.mkdir(parents=True)
    database = f"sql:{store}"
    subprocess.run([certutil, "-d", database, "-N", "--empty-password"], check=True)
    added = ["-A", "-n", "venue", "-t", "C,,", "-i", str(Files(folder).authority)]

    def opened() -> tuple[str, bool]:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[*CHROMIUM_ARGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"],
            env=os.environ | {"HOME": str(tmp_path / "home")},
        )
        page = browser.new_page()
        try:
            page.goto(f"https://{NAME}:{served}/scan")
            has = "'mediaDevices' in navigator && 'serviceWorker' in navigator"
            return "", bool(page.evaluate(f"isSecureContext && {has}"))
        except Error as trouble:
            return str(trouble), False
        finally:
            browser.close()

    before, _secure = opened()
    subprocess.run([certutil, "-d", database, *added], check=True)

    assert "ERR_CERT_AUTHORITY_INVALID" in before
    assert opened() == ("", True)


def test_the_settings_say_where_https_is_served(tmp_path):
    (tmp_path / "venue").mkdir()
    (tmp_path / "venue" / "hosts").write_text("192.168.1.5\nfair.local")
    env = {"KETNOI_DATA_DIR": str(tmp_path), "PORT": "8443"}

    off, on = load(env), load(env | {"KETNOI_TLS": "venue"})

    assert (off.base_url, off.bind, off.tls) == ("http://127.0.0.1:8443", "127.0.0.1", False)
    assert (on.base_url, on.bind) == ("https://192.168.1.5:8443", "0.0.0.0")
    assert on.trust_url == "http://192.168.1.5:8444/venue"
    assert on.https
    with pytest.raises(UnusableSetting, match="KETNOI_TLS"):
        load(env | {"KETNOI_TLS": "perhaps"})


@pytest.fixture
def venue(app, monkeypatch) -> Iterator[None]:
    """The application in a hall, with a certificate."""
    from dataclasses import replace

    settings = app.config["KETNOI"]
    certificates.ensure(settings.venue_dir, [NAME], clock.now())
    there = replace(
        settings, tls=True, base_url=f"https://{NAME}", trust_url=f"http://{NAME}:8001/venue"
    )
    monkeypatch.setitem(app.config, "KETNOI", there)


def test_the_page_leads_a_phone_through_trusting(app, client, venue):
    folder = app.config["KETNOI"].venue_dir

    page = client.get("/venue").get_data(as_text=True)
    file = client.get("/venue/ketnoi.crt")

    assert certificates.fingerprint(folder) in page
    assert "Android" in page
    assert "iPhone" in page
    assert file.mimetype == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(file.data).subject
    assert b"PRIVATE" not in file.data


def test_without_it_there_is_no_such_page(client):
    assert client.get("/venue").status_code == 404
    assert client.get("/venue/ketnoi.crt").status_code == 404


def test_the_plain_door_shows_that_page_and_nothing_else(app, venue):
    def ask(path: str) -> tuple[str, str]:
        said: list[tuple[str, dict[str, str]]] = []
        environ = {
            "PATH_INFO": path,
            "REQUEST_METHOD": "GET",
            "SERVER_NAME": NAME,
            "SERVER_PORT": "8001",
            "wsgi.url_scheme": "http",
            "wsgi.input": None,
        }
        plain(app)(
            environ, lambda status, headers, _info=None: said.append((status, dict(headers)))
        )
        return said[0][0][:3], said[0][1].get("Location", "")

    assert ask("/venue") == ("200", "")
    assert ask("/") == ("303", "/venue")
    assert ask("/sign-in") == ("303", f"https://{NAME}/")
    assert ask("/api/v1/events") == ("303", f"https://{NAME}/")


def test_the_command_makes_keeps_and_refuses(app):
    run = app.test_cli_runner().invoke

    made = run(args=["venue", "certificate", "10.1.2.3"])
    kept = run(args=["venue", "certificate"])
    wrong = run(args=["venue", "certificate", "example.org"])

    folder = app.config["KETNOI"].venue_dir
    assert made.output.startswith("made: ")
    assert certificates.wanted(folder) == ["10.1.2.3"]
    assert kept.output.startswith("kept: ")
    assert "hosts: 10.1.2.3" in kept.output
    assert wrong.exit_code == 2
