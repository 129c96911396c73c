"""Load from outside of Python: wrk asks one URL over and over, curl fetches one file."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from tests.servers.base import find_program
from tests.servers.simple import HTML, JSON

if TYPE_CHECKING:
    from pathlib import Path

_RATE: Final = re.compile(r"Requests/sec:\s+([\d.]+)")
_P99: Final = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_MILLISECONDS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_REFUSED: Final = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")


@dataclass(frozen=True)
class Load:
    """What wrk measured."""

    per_second: float
    p99: float
    """In milliseconds."""


def ask(url: str, seconds: int, clients: int = 8) -> Load:
    """Ask *url*, which may hold a login, as fast as *clients* can, after a second to warm up."""
    _wrk(url, 1, clients)
    text = _wrk(url, seconds, clients)
    rate, tail = _RATE.search(text), _P99.search(text)
    if rate is None or tail is None or _REFUSED.search(text):
        raise RuntimeError(f"wrk could not ask {url}:\n{text}")
    return Load(float(rate[1]), float(tail[1]) * _MILLISECONDS[tail[2]])


def _wrk(url: str, seconds: int, clients: int) -> str:
    wrk = find_program("wrk", "apt-get install wrk")
    bare, headers = _without_login(url)
    words = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    argv = [wrk, "--latency", "--threads", "1", "--connections", str(clients), "--duration", str(seconds), *words, bare]
    return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=seconds + 30).stdout


def file_url(page_url: str) -> str:
    """Give the URL of the first file of a page, with the login of the page's own."""
    bare, headers = _without_login(page_url)
    with build_opener(ProxyHandler({})).open(Request(bare, headers=headers), timeout=30) as answer:
        link = urljoin(page_url, json.load(answer)["files"][0]["url"])
    parts = urlsplit(link)
    login = urlsplit(page_url).netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}").geturl()


def fetch(url: str) -> float:
    """Fetch a file to nowhere and give the megabytes that came in each second."""
    start = time.perf_counter()
    argv = [*_curl(), "--write-out", "%{size_download}", url]
    done = subprocess.run(argv, check=True, capture_output=True, timeout=300)
    return float(done.stdout) / 1e6 / (time.perf_counter() - start)


def fetches(url: str, clients: int) -> None:
    """Fetch one file with several clients at once."""
    running = [subprocess.Popen([*_curl(), url]) for _ in range(clients)]
    statuses = [process.wait(120) for process in running]
    if any(statuses):
        raise RuntimeError(f"not every client got {url}")


def _curl() -> list[str | Path]:
    """Give a curl that goes straight to loopback and keeps nothing."""
    program = find_program("curl", "apt-get install curl")
    return [program, "--fail", "--silent", "--noproxy", "*", "--output", "/dev/null"]


def _without_login(url: str) -> tuple[str, dict[str, str]]:
    """Turn the login of *url* into a header, as installers do, and accept what they accept."""
    parts = urlsplit(url)
    headers = {"Accept": f"{JSON}, {HTML};q=0.1"}
    if parts.username:
        login = f"{parts.username}:{parts.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(login).decode()}"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(), headers
