"""The words of a page as a reader meets them: block by block, without what stands there only to be looked up."""

from html.parser import HTMLParser

BLOCKS = frozenset(
    {"p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "summary", "td", "th", "caption", "address", "div", "section"}
    | {"ul", "ol", "dl", "table", "article", "nav", "details"}
)
WITHOUT_END = frozenset({"br", "img", "input", "meta", "link", "hr", "path"})

LOOKED_UP = frozenset(
    {"eu-sources", "eu-origin", "eu-state", "eu-links", "eu-looked-up", "eu-ref", "nhsuk-breadcrumb", "eu-exit"}
)
"""Classes of lists of names and of notes on sources: nobody reads them through."""


def blocks(html: str) -> list[str]:
    """The text of each block in the main part of a page."""
    reader = _Reader()
    reader.feed(html)
    return [line for text in reader.lines if (line := " ".join(text.split()))]


class _Reader(HTMLParser):
    """Collects lines of text; ``skipped`` counts the open elements of a part that is not read."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.in_main = False
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in WITHOUT_END:
            self.lines[-1] += ". " if tag == "br" and not self.skipped else ""
            return
        if tag == "main":
            self.in_main = True
        classes = set((dict(attrs).get("class") or "").split())
        if self.skipped or classes & LOOKED_UP or tag in {"svg", "script"}:
            self.skipped += 1
        elif tag in BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in WITHOUT_END:
            return
        if tag == "main":
            self.in_main = False
        if self.skipped:
            self.skipped -= 1
        elif tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.in_main and not self.skipped:
            self.lines[-1] += data
