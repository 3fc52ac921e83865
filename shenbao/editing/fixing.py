"""Quick fixes: what `check --fix` would do here, an operator before a number, the word that was meant, a waiver."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shenbao.editing.positions import Text, meet
from shenbao.editing.snapshot import Snapshot
from shenbao.filenames import DEPARTMENT
from shenbao.finding import ERROR, Finding, Place
from shenbao.mending import Edit, Mend
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Target
from shenbao.model.direction import against
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.source import Source
from shenbao.vocabulary import CHINESE, names
from shenbao.yamlfile import Mapping, Node, Scalar, Sequence

_OPERATOR = "T002"
_TURNED = "T012"
_SLIPS: tuple[tuple[str, str], ...] = (
    (r"(?<=:)\s+(?P<slip>>=)", "≥"),
    (r"^\s*(?:- )?[^\s:：#\"']+(?P<slip>：[ \u3000]*)", ": "),
    (r"^\s*(?:- )?[A-Za-z_\u4e00-\u9fff]+(?P<slip>:)(?=[^\s:])", ": "),
)
"""what is typed for a sign that YAML knows; the first that a line holds is mended"""


@dataclass(frozen=True, slots=True)
class Fix:
    """One act with all its edits, and the findings that it mends. `sure` where nobody need think about it."""

    says: Message
    edits: tuple[Edit, ...]
    mends: tuple[Finding, ...] = ()
    sure: bool = False


def fixes(shown: str, span: Place, last: Snapshot) -> list[Fix]:
    """Return what can be done about the stretch `span` of the file `shown`."""
    findings = [finding for finding in last.findings(shown) if meet(finding.place, span)]
    found = list(_mends(span, findings, last))
    for finding in findings:
        found += _operators(finding, last)
        found += _meant(finding, last)
        found += _slips(finding, last)
    return found + [waiver for finding in findings if (waiver := _waiver(finding, last))]


def everything(last: Snapshot) -> Fix | None:
    """Return all that `check --fix` would do, as one act; None where that is nothing."""
    edits = tuple(edit for mend in last.mends for edit in mend.edits)
    return Fix(_("统一写法（{n} 处，和 check --fix 一样）", n=len(last.mends)), edits, sure=True) if edits else None


def _mends(span: Place, findings: list[Finding], last: Snapshot) -> Iterator[Fix]:
    for mend in last.mends:
        if any(edit.place.file == span.file and meet(edit.place, span) for edit in mend.edits):
            yield Fix(mend.says, mend.edits, tuple(f for f in findings if _mended(f, mend)), sure=True)


def _mended(finding: Finding, mend: Mend) -> bool:
    return bool(mend.code) and finding.code == mend.code


# -- values ---------------------------------------------------------------------------------------------------------


def _operators(finding: Finding, last: Snapshot) -> Iterator[Fix]:
    """Yield the value with an operator: the one that its name calls for first, or alone where it has the wrong one."""
    target = _target(last, finding.at)
    if finding.code not in (_OPERATOR, _TURNED) or target is None:
        return
    typed = _typed(last, finding.place)
    for new in _signed(finding, target.name, Value.read(typed), last.form):
        edits = [_edit(last, place, new) for place in _alike(finding, typed, last)]
        if all(edits):
            yield Fix(_("写成 {value}", value=new), tuple(edit for edit in edits if edit), (finding,))


def _signed(finding: Finding, name: str, value: Value, form: Form | None) -> Iterator[str]:
    meant = dict(finding.help.values).get("value")
    bare = f"{value.digits}{value.unit}"
    if isinstance(meant, str) and meant:
        yield meant
    elif form and bare and finding.code == _TURNED:
        yield f"{against(form, name, value)}{bare}"
    elif form and bare:
        falls = against(form, name, Value.read(f"≥{bare}")) == "≤"
        yield from (f"{sign}{bare}" for sign in ("≤≥=" if falls else "≥≤="))


def _alike(finding: Finding, typed: str, last: Snapshot) -> Iterator[Place]:
    """Yield the place of the value, and that of the other column where it holds the same."""
    yield finding.place
    for other in finding.related:
        if _typed(last, other.place) == typed:
            yield other.place


def _target(last: Snapshot, at: Address) -> Target | None:
    targets = last.declaration.indicators if last.declaration else ()
    return next((t for t in targets if at.file == t.at.file and at.path[:2] == t.at.path), None)


# -- words ----------------------------------------------------------------------------------------------------------


def _meant(finding: Finding, last: Snapshot) -> Iterator[Fix]:
    """Yield the word that was meant, where the help of the finding names one."""
    near = dict(finding.help.values).get("near")
    if not isinstance(near, str) or not near:
        return
    typed = _typed(last, finding.place)
    said = {str(value) for _name, value in finding.message.values} | {finding.subject}
    new = f"## {near}" if typed.startswith("#") else near
    if typed.lstrip("# ").strip() in said and (edit := _edit(last, finding.place, new)):
        yield Fix(_("改成“{near}”", near=near), (edit,), (finding,))


def _slips(finding: Finding, last: Snapshot) -> Iterator[Fix]:
    """Yield the sign that YAML knows for the one that was typed, on the line of a finding or the one above."""
    if finding.code not in ("S001", "S002"):
        return
    text = last.text(finding.place.file)
    for line in (finding.place.line, finding.place.line - 1):
        for pattern, sign in _SLIPS:
            if match := re.search(pattern, text.line(line)[:500]):
                start, end = match.span("slip")
                place = Place(finding.place.file, line, start + 1, line, end + 1)
                says = _("“{old}”改成“{new}”", old=match["slip"].strip(), new=sign.strip())
                yield Fix(says, (Edit(place, match["slip"], sign),), (finding,))
                return


def _typed(last: Snapshot, place: Place) -> str:
    """Return what is typed at `place`, without the quotes around it."""
    text = last.text(place.file)
    return text.at(text.unquoted(place))


def _edit(last: Snapshot, place: Place, new: str) -> Edit | None:
    """Return the edit that puts `new` at `place`, within the quotes there; None where it takes several lines."""
    typed = _typed(last, place)
    return Edit(last.text(place.file).unquoted(place), typed, new) if typed else None


# -- waivers --------------------------------------------------------------------------------------------------------


def _waiver(finding: Finding, last: Snapshot) -> Fix | None:
    """Return the act that puts a waiver beside what the finding is about, its reason left to be written; None where it
    cannot be waived."""
    if finding.severity is ERROR or finding.code.startswith("W") or finding.environment:
        return None
    source, node = _scope(finding, last)
    edit = _waived(finding.code, source, node, last.text(source.shown)) if source and node else None
    return Fix(_("豁免 {code}（要写原因）", code=finding.code), (edit,), (finding,)) if edit else None


def _scope(finding: Finding, last: Snapshot) -> tuple[Source | None, Mapping | None]:
    """Return the file and the record that a waiver of the finding stands in: its target, its file, the department."""
    sources = last.assembled.sources
    every = (*sources.tasks, *(s for s in (sources.department, sources.other) if s))
    found = {source.file: source for source in every}
    source = found.get(finding.at.file) or found.get(DEPARTMENT)
    if source is None:
        return None, None
    path = finding.at.path if source.file == finding.at.file else ()
    targets = _value(source.front, "targets")
    if len(path) > 1 and path[0] == "targets" and isinstance(path[1], int) and isinstance(targets, Sequence):
        item = targets.items[path[1]] if path[1] < len(targets.items) else None
        return source, item if isinstance(item, Mapping) else None
    return source, source.front


def _value(node: Mapping, key: str) -> Node | None:
    known = names(frozenset((key,)))
    return next((value for name, value in node.pairs if name.text.strip() in known), None)


def _waived(code: str, source: Source, node: Mapping, text: Text) -> Edit | None:
    waive = _value(node, "waive")
    if isinstance(waive, Mapping) and waive.flow:
        return _before_the_end(source, waive, f"{code}: ")
    if isinstance(waive, Mapping) and waive.pairs:
        first = waive.pairs[0][0].span
        return _line_above(source, first.line, first.column, f"{code}: ")
    chinese = any(not key.text.isascii() for key, _value in source.front.pairs)
    new = f"{CHINESE['waive'][0] if chinese else 'waive'}: {{{code}: }}"
    if waive is not None or not node.pairs:
        return None  # it is there and holds something else
    if node.flow:
        return _before_the_end(source, node, new)
    if node is source.front:
        return _line_above(source, source.body_line - 1, 1, new)
    return _line_below_the_first(source, node, new, text)


def _before_the_end(source: Source, node: Mapping, new: str) -> Edit:
    line, column = node.span.end_line, node.span.end_column - 1
    return Edit(Place(source.shown, line, column, line, column), "", f", {new}" if node.pairs else new)


def _line_above(source: Source, line: int, column: int, new: str) -> Edit:
    return Edit(Place(source.shown, line, 1, line, 1), "", f"{' ' * (column - 1)}{new}\n")


def _line_below_the_first(source: Source, node: Mapping, new: str, text: Text) -> Edit | None:
    """Return the edit that adds a line to a record in block style, below its last value of one line."""
    short = [(key, value) for key, value in node.pairs if _one_line(key, value)]
    if not short:
        return None
    key, value = short[-1]
    line, column = value.span.end_line, len(text.line(value.span.end_line)) + 1
    return Edit(Place(source.shown, line, column, line, column), "", f"\n{' ' * (key.span.column - 1)}{new}")


def _one_line(key: Scalar, value: Node) -> bool:
    return value.span.end_line == key.span.line and (isinstance(value, Scalar) or value.flow)
