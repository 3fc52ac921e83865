"""The manuals: what each code means, in a file beside the rules, and the page that `explain` prints.

A manual is Markdown: front matter (code, severity, title, english, basis) and the sections 查什么, 为什么, 例子,
怎么改. Under 例子 stand 会发现 and 不会发现; each example is a sentence and the blocks of text below it, in which
` # ← F001` behind a line marks where the finding stands. The same examples are the rule's tests. Codes are known by
the files' names alone; a manual is read when someone asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from shenbao import rulebooks, yamlfile
from shenbao.filenames import DEPARTMENT, FORM
from shenbao.finding import Severity
from shenbao.message import Message, _
from shenbao.vocabulary import nearest

_STANDS_UNDER = {"会发现": True, "不会发现": False}
_NAME = re.compile(r"([a-z])([0-9]{3})_")
_CODE = re.compile(r"([A-Z])[ -]?0*([0-9]{1,3})(?![0-9])")
_FENCE = r"^(?P<fence>`{3,})(?P<kind>[^`\n]*)\n(?P<text>(?:.*\n)*?)(?P=fence)[ \t]*$"
_FENCED = re.compile(_FENCE, re.MULTILINE)
_PART = re.compile(rf"{_FENCE}|^#{{2,3}} (?P<heading>.*)$", re.MULTILINE)
_WORDS = {
    "error": _("错误"),
    "warning": _("警告"),
    "notice": _("提示"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second or third level."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what kind of text it is (`yaml target`, `markdown task`) and the text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence saying what it shows, its blocks, and whether it must fire."""

    says: str
    blocks: tuple[Block, ...]
    fires: bool


@dataclass(frozen=True, slots=True)
class Manual:
    """One code's manual. `severities` are those it may come with, the usual one first."""

    code: str
    severities: tuple[Severity, ...]
    title: str
    english: str
    basis: str
    body: str

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples in written order."""
        found: list[Example] = []
        fires: bool | None = None  # outside 会发现 and 不会发现 a block is no example
        says = ""
        for part in _parts(self.body):
            if isinstance(part, Heading):
                fires, says = _STANDS_UNDER.get(part.text), ""
            elif isinstance(part, str):
                says = part
            elif fires is not None and says:
                found.append(Example(says, (part,), fires))
                says = ""
            elif fires is not None:
                found[-1] = replace(found[-1], blocks=(*found[-1].blocks, part))
        return tuple(found)

    @property
    def finds(self) -> str:
        """What the rule looks for, the manual's first section."""
        found = re.search(r"^## 查什么\n(.*?)(?=^## |\Z)", self.body, re.MULTILINE | re.DOTALL)
        return found[1].strip() if found else self.title

    def title_in(self, lang: str) -> str:
        return self.english if lang == "en" else self.title


def codes() -> tuple[str, ...]:
    """Return every code that has a manual."""
    return tuple(_files())


def manual(code: str) -> Manual:
    """Return the manual of `code`. Raises KeyError where there is none."""
    return read(path(code).read_text(encoding="utf-8"))


def path(code: str) -> Path:
    """Return the file of the manual of `code`. Raises KeyError where there is none."""
    return _files()[code]


def nearest_code(word: str) -> str:
    """Return the code that `word` was meant for, among those of its family: a 0 too few or too many, or one sign that
    is too much; empty where none is alike."""
    code = word.strip().upper().replace("O", "0")
    if (match := _CODE.match(code)) and (whole := f"{match[1]}{int(match[2]):03}") in codes():
        return whole
    return nearest(code, [known for known in codes() if known[:1] == code[:1]], 0.8)


def listing(lang: str) -> Iterator[str]:
    """Yield a line a code: the code, its severity, its title."""
    for code in codes():
        one = manual(code)
        yield f"{code}  {_severity(one, lang)}  {one.title_in(lang)}"


def page(code: str, lang: str) -> str | None:
    """Return the manual of `code` as people read it, marks of the tests left out; None where there is none."""
    code = code.strip().upper()
    if code not in codes():
        return None
    one = manual(code)
    head = f"{code}  {_severity(one, lang)}  {one.title_in(lang)}"
    basis = [_("依据：{basis}", basis=one.basis).within(lang)] if one.basis else []
    return "\n".join([head, *basis, "", _FENCED.sub(_shown, one.body).strip()])


def markdown(code: str) -> str:
    """Return the body of the manual of `code`, marks of the tests left out. Raises KeyError where there is none."""
    return re.sub(r"[ \t]*# ← .*$", "", manual(code).body, flags=re.MULTILINE)


def read(text: str) -> Manual:
    """Return the manual written as `text`. Raises KeyError or ValueError where its front matter is not one."""
    cut = yamlfile.split(text)
    front = yamlfile.plain(cut.front)
    if not isinstance(front, dict):
        raise ValueError(text[:80])
    severities = tuple(Severity(word.strip()) for word in front["severity"].split("/"))
    return Manual(front["code"], severities, front["title"], front["english"], front.get("basis", ""), cut.body.strip())


@cache
def _files() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for package, folder in rulebooks.folders():
        for path in sorted(folder.glob("*.md")):
            if match := _NAME.match(path.name):
                code = f"{match[1].upper()}{match[2]}"
                if code in found:
                    raise rulebooks.Unusable(package, f"{code}: {found[code].name}, {path.name}")
                found[code] = path
    return dict(sorted(found.items()))


def _severity(one: Manual, lang: str) -> str:
    words: list[Message] = [_WORDS[severity] for severity in one.severities]
    return "/".join(word.within(lang) for word in words)


def _parts(body: str) -> Iterator[Heading | Block | str]:
    """Yield the headings and blocks of `body`, and what stands between them where it is not blank."""
    end = 0
    for match in _PART.finditer(body):
        if words := body[end : match.start()].strip():
            yield words
        yield Heading(match["heading"].strip()) if match["heading"] else Block(match["kind"].strip(), match["text"])
        end = match.end()


_WHERE = {
    "yaml department": DEPARTMENT,
    "yaml task": "tasks/01-….md",
    "yaml target": "tasks/01-….md  targets:",
    "yaml targets": "tasks/01-….md  targets:",
    "yaml form": FORM,
}


def _shown(match: re.Match[str]) -> str:
    """Return a block as people see it: its file, then the text indented, its marks as arrows to the line."""
    kind = match["kind"].strip()
    lines = (re.sub(r"\s+# ←", "    ←", line) for line in match["text"].splitlines())
    told = "\n".join(f"    {line}" if line else "" for line in lines)
    return f"  ▸ {_WHERE.get(kind, kind.rpartition(' ')[2])}\n{told}"
