"""C003: a document that is cited has one wording throughout.

Titles are held against each other by what they become without a word or a character, never pair by pair.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import narrow
from shenbao.model.passages import passages, stretch

_CITED = re.compile(r"《([^《》\n]{2,60})》")
_SIGNS = re.compile(r"[\W_]+")
_DASH = re.compile(r"[—–~～-]+")
_MOST = 4  # titles that lack a character alike: more of them are variants on purpose
_NOTES = ("name", "baseline", "source", "evidence", "explain")


@dataclass(frozen=True, slots=True)
class _Citation:
    """A title where it is cited first."""

    title: str
    at: Address
    subject: str


@check("C003", WARNING)
def a_document_has_one_wording(d: Declaration) -> Iterator[Problem]:
    """同一份文件的名称前后应一致。"""
    known: dict[str, _Citation] = {}
    titles = _Titles(d.form, int(d.form.thresholds["shortest_title"]))
    for one in _citations(d):
        if one.title in known:
            continue
        known[one.title] = one
        if earlier := titles.enter(one.title):
            yield Problem(
                at=one.at,
                says=_("《{title}》前面写的是《{earlier}》", title=one.title, earlier=earlier),
                help=_("核对原文，是同一份文件的改成一种写法"),
                subject=f"《{one.title}》",
                related=((known[earlier].at, _("《{title}》", title=earlier)),),
            )


def _citations(d: Declaration) -> Iterator[_Citation]:
    """Yield what `d` cites, in the order of the files."""
    yield from _in_targets(d.targets)
    for passage in passages(d):
        if passage.task and passage.section == "content":
            yield from _in(passage.task.at / "title", passage.subject, passage.subject)
            yield from _in_targets(passage.task.targets)
        for at, text in passage.texts:
            yield from _in(at, text, passage.subject)


def _in_targets(targets: Iterable[Target]) -> Iterator[_Citation]:
    for target in targets:
        for key in _NOTES:
            if text := getattr(target, key):
                yield from _in(target.at / key, text, target.name)


def _in(at: Address, text: str, subject: str) -> Iterator[_Citation]:
    if "《" in text:
        for found in _CITED.finditer(text):
            yield _Citation(_usual(found[1]), stretch(at, *found.span()), subject)


def _usual(title: str) -> str:
    """Return `title` with usual signs and no spaces: width and dashes are no wording."""
    return _DASH.sub("-", narrow(title))


@dataclass(slots=True)
class _Titles:
    """The titles met so far, by what is left of them without idle words, and without any one character."""

    form: Form
    shortest: int
    whole: dict[str, str] = field(default_factory=dict)
    lacking: defaultdict[str, tuple[str, ...]] = field(default_factory=lambda: defaultdict(tuple))

    def enter(self, title: str) -> str:
        """Take in `title`; return the earlier one that means the same document, empty where there is none."""
        core = self.form.words["idle_in_titles"].without(_SIGNS.sub("", title))
        earlier = self.whole.setdefault(core, title) if core else title
        if earlier != title or len(core) < self.shortest:
            return earlier if earlier != title else ""
        keys = {core, *(core[:n] + core[n + 1 :] for n in range(len(core)))}
        near = [one for key in keys for one in self.lacking[key] if self.same(one, core)]
        for key in keys:
            self.lacking[key] = (*self.lacking[key], core)[:_MOST]
        return self.whole[min(near)] if near else ""

    def same(self, one: str, other: str) -> bool:
        """Say whether two titles, a character apart, are one document: not by a number, a rank, a place or a kind."""
        short, long = sorted((one, other), key=len)
        n = next((n for n, char in enumerate(short) if char != long[n]), len(short))
        replaced = len(short) == len(long)
        if long[n + 1 :] != short[n + replaced :]:
            return False
        words = self.form.words
        differ = (long[n], *short[n : n + replaced])
        in_a_place = replaced and any(long.startswith(words["place_ends"], at) for at in (n + 1, n + 2))
        return not in_a_place and not any(char in words["telling_apart"] for char in differ)
