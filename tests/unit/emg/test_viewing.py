"""The viewer and its server: windows, marks, and who is not let in."""

import http.client
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import numpy as np
import pytest

from eutonia import emg
from eutonia.cli.emg_view import ViewServer, detect, viewer_of
from eutonia.cli.main import main
from eutonia.emg import simulate
from eutonia.emg.keeping import MarksBeside
from eutonia.emg.marks import Mark, detected, marks_file, read_marks, write_marks
from eutonia.emg.viewing.page import marks_list, page
from eutonia.emg.viewing.pyramids import Pyramid
from eutonia.emg.viewing.viewer import Viewer, Window


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = simulate.surface(3, 20, 1000, channels=2, snr_db=20.0)
    path = tmp_path / "one <b>.edf"
    emg.write_edf(path, emg.Recording(made.recording.samples, 1000, "uV", ["left <i>", "right"]))
    return path


@pytest.fixture
def viewer(file: Path) -> Viewer:
    made = viewer_of(emg.read(file), file)
    detect(made)
    return made


def entered(viewer: Viewer, **values: str) -> dict[str, str]:
    return {"op": "add", "revision": viewer.revision, "kind": "tonic", "onset": "1.5", "duration": "2"} | values


# ---- windows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [("0", "", (0, 20)), ("x", "nan", (0, 20)), ("-5", "4", (0, 4)), ("19", "4", (16, 4)), ("3", "1e9", (0, 20))],
)
def test_a_window_always_lies_inside(start: str, length: str, expected: tuple[float, float]) -> None:
    window = Window.of(start, length, 20.0)
    assert (window.start_s, window.length_s) == expected


def test_zooming_in_and_out_again_comes_back() -> None:
    window = Window.of(8, 4, 20)
    assert window.zoomed(0.5).zoomed(2) == window
    assert window.moved(0.5).moved(-0.5) == window
    assert Window.of(0, 0.001, 20).length_s == 0.02


# ---- marks -----------------------------------------------------------------------------------------------------------


def test_detectors_marks_are_shown_then_corrected_and_kept_beside_the_file(viewer: Viewer, file: Path) -> None:
    assert "burst" in {one.kind for one in viewer.marks}
    before = len(viewer.marks)
    assert not marks_file(file).exists()
    viewer.change(entered(viewer, channel="right"))
    place = viewer.marks.index(Mark(1.5, 2.0, "tonic", "right"))
    viewer.change(entered(viewer, op="change", index=str(place), kind="cramp", channel="right"))
    assert Mark(1.5, 2.0, "cramp", "right") in viewer.marks
    viewer.change(entered(viewer, op="remove", index="0"))
    assert len(viewer.marks) == before
    again = viewer_of(emg.read(file), file)
    assert again.ready
    assert again.marks == viewer.marks == tuple(read_marks(marks_file(file)))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": " "}, "needs a name"),
        ({"onset": "x"}, "must be numbers"),
        ({"onset": "-1"}, "before the recording"),
        ({"onset": "21"}, "ends at 20"),
        ({"onset": "19", "duration": "1.01"}, "would end at 20.01 s, the recording ends at 20 s"),
        ({"channel": "nowhere"}, "no such channel"),
        ({"op": "change", "index": "999"}, "no such mark"),
        ({"op": "remove", "index": "-1"}, "no such mark"),
        ({"op": ""}, "Nothing was asked"),
        ({"revision": "old"}, "have changed"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    viewer: Viewer, file: Path, values: dict[str, str], said: str
) -> None:
    before = viewer.marks
    with pytest.raises(emg.EmgError, match=said):
        viewer.change(entered(viewer, **values))
    assert viewer.marks == before
    assert not marks_file(file).exists()


def test_nothing_can_be_changed_while_detectors_work_or_lost_when_it_cannot_be_kept(file: Path) -> None:
    waiting = viewer_of(emg.read(file), file)
    with pytest.raises(emg.EmgError, match="still at work"):
        waiting.change(entered(waiting))

    class Full(MarksBeside):
        def write(self, marks: Sequence[Mark]) -> None:
            raise OSError(28, "No space left on device")

    broken = Viewer("x", waiting.pyramids, Full(file))
    with pytest.raises(OSError, match="No space"):
        broken.change(entered(broken))
    assert broken.marks == ()


# ---- two viewers of one recording ------------------------------------------------------------------------------------


