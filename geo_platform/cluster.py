"""The embedded PostGIS: Debian's PostgreSQL run privately for this checkout, over a unix socket only.

Standard library only, because bin/up needs it before the environment exists. Used when DATABASE_URL is unset.
    python -m geo_platform.cluster start|stop|status|url [--role app|owner|superuser]
"""

from __future__ import annotations

import argparse
import fcntl
import glob
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
ROLES = {"app": "geo_app", "owner": "geo_owner", "superuser": "geo"}
DATABASE = "geo"
PORT = 5432
SOCKET_LIMIT = 100  # the kernel refuses a socket path over 107 bytes; ".lock" is added to ours
PROVISION = Path(__file__).with_name("cluster.sql")
SETTINGS = Path(__file__).with_name("cluster.conf")
SHARED_MEMORY = Path("/dev/shm")


class ClusterError(SystemExit):
    """Says what is wrong and what to do; as SystemExit it ends a command without a traceback."""


def _user(uid: int) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


class Cluster:
    """One private PostgreSQL. Making the object is cheap: no process is started and nothing is written."""

    def __init__(self, root: Path | str = ROOT) -> None:
        self.root = Path(root).resolve()
        key = hashlib.sha256(str(self.root).encode()).hexdigest()[:10]
        local = self.root / ".local" / "pg"
        self.owner = self._choose_owner(local)
        reachable = os.geteuid() != 0 or (local / "data").exists() or self._reachable()
        self.base = local if reachable else Path("/var/lib/geo-platform") / key
        self.owner = self._choose_owner(self.base)
        self.data = self.base / "data"
        inside = self.base / "run"
        plain = re.fullmatch(r"[\w./-]+", str(inside), re.ASCII)
        fits = len(str(inside / f".s.PGSQL.{PORT}.lock").encode()) < SOCKET_LIMIT
        self.socket = inside if plain and fits else Path("/tmp") / f"geo-pg-{key}"

    # -- where and who

    def _choose_owner(self, base: Path) -> pwd.struct_passwd:
        """PostgreSQL refuses root: then it runs as who owns the data, or the checkout, or as postgres."""
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        for path in (base / "data", self.root):
            if path.exists() and (uid := path.stat().st_uid) and (user := _user(uid)):
                return user
        try:
            return pwd.getpwnam("postgres")
        except KeyError:
            return pwd.getpwuid(0)  # start() refuses; url() and status() still answer

    def _reachable(self) -> bool:
        """Whether the owner can walk to the checkout: /root and many homes are closed to others (0700)."""
        if self.root.stat().st_uid == self.owner.pw_uid:
            return True
        return all(p.stat().st_mode & 0o001 for p in (self.root, *self.root.parents))

    def bin(self, name: str) -> Path:
        """The newest PostgreSQL that has PostGIS, or the one the data were made with."""
        found = {}
        for control in glob.glob("/usr/share/postgresql/*/extension/postgis.control"):
            version = Path(control).parts[4]
            if (path := Path(f"/usr/lib/postgresql/{version}/bin")).joinpath("initdb").exists():
                found[version] = path
        if not found:
            raise ClusterError("no PostgreSQL with PostGIS: apt-get install postgresql postgresql-postgis")
        version_file = self.data / "PG_VERSION"
        wanted = version_file.read_text().strip() if version_file.exists() else max(found, key=float)
        if wanted not in found:
            raise ClusterError(
                f"{self.data} was made by PostgreSQL {wanted}, installed with PostGIS: {', '.join(found)}. "
                f"Install postgresql-{wanted}-postgis-3, or move the folder away to start anew."
            )
        return found[wanted] / name

    def url(self, role: str = "app", database: str = DATABASE) -> str:
        return f"postgis://{ROLES[role]}@{quote(str(self.socket), safe='')}:{PORT}/{database}"

    # -- running programs

    def _run(self, name: str, *args: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        other: dict[str, Any] = {}
        if os.geteuid() == 0:
            other = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        # cwd "/": the owner may not be able to enter ours. LC_ALL: a bare machine has no other locale.
        return subprocess.run(
            [str(self.bin(name)), *map(str, args)],
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": "/"},
            text=True,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **other,
        )

    def _must(self, name: str, *args: object, stdin: str = "") -> str:
        done = self._run(name, *args, stdin=stdin)
        if done.returncode:
            raise ClusterError(f"{name} failed: {done.stdout.strip()}\nlog: {self.base}/log")
        return done.stdout

    def psql(self, sql: str, database: str = "postgres") -> str:
        """Run a script as the superuser: provisioning, and the tests of this module."""
        options = ("-XqAt", "-v", "ON_ERROR_STOP=1", *self._address(database), "-f", "-")
        return self._must("psql", *options, stdin=sql)

    def _address(self, database: str) -> tuple[object, ...]:
        return ("-h", self.socket, "-p", PORT, "-U", ROLES["superuser"], "-d", database)

    def ready(self) -> bool:
        """Whether it answers. pg_ctl status cannot be asked: a zombie or a recycled pid looks alive to it."""
        if not (self.socket / f".s.PGSQL.{PORT}").exists():
            return False
        return self._run("pg_isready", "-q", *self._address("postgres")).returncode == 0

    def live(self) -> list[int]:
        """Pids of its processes: each has the data folder as its working directory; zombies do not count."""
        pids = []
        for proc in glob.glob("/proc/[0-9]*"):
            try:
                if os.readlink(f"{proc}/cwd") != str(self.data):
                    continue
                if Path(proc, "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                    pids.append(int(proc.rsplit("/", 1)[1]))
            except OSError:
                continue
        return pids

    def _postmaster(self) -> int:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return 0

    # -- folders, lock, configuration

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Two starters at once: the second waits, then finds it running."""
        lock = self.base.with_suffix(".lock")
        lock.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        try:
            handle = lock.open("a")
        except PermissionError:
            raise ClusterError(f"{lock} belongs to another user: use the user who first ran bin/up") from None
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _own_dir(self, path: Path) -> None:
        """A private folder (0700). In /tmp its name can be guessed, so who owns it is checked."""
        uid, gid = self.owner.pw_uid, self.owner.pw_gid
        try:
            path.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(path, uid, gid)
        except FileExistsError:
            found = path.lstat()
            if path.is_symlink() or not path.is_dir() or found.st_uid != uid:
                raise ClusterError(f"{path} is not a folder of {self.owner.pw_name}: remove it") from None
            path.chmod(0o700)

    def _initialise(self) -> None:
        """initdb into a side folder, then rename: an interrupted one never looks finished."""
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.base / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._must("initdb", "-D", fresh, "-U", "geo", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude_if_exists = 'geo.conf'\n")
        fresh.rename(self.data)

    def _configure(self) -> None:
        values: dict[str, object] = {"port": PORT, "unix_socket_directories": self.socket}
        values["log_directory"] = self.base / "log"
        room = os.statvfs(SHARED_MEMORY) if SHARED_MEMORY.exists() else None
        if room is None or room.f_frsize * room.f_blocks < 256 << 20:  # a container's default is 64 MB
            values["dynamic_shared_memory_type"] = "mmap"
        values["include_if_exists"] = self.base / "operator.conf"
        text = SETTINGS.read_text()
        for key, value in values.items():
            text += "{} = '{}'\n".format(key, str(value).replace("'", "''"))
        path = self.data / "geo.conf"
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            if os.geteuid() == 0:
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _clear_stale(self) -> None:
        """After a kill -9: wait seconds for orphans to leave, then remove what the dead left behind."""
        patience = time.monotonic() + 30
        while live := self.live():
            if self.ready():
                return
            if self._postmaster() in live:  # alive: starting or replaying its log, which may be long
                patience = max(patience, time.monotonic() + 1)
            if time.monotonic() > patience:
                raise ClusterError(f"processes {live} still use {self.data}; end them, then try again")
            time.sleep(0.1)
        name = f".s.PGSQL.{PORT}"
        for path in (self.data / "postmaster.pid", self.socket / name, self.socket / f"{name}.lock"):
            path.unlink(missing_ok=True)

    def _provision(self) -> None:
        sql = PROVISION.read_text()
        stamp = self.base / "provisioned"
        digest = hashlib.sha256(sql.encode()).hexdigest()
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.psql(sql)
        stamp.write_text(digest)

    # -- the verbs

    def start(self) -> bool:
        """Make it answer. True if this call started it, False if it was running."""
        if self.owner.pw_uid == 0:
            raise ClusterError("no user postgres: apt-get install postgresql postgresql-postgis")
        with self._locked():
            self.base.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
            for path in (self.base, self.socket, self.base / "log"):
                self._own_dir(path)
            self._initialise()
            started = False
            if not self.ready():
                self._configure()
                self._clear_stale()
                if not self.ready():
                    log = self.base / "log" / "start.log"
                    self.data.chmod(
                        0o700
                    )  # a copied or re-permissioned checkout: it refuses to start otherwise
                    if self._run("pg_ctl", "-D", self.data, "-w", "-t", 300, "-l", log, "start").returncode:
                        raise ClusterError("PostgreSQL does not start:\n" + log.read_text()[-1500:])
                    started = True
            self._provision()
        return started

    def stop(self) -> bool:
        """True if it was running. Fast: open transactions are rolled back."""
        with self._locked():
            was = bool(self.live())
            if was:
                done = self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", 60, "stop")
                if done.returncode and self.live():
                    raise ClusterError(f"pg_ctl stop: {done.stdout.strip()}")
        return was


def url(role: str = "app", database: str = DATABASE) -> str:
    """The address for a role, without starting anything."""
    return Cluster().url(role, database)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m geo_platform.cluster")
    parser.add_argument("verb", choices=["start", "stop", "status", "url"])
    parser.add_argument("--role", choices=sorted(ROLES), default="app", help="for url (default: app)")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout it belongs to")
    args = parser.parse_args(argv)
    cluster = Cluster(args.root)
    if args.verb == "url":
        print(cluster.url(args.role))
    elif args.verb == "start":
        print("started" if cluster.start() else "already running", cluster.socket)
    elif args.verb == "stop":
        print("stopped" if cluster.stop() else "not running")
    else:
        running = cluster.ready()
        print("running" if running else "stopped", cluster.data, cluster.socket, cluster.owner.pw_name)
        return 0 if running else 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
