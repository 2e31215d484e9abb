"""The parts of bin/up that decide: what is missing, what is stale, what must run again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo_platform.bootstrap import assets, console, fingerprint, machine, serve

ROOT = Path(__file__).resolve().parents[2]


def test_bootstrap_starts_on_a_bare_python() -> None:
    """No installed package may be imported before the environment exists."""
    code = "import geo_platform.bootstrap.__main__, sys; print(sorted(m.split('.')[0] for m in sys.modules))"
    env = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert "geo_platform" in done.stdout
    assert not {"django", "psycopg2", "dj_database_url"} & set(eval(done.stdout))


def test_env_file_fills_what_the_environment_leaves_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("# note\n\nGEO_A=one\nGEO_B = 'two words'\n")
    monkeypatch.setenv("GEO_A", "mine")
    monkeypatch.delenv("GEO_B", raising=False)
    console.load_env(file)
    assert (os.environ["GEO_A"], os.environ.pop("GEO_B")) == ("mine", "two words")
    file.write_text("nonsense\n")
    with pytest.raises(console.Failure, match=":1: expected KEY=value"):
        console.load_env(file)


def test_a_failed_step_shows_the_end_of_its_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "LOCAL", tmp_path)
    with pytest.raises(console.Failure, match=r"failed \(3\)(.|\n)*the reason"):
        console.run(sys.executable, "-c", "print('the reason'); raise SystemExit(3)", name="x")


def test_missing_packages_are_named_by_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(machine.glob, "glob", lambda pattern: [])
    monkeypatch.setattr(machine.shutil, "which", lambda name: None)
    assert {"postgresql", "postgresql-postgis", "gettext", "chromium"} <= set(machine._missing(tests=True))
    assert {"python3-qgis", "qgis-providers", "gdal-bin"} <= set(machine._missing(tests=True, clients=True))
    monkeypatch.setenv("DATABASE_URL", "postgis://elsewhere/geo")
    drawing = {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-core"}
    assert set(machine._missing(tests=False)) == {"gettext", "postgresql-client", *drawing}, (
        "a server elsewhere spares only PostgreSQL itself: backups need its pg_dump"
    )


def test_fingerprint_follows_imports_and_ignores_the_rest() -> None:
    followed = fingerprint._followed([fingerprint.command_file("load_territories") or Path()])
    assert ROOT / "etl" / "territory" / "store.py" in followed
    assert not any("portal" in path.parts or "dashboards" in path.parts for path in followed)
    assert fingerprint.database(demo=True) == fingerprint.database(demo=True)
    assert fingerprint.database(demo=True) != fingerprint.database(demo=False)


def test_locks_hold_hashes_and_no_address() -> None:
    for name in (
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-tools.txt",
        "requirements-node.txt",
    ):
        text = (ROOT / name).read_text()
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in pin for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_a_catalogue_part_without_header_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = tmp_path / "geo_platform" / "locale" / "parts"
    parts.mkdir(parents=True)
    (parts / "a.po").write_text('msgid "Commune"\nmsgstr "جماعة"\n')
    (parts / "b.po").write_text(
        assets.HEADER + 'msgid "Commune"\nmsgstr "غيرها"\n\nmsgid "Carte"\nmsgstr "خريطة"\n'
    )
    monkeypatch.setattr(assets, "LOCALE", parts.parent)
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "LOCAL", tmp_path)
    assets.catalogue()
    merged = (parts.parent / "ar" / "LC_MESSAGES" / "django.po").read_text()
    assert "جماعة" in merged and "خريطة" in merged and "غيرها" not in merged
    assert (parts.parent / "ar" / "LC_MESSAGES" / "django.mo").exists()


def test_taken_port_is_said_at_once() -> None:
    with serve.socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(console.Failure, match="Choose another"):
            serve.check_port("127.0.0.1", taken.getsockname()[1])


def test_the_supervisor_restarts_the_worker_and_ends_both_on_a_signal(tmp_path: Path) -> None:
    """In a process of its own, with two small programs in place of gunicorn and the worker."""
    script = f"""
import sys
from geo_platform.bootstrap import serve
web = [sys.executable, "-c", "import time; time.sleep(60)"]
worker = [sys.executable, "-c", "open({str(tmp_path / "starts")!r}, 'a').write('x')"]
serve.web_command = lambda host, port: web
serve.worker_command = lambda: worker
serve._answers = lambda host, port: True
watch = serve.Supervisor("127.0.0.1", 1)
watch.pause = 0.1
sys.exit(watch.run())
"""
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    starts = tmp_path / "starts"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not (starts.exists() and len(starts.read_text()) >= 2):
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=20)[0]
    assert process.returncode == 0
    assert "ready: http://127.0.0.1:1/" in said and "the worker ended" in said
    assert len(starts.read_text()) >= 2