def test_a_change_upon_marks_that_another_viewer_has_changed_is_refused_and_nothing_is_lost(file: Path) -> None:
    write_marks(marks_file(file), [Mark(1.0, 0.5, "tonic")])
    one, other = (viewer_of(emg.read(file), file) for _ in range(2))
    seen = entered(other, onset="9")
    one.change(entered(one, onset="5"))
    for op in ({"op": "add"}, {"op": "change", "index": "0"}, {"op": "remove", "index": "0"}):
        with pytest.raises(emg.EmgError, match="here or in another viewer") as refused:
            other.change(seen | op)
        assert "Nothing was written" in refused.value.issues[0].remedy
    kept = [Mark(1.0, 0.5, "tonic"), Mark(5.0, 2.0, "tonic")]
    assert read_marks(marks_file(file)) == list(other.marks) == kept  # and the other shows them now
    other.change(seen | {"revision": other.revision})
    assert read_marks(marks_file(file)) == [*kept, Mark(9.0, 2.0, "tonic")]


def test_the_first_mark_of_another_viewer_counts_too_and_ends_the_detectors(viewer: Viewer, file: Path) -> None:
    working = viewer_of(emg.read(file), file)
    late = entered(viewer)
    first = viewer_of(emg.read(file), file)
    detect(first)
    first.change(entered(first))
    with pytest.raises(emg.EmgError, match="another viewer"):
        viewer.change(late)
    working.look()
    detect(working)  # what it finds is in the file already
    assert working.ready
    assert working.marks == first.marks
    assert set(detected(working.pyramids[0].channel)) < set(working.marks)


def test_marks_moved_away_are_kept_anew_and_those_that_cannot_be_read_are_left(viewer: Viewer, file: Path) -> None:
    viewer.change(entered(viewer))
    marks_file(file).unlink()
    viewer.change(entered(viewer, onset="3"))
    assert tuple(read_marks(marks_file(file))) == viewer.marks
    marks_file(file).write_bytes(b"nothing")
    with pytest.raises(emg.EmgError, match="cannot be read"):
        viewer.change(entered(viewer, onset="4"))
    assert marks_file(file).read_bytes() == b"nothing"


def test_of_many_viewers_at_once_none_overwrites_another(file: Path) -> None:
    write_marks(marks_file(file), [])
    viewers = [viewer_of(emg.read(file), file) for _ in range(4)]
    done: list[str] = []

    def mark(number: int) -> None:
        for step in range(8):
            onset = f"{number + step / 10:.1f}"
            while onset not in done:
                with suppress(emg.EmgError):
                    viewers[number].change(entered(viewers[number], onset=onset))
                    done.append(onset)

    threads = [threading.Thread(target=mark, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.onset_s for one in read_marks(marks_file(file))) == sorted(map(float, done))
    assert len(done) == 32


# ---- times -----------------------------------------------------------------------------------------------------------


def test_a_late_time_comes_back_to_the_microsecond() -> None:
    """Six figures would make of it 14400.1 s, and whoever saved a mark unchanged would move it."""
    noise = np.random.default_rng(1).normal(0, 1, (1, 1_450_000))
    (channel,) = emg.Recording(noise, 100.0, "uV", ["calf"]).emg_channels()
    marks = (Mark(14_400.123456, 0.004321, "twitch", "calf"),)
    viewer = Viewer("long", [Pyramid.of(channel)], MarksBeside(Path("nowhere")), marks)
    window = Window.of("14400.12", "0.02", viewer.total_s)
    text = page(viewer, window)
    assert 'name="onset" inputmode="decimal" size="9" value="14400.123456"' in text
    assert 'value="0.004321"' in text
    assert 'data-start="14400.12" data-length="0.02"' in text
    assert Window.of(*(part.split("=")[1] for part in window.query.split("&")), viewer.total_s) == window
    assert 'href="?start=14400.11&amp;length=0.02"' in text  # half a window earlier


# ---- the page --------------------------------------------------------------------------------------------------------


def test_the_page_shows_each_channel_and_escapes_every_text(viewer: Viewer) -> None:
    viewer.change(entered(viewer, kind="<u>odd"))
    text = page(viewer, Window.of(0, 10, 20))
    assert text.count('class="outline"') == 2
    for tag in ("<b>", "<i>", "<u>"):
        assert tag not in text
    assert "left &lt;i&gt;" in text
    assert "style=" not in text
    assert "{" not in text  # nothing that was to be filled in
    assert "Marks in this window" in text


def test_a_strip_has_a_key_and_says_where_it_is_drawn_and_what_is_cut_off(viewer: Viewer) -> None:
    text = page(viewer, Window.of(0, 10, 20))
    assert text.count('class="key"') == 1
    assert "</svg>burst</span>" in text
    row = np.random.default_rng(2).normal(0, 20, 60_000) + 512
    row[40_000] += 3000
    shown = Viewer("x", [Pyramid.of(emg.Recording(row, 1000, "uV").channels[0])], MarksBeside(Path("nowhere")))
    for start, cut in ((0, False), (35, True)):
        text = page(shown, Window.of(start, 10, 60))
        assert re.search(r"<small>±\d\d(\.\d)? µV around 51\d(\.\d)? µV", text)
        assert (", 1000 Hz; larger peaks are cut off</small>" in text) == cut


def test_a_recording_without_length_has_a_page() -> None:
    channel = emg.Recording([np.empty(0)], 1000, "uV").channels[0]
    empty = Viewer("x", [Pyramid.of(channel)], MarksBeside(Path("nowhere")))
    assert "Marks in this window: 0" in marks_list(empty, Window.of(0, 1, empty.total_s))


# ---- the server ------------------------------------------------------------------------------------------------------


@pytest.fixture
def server(viewer: Viewer) -> Iterator[ViewServer]:
    with ViewServer(viewer) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


class Answer(NamedTuple):
    """What the server sent."""

    status: int
    headers: http.client.HTTPMessage
    text: str


def ask(
    server: ViewServer, path: str, *, host: str | None = None, form: dict[str, str] | None = None, **headers: str
) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    sent = {"Host": host or f"127.0.0.1:{server.server_port}"} | headers
    body = None if form is None else urlencode(form)
    connection.request("GET" if form is None else "POST", path, body, sent)
    sent_back = connection.getresponse()
    answer = Answer(sent_back.status, sent_back.headers, sent_back.read().decode())
    connection.close()
    return answer


def test_the_page_its_script_and_its_style_come_with_a_strict_policy(server: ViewServer) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    for name, kind in (("", "text/html"), ("window?start=1", "text/html"), ("view.js", "text/javascript")):
        answer = ask(server, server.root + name)
        assert answer.status == 200
        assert (answer.headers.get("Content-Type") or "").startswith(kind)
        assert "default-src 'none'" in (answer.headers.get("Content-Security-Policy") or "")
        assert answer.headers.get("Referrer-Policy") == "same-origin"
    assert ask(server, server.root + "etc/passwd").status == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "evil.example:80"])
