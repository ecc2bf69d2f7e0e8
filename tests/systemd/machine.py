"""The throw-away machine: commands, the unit as systemd sees it, and the service installed as README says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
README = CHECKOUT / "deploy" / "README.md"
OPT = Path("/opt/tocsin")
ETC = Path("/etc/tocsin")
UNIT = "tocsin.service"
# ProtectHome= makes them look empty.
_HOMES = ("/root", "/home", "/run/user")


def throw_away() -> bool:
    """Whether this is the machine that in-systemd booted, and not one that somebody needs."""
    try:
        return b"container=in-systemd" in Path("/proc/1/environ").read_bytes()
    except OSError:
        return False


def run(*command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=60, check=False
    )
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(done.args)} exited {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def shown(name: str) -> str:
    """A property of the unit: `systemctl show`."""
    return run("systemctl", "show", "--value", "--property", name, UNIT).stdout.strip()


def said(*fields: str) -> list[str]:
    """What the service itself wrote to the journal, since the machine was booted."""
    run("journalctl", "--sync")
    lines = run("journalctl", "--output", "json", f"_SYSTEMD_UNIT={UNIT}", *fields).stdout.splitlines()
    return [str(json.loads(line)["MESSAGE"]) for line in lines]


def until(holds: Callable[[], bool], what: str, seconds: float = 15.0) -> float:
    """Waits until something holds, and returns how long it took."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"not within {seconds:g} s: {what}")
        time.sleep(0.05)
    return time.monotonic() - began


def readme(heading: str) -> None:
    """Runs the first block of commands under a heading of deploy/README.md, as an operator would."""
    found = re.search(rf"(?ms)^### {re.escape(heading)}\n.*?^```sh\n(.*?)^```", README.read_text("utf-8"))
    if not found:
        raise RuntimeError(f"{README} has no commands under {heading!r}")
    run("sh", "-euc", f"cd {CHECKOUT}\n{found[1]}")


def install_environment() -> None:
    """What pip would put into /opt/tocsin, from this checkout's environment: there may be no network."""
    python = Path(sys.base_prefix) / "bin" / f"python{sysconfig.get_python_version()}"
    if str(python).startswith(_HOMES):
        elsewhere = Path("/opt/python")
        elsewhere.mkdir()
        run("mount", "--bind", sys.base_prefix, elsewhere)
        python = elsewhere / "bin" / python.name
        # A shared libpython is looked for where it was built, which the account cannot see either.
        Path("/etc/ld.so.conf.d/00-python.conf").write_text(f"{elsewhere}/lib\n")
        run("ldconfig")
    run(python, "-m", "venv", "--without-pip", OPT)
    ours, theirs = Path(sys.prefix), OPT
    libraries = Path(sysconfig.get_path("purelib"))
    into = theirs / libraries.relative_to(ours)
    shutil.copytree(libraries, into, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*tocsin*.pth"))
    shutil.copytree(CHECKOUT / "daemon" / "tocsin", into / "tocsin")
    script = (ours / "bin" / "tocsin").read_text("utf-8").splitlines(keepends=True)
    (theirs / "bin" / "tocsin").write_text(f"#!{theirs}/bin/python\n" + "".join(script[1:]), "utf-8")
    (theirs / "bin" / "tocsin").chmod(0o755)
