"""What makes a password good enough, and a random one."""

from __future__ import annotations

from app.core import ids

LEAST = 10
COMMON = frozenset(
    [
        "1234567890",
        "0123456789",
        "12345678910",
        "qwertyuiop",
        "password123",
        "password1234",
        "iloveyou123",
        "matkhau123",
        "matkhau1234",
        "khongbiet123",
        "anhyeuem123",
        "vietnam123",
        "vietnam1234",
        "hanoi12345",
        "saigon12345",
        "1q2w3e4r5t",
        "qwerty12345",
        "abc1234567",
        "abcd123456",
        "administrator",
        "admin12345",
        "welcome123",
        "letmein123",
        "0987654321",
        "9876543210",
        "1111111111",
        "0000000000",
        "aaaaaaaaaa",
        "asdfghjkl123",
        "techmart2026",
        "ketnoi2026",
        "ketnoi1234",
        "congnghe123",
        "passw0rd123",
        "p@ssw0rd123",
        "changeme123",
    ]
)


def weakness(password: str, *, email: str = "", name: str = "") -> str | None:
    """A code that says what is wrong with a new password, or None."""
    if len(password) < LEAST:
        return "password_short"
    if len(password) > 200:
        return "password_long"
    low = password.lower()
    if low in COMMON or len(set(low)) < 4 or low in {email.lower(), name.lower()}:
        return "password_common"
    return None


def made_up() -> str:
    """A random password to be shown once: 4 groups of 4, 80 bits."""
    return "-".join(ids.code(4) for _ in range(4))
