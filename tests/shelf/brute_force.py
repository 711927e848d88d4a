"""What search means, in plain Python that looks at every text: the definition that the index has to agree with."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def worded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", folded(text)).strip()


def run_matches(run: str, texts: Iterable[str]) -> bool:
    if re.match(f"[{HAN}]", run):
        return any(run in worded(text) for text in texts)
    wanted = re.compile(re.escape(run.rstrip("*")) + (r".*" if run.endswith("*") else ""))
    return any(wanted.fullmatch(word) for text in texts for word in re.findall(rf"[^\W_{HAN}]+", worded(text)))


def words_match(query: str, texts: Iterable[str], title: str) -> bool:
    texts = list(texts)
    for word in re.findall(r"[^\W_]+\*?", folded(query)):
        runs = re.findall(rf"[{HAN}]+|[^\W_{HAN}]+\*?", word)
        inside_title = re.fullmatch(rf"[^*]{{2}}|[^*][{HAN}]\*", word) and word.rstrip("*") in worded(title)
        if not inside_title and not all(run_matches(run, texts) for run in runs):
            return False
    return True


def phrase_matches(query: str, texts: Iterable[str]) -> bool:
    phrase, not_letter = re.escape(worded(query)), rf"[\W_{HAN}]"
    inside = re.compile(rf"(?:^|(?={not_letter})|(?<={not_letter})){phrase}(?:$|(?<={not_letter})|(?={not_letter}))")
    return not phrase or any(inside.search(worded(text)) for text in texts)


def texts_of(package: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, list[str]]:
    """Where is looked: all of these together are the whole text."""
    said = {"cn_format_note", "cn_open_condition", "cn_open_scope", "cn_provider_uscc", "contact_name", "spatial_text"}
    return {
        "title": [package["title"]],
        "notes": [package["notes"]],
        "tags": [tag["name"] for tag in package["tags"]],
        "unit": [package["organization"]["title"]],
        "items": [item["name"] for item in content["document"]["items"]],
        "name": [package["name"]],
        "author": [package["author"]],
        "maintainer": [package["maintainer"]],
        "res_name": [each["name"] for each in package["resources"]],
        "res_description": [each["description"] for each in package["resources"] if each["description"]],
        "extras": [each["value"] for each in package["extras"] if each["key"] in said],
    }
