"""N001: nothing is left to fill in: no 待定, no XX, no label with nothing behind it, in prose, names or values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from shenbao.checks.rule import Problem, check
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.passages import passages, stretch
from shenbao.model.punctuation import is_letter, without_addresses

_MOST = 9  # further places that a finding names: a text full of blanks is still one finding
_LONGEST = 60  # characters of a blank, and of what is looked at behind a label
_NOTES = ("respondents", "baseline", "source", "evidence", "explain")
_STOPS = "。；;"
_NOTHING = re.compile(r"\s*[:：]\s*(?:…+|\.{3,}|。{3,})?\s*")


class _Blank(NamedTuple):
    """A place that is still to be filled in; `label` says that it is a label with nothing behind it."""

    start: int
    end: int
    text: str
    label: bool = False

    @property
    def says(self) -> Message:
        if self.label:
            return _("“{text}”后面没有内容", text=self.text)
        return _("“{text}”处还没有填", text=self.text)


@check("N001", whole=False, apart=True)
def nothing_is_left_to_fill_in(d: Declaration) -> Iterator[Problem]:
    """不应留有待填、待定、XX 一类的占位文字。"""
    for at, text, subject, behind in _texts(d, _suspect(d.form)):
        if blanks := _blanks(d.form, text, behind):
            yield _problem(at, blanks, subject)


_Suspect = Callable[[str], object]


def _suspect(form: Form) -> _Suspect:
    """Return what says quickly whether a text may hold a blank: tens of thousands hold none."""
    lists = (form.words["placeholder_words"], form.words["placeholder_ends"], form.words["numbered_labels"])
    lines = "|".join(map(re.escape, form.words["placeholder_lines"])) or "(?!)"
    return re.compile("|".join((*(words.pattern.pattern for words in lists), lines))).search


def _texts(d: Declaration, suspect: _Suspect) -> Iterator[tuple[Address, str, str, str]]:
    """Yield every text of `d` that is `suspect`: its address, what it says, what it belongs to, and the text that
    follows it.
    """
    for task in d.tasks:
        if suspect(task.title):
            yield task.at / "title", task.title, task.title, ""
    for target in d.indicators:
        if suspect(_all_written(target)):
            for key, text in _written(target).items():
                if suspect(text):
                    yield target.at / key, text, target.name, ""
    for passage in passages(d):
        texts = [block.text for block in passage.narrative.blocks]
        for n, (text, behind) in enumerate(zip(texts, (*texts[1:], ""), strict=False)):
            if suspect(text):
                yield passage.narrative.at / n, text, passage.subject, behind


def _all_written(target: Target) -> str:
    """Return the texts of `target`, a line each."""
    name, period, annual = target.name, target.period.text, target.annual.text
    notes = (target.respondents, target.baseline, target.source, target.evidence, target.explain)
    return "\n".join((name, period, annual, *notes, "、".join(target.grades)))


def _written(target: Target) -> dict[str, str]:
    """Return what is written of `target` by its keys; a text that stands for both values once."""
    annual, period = target.annual.text, target.period.text
    found = {"name": target.name, "annual": annual, **({"period": period} if period != annual else {})}
    for key in _NOTES:
        if text := getattr(target, key):
            found[key] = text
    if target.grades:
        found["grades"] = "、".join(target.grades)
    return found


def _problem(at: Address, blanks: list[_Blank], subject: str) -> Problem:
    """Return all `blanks` of a text as one problem: it stands at the first, the others are related."""
    first, *others = blanks
    return Problem(
        at=stretch(at, first.start, first.end),
        says=first.says,
        help=_("填上实际内容；用不着的就删去"),
        subject=subject,
        related=tuple((stretch(at, one.start, one.end), one.says) for one in others[:_MOST]),
    )


def _blanks(form: Form, text: str, behind: str) -> list[_Blank]:
    text = without_addresses(text)
    return sorted({*_words(form, text), *_labels(form, text, behind), *_dots(form, text)})


def _words(form: Form, text: str) -> Iterator[_Blank]:
    """Yield the words in `text` that stand for what is to come, those that only look so left out."""
    words, ends = form.words["placeholder_words"], form.words["placeholder_ends"]
    excuses = form.words["placeholder_excuses"].all_within(text)
    excused = {place for one in excuses for place in range(*one.span())}
    blanks = (one for one in words.all_within(text) if not _is_person(form, text, one))
    free = [one.span() for one in ends.all_within(text) if not is_letter(text[one.end() : one.end() + 1])]
    for start, end in (*free, *(_whole(text, one) for one in blanks)):
        if excused.isdisjoint(range(start, end)) and _stands_alone(text, start, end):
            yield _Blank(start, end, text[start:end])


def _is_person(form: Form, text: str, found: re.Match[str]) -> bool:
    """Say whether `found` is the given name of somebody whose name is kept back: 郑某某, not 由某某 or 建设某某项目."""
    words, surname = form.words, text[found.start() - 1 : found.start()]
    if found[0] not in words["anonymous_names"] or not is_letter(surname or " ") or surname in found[0]:
        return False
    return surname not in words["no_surnames"] and not words["anonymous_things"].at_start(
        text[found.end() :][:_LONGEST]
    )


def _whole(text: str, found: re.Match[str]) -> tuple[int, int]:
    """Return where `found` stands, with more of its last sign behind it: XXX is one blank."""
    end = found.end()
    while end < found.end() + _LONGEST and text[end : end + 1] == text[end - 1] and not is_letter(text[end]):
        end += 1
    return found.start(), end


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether no Latin letter touches a Latin word: XXL is a size."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    return not (_both_latin(text[start], before) or _both_latin(text[end - 1], behind))


def _both_latin(one: str, other: str) -> bool:
    return one.isascii() and one.isalpha() and other.isascii() and other.isalpha()


def _labels(form: Form, text: str, behind: str) -> Iterator[_Blank]:
    """Yield the labels (目标1：) with nothing behind them before the next label or the end of it all."""
    labels = form.words["numbered_labels"]
    for found in labels.all_within(text):
        nothing = _NOTHING.match(text, found.end())
        if nothing is None:
            continue
        rest = text[nothing.end() : nothing.end() + _LONGEST] or behind.strip()
        if not rest or rest in form.words["placeholder_lines"] or labels.pattern.match(rest):
            yield _Blank(found.start(), nothing.end(), text[found.start() : nothing.end()].strip(), label=True)


def _dots(form: Form, text: str) -> Iterator[_Blank]:
    """Yield the dots that are all of `text`, or its last line: then a stop stands before them."""
    bare = text.rstrip()
    dots = form.words["placeholder_lines"].at_end(bare)
    before = bare.removesuffix(dots).rstrip()
    if dots and (not before or before[-1] in _STOPS):
        yield _Blank(len(bare) - len(dots), len(bare), dots)
