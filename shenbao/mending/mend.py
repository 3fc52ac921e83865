"""The mends that a declaration needs: values and amounts as they print, names without the unit, single punctuation.

Each is one act with all its edits: a name that changes, changes wherever it is named. What the form or a waiver that
holds leaves as it is, is left as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from shenbao.finding import Finding, Severity
from shenbao.mending import marks
from shenbao.mending.manuscript import Edit, Manuscript, Typed
from shenbao.message import Message, _
from shenbao.model import money
from shenbao.model.address import Address, Stretch
from shenbao.model.declaration import Declaration, Target
from shenbao.model.indicator import Kind, Value
from shenbao.model.naming import percent_aside, plain
from shenbao.model.passages import passages
from shenbao.places import Written
from shenbao.reading import Reading
from shenbao.source import Sources
from shenbao.waiving import Agreed

UNIT_IN_NAME, PUNCTUATION = "Q010", "N004"


@dataclass(frozen=True, slots=True)
class Mend:
    """One act: all of its edits or none.

    `at` and `code` say which finding it mends; a mere spelling, which no rule finds, has no code.
    """

    at: Address
    says: Message
    edits: tuple[Edit, ...]
    code: str = ""
    name: str = ""
    """the new name, where it is a target's name that changes"""


def find(sources: Sources, reading: Reading, findings: Iterable[Finding], agreed: Agreed) -> tuple[Mend, ...]:
    """Return the mends for what was read, `findings` being what the reading complained of: a file with an error is not
    touched, and neither is what the waivers `agreed` cover."""
    if reading.declaration is None:
        return ()
    broken = {finding.place.file for finding in findings if finding.severity is Severity.ERROR}
    search = _Search(reading.declaration, reading, Manuscript(sources, broken), agreed)
    return (*search.amounts(), *search.values(), *search.names(), *search.narratives())


