"""What the locks hold, and how a death is named."""

from __future__ import annotations

import os
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from etl.errors import FileUnreadable
from etl.sandbox import Limits, open_file, process
from tests.etl.reader.hands import FORMS, read, refused, written


def attempt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, **options: Any) -> FileUnreadable:
    """Runs `code` in the locked child in place of a reader; what it leaves in `said` comes back as the detail."""
    end = "raise Refusal('vector_unreadable', detail=said)"
    program = f"def read(*given):\n    said = ''\n{_indented(code)}\n    {end}"
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); import ctypes, os, socket, time; from etl.sandbox import child;"
        f"from etl.sandbox.wire import Refusal; exec({program!r}); child.read = read; child.main()"
    )
    monkeypatch.setattr(process, "_START", start)
    return refused(written(tmp_path, "a.csv", "a;b\n"), **options)


def _indented(code: str) -> str:
    return "\n".join(f"    {line}" for line in code.splitlines())


TRIED = """
for name, act in {{{acts}}}.items():
    try:
        act()
        said += f'{{name}} done '
    except OSError as error:
        said += f'{{name}} {{error.errno}} '
"""


def test_no_network_no_program_no_sight_of_our_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = written(tmp_path, "secret", "x")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        acts = {
            "tcp": f"lambda: socket.create_connection(('127.0.0.1', {port}), 1)",
            "unix": "lambda: socket.socket(socket.AF_UNIX)",
            "exec": "lambda: os.execv('/bin/true', ['true'])",
            "spawn": "lambda: os.posix_spawn('/bin/true', ['true'], {})",
            "fork": "os.fork",
            "kill": f"lambda: os.kill({os.getpid()}, 0)",
            "secret": f"lambda: open({str(secret)!r})",
            "passwd": "lambda: open('/etc/passwd')",
            "write": f"lambda: open({str(tmp_path / 'new')!r}, 'w')",
            "own": "lambda: open('mine', 'w')",
        }
        code = TRIED.format(acts=", ".join(f"{name!r}: {act}" for name, act in acts.items()))
        said = dict(
            zip(*[iter(attempt(monkeypatch, tmp_path, code).context["detail"].split())] * 2, strict=True)
        )
        listener.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert said.pop("own") == "done"
    assert set(said) == set(acts) - {"own"}
    assert set(said.values()) <= {"1", "13"}, said


def test_the_environment_holds_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgis://x:secret@h/d")
    said = attempt(
        monkeypatch, tmp_path, "said = ' '.join(sorted(os.environ)) + str('django' in sys.modules)"
    ).context
    assert "DATABASE_URL" not in said["detail"] and said["detail"].endswith("False")


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("bytearray(4 * 2**30)", "file_too_heavy"),
        ("held = []\nwhile True: held.append(bytes(10**7))", "file_too_heavy"),
        ("while True: pass", "file_too_slow"),
        ("time.sleep(60)", "file_too_slow"),
        ("ctypes.string_at(0)", "file_crashed_reader"),
        ("os.abort()", "file_crashed_reader"),
        ("open('x', 'wb').write(bytes(9 * 2**20))", "file_too_heavy"),
        ("import signal\nsignal.raise_signal(9)", "file_too_heavy"),
        ("os._exit(3)", "file_crashed_reader"),
        ("1 / 0", "file_crashed_reader"),
        ("given[-2].pipe.write(b'\\xff' * 4096)\ngiven[-2].pipe.flush()", "file_crashed_reader"),
        ("given[-2].frame({'name': 'x'})", "file_crashed_reader"),
        ("given[-2].frame({'name': 'x', 'kind': 'table', 'columns': [], 'notes': []})\n"
         "given[-2].pipe.write(b'\\xff\\xff\\xff\\xff\\xf0\\xff\\xff\\x7f' * 40)", "file_crashed_reader"),
        ("raise Refusal('no_such_code')", "file_crashed_reader"),
    ],
)  # fmt: skip
def test_a_death_or_a_lie_is_named_and_the_parent_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, named: str
) -> None:
    limits = Limits(memory_mb=1024, cpu_s=2, unpacked_mb=8, file_mb=8)
    timeout_s = 1.0 if "sleep" in code else 30.0
    assert attempt(monkeypatch, tmp_path, code, limits=limits, timeout_s=timeout_s).code == named


def test_without_the_kernel_python_itself_refuses_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = process._START.replace(
        "main()", "from etl.sandbox import lockdown; lockdown._filter_calls = lambda: False; main()"
    )
    monkeypatch.setattr(process, "_START", start)
    [(sheet, _)] = read(written(tmp_path, "a.csv", "reference;etat\nA;1\n"))
    assert (sheet.guard, [note.code for note in sheet.notes]) == ("hook", ["sandbox_weak"])


def test_the_directory_of_a_killed_worker_is_swept(tmp_path: Path, nothing_left: Path) -> None:
    left = nothing_left / f"{process.PREFIX}dead"
    left.mkdir()
    (left / "file").write_text("x")
    os.utime(left, (0, 0))
    read(written(tmp_path, "a.csv", "reference;etat\nA;1\n"))
    assert not left.exists()


def test_a_consumer_may_leave_at_any_moment(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "reference;etat\n" + "A;1\n" * 3_000_000)
    with open_file(path, FORMS) as sheets:
        assert next(next(sheets).batches()).num_rows > 0
    with open_file(path, FORMS) as sheets:
        assert sheets is not None


def test_what_ends_badly_after_the_rows_is_told_with_the_last_of_them(tmp_path: Path) -> None:
    rows = "".join(
        f"<row r='{n}'><c r='A{n}' t='inlineStr'><is><t>reference</t></is></c></row>" for n in range(1, 5000)
    )
    book = Workbook()
    book.active.append(["reference"])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as good, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as bad:
        for name in good.namelist():
            content = good.read(name).decode()
            if name.endswith("sheet1.xml"):
                content = content[: content.index("<sheetData>")] + f"<sheetData>{rows}<row"
            bad.writestr(name, content)
    with open_file(tmp_path / "b.xlsx", FORMS) as sheets, pytest.raises(FileUnreadable) as found:
        for sheet in sheets:
            assert all(batch.num_rows for batch in sheet.batches())
    assert found.value.code == "workbook_unreadable"


def test_the_child_starts_fast_and_reads_without_django(tmp_path: Path) -> None:
    import resource

    def spent() -> float:
        """Processor time of the children ended: what a busy machine does not stretch."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    path = written(tmp_path, "a.csv", "reference;etat\nA;1\n")
    read(path)
    took = []
    for _ in range(5):
        begun = spent()
        read(path)
        took.append(spent() - begun)
    assert 0 < min(took) < 0.5, took
