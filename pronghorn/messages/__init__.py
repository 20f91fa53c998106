"""Every sentence pronghorn says to its user, by code, in English and Chinese.

A domain file holds one table, `CODES`; it is loaded when one of its codes is first needed.
"""

import importlib
import re
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from pronghorn.config import settings

__all__ = ["Message", "codes", "explain", "note", "phrase", "reset_notes", "tell", "text"]


class Message(NamedTuple):
    """One message in both languages; the placeholders in braces are the facts it reports."""

    en: str
    zh: str


DOMAINS = {
    "C": "configuration",
    "E": "data",
    "F": "files",
    "G": "engine",
    "H": "hints",
    "M": "model",
    "N": "legacy",
    "S": "shapes",
}

# Facts that may be phrases of ours rather than something of the user's.
_WORDED = {"nearest", "new", "path", "reason", "use", "want", "what", "where"}

_said: set[tuple[str, str]] = set()


class _Facts(dict[str, Any]):
    """Facts for a template; one that is missing shows its own name rather than hiding the error."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def codes(domain: str) -> Mapping[str, Message]:
    """The table of one domain, named by its letter: `codes("E")["E05"]`."""
    module = importlib.import_module("pronghorn.messages." + DOMAINS[domain])
    return cast("Mapping[str, Message]", module.CODES)


def text(code: str, /, *, language: str | None = None, **facts: Any) -> str:
    """The message of `code` about these facts, its code in brackets first.

    Args:
        language: `"en"` or `"zh"`; by default that of the settings.

    Example:
        >>> from pronghorn import messages
        >>> print(messages.text("M12", name="dense", language="en")[:22])
        [M12] two layers share
    """
    message = codes(code[0])[code]
    is_chinese = (language or settings.language) == "zh"
    known = _Facts(facts)
    for name in _WORDED & facts.keys():
        known[name] = phrase(facts[name], language, facts)
    return f"[{code}] " + (message.zh if is_chinese else message.en).format_map(known)


def note(code: str, /, **facts: Any) -> None:
    """Tells the user something once: a code with the same facts is not repeated in this process.

    It goes to the logger "pronghorn": legacy spellings (N) at level INFO, the rest at WARNING.
    """
    key = (code, repr(sorted(facts.items())))
    if key in _said:
        return
    _said.add(key)
    tell(_readable(code, facts), minor=code[0] == "N")


def tell(said: str, minor: bool = True) -> None:
    """Gives the logger "pronghorn" a line, at level INFO if minor and at WARNING otherwise."""
    # The logging machinery costs more to import than the rest of this package together.
    importlib.import_module("pronghorn.messages.log").write(said, minor=minor)


def reset_notes() -> None:
    """Forgets which notes were said, so that each may be said again."""
    _said.clear()


def explain(code: str) -> None:
    """Prints the page of a message in the current language; needs no network.

    Args:
        code: such as `"E05"`, as it stands in brackets at the beginning of a message.

    Example:
        >>> import pronghorn.messages
        >>> pronghorn.messages.explain("nonsense")  # doctest: +ELLIPSIS
        C E F G H M N S...
    """
    matched = re.fullmatch(r"\W*([A-Za-z])0*(\d+)\W*", code)
    name = f"{matched[1].upper()}{int(matched[2]):02d}" if matched else ""
    known = codes(name[0]) if name[:1] in DOMAINS and name else {}
    if name in known:
        facts = {word: f"<{word}>" for word in placeholders(known[name].en)}
        sys.stdout.write(re.sub(r"(?<=\.) +|(?<=。)", "\n", text(name, **facts)).rstrip() + "\n")
    else:
        listed = " ".join(sorted(known) or sorted(DOMAINS))
        sys.stdout.write(listed + "\n")


def placeholders(template: str) -> set[str]:
    """The names of the facts a template reports."""
    return set(re.findall(r"\{(\w+)", template))


def phrase(said: Any, language: str | None = None, facts: Mapping[str, Any] | None = None) -> Any:
    """A phrase of ours in the language, about the facts; anything else as it is."""
    is_chinese = (language or settings.language) == "zh"
    phrases = importlib.import_module("pronghorn.messages.phrases").PHRASES
    if not isinstance(said, str) or said not in phrases:
        return said
    return (phrases[said] if is_chinese else said).format_map(_Facts(facts or {}))


def _readable(code: str, facts: dict[str, Any]) -> str:
    """The message in the user's language, or in English where the terminal cannot show it."""
    said = text(code, **facts)
    try:
        said.encode(getattr(sys.stderr, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return text(code, language="en", **facts)
    return said
