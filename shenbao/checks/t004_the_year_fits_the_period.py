"""T004: of what is counted or paid, a year takes no more than the whole period; a date of the year lies within it."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.columns import beside
from shenbao.checks.rule import Problem, check
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import ends_in, percent_aside, stem
from shenbao.model.unit import Unit, unit_of


@check("T004", whole=False, apart=True)
def the_year_fits_the_period(d: Declaration) -> Iterator[Problem]:
    """计数和金额的年度值不应大于实施周期值，年度的日期不应晚于实施周期的日期。"""
    columns = dict(d.form.columns)
    if len(columns) < 2:
        return
    for target in d.indicators:
        if help := _misfit(d.form, target):
            yield Problem(
                at=target.at / "annual",
                says=_(
                    "“{name}”的{year} {annual} 超出{whole} {period}",
                    name=target.name,
                    year=columns["annual"],
                    whole=columns["period"],
                    annual=target.annual.printed,
                    period=target.period.printed,
                ),
                help=help,
                subject=target.name,
                related=(beside(d.form, target, "period"),),
            )


def _misfit(form: Form, target: Target) -> Message | None:
    """Return what to do where the year's value does not fit the period's; None where it fits or cannot be compared."""
    year, period = target.annual.days, target.period.days
    if year and period and year.after(period):
        return _("核对两个日期：年度的完成时间在实施周期之内")
    if _exceeds(form, target):
        return _("核对两列：实施周期是各年度合计，年度不大于实施周期")
    return None


def _exceeds(form: Form, target: Target) -> bool:
    """Say whether the year's number is above the period's, in bare units of one kind that add up over the years."""
    annual, period = target.annual, target.period
    if (
        annual.number is None
        or period.number is None
        or (annual.number == period.number and annual.unit == period.unit)
    ):
        return False
    if annual.operator in ("≤", "<") and period.operator in ("≥", ">"):
        return False  # a cap above a floor contradicts nothing
    one, other = (unit_of(form, value.unit) for value in (annual, period))
    if one.name != other.name or not _adds_up(form, target.name, one) or not _of_one_time(form, target):
        return False
    return one.count(annual.number) > other.count(period.number)


def _of_one_time(form: Form, target: Target) -> bool:
    """Say whether neither value is so many a month or a day: 12次/年 beside 1次/月 is no more of anything."""
    stretches = {value.unit.partition("/")[2] for _key, value in target.values}
    return stretches == {""} or (len(stretches) == 1 and stretches <= set(form.words["yearly_suffixes"]))


def _adds_up(form: Form, name: str, one: Unit) -> bool:
    """Say whether the values of the years make up the period's: counts and money do; rates, prices and times do not."""
    words, bare = form.words, stem(name)
    if one.compound or ends_in(name, words["rate_endings"]) or any(word in bare for word in words["per_one_words"]):
        return False
    if one.name in words["share_units"] or one.name in words["percent_units"] or percent_aside(name):
        return False  # 培训完成数量 ≥100% is a share
    return one.name in words["counting_units"] or ends_in(name, words["count_endings"])
