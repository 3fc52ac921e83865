"""Front matter → entries: keys by their English names, the place of every value noted, misfits put into words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from shenbao.entry import E, Entry, Misfit, admit, fields
from shenbao.finding import Related
from shenbao.message import Message, _
from shenbao.model.address import Address, Step
from shenbao.model.form import BudgetBlock
from shenbao.model.waiver import Waiver
from shenbao.reading.desk import Desk, named, printed
from shenbao.reading.entries import TargetEntry, WaiveEntry
from shenbao.source import Source
from shenbao.vocabulary import names, nearest
from shenbao.yamlfile import Mapping as Pairs
from shenbao.yamlfile import Node, Scalar, Sequence, bare, unparted

_STAND_IN = "？"
_CODE = re.compile(r"[A-Z][0-9]{3}")
_EXPECTED = {"text": _("一行文字"), "list": _("列表，每项一行，以“- ”开头"), "mapping": _("“键: 值”，每行一项")}


def entry(desk: Desk, source: Source, shape: type[E]) -> E | None:
    """Return the front matter of `source` as a `shape`; None, and findings, where it does not fit."""
    front = _Front(desk, source)
    at = Address(source.file)
    desk.places.known[at] = source.head
    values = front.record(source.front, at, shape)
    found, misfits = admit(shape, values)
    if misfits:
        front.misfits(at, shape, misfits, values)
        desk.broken.add(source.file)
        found = _rest(desk, at, shape, values)
    if found:
        _waivers(desk, at, found)
    return found


def _rest(desk: Desk, at: Address, shape: type[E], values: object) -> E | None:
    """Return what remains of `values` without what does not fit, so that its other values are looked at as well.

    What is missing gets a stand-in, and its address is noted: nobody shall complain of it again.
    """
    for _round in range(3):  # what is taken out of its place may be missing there
        found, misfits = admit(shape, values)
        if found:
            return found
        for misfit in misfits:
            _mend(desk, at, values, misfit)
    return None


def _mend(desk: Desk, at: Address, values: Any, misfit: Misfit) -> None:
    *way, last = misfit.path or ("",)
    holder = values
    for step in way:
        holder = holder[step]
    if misfit.kind == "missing" or isinstance(holder, list):  # the other items of a list keep their numbers
        holder[last] = {} if last == "budget" or misfit.kind == "mapping" else _STAND_IN
        desk.lacking.add(_join(at, misfit.path))
    elif misfit.path:
        del holder[last]


def _waivers(desk: Desk, scope: Address, found: Entry) -> None:
    for n, target in enumerate(getattr(found, "targets", ())):
        if target.waive:
            _waivers(desk, scope / "targets" / n, target)
    for code, waiver in getattr(found, "waive", {}).items():
        at = scope / "waive" / code
        desk.waivers.append(Waiver(scope, at, code, waiver.reason.strip(), waiver.by.strip(), waiver.until.strip()))


def spellings(shape: type[Entry]) -> Mapping[str, str]:
    """Return every accepted spelling of the keys of `shape`, with the key it stands for."""
    return names(frozenset(fields(shape)))


class _Front:
    """One file's front matter."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self.desk, self.source = desk, source

    def record(self, node: Node, at: Address, shape: type[Entry]) -> object:
        """Return the bare values of `node`, keys in English."""
        if not isinstance(node, Pairs):
            return bare(node)
        values: dict[str, object] = {}
        last = ""
        for key, value in self.pairs(node, at, spellings(shape)):
            if last and node.flow and key[:1].isdigit() and _behind_a_comma(key, value):
                self.cut(at / last, at / key, str(values[last]))
            else:
                values[key], last = self.value(value, at / key), key
        return values

    def cut(self, at: Address, behind: Address, text: str) -> None:
        """Report the value at `at`, of which `text` is what YAML left before the comma (S015)."""
        whole = f"{text},{behind.path[-1]}"
        self.widen(at, behind)
        self.desk.broken.add(at.file)
        help = _("去掉逗号写成 {plain}，或给这个值加上英文双引号", plain=whole.replace(",", ""))
        says = _("花括号里的“{text}”会从逗号处断成两截", text=whole)
        self.desk.error("S015", at, says, help, printed(str(at.path[-1])))

    def pairs(self, node: Pairs, at: Address, known: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
        """Yield the pairs of `node`, known keys in English; of these, only the ones with something written behind."""
        seen: dict[str, Scalar] = {}
        source, places = self.source, self.desk.places.known
        for key, value in node.pairs:
            name = known.get(key.text.strip())
            if name is None:
                where = at / key.text
                self.desk.keys[where] = source.at(key.span)
                places[where] = source.at(key.span if isinstance(value, Scalar) and value.empty else value.span)
                yield key.text, value
                continue
            if name in seen:
                self.twice(key, seen[name], at / name)
                continue
            seen[name] = key
            empty = isinstance(value, Scalar) and value.empty
            if isinstance(value, Pairs):
                self.desk.keys[at / name] = source.at(key.span)
            places[at / name] = source.at(key.span if empty else value.span)
            if not empty:
                yield name, value

    def twice(self, key: Scalar, earlier: Scalar, at: Address) -> None:
        related = (Related(self.source.at(earlier.span), _("第一次写在这里")),)
        says = _("“{key}”与“{earlier}”是同一项，写了两次", key=key.text, earlier=earlier.text)
        self.desk.error("S004", at, says, _("只留一处"), key.text, self.source.at(key.span), related)

    def value(self, node: Node, at: Address) -> object:
        """Return the bare value at `at`; records inside it get English keys as well."""
        if isinstance(node, Scalar):
            return node.text
        match at.path[-1], node:
            case "targets", Sequence():
                return [self.target(item, at / n) for n, item in enumerate(node.items)]
            case "grades", Sequence():
                self.unparted(node, at)
            case "waive", Pairs():
                return {key.text: self.waiver(key, value, at / key.text) for key, value in node.pairs}
            case "budget", Pairs():
                return self.budget(node, at)
            case "sources", Pairs():
                return self.amounts(node, at, self.desk.form.income)
            case "order", Pairs():
                return {self.order(key, value, at): bare(value) for key, value in node.pairs}
        return bare(node)

    def unparted(self, node: Sequence, at: Address) -> None:
        """Report what another sign than the comma parts (S015): YAML takes it for one word."""
        for item in unparted(node):
            says = _("“{text}”会当成一个词", text=item.text)
            help = _("花括号、方括号里用半角逗号“,”分隔；本来就是一个词的，加上英文双引号")
            place = self.source.at(item.span)
            self.desk.error("S015", at, says, help, printed(str(at.path[-1])), place)

    def target(self, node: Node, at: Address) -> object:
        first = node.pairs[0][0] if isinstance(node, Pairs) and node.pairs else node
        self.desk.places.known[at] = self.source.at(first.span)
        values = self.record(node, at, TargetEntry)
        if place := self.desk.places.known.get(at / "value"):
            self.desk.places.known.setdefault(at / "period", place)
            self.desk.places.known.setdefault(at / "annual", place)
        return values

    def waiver(self, key: Scalar, node: Node, at: Address) -> object:
        self.desk.places.known[at] = self.source.at(key.span)
        return {"reason": node.text} if isinstance(node, Scalar) else self.record(node, at, WaiveEntry)

    def order(self, key: Scalar, value: Node, at: Address) -> str:
        """Return the category that `key` means; note its place and that of each name behind it."""
        here = at / self.desk.category(key.text)
        self.desk.places.known[here] = self.source.at(key.span)
        for n, item in enumerate(value.items if isinstance(value, Sequence) else ()):
            self.desk.places.known[here / n] = self.source.at(item.span)
        return str(here.path[-1])

    def budget(self, node: Pairs, at: Address) -> dict[str, object]:
        blocks = {block.key: block for block in self.desk.form.blocks}
        known = {spelling: block.key for block in blocks.values() for spelling in (block.name, block.key)}
        return {
            key: self.amounts(value, at / key, blocks.get(key)) if isinstance(value, Pairs) else bare(value)
            for key, value in self.pairs(node, at, known)
        }

    def amounts(self, node: Pairs, at: Address, block: BudgetBlock | None) -> dict[str, object]:
        """Return a block's amounts as written. What YAML cut at a comma is put together again, and remembered as
        cut."""
        lines = block.lines if block else ()
        known = {spelling: line.key for line in lines for spelling in (line.name, line.key)}
        values: dict[str, object] = {}
        last: Address | None = None
        for key, value in self.pairs(node, at, known):
            if last and node.flow and _behind_a_comma(key, value):
                values[str(last.path[-1])] = f"{values[str(last.path[-1])]},{key}"
                self.widen(last, at / key)
                self.desk.cut.add(last)
            else:
                values[key], last = bare(value), at / key
        return values

    def widen(self, at: Address, behind: Address) -> None:
        """Let the place of the value at `at` reach to the end of the piece `behind` it."""
        known, rest = self.desk.places.known, self.desk.places.known[behind]
        known[at] = replace(known[at], end_line=rest.end_line, end_column=rest.end_column)

    def misfits(self, at: Address, shape: type[Entry], misfits: list[Misfit], values: object) -> None:
        """Report what does not fit `shape`; a misspelt key is one finding, not a missing key as well."""
        unknown = [m for m in misfits if m.kind == "unknown"]
        meant = {(*m.path[:-1], self.unknown(at, shape, m.path)) for m in unknown}
        for misfit in misfits:
            if misfit.kind == "missing" and misfit.path not in meant:
                missing(self.desk, self.source, _join(at, misfit.path))
            elif misfit.kind not in ("missing", "unknown"):
                self.odd(at, misfit, _found(values, misfit.path))

    def unknown(self, at: Address, shape: type[Entry], path: tuple[Step, ...]) -> str:
        """Report an unknown key; return the key that was probably meant."""
        where = _join(at, path)
        return unknown_key(self.desk, where, spellings(_shape(shape, path)))

    def odd(self, at: Address, misfit: Misfit, value: object) -> None:
        where = _join(at, misfit.path)
        key = _called(misfit.path[-1]) if misfit.path else Message(self.source.file)
        says = _("“{key}”的写法不对，应是{kind}", key=key, kind=_EXPECTED.get(misfit.kind, _EXPECTED["text"]))
        subject = printed(str(where.path[-1])) if where.path else where.file
        self.desk.error("S015", where, says, _written(misfit.path, value), subject)


def _called(step: Step) -> Message:
    """Return a key, or an item of a list, as people know it."""
    return _("第 {n} 项", n=step + 1) if isinstance(step, int) else named(str(step))


def _found(values: Any, path: tuple[Step, ...]) -> object:
    """Return what stands at the end of `path` in `values`."""
    for step in path:
        values = values[step]
    return values


def _written(path: tuple[Step, ...], value: object) -> Message:
    """Return how the `value` at `path`, which has not the shape it must have, is to be written."""
    if path and "waive" in path[-2:]:
        code = _CODE.search(f"{path[-1]} {value}".upper())
        wide = isinstance(value, str) and "：" in value
        help = _("写成“{code}: 原因”，冒号用半角，后面空一格") if wide else _("写成“{code}: 原因”")
        return Message(help.text, (("code", code[0] if code else "Q006"),))
    if isinstance(value, str) and value.startswith(("｛", "［")):
        return _("花括号、方括号用半角 { } [ ]，里面用半角冒号“:”和半角逗号“,”")
    return _("运行 build.py explain S015 看写法")


def _behind_a_comma(key: str, value: Node) -> bool:
    """Say whether a pair is what YAML makes of what stands behind the comma of a number in braces."""
    return key[:1].isdigit() and isinstance(value, Scalar) and value.empty


def unknown_key(desk: Desk, at: Address, known: Mapping[str, str]) -> str:
    """Report that there is no key like the one at `at` (S002); return the key of `known` that was probably meant."""
    word = str(at.path[-1])
    near = nearest(word, known)
    help = _("改成“{near}”", near=near) if near else _("删去这一项；运行 build.py explain S002 看有哪些键")
    if "：" in word and (glued := known.get(word.partition("：")[0].strip())):
        near, help = glued, _("冒号要用半角“:”，后面加一个空格")
    desk.error("S002", at, _("没有“{word}”这个键", word=word), help, word, desk.keys.get(at))
    return known.get(near, "")


def missing(desk: Desk, source: Source, at: Address, name: str = "", help: str = "", block: str | Message = "") -> None:
    """Report that the value at `at` is missing (S003): at its key where that stands empty, else at the key of the
    `block` that lacks it, at the item, or at the file's head."""
    key = str(at.path[-1])
    holder = Address(at.file, at.path[:-1])
    place = desk.places.known.get(at) or desk.keys.get(holder)
    if place is None:
        place = desk.places.of(at) if len(at.path) > 1 and at.path[0] == "targets" else source.head
    if at in desk.places.known:
        says = _("“{name}”没有填", name=name or named(key))
    elif block:
        says = _("“{block}”缺少“{name}”", block=block, name=name)
    else:
        says = _("缺少“{name}”", name=name or named(key))
    word = name if name and _writes_chinese(source) else _spelt(key, source)
    desk.error("S003", at, says, _("补上“{key}: {value}”", key=word, value=help or "…"), name or printed(key), place)


def _spelt(key: str, source: Source) -> str:
    """Return `key` in the language that the keys of `source` are written in."""
    return printed(key) if _writes_chinese(source) else key


def _writes_chinese(source: Source) -> bool:
    return any(not key.text.isascii() for key, _value in source.front.pairs)


def _shape(shape: type[Entry], path: tuple[Step, ...]) -> type[Entry]:
    """Return the record in which the key at the end of `path` stands."""
    if "waive" in path[:-1]:
        return WaiveEntry
    return TargetEntry if path[0] == "targets" and len(path) > 1 else shape


def _join(at: Address, path: tuple[Step, ...]) -> Address:
    return Address(at.file, (*at.path, *path))
