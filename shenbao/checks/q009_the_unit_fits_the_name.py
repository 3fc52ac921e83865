"""Q009: a value is counted in what its name says is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING
from shenbao.message import Message, _
from shenbao.model import unit
from shenbao.model.declaration import Declaration
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.naming import stem
from shenbao.model.wording import Words

_SHOWN = 4  # units that the help names


@check("Q009", WARNING, whole=False)
def the_unit_fits_the_name(d: Declaration) -> Iterator[Problem]:
    """指标值的单位应与名称相符：次数用次、场，人数用人，率用 %。"""
    for target in d.indicators:
        if not (ending := _ending(d.form, target.name)):
            continue
        for at, value, related in wrong_values(d.form, target, partial(_unfit, d.form, ending)):
            nearly = _nearly(d.form, ending, value)
            yield Problem(
                at=at,
                says=_(
                    "“{name}”的指标值是 {value}：名称以“{ending}”结尾，单位是“{unit}”",
                    name=target.name,
                    value=value.printed,
                    ending=ending,
                    unit=value.unit,
                ),
                help=_act(d.form, ending, value, nearly),
                subject=target.name,
                severity=NOTICE if nearly else WARNING,
                related=related,
            )


def _act(form: Form, ending: str, value: Value, nearly: bool) -> Message:
    """Return how to make `value` and a name that ends in `ending` fit."""
    if nearly:
        return _("按“{ending}”统计的，改单位；按“{unit}”统计的，改名称", ending=ending, unit=value.unit)
    units = _table(form.words["fitting_units"]).get(ending, ())
    if ending in form.words["percent_endings"]:
        units = form.words["percent_units"][:2]
    if not units:
        return _("改成合适的单位，或把名称的“{ending}”改成与“{unit}”相符的词", ending=ending, unit=value.unit)
    return _(
        "单位改用{units}，或把名称的“{ending}”改成与“{unit}”相符的词",
        units=units[:_SHOWN],
        ending=ending,
        unit=value.unit,
    )


def _ending(form: Form, name: str) -> str:
    """Return the ending of `name` that asks for certain units; empty where it has none."""
    bare, words = stem(name), form.words
    if not bare.endswith(_endings(words["fitting_units"], words["unfitting_units"], words["percent_endings"])):
        return ""
    if percent := words["percent_endings"].at_end(bare):
        return "" if bare.endswith(words["not_percent_endings"]) else percent
    known = (*_table(words["fitting_units"]), *_table(words["unfitting_units"]))
    return max((ending for ending in known if bare.endswith(ending)), key=len)


def _unfit(form: Form, ending: str, value: Value) -> bool:
    """Say whether the unit of `value` fits a name that ends in `ending` badly, or only nearly."""
    if not value.unit:
        return False
    text = value.unit[len(form.words["about_words"].at_start(value.unit)) :]
    one = unit.read(text, form.words["unit_synonyms"], form.words["period_suffixes"])
    if ending in form.words["percent_endings"]:
        return not _percent(form, ending, text, one)
    counted = one.name.partition("/")[0]  # 人/场 counts people
    fits = _table(form.words["fitting_units"]).get(ending)
    if fits is None:
        return counted in _table(form.words["unfitting_units"])[ending]
    if not counted or _nearly(form, ending, value):
        return bool(counted)
    return not (counted.startswith(fits) or text.startswith(fits))


def _nearly(form: Form, ending: str, value: Value) -> bool:
    """Say whether the unit of `value` is one that a name ending in `ending` can just bear (人次 for 人数)."""
    units = _table(form.words["nearly_fitting_units"]).get(ending)
    return bool(units) and unit.read(value.unit).name.startswith(units or ())


def _percent(form: Form, ending: str, text: str, one: unit.Unit) -> bool:
    """Say whether `text` is a share, or one thing per another (18/10万); a degree may be scored as well."""
    if one.compound or text.startswith(form.words["percent_units"]):
        return True
    return not one.name or (not ending.endswith("率") and text.startswith(form.words["score_units"]))


@cache
def _endings(*lists: Words) -> tuple[str, ...]:
    return tuple({word.split()[0] for words in lists for word in words})


@cache
def _table(lines: Words) -> Mapping[str, tuple[str, ...]]:
    """Return the units behind each ending; lines of one ending are one."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for line in lines:
        ending, *units = line.split()
        found[ending] += tuple(units)
    return dict(found)
