"""What strangers type, paste and forge."""

from __future__ import annotations

#: In text that came through a template this number would be made of `{{ 7331*7 }}`.
MADE = "51317"
SVG = "<svg onload=alert(1)>"
BRACES = "{{ 7331*7 }}"

#: Junk that a refused form must show again as it was typed.
PRINTABLE = {
    "markup": f"\"'>{SVG}</script></textarea>",
    "template": f"{BRACES} ${{7331*7}} {{% print(7331*7) %}} %(name)s {{0.__class__}}",
    "formula": "=1+1",
    "long": "Kết nối cung cầu công nghệ. " * 400,
    "negative": "-1",
    "huge": "9" * 40,
    "endless": "7" * 5000,
    "raised": "²",
    "float": "1e308",
    "not a number": "nan",
    "date": "31/02/2026",
    "far date": "01/01/9999 25:61",
    "sql": "' OR 1=1 --",
    "path": "../../../../etc/passwd",
    "address": "https://evil.example/%2e%2e",
    "link": "javascript:alert(1)",
}
#: Junk that is cleaned or refused; what is shown again may differ in what cannot be seen.
INVISIBLE = {
    "empty": "",
    "blank": " \t\u3000 ",
    "nul": "An\x00Nguyễn",
    "control": "An\x1b[31m\x07\x08Nguyễn",
    "bidi": "\u202egpj.exe\u202c \u2066Nguyễn",
    "zalgo": "Z" + "\u0335\u0321\u034d" * 200 + "algo",
    "header": "An\r\nBcc: thief@example.org\r\n\r\nhello",
    "newline": "BEGIN\nEND:VEVENT\nBEGIN:VEVENT",
}
ALL = PRINTABLE | INVISIBLE
