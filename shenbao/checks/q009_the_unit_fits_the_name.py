"""Q009: a value is counted in what its name says is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING, Severity
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.naming import stem
from shenbao.model.unit import Unit, unit_of, unrounded
from shenbao.model.wording import Words

_SHOWN = 3  # units that the help names

Units = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """What a name ends in, and the units that go with it: those that `fit`, or all but the `unfit`."""

    text: str
    fit: Units = ()
    unfit: Units = ()
    nearly: Units = ()
    share: bool = False
    """whether one thing per another (18/10万) fits as well"""

    def judge(self, text: str, one: Unit) -> Severity | None:
        """Return how bad the unit `one`, written as `text`, is for this ending; None where it goes with it."""
        counted = one.name.partition("/")[0]  # 人/场 counts people
        if not counted or (self.share and one.compound):
            return None
        if counted.startswith(self.nearly):
            return NOTICE
        if self.unfit:
            return WARNING if counted in self.unfit else None
        fits = text.startswith(self.fit) or counted.startswith(self.fit) or counted.endswith(self.fit[:1])  # 册次
        return None if fits else WARNING


Judge = Callable[[str, str], Severity | None]


@check("Q009", WARNING, whole=False, apart=True)
def the_unit_fits_the_name(d: Declaration) -> Iterator[Problem]:
    """指标值的单位应与名称相符：次数用次、场，人数用人，率用 %。"""
    endings = _endings(d.form)
    known, not_percent = tuple(endings), d.form.words["no_ratio_endings"]
    lengths = sorted({len(text) for text in known}, reverse=True)
    judge = cache(partial(_judge, d.form, endings))
    for target in d.indicators:
        name = stem(target.name)
        if not name.endswith(known) or name.endswith(not_percent):
            continue
        ending = next(name[-n:] for n in lengths if name[-n:] in endings)
        if not (judge(ending, target.annual.unit) or judge(ending, target.period.unit)):
            continue
        for at, value, related in wrong_values(d.form, target, partial(_wrong, judge, ending)):
            severity = judge(ending, value.unit)
            yield Problem(
                at=at,
                says=_(
                    "“{name}”的指标值是 {value}：名称以“{ending}”结尾，单位是“{unit}”",
                    name=target.name,
                    value=value.printed,
                    ending=ending,
                    unit=value.unit,
                ),
                help=_act(endings[ending], value.unit, severity),
                subject=target.name,
                severity=severity,
                related=related,
            )


def _wrong(judge: Judge, ending: str, value: Value) -> bool:
    return bool(value.unit and judge(ending, value.unit))


def _judge(form: Form, endings: Mapping[str, Ending], ending: str, text: str) -> Severity | None:
    return endings[ending].judge(unrounded(form, text), unit_of(form, text))


def _act(ending: Ending, unit: str, severity: Severity | None) -> Message:
    """Return how to make a name that ends in `ending` and the `unit` of its value fit."""
    told = {"ending": ending.text, "unit": unit}
    if severity is NOTICE:
        return _("按“{ending}”统计的，改单位；按“{unit}”统计的，改名称", **told)
    if ending.unfit:
        return _("改成合适的单位，或把名称的“{ending}”改成与“{unit}”相符的词", **told)
    return _("单位改用{units}，或把名称的“{ending}”改成与“{unit}”相符的词", units=ending.fit[:_SHOWN], **told)


def _endings(form: Form) -> Mapping[str, Ending]:
    """Return every ending that asks for certain units."""
    words = form.words
    fit, unfit = _lines(words["fitting_units"]), _lines(words["unfitting_units"])
    nearly = _lines(words["nearly_fitting_units"])
    counted = {e: Ending(e, fit.get(e, ()), unfit.get(e, ()), nearly.get(e, ())) for e in (*fit, *unfit)}
    percent, scored = words["percent_units"], words["score_units"]
    shares = {e: Ending(e, (*percent, *(() if e[-1] == "率" else scored)), share=True) for e in words["ratio_endings"]}
    return counted | shares


def _lines(lines: Words) -> Mapping[str, Units]:
    """Return the units behind each ending; lines of one ending are one."""
    found: dict[str, Units] = defaultdict(tuple)
    for line in lines:
        ending, *units = line.split()
        found[ending] += tuple(units)
    return found
