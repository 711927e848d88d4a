import re
from pathlib import PurePosixPath

from tests.architecture.source_tree import ROOT, texts

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_links_between_pages_lead_somewhere() -> None:
    links = {(path, link) for path, text in texts() if path.endswith(".md") for link in LINK.findall(text)}
    assert links
    assert [(path, link) for path, link in sorted(links) if not (ROOT / PurePosixPath(path).parent / link).exists()] == []
