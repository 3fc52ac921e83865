"""Collects the program's messages for translation, and compiles the translations that there are.

    python tools/messages.py            bring shenbao.po up to date with the code, write shenbao.mo
    python tools/messages.py --missing  list what has no English yet

Translations are kept in `shenbao/locale/en/LC_MESSAGES/shenbao.po`; what the code no longer says is dropped from it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "shenbao/locale/en/LC_MESSAGES/shenbao.po"
KEYWORDS = {"_": None, "_t": None}
HEAD = ("Project-Id-Version", "Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


class Timeless(Catalog):
    """A catalogue whose head does not say when, by whom or with which Babel it was made."""

    def __iter__(self) -> Iterator[Message]:
        for message in super().__iter__():
            if not message.id:
                message.string = "".join(f"{name}: {value}\n" for name, value in self.mime_headers if name in HEAD)
            yield message


def collected() -> list[str]:
    """Return every message in the package, each once, in the order of their texts: code that moves changes nothing."""
    found = extract_from_dir(ROOT / "shenbao", [("**.py", "python")], keywords=KEYWORDS)
    return sorted({text for _file, _line, text, _notes, _context in found if isinstance(text, str) and text})


def translated() -> dict[str, str]:
    """Return the translations that there are."""
    if not PO.exists():
        return {}
    with PO.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


def catalogue(messages: list[str], english: dict[str, str]) -> Catalog:
    """Return the catalogue of `messages`: the same messages give the same bytes."""
    about = "# English messages of shenbao; tools/messages.py keeps this file up to date."
    made = Timeless("en", project="shenbao", version="-", header_comment=about, fuzzy=False)
    for text in messages:
        made.add(text, english.get(text, ""))
    return made


def written(made: Catalog) -> tuple[bytes, bytes]:
    """Return `made` as the two files, .po and .mo."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, made, width=110, omit_header=False, no_location=True)
    write_mo(mo, made)
    return po.getvalue(), mo.getvalue()


def main() -> None:
    """Do what the words say."""
    english = translated()
    messages = collected()
    if "--missing" in sys.argv:
        print("\n".join(text for text in messages if text not in english))
        return
    po, mo = written(catalogue(messages, english))
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po)
    PO.with_suffix(".mo").write_bytes(mo)


if __name__ == "__main__":
    main()
