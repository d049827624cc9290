"""``eutonia emg view FILE``: a page on this machine, and on no other, to look at a recording and to mark it.

The address holds a secret that is drawn anew each time, so no other page or program that does not know it can ask
for anything; and requests under another host name than this machine's are refused.
"""

from __future__ import annotations

import secrets
import sys
from argparse import Namespace
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from eutonia.cli.emg_input import recording_of, refused
from eutonia.emg import EmgError, Recording
from eutonia.emg.keeping import MarksBeside
from eutonia.emg.marks import detected
from eutonia.emg.viewing.page import SPLIT, fragment, marks_list, page, script, style
from eutonia.emg.viewing.pyramids import Pyramid
from eutonia.emg.viewing.viewer import FIELDS, Viewer, Window, problem_text

_LARGEST_FORM = 16_384
_SECONDS = 30
_MENDED: tuple[str, ...] = ("kind", "onset", "duration", "channel")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def view(arguments: Namespace) -> int:
    """Serve the page until Ctrl-C; 2 where the file cannot be used or the port is taken."""
    try:
        viewer = viewer_of(recording_of(arguments), arguments.file)
    except EmgError as problem:
        return refused(problem, as_json=False)
    try:
        server = ViewServer(viewer, arguments.port)
    except (OSError, OverflowError):
        print(f"error: Port {arguments.port} cannot be used. Choose another, or none.", file=sys.stderr)
        return 2
    if not viewer.ready:
        Thread(target=detect, args=(viewer,), daemon=True).start()
    print(f"{server.address}\nOnly this machine can open it. Ctrl-C ends it.", flush=True)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def viewer_of(recording: Recording, path: Path) -> Viewer:
    """Return the viewer of a recording, with the marks kept beside its file; without these, detectors are due."""
    pyramids = [Pyramid.of(channel) for channel in recording.emg_channels()]
    viewer = Viewer(path.name, pyramids, MarksBeside(path), ready=False)
    viewer.look()
    return viewer


def detect(viewer: Viewer) -> None:
    """Run the detectors, channel by channel; what they find appears as it comes."""
    try:
        for pyramid in viewer.pyramids:
            viewer.found(detected(pyramid.channel), ready=False)
    except Exception:
        viewer.problem = "A detector failed, so its marks are missing. The recording itself is shown as it is."
        raise
    finally:
        viewer.found((), ready=True)


class ViewServer(ThreadingHTTPServer):
    """Serves one viewer on this machine. ``address``: where, with the secret."""

    daemon_threads = True

    def __init__(self, viewer: Viewer, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.viewer = viewer
        self.root = f"/{secrets.token_urlsafe(24)}/"
        self.hosts = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.server_port}{self.root}"


class _Handler(BaseHTTPRequestHandler):
    server: ViewServer
    server_version, sys_version = "eutonia", ""
    timeout = _SECONDS

    def do_GET(self) -> None:
        """Answer with the page, a window of it, its script or its style."""
        name = self._name()
        if name is None:
            return
        viewer, query = self.server.viewer, _first(urlsplit(self.path).query)
        window = Window.of(query.get("start", "0"), query.get("length", ""), viewer.total_s)
        if name in ("", "window"):
            with suppress(EmgError):  # what was seen last is shown; whoever then changes it is told what is wrong
                viewer.look()
        if name == "":
            self._send(page(viewer, window, _SAID.get(query.get("said", ""), "")))
        elif name == "window":
            self._send(fragment(viewer, window) + SPLIT + marks_list(viewer, window))
        elif name == "view.js":
            self._send(script(), "text/javascript")
        elif name == "view.css":
            self._send(style(), "text/css")
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Change the marks as a form says, and go back to the page."""
        name = self._name()
        if name is None:
            return
        origin, length = self.headers.get("Origin"), self.headers.get("Content-Length", "")
        if name != "marks" or (origin is not None and origin not in {f"http://{host}" for host in self.server.hosts}):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif not length.isdecimal() or int(length) > _LARGEST_FORM:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._change(_first(self.rfile.read(int(length)).decode("utf-8", "replace")))

    def _change(self, entered: Mapping[str, str]) -> None:
        viewer = self.server.viewer
        window = Window.of(entered.get("start", "0"), entered.get("length", ""), viewer.total_s)
        asked = {name: entered[name] for name in FIELDS if name in entered}
        try:
            viewer.change(asked)
        except (EmgError, OSError) as problem:
            again = {name: asked[name] for name in _MENDED if name in asked}
            self._send(page(viewer, window, problem_text(problem), again), status=HTTPStatus.UNPROCESSABLE_ENTITY)
            return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"{self.server.root}?{window.query}&{urlencode({'said': asked['op']})}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _name(self) -> str | None:
        """Return what is asked for, or None after a refusal: another host name, or a wrong secret."""
        path = urlsplit(self.path).path
        root = self.server.root
        known = secrets.compare_digest(path[: len(root)].encode(), root.encode())
        if self.headers.get("Host") not in self.server.hosts or not known:
            self._refuse(HTTPStatus.FORBIDDEN)
            return None
        return path[len(root) :]

    def _send(self, text: str, kind: str = "text/html", status: HTTPStatus = HTTPStatus.OK) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self._send(f"{status.phrase}. Open the address that the terminal shows.\n", "text/plain", status)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: an address would hold the secret."""


_SAID = {"add": "The mark was added.", "change": "The mark was changed.", "remove": "The mark was removed."}


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True, max_num_fields=30).items()}
