"""What a test reads out of a page of a report."""

import json
import re
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """Elements, attributes and texts of a page, and whether its tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        if data.strip():
            self.texts.append((tuple(self.open), data.strip()))

    def of(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def visible_text(self):
        hidden = {"script", "style"}
        return " ".join(text for path, text in self.texts if not hidden & set(path))


def payload_of(html):
    """Return what the page gives its script."""
    return json.loads(re.search(r'id="report-data">(.*?)</script>', html, re.DOTALL).group(1))
