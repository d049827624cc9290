"""Looking at a recording: move and zoom, add, correct and remove marks; with a script and without, wide and narrow."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from eutonia import emg
from eutonia.cli.emg_view import ViewServer, detect, viewer_of
from eutonia.emg import simulate
from eutonia.emg.marks import Mark, marks_file, read_marks
from tests.journeys.inspection import faults_of_page

WIDE, NARROW = {"width": 1100, "height": 800}, {"width": 320, "height": 700}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = simulate.surface(3, 60, 1000, channels=2, snr_db=20.0)
    path = tmp_path / "forearm.edf"
    emg.write_edf(path, emg.Recording(made.recording.samples, 1000, "uV", ["flexor", "extensor"]))
    return path


@pytest.fixture
def server(file: Path) -> Iterator[ViewServer]:
    viewer = viewer_of(emg.read(file), file)
    detect(viewer)
    with ViewServer(viewer) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def wrong() -> Iterator[list[str]]:
    """What no journey may meet: requests to anywhere else, and errors of the script."""
    met: list[str] = []
    yield met
    assert met == []


def opened(browser: Browser, server: ViewServer, wrong: list[str], *, scripted: bool = True, **viewport: int) -> Page:
    shape: ViewportSize = {"width": viewport.get("width", 1100), "height": viewport.get("height", 800)}
    context = browser.new_context(java_script_enabled=scripted, viewport=shape)
    context.set_default_timeout(30_000)
    page = context.new_page()
    own = server.address.split("/")[2]
    page.on("request", lambda one: None if one.url.split("/")[2] == own else wrong.append(one.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(server.address)
    return page


def span(page: Page) -> tuple[float, float]:
    strips = page.locator("#strips")
    return float(strips.get_attribute("data-start") or -1), float(strips.get_attribute("data-length") or -1)


@pytest.mark.parametrize("scripted", [True, False])
@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_somebody_looks_around_and_corrects_marks(
    browser: Browser, server: ViewServer, file: Path, wrong: list[str], scripted: bool, viewport: dict[str, int]
) -> None:
    page = opened(browser, server, wrong, scripted=scripted, **viewport)
    assert span(page) == (0, 60)
    page.get_by_role("link", name="Zoom in").click()
    expect(page.locator("#strips")).to_have_attribute("data-length", "30")
    page.get_by_role("link", name="Later").click()
    expect(page.locator("#strips")).to_have_attribute("data-start", "30")
    page.get_by_label("From, s").first.fill("10")
    page.get_by_label("for, s").fill("5")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#strips")).to_have_attribute("data-length", "5")

    form = page.locator("#add-form")
    form.get_by_label("What").fill("my cramp")
    form.get_by_label("From, s").fill("11")
    form.get_by_label("Lasts, s").fill("0.5")
    form.get_by_label("Channel").select_option("flexor")
    form.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_contain_text("The mark was added.")
    assert Mark(11, 0.5, "my cramp", "flexor") in read_marks(marks_file(file))
    assert span(page) == (10, 5)

    row = page.locator("li", has=page.get_by_text("my cramp, flexor, 11 s"))
    row.locator("summary").click()
    row.get_by_label("What").fill("tonic")
    row.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The mark was changed.")
    assert Mark(11, 0.5, "tonic", "flexor") in read_marks(marks_file(file))

    row = page.locator("li", has=page.get_by_text("tonic, flexor, 11 s"))
    row.locator("summary").click()
    row.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("The mark was removed.")
    assert Mark(11, 0.5, "tonic", "flexor") not in read_marks(marks_file(file))

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    if scripted:
        assert list(faults_of_page(page)) == []
    page.context.close()


def test_keys_move_and_zoom_and_dragging_chooses(browser: Browser, server: ViewServer, wrong: list[str]) -> None:
    page = opened(browser, server, wrong)
    expect(page.get_by_text("On the recording, arrow keys move")).to_be_visible()
    strips = page.locator("#strips")
    strips.focus()
    page.keyboard.press("+")
    expect(strips).to_have_attribute("data-length", "30")
    expect(strips).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(strips).to_have_attribute("data-start", "22.5")
    assert "start=22.5" in page.url

    box = page.locator(".strip", has_text="extensor").locator(".outline").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.up()
    form = page.locator("#add-form")
    assert float(form.get_by_label("From, s").input_value()) == pytest.approx(22.5 + 6, abs=0.1)
    assert float(form.get_by_label("Lasts, s").input_value()) == pytest.approx(6, abs=0.1)
    expect(form.get_by_label("Channel")).to_have_value("extensor")
    page.context.close()


def test_a_page_whose_program_has_ended_says_so(browser: Browser, server: ViewServer, wrong: list[str]) -> None:
    page = opened(browser, server, wrong)
    page.locator("#add-form").get_by_label("What").fill("twitch")
    expect(page.get_by_role("alert")).to_be_hidden()
    server.shutdown()
    server.server_close()
    page.get_by_role("link", name="Zoom in").click()
    expect(page.get_by_role("alert")).to_contain_text("Start eutonia emg view again")
    expect(page.locator("#add-form").get_by_label("What")).to_have_value("twitch")
    page.context.close()


def test_a_mistake_is_said_and_what_was_typed_is_kept(browser: Browser, server: ViewServer, wrong: list[str]) -> None:
    page = opened(browser, server, wrong)
    form = page.locator("#add-form")
    form.get_by_label("What").fill("twitch")
    form.get_by_label("From, s").fill("soon")
    form.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("must be numbers")
    expect(page.locator("#add-form").get_by_label("What")).to_have_value("twitch")
    page.context.close()
