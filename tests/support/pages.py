"""What a browser makes of a page, as far as `html.parser` tells: its elements, and the texts that are seen."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

ALONE = frozenset({"meta"})
"""Elements that have no end."""
USUAL = frozenset(
    {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "ul", "li", "p", "div", "table", "thead",
        "tbody", "tr", "th", "td", "figure", "pre",
    }
)  # fmt: skip
HARMLESS = frozenset({"class", "colspan", "lang", "charset", "name", "content"})


@dataclass
class Page(HTMLParser):
    """A page as it was read."""

    mistakes: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    drawings: int = 0
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.drawings += tag == "svg"
        drawn = "svg" in (*self.open, tag)
        if not drawn and tag not in USUAL:
            self.mistakes.append(f"<{tag}>")
        self.mistakes += [f"<{tag} {name}>" for name, _ in attributes if not drawn and name not in HARMLESS]
        self.texts.append("")
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}>")
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts[-1] += data


def read_page(text: str) -> Page:
    """Read a page, whose mistakes are what does not belong there, and what does not end where it should."""
    page = Page()
    page.feed(text)
    page.close()
    page.mistakes += [f"open: {tag}" for tag in page.open]
    page.texts = [text for text in page.texts if text.strip()]
    return page
