"""What is derived from the sources before serving: the Arabic catalogue and the static files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from geo_platform.bootstrap import fingerprint, machine
from geo_platform.bootstrap.console import ROOT, run, step
from geo_platform.bootstrap.machine import PYTHON

LOCALE = ROOT / "geo_platform" / "locale"
# npm packages bring much that no page asks for; hashing and compressing it would take a minute and a half.
UNSERVED = (
    "*.map",
    "*-dev.mjs",
    "leaflet-src*",
    "*.ts",
    "*.woff",
    "*-italic.*",
    "*cyrillic*",
    "*greek*",
    "*vietnamese*",
    "*devanagari*",
)
HEADER = """msgid ""
msgstr ""
"Language: ar\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
"n%100>=11 && n%100<=99 ? 4 : 5;\\n"

"""


def catalogue() -> None:
    """locale/parts/*.po -> one compiled Arabic catalogue. A part need not carry the header."""
    parts = sorted((LOCALE / "parts").glob("*.po"))
    target = LOCALE / "ar" / "LC_MESSAGES"
    content = fingerprint.of_files(parts, HEADER)
    if not parts or ((target / "django.mo").exists() and machine.fresh("catalogue", content)):
        return
    with step("Arabic catalogue"), tempfile.TemporaryDirectory() as folder:
        target.mkdir(parents=True, exist_ok=True)
        whole = []
        for part in parts:
            text = part.read_text()
            copy = Path(folder, part.name)
            copy.write_text(text if "charset=" in text else HEADER + text)
            whole.append(copy)
        header = Path(folder, "00-header.po")
        header.write_text(HEADER)
        run("msgcat", "--use-first", "-o", target / "django.po", header, *whole, name="msgcat")
        run("msgfmt", "--check-format", "-o", target / "django.mo", target / "django.po", name="msgfmt")
    machine.stamp("catalogue", content)


def static_files() -> None:
    sources = [
        path
        for package in fingerprint.PACKAGES
        for folder in ("static", "assets")
        for found in (ROOT / package).rglob(folder)
        for path in found.rglob("*")
        if path.is_file()
    ]
    settings = (ROOT / "geo_platform").glob(
        "**/s*.py"
    )  # settings.py, storage.py: where and how files are kept
    locks = [ROOT / "package-lock.json", ROOT / "requirements.txt"]
    content = fingerprint.of_files([*sources, *settings, *locks], *UNSERVED)
    if machine.fresh("static", content):
        return
    with step("static files"):
        ignored = [word for pattern in UNSERVED for word in ("--ignore", pattern)]
        run(
            PYTHON,
            "manage.py",
            "collectstatic",
            "--noinput",
            "--clear",
            "-v0",
            *ignored,
            name="collectstatic",
        )
    machine.stamp("static", content)
