"""Q019: satisfaction stands under 满意度指标, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.coverage import measures
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import counts
from shenbao.model.satisfaction import asks, bare, is_group


@check("Q019", WARNING, whole=False, apart=True)
def satisfaction_stands_in_its_place(d: Declaration) -> Iterator[Problem]:
    """满意度放在满意度指标里，满意度指标里只放满意度和投诉。"""
    form, categories = d.form, frozenset(d.form.categories)
    own = next((c for c in form.categories if c in form.words["satisfaction_categories"]), "")
    if not own:
        return
    for target in d.indicators:
        misplaced = not _fits(form, target.name) if target.category == own else asks(form, target.name)
        if misplaced and target.category in categories and measures(d.form, target):
            says, help = _told(target, own)
            yield Problem(at=target.at / "category", says=says, help=help, subject=target.name)


def _fits(form: Form, name: str) -> bool:
    """Say whether `name` is one of satisfaction or complaints, or only says who is asked (办事群众)."""
    words, text = form.words, bare(name)
    if words["complaint_words"].within(text):
        return True
    if words["satisfaction_words"].within(text):
        return not counts(form, name)
    return is_group(form, text) or bool(words["nobody_words"].at_end(text))


def _told(target: Target, own: str) -> tuple[Message, Message]:
    """Return what is wrong and what to do."""
    if target.category == own:
        return (
            _("“{name}”不是满意度，放在了{category}里", name=target.name, category=own),
            _("按内容移到产出或效益的一类；{category}写服务对象满不满意，如“××满意度”", category=own),
        )
    return (
        _("“{name}”是满意度，放在了{category}里", name=target.name, category=target.category),
        _("移到{own}；{category}另写由此带来的变化", own=own, category=target.category),
    )