class _Search:
    """One look at a declaration, beside what was typed."""

    def __init__(self, declaration: Declaration, reading: Reading, manuscript: Manuscript, agreed: Agreed) -> None:
        self.d, self.places, self.manuscript, self.agreed = declaration, reading.places, manuscript, agreed

    def typed(self, at: Address) -> Typed | None:
        return self.manuscript.value(self.places.known.get(at))

    def left(self, code: str, at: Address) -> bool:
        """Say whether people agreed to leave at `at` what the rule `code` finds."""
        return code in self.d.form.switched_off or self.agreed.covering(code, at) is not None

    # -- amounts ---------------------------------------------------------------------------------------------------

    def amounts(self) -> Iterator[Mend]:
        says = _("金额“{old}”改写成“{new}”")
        for at in _figures(self.d):
            yield from self.retyped(at, says, money.spellings)
        for target in self.d.indicators:
            if target.weight is not None:
                yield from self.retyped(target.at / "weight", _("分值“{old}”改写成“{new}”"), money.spellings)

    def retyped(self, at: Address, says: Message, spellings: Callable[[str], Iterable[str]]) -> Iterator[Mend]:
        """Yield the mend that gives the value at `at` the first of its `spellings` that YAML can carry there."""
        typed = self.typed(at)
        if typed is None:
            return
        for new in spellings(typed.text):
            if new == typed.text:
                return
            if edit := typed.edit(new):
                yield Mend(at, Message(says.text, (("old", typed.text), ("new", new))), (edit,))
                return

    # -- values ----------------------------------------------------------------------------------------------------

    def values(self) -> Iterator[Mend]:
        says = _("指标值“{old}”改写成“{new}”")
        for target in self.d.indicators:
            both = target.at / "value"
            columns = [both] if both in self.places.known else [target.at / key for key, _value in target.values]
            for at in columns:
                yield from self.retyped(at, says, _as_printed)

    # -- names -----------------------------------------------------------------------------------------------------

    def names(self) -> Iterator[Mend]:
        """Yield the mends of names: only of a declaration that was read whole, lest one stays named by the old
        name."""
        if not self.d.whole:
            return
        wanted = [(target, new, code) for target in self.d.indicators for new, code in self.wanted(target)]
        if not wanted:
            return
        taken = Counter((t.category, plain(t.name)) for t in self.d.indicators)
        sought = Counter((target.category, plain(new)) for target, new, _code in wanted)
        for target, new, code in wanted:
            old_key, new_key = (target.category, plain(target.name)), (target.category, plain(new))
            alike = taken[old_key] > 1 or sought[new_key] > 1 or (new_key != old_key and taken[new_key])
            if not alike and new not in self.d.order.get(target.category, ()):
                yield from self.renamed(target, new, code)

    def wanted(self, target: Target) -> Iterator[tuple[str, str]]:
        """Yield the name that `target` should have, with the rule that asks for it; nothing where its name is well."""
        at, new, code = target.at / "name", target.name, ""
        if not self.left(PUNCTUATION, at) and (single := marks.single(new)) != new:
            new, code = single, PUNCTUATION
        if _in_percent(target) and not self.left(UNIT_IN_NAME, at) and (bare := _without_unit(new)) != new:
            new, code = bare, UNIT_IN_NAME
        if code and new:
            yield new, code

    def renamed(self, target: Target, new: str, code: str) -> Iterator[Mend]:
        """Yield the mend that calls `target` by a `new` name; nothing where one of the places cannot be retyped."""
        listed = self.d.order.get(target.category, ())
        order = self.d.at / "order" / target.category
        named = [target.at / "name", *(order / n for n, name in enumerate(listed) if name == target.name)]
        edits = []
        for at in named:
            typed = self.typed(at)
            edit = typed.edit(new) if typed and typed.text == target.name else None
            if edit is None:
                return
            edits.append(edit)
        says = _("指标名称“{old}”改成“{new}”", old=target.name, new=new)
        yield Mend(target.at / "name", says, tuple(edits), code, new)

    # -- narratives ------------------------------------------------------------------------------------------------

    def narratives(self) -> Iterator[Mend]:
        """Yield a mend for each pair of marks in the narratives that was typed as it reads: `，**，` is none."""
        across = self.d.form.words["signs_across_paragraphs"]
        for passage in passages(self.d):
            blocks = list(passage.texts)
            for n, pair in marks.pairs([text for _at, text in blocks], across):
                at, text = blocks[n]
                written = self.places.written.get(at)
                if written and written.file in self.manuscript and not self.left(PUNCTUATION, at):
                    yield from _single_mark(at, text, written, pair)


def _figures(d: Declaration) -> Iterator[Address]:
    """Yield the address of every amount that was read."""
    for block in d.budget.blocks.values():
        yield from (line.at for line in block.lines)
    for task in d.tasks:
        yield from (figure.at for figure in (task.funds, *task.sources))
    if d.other and d.other.funds:
        yield d.other.funds.at


def _as_printed(text: str) -> Iterator[str]:
    """Yield the value `text` as it prints, if it is a number and reads back as the same."""
    value = Value.read(text)
    again = Value.read(value.printed)
    if value.kind is again.kind is Kind.NUMBER and (value.operator, value.digits, value.unit) == (
        again.operator, again.digits, again.unit
    ):  # fmt: skip
        yield value.printed


def _without_unit(name: str) -> str:
    """Return `name` without （%） or （单位：%） at its end."""
    bare = name
    while again := percent_aside(bare):
        bare = bare[: again.start()].rstrip()
    return bare


def _in_percent(target: Target) -> bool:
    """Say whether each value that `target` has is a number of per cent."""
    given = [value for _key, value in target.values if value]
    return bool(given) and all(value.kind is Kind.NUMBER and value.unit == "%" for value in given)


def _single_mark(at: Address, text: str, written: Written, pair: marks.Pair) -> Iterator[Mend]:
    """Yield the mend of a `pair` of marks in the `text` of a block; nothing where more stands between them as typed."""
    place = written.place(text, Stretch(pair.start, pair.start + len(pair.marks)))
    if place and written.typed(place) == pair.marks:
        says = _("连着的标点“{old}”改成“{new}”", old=pair.marks, new=pair.one)
        yield Mend(at, says, (Edit(place, pair.marks, pair.one),), PUNCTUATION)
