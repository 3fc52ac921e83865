"""Q005: an output or an effect is what the money brought about, not that it came in or went out."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING, Severity
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.form import Form
from shenbao.model.placing import costs
from shenbao.model.satisfaction import bare


@check("Q005", WARNING, whole=False, apart=True)
def results_are_no_payments(d: Declaration) -> Iterator[Problem]:
    """产出和效益不应是资金的投入和支付。"""
    words = d.form.words
    results = {c for g in d.form.tree if g.name in words["result_groups"] for c in g.categories}
    results -= costs(d.form)
    for target in d.indicators:
        if target.category not in results:
            continue
        if severity := _severity(d.form, bare(target.name)):
            yield Problem(
                at=target.at / "name",
                says=_("“{name}”是投入或支付，不是{group}", name=target.name, group=d.form.group(target.category)),
                help=_("改写这笔钱换来什么：数量（“××次数”）、质量（“××合格率”）或变化；只看付款的，删去"),
                subject=target.name,
                severity=severity,
            )


def _severity(form: Form, name: str) -> Severity | None:
    """Return how bad `name` is as an output; None where it is no payment, or one that reaches people."""
    words = form.words
    put_in = words["input_words"].within(name) or words["input_endings"].at_end(name)
    owed = "" if put_in else words["owed_words"].within(name)
    if not (put_in or owed or words["payment_endings"].at_end(name)) or words["others_money"].within(name):
        return None
    if not put_in and words["paid_to_people"].within(name):
        return None
    return NOTICE if owed else WARNING
