"""The user guide's pictures, taken from the running product: `python -m tests.browser.guide URL [DIR] [ONLY]`.

Each is taken as the account whose page it illustrates; the session is made in the platform's own database, so no
password is needed. The pictures are reduced to a palette: a guide is read, not printed on a poster.
"""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_platform.settings")

from playwright.sync_api import Browser, sync_playwright

from tests.harness.browser import launch

COLOURS = 128


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    account: str = ""
    height: int = 780
    # Pages that draw a map say when they have; others are ready once the network is quiet.
    pause_ms: int = 2500


PICTURES = (
    Picture("accueil", "/?lang=fr"),
    Picture("accueil-ar", "/?lang=ar"),
    Picture("carte", "/map/?territory=05&sel=05.091.01.01&lang=fr", pause_ms=5000),
    Picture("donnees-ouvertes", "/open-data/?lang=fr"),
    Picture("fiche", "/territories/05.091.01.01/?lang=fr"),
    Picture("besoins", "/dashboards/needs/?territory=02&lang=fr", "wali.oriental", pause_ms=4000),
    Picture("projets", "/dashboards/projects/?lang=fr", "wali.oriental", pause_ms=5000),
    Picture("autorisations", "/dashboards/permits/?quarter=2024-Q2&lang=fr", "wali.oriental", pause_ms=5000),
    Picture("reclamations", "/dashboards/complaints/?year=2024&lang=fr", "wali.oriental", pause_ms=5000),
    Picture(
        "deploiement", "/dashboards/deployment/?as_of=2020-05-19&lang=fr", "wali.oriental", pause_ms=4000
    ),
    Picture("pratiques", "/practices/?lang=fr", "wali.oriental", height=560),
    Picture("etat", "/status/?lang=fr", "admin"),
)


def cookie(username: str) -> str:
    """A session of the account, as its login would make."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from geo_platform.accounts.models import User
    from geo_platform.accounts.sessions import SessionStore

    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def shoot(browser: Browser, base: str, picture: Picture, key: str) -> bytes | None:
    """PNG bytes, or None where this installation does not serve the page."""
    context = browser.new_context(viewport={"width": 1280, "height": picture.height})
    host = str(urlsplit(base).hostname)
    if key:
        context.add_cookies([{"name": "sessionid", "value": key, "domain": host, "path": "/"}])
    page = context.new_page()
    answer = page.goto(base + picture.path, timeout=90_000)
    if answer is None or answer.status != 200:
        context.close()
        return None
    page.wait_for_load_state("networkidle", timeout=60_000)
    page.wait_for_timeout(picture.pause_ms)
    taken = page.screenshot()
    context.close()
    return taken


def reduced(png: bytes) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT).save(
            out, "PNG", optimize=True
        )
    return out.getvalue()


def main() -> None:
    import django

    django.setup()
    base = sys.argv[1].rstrip("/")
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/guide/img")
    only = sys.argv[3] if len(sys.argv) > 3 else ""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in PICTURES if only in one.name]
    keys = {one.account: cookie(one.account) for one in wanted if one.account}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for one in wanted:
            taken = shoot(browser, base, one, keys.get(one.account, ""))
            if taken is None:
                print(f"{one.name}: {one.path} is not served")
                continue
            file = folder / f"{one.name}.png"
            file.write_bytes(reduced(taken))
            print(file, f"{file.stat().st_size // 1024} kB")
        browser.close()


if __name__ == "__main__":
    main()
