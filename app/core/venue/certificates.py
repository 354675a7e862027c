"""An authority of this installation's own, and the certificate by which it serves https.

Phones give the camera and offline pages to https alone. A laptop in a hall has no public name, so
the stewards' phones are told to trust an authority made here. It may vouch for private addresses
and local names only (its name constraints): whoever gets hold of its key can deceive nobody about
any other site.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.core.errors import Refused

AUTHORITY_LASTS = timedelta(days=5 * 365)
SERVER_LASTS = timedelta(days=365)  # phones refuse more than 397 days
NEAR_END = timedelta(days=30)
EARLIER = timedelta(days=1)  # clocks of phones are wrong
SUFFIXES = ("localhost", "local", "lan", "internal", "home.arpa", "test")
NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16")
ALWAYS = ("localhost", "127.0.0.1")
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", re.ASCII)


@dataclass(frozen=True)
class Files:
    """Where everything lies. `hosts` says for which names the server's certificate is."""

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "authority.crt"

    @property
    def authority_key(self) -> Path:
        return self.folder / "authority.key"

    @property
    def server(self) -> Path:
        return self.folder / "server.crt"

    @property
    def server_key(self) -> Path:
        return self.folder / "server.key"

    def hosts(self) -> list[str]:
        """The names the certificate is for, the main one first; empty before the first one."""
        kept = self.folder / "hosts"
        return kept.read_text().split() if kept.exists() else []


def ask(folder: Path, hosts: list[str]) -> None:
    """From now on the certificate is for these hosts, wherever the machine is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / "asked", "\n".join(hosts).encode(), mode=0o644)


def wanted(folder: Path) -> list[str]:
    """The hosts that were asked for, else how this machine is reached where it is now."""
    asked = folder / "asked"
    return asked.read_text().split() if asked.exists() else own_addresses()


def checked(hosts: Iterable[str]) -> list[str]:
    """Hosts in one spelling, each once. Raises Refused("venue_host") for what is not local."""
    found: list[str] = []
    for host in (given.strip().lower().rstrip(".") for given in hosts):
        if not _is_local(host):
            raise Refused("venue_host", host=host)
        if host not in found:
            found.append(host)
    return found


def _is_local(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bool(_NAME.fullmatch(host)) and host.endswith(
            tuple(f".{suffix}" for suffix in SUFFIXES) + ("localhost",)
        )
    return address.version == 4 and any(address in ipaddress.ip_network(n) for n in NETWORKS)


def own_addresses() -> list[str]:
    """How this machine is reached on its network: its address and its name there."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))  # nothing is sent
            found.append(probe.getsockname()[0])
        except OSError:
            pass  # no network yet: only this machine itself
    name = socket.gethostname().split(".")[0].lower()
    local = [host for host in found if _is_local(host)] or ["127.0.0.1"]
    return [*local, *(host for host in [f"{name}.local"] if _is_local(host))]


def ensure(folder: Path, hosts: list[str], now: datetime) -> bool:
    """Make what is missing, near its end or for other hosts; whether anything was made.

    The authority stays as long as it can: a new one must be trusted by every phone anew.
    """
    files = Files(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    renewed = not _lasts(files.authority, files.authority_key, now)
    if renewed:
        _make_authority(files, now)
    if not renewed and files.hosts() == hosts and _lasts(files.server, files.server_key, now):
        return False
    _make_server(files, hosts, now)
    return True


def fingerprint(folder: Path) -> str:
    """SHA-256 of the authority, as phones show it: 32 pairs of hexadecimal digits."""
    certificate = _read(Files(folder).authority)
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def authority_der(folder: Path) -> bytes:
    """The authority's certificate as phones take it."""
    return _read(Files(folder).authority).public_bytes(serialization.Encoding.DER)


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _lasts(path: Path, key: Path, now: datetime) -> bool:
    return path.exists() and key.exists() and _read(path).not_valid_after_utc - now > NEAR_END


def _make_authority(files: Files, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Ketnoi {now:%d/%m/%Y} {os.urandom(2).hex()}")
    permitted: list[x509.GeneralName] = [x509.DNSName(suffix) for suffix in SUFFIXES]
    permitted += [x509.IPAddress(ipaddress.ip_network(network)) for network in NETWORKS]
    made = (
        _builder(name, name, key.public_key(), now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(files.authority_key, _pem(key))
    _write(files.authority, made.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _make_server(files: Files, hosts: list[str], now: datetime) -> None:
    authority = _read(files.authority)
    signer = serialization.load_pem_private_key(files.authority_key.read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    names = list(dict.fromkeys([*hosts, *ALWAYS]))
    lasts = min(SERVER_LASTS, authority.not_valid_after_utc - now)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    made = (
        _builder(_name(names[0][:64]), authority.subject, key.public_key(), now, lasts)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(n) for n in names]), critical=False)
        .add_extension(identifier, critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write(files.server_key, _pem(key))
    _write(files.server, made.public_bytes(serialization.Encoding.PEM), mode=0o644)
    _write(files.folder / "hosts", "\n".join(hosts).encode(), mode=0o644)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + lasts)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Whole or not at all, and never readable by others in between."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    fresh.replace(path)
