"""N004: punctuation is whole and Chinese: nothing doubled, half-width or unpaired, and a stop at the end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from shenbao.checks.columns import wrong_values
from shenbao.checks.quoting import ending
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING, Severity
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.intended import intended
from shenbao.model.passages import Passage, passages, stretch
from shenbao.model.punctuation import Slip, doubled, half_width, unpaired, without_addresses
from shenbao.model.quotation import Quotations
from shenbao.model.wording import Words

_MOST = 9  # further places that a finding names: a text typed in half-width signs is still one finding
_QUOTES = frozenset("“”\"「『‘’'")
_QUOTED = re.compile(r"[“”\"「『‘’']([^“”\"「」『』‘’']+)[“”\"」』‘’']")
_Found = tuple[int, Slip]
"""the number of a block and a slip in it"""


@check("N004", WARNING, whole=False, apart=True)
def punctuation_is_whole_and_chinese(d: Declaration) -> Iterator[Problem]:
    """标点应是全角的，不重复，成对，最后一段有句号。"""
    for passage in passages(d):
        texts = [without_addresses(block.text) for block in passage.narrative.blocks]
        yield from _side_by_side(d.form, passage, texts)
        yield from _in_half_width(d.form, passage, texts)
        yield from _without_other_half(d.form, passage, texts)
        yield from _without_stop(d.form, passage, texts)
    for target in d.indicators:
        if _QUOTES.intersection((target.name[:1], target.period.text[:1], target.annual.text[:1])):
            yield from _in_quotes(d.form, target)


def _in_quotes(form: Form, target: Target) -> Iterator[Problem]:
    """Yield the name, and the value, of `target` that stand in quotation marks as a whole, meant for YAML."""
    name = target.name
    if found := _QUOTED.fullmatch(name):
        name = found[1]
        says = _("名称“{name}”整个写在引号里，引号会印在表上", name=name)
        help = _("去掉两边的引号，写成 {text}", text=name.strip())
        yield Problem(at=target.at / "name", says=says, help=help, subject=target.name)
    for at, value, related in wrong_values(form, target, lambda one: bool(_QUOTED.fullmatch(one.text))):
        bare = value.text[1:-1]
        says = _("“{name}”的指标值 {value} 整个写在引号里，引号会印在表上", name=name, value=value.printed)
        help = _("去掉两边的引号，写成 {text}", text=intended(form, bare) or Value.read(bare).printed)
        yield Problem(at=at, says=says, help=help, subject=target.name, related=related)


def _side_by_side(form: Form, passage: Passage, texts: list[str]) -> Iterator[Problem]:
    """Yield two signs side by side; what is quoted is cited as it is."""
    signs, quotations = form.words["doubled_signs"], Quotations(texts, form.words["signs_across_paragraphs"])
    for n, text in enumerate(texts):
        if slips := [slip for slip in doubled(text, signs) if not quotations.hold(n, slip.start)]:
            says = _("“{sign}”是两个标点连用", sign=slips[0].sign)
            yield _problem(passage, says, _("只留一个"), [(n, slip) for slip in slips])


def _in_half_width(form: Form, passage: Passage, texts: list[str]) -> Iterator[Problem]:
    """Yield a problem a paragraph: whoever types half-width signs types all of them so."""
    for n, text in enumerate(texts):
        slips = half_width(text, form.words["half_width_signs"])
        twice = doubled(text, form.words["doubled_signs"]) if slips else ()
        told = {place for slip in twice for place in range(slip.start, slip.end)}
        if slips := [slip for slip in slips if slip.start not in told]:
            first = slips[0]
            says = _("{sign} 是半角标点，中文里用全角的 {better}", sign=first.sign, better=first.better)
            help = _("改成 {better} ，本段的其他半角标点一并改", better=first.better)
            yield _problem(passage, says, help, [(n, slip) for slip in slips])


def _without_other_half(form: Form, passage: Passage, texts: list[str]) -> Iterator[Problem]:
    """Yield a problem for each kind of pair that does not come out even: two signs of one kind are one slip."""
    kinds: dict[str, list[_Found]] = defaultdict(list)
    for n, slip in unpaired(texts, form.words["paired_signs"], form.words["signs_across_paragraphs"]):
        kinds["".join(sorted((slip.sign, slip.better)))].append((n, slip))
    for found in kinds.values():
        _n, slip = found[0]
        says = _("{sign} 没有配对的 {better}", sign=slip.sign, better=slip.better)
        yield _problem(passage, says, _("补上另一半，或改正方向"), found)


def _without_stop(form: Form, passage: Passage, texts: list[str]) -> Iterator[Problem]:
    """Yield the end of the last paragraph that has no stop; lists whose items all have none are lists of names."""
    text = texts[-1].rstrip() if texts else ""
    if not text or text in form.words["nothing_words"] or _stops(form, text):
        return
    items = [one.text for one in passage.narrative.blocks if one.marker]
    if passage.narrative.blocks[-1].marker and not any(_stops(form, item) for item in items):
        return
    says = _("最后一段没有句号：“{text}”", text=ending(text))
    found = [(len(texts) - 1, Slip(len(text) - 1, len(text), text[-1]))]
    yield _problem(passage, says, _("在末尾加“。”"), found, NOTICE)


def _stops(form: Form, text: str) -> bool:
    """Say whether `text` ends in a stop, closing quotation marks and brackets left aside."""
    return text.rstrip(_closing(form.words["paired_signs"])).endswith(form.words["closing_stops"])


@lru_cache(8)
def _closing(pairs: Words) -> str:
    return "".join(pair[1:] for pair in pairs) + ") "


def _problem(
    passage: Passage, says: Message, help: Message, found: list[_Found], severity: Severity | None = None
) -> Problem:
    """Return the slips `found` as one problem: it stands at the first, the others are related."""
    at, *others = [_at(passage, n, slip) for n, slip in found[: 1 + _MOST]]
    signs = [slip.sign for _n, slip in found[1:]]
    related = tuple((place, _("这里的 {sign}", sign=sign)) for place, sign in zip(others, signs, strict=False))
    return Problem(at=at, says=says, help=help, subject=passage.subject, severity=severity, related=related)


def _at(passage: Passage, n: int, slip: Slip) -> Address:
    return stretch(passage.narrative.at / n, slip.start, slip.end)