def test_another_host_name_is_refused(server: ViewServer, host: str) -> None:
    assert ask(server, server.root, host=host).status == 403


@pytest.mark.parametrize("path", ["/", "/wrong/", "/view.js", "//"])
def test_without_the_secret_nothing_is_said(server: ViewServer, path: str) -> None:
    answer = ask(server, path)
    assert answer.status == 403
    assert "one" not in answer.text


def test_a_form_of_another_site_is_refused_and_an_own_one_kept(server: ViewServer, file: Path) -> None:
    form = entered(server.viewer) | {"start": "1", "length": "5"}
    path = server.root + "marks"
    assert ask(server, path, form=form, Origin="http://evil.example").status == 403
    assert not marks_file(file).exists()
    answer = ask(server, path, form=form, Origin=server.address.rsplit("/", 2)[0])
    assert answer.status == 303
    assert "start=1&length=5" in (answer.headers.get("Location") or "")
    assert Mark(1.5, 2.0, "tonic") in read_marks(marks_file(file))


def test_the_page_shows_what_another_viewer_has_kept_and_what_was_entered_upon_the_old(
    server: ViewServer, file: Path
) -> None:
    old = entered(server.viewer, onset="7.25")
    write_marks(marks_file(file), [Mark(2.5, 1.0, "elsewhere")])
    answer = ask(server, server.root + "marks", form=old)
    assert answer.status == 422
    assert "here or in another viewer. Nothing was written." in answer.text
    for shown in ("elsewhere", 'value="7.25"', f'value="{server.viewer.revision}"'):
        assert shown in answer.text
    write_marks(marks_file(file), [Mark(2.5, 1.0, "later")])
    assert "later" in ask(server, server.root + "window").text
    marks_file(file).write_bytes(b"nothing")
    assert "later" in ask(server, server.root).text


def test_a_refused_mark_can_be_mended(server: ViewServer) -> None:
    answer = ask(server, server.root + "marks", form=entered(server.viewer, onset="soon"))
    assert answer.status == 422
    assert 'value="soon"' in answer.text
    assert "must be numbers" in answer.text
    assert ask(server, server.root + "marks", form=entered(server.viewer, kind="x" * 20_000)).status == 413


def test_what_cannot_be_viewed_ends_with_a_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: ViewServer, file: Path
) -> None:
    (tmp_path / "broken.edf").write_bytes(b"0")
    assert main(["emg", "view", str(tmp_path / "broken.edf")]) == 2
    assert main(["emg", "view", str(file), "--port", str(server.server_port)]) == 2
    assert main(["emg", "view", str(file), "--port", "99999"]) == 2
    assert capsys.readouterr().err.count("error:") >= 3
