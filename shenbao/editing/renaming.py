"""A new name for a task or an indicator, wherever it is named: where it is declared, in `order`, and in the narratives.

What stands in a narrative may be a word and not the name, so those edits are for people to confirm one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shenbao import yamlfile
from shenbao.editing.positions import holds
from shenbao.editing.snapshot import Snapshot
from shenbao.finding import Place
from shenbao.mending import Edit
from shenbao.message import _
from shenbao.model.address import Address, Stretch
from shenbao.model.declaration import Declaration, Target, Task
from shenbao.model.naming import plain
from shenbao.model.passages import passages
from shenbao.refusal import Refused
from shenbao.source import unfit

_LONGEST = 200  # characters of a name that is offered
_MOST = 500  # mentions in narratives


@dataclass(frozen=True, slots=True)
class Named:
    """A name: whose it is, the addresses that hold it as a value, and the one that the cursor is at."""

    name: str
    at: Address
    everywhere: tuple[Address, ...]
    namesakes: frozenset[str]
    """the names that the new one must differ from"""


@dataclass(frozen=True, slots=True)
class Renamed:
    """The edits that change a name, and those that need a look."""

    sure: tuple[Edit, ...]
    perhaps: tuple[Edit, ...]


def named(name: str, line: int, column: int, last: Snapshot) -> tuple[Named, Place] | None:
    """Return what is named at the cursor in the file called `name`, and the place of the name there; None where it is
    no name of a task or an indicator."""
    d, shown = last.declaration, f"{last.folder}/{name}"
    if d is None:
        return None
    for at, place in last.places(shown):
        if _may_name(at) and holds(place, line, column) and (found := named_at(d, at)):
            return found, last.text(place.file).unquoted(place)
    return None


def rename(found: Named, new: str, last: Snapshot) -> Renamed:
    """Return the edits that call what was `found` by the name `new`. Raises Refused."""
    new, d = new.strip(), last.declaration
    assert d is not None  # or nothing was found
    if not new or "\n" in new or len(new) > _LONGEST:
        raise Refused(_("名称要写在一行里，最多 {most} 个字", most=_LONGEST))
    if unfit(new):
        raise Refused(_("“{name}”里有不能写的字符", name=new))
    if not d.whole:
        raise Refused(_("有文件读不出来，改名会漏掉那里的名称：先改正错误"))
    if plain(new) in found.namesakes and plain(new) != plain(found.name):
        raise Refused(_("已经有“{name}”，换一个名称", name=new))
    places = last.assembled.reading.places
    sure = tuple(_retyped(last, places.of(at), found.name, new) for at in found.everywhere)
    return Renamed(sure, tuple(_mentions(last, d, found.name, new)))


def _may_name(at: Address) -> bool:
    return at.path == ("title",) or at.path[-1:] == ("name",) or (len(at.path) == 3 and at.path[0] == "order")


def named_at(d: Declaration, at: Address) -> Named | None:
    """Return what the value at `at` names; None where it is no name of a task or an indicator."""
    if at.path == ("title",):
        task = next((task for task in d.tasks if task.at.file == at.file), None)
        return _task(d, task) if task else None
    if at.path[0] == "order":
        category, n = str(at.path[1]), at.path[2]
        listed = d.order.get(category, ())
        name = listed[n] if isinstance(n, int) and n < len(listed) else ""
        meant = [t for t in d.indicators if t.category == category and t.name == name]
        return _target(d, meant, at) if meant else None
    target = next((t for t in d.indicators if t.at / "name" == at), None)
    return _target(d, [target], at) if target else None


def _task(d: Declaration, task: Task) -> Named:
    others = frozenset(plain(one.title) for one in d.tasks if one is not task)
    return Named(task.title, task.at / "title", (task.at / "title",), others)


def _target(d: Declaration, meant: list[Target], at: Address) -> Named:
    """Return the name of the targets that are `meant`; a namesake in the category keeps its name, in `order` too."""
    first = meant[0]
    others = [t for t in d.indicators if t.category == first.category and t not in meant]
    order = d.at / "order" / first.category
    listed = [order / n for n, name in enumerate(d.order.get(first.category, ())) if name == first.name]
    shared = any(t.name == first.name for t in others)
    everywhere = (*(t.at / "name" for t in meant), *(() if shared else listed))
    return Named(first.name, at, everywhere, frozenset(plain(t.name) for t in others))


def _retyped(last: Snapshot, place: Place, old: str, new: str) -> Edit:
    """Return the edit of the value at `place`, in its quotes or in those that the new name needs. Raises Refused."""
    text = last.text(place.file)
    typed, bare = text.at(place), text.at(text.unquoted(place))
    if not typed or bare != old:
        raise Refused(
            _("“{name}”在 {file} 第 {line} 行写成了几行或有转义，要自己改", name=old, file=place.file, line=place.line)
        )
    written = yamlfile.spelled(new, typed[0] if bare != typed else "")
    if not written:
        raise Refused(_("“{name}”里有不能写的字符", name=new))
    return Edit(place, typed, written)


def _mentions(last: Snapshot, d: Declaration, old: str, new: str) -> Iterator[Edit]:
    """Yield the edits of `old` in the narratives, not where a longer name holds it."""
    longer = {name for name in _names(d) if old in name and name != old}
    pattern = re.compile("|".join(map(re.escape, (*sorted(longer, key=len, reverse=True), old))))
    places, n = last.assembled.reading.places, 0
    for passage in passages(d):
        for at, text in passage.texts:
            written = places.written.get(at)
            for match in pattern.finditer(text) if written else ():
                place = written.place(text, Stretch(*match.span())) if written and match[0] == old else None
                if place and written and written.typed(place) == old and n < _MOST:
                    n += 1
                    yield Edit(place, old, new)


def _names(d: Declaration) -> Iterable[str]:
    return (*(task.title for task in d.tasks), *(target.name for target in d.indicators))
