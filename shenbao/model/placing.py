"""Where a target stands in the indicator tree, and what its name says about where it belongs.

Which categories are those of time, of quality or of effects is a word list: a form that calls them otherwise says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from shenbao.model.declaration import Target
from shenbao.model.form import Form
from shenbao.model.indicator import Kind
from shenbao.model.naming import change, counts, measured, opening, stem
from shenbao.model.wording import Words


@dataclass(frozen=True, slots=True)
class Tree:
    """A form's categories by what they hold; empty where the form has none for it."""

    quantity: tuple[str, ...]
    quality: tuple[str, ...]
    time: tuple[str, ...]
    effect: tuple[str, ...]
    cost: tuple[str, ...]


def tree(form: Form) -> Tree:
    """Return the categories of `form` by what they hold."""
    words = form.words
    return Tree(
        _categories(form, words["quantity_categories"]),
        _categories(form, words["quality_categories"]),
        _categories(form, words["time_categories"]),
        _categories(form, words["effect_parts"]),
        _categories(form, words["priced_parts"]),
    )


def costs(form: Form) -> frozenset[str]:
    """Return the categories of cost, by the names that people give them too: a target under 成本指标 itself, which the
    form has for a group alone (T001), is one of cost all the same.
    """
    return frozenset((*tree(form).cost, *form.words["priced_parts"]))


def _categories(form: Form, names: Words) -> tuple[str, ...]:
    """Return the categories that `names` mean: each by a name of its own, or all of a group by the group's."""
    groups = {group.name: group.categories for group in form.tree}
    found = (groups.get(name) or (form.category(name),) for name in names)
    return tuple(dict.fromkeys(category for several in found for category in several if category))


def strayed_timeliness(form: Form, parts: Tree, target: Target) -> str:
    """Return the word by which `target` is about being in time though it stands elsewhere; empty where it may."""
    if not parts.time or target.category in parts.time:
        return ""
    word = _timeliness(form, target)
    return word if word and form.group(target.category) and not _may_stand_elsewhere(form, parts, target) else ""


def _may_stand_elsewhere(form: Form, parts: Tree, target: Target) -> bool:
    """Say whether a target with a word of timeliness is about more than that: a count, a rate of quality, time saved,
    or how satisfied people are with it.
    """
    words, bare = form.words, stem(target.name)
    if words["satisfied_endings"].at_end(bare):
        return True
    if target.category in parts.quantity:
        return bool(counts(form, bare))
    if target.category in parts.quality:
        return bool(words["quality_timeliness"].within(bare))
    return target.category in parts.effect and bool(words["time_saved_words"].within(bare))


def _timeliness(form: Form, target: Target) -> str:
    """Return the word in the target's name that says it is about being in time; empty where there is none."""
    words, bare = form.words, stem(target.name)
    if not (words["timeliness_words"].within(bare) or bare.endswith(words["timeliness_endings"])):
        return _dated(form, target)
    bare = words["no_timeliness"].without(bare)
    return words["timeliness_words"].within(bare) or words["timeliness_endings"].at_end(bare)


def _dated(form: Form, target: Target) -> str:
    """Return the 时间 or 日期 at the end of a name that has a date for its value: the day when something is done."""
    ending = form.words["dated_endings"].at_end(stem(target.name))
    return ending if ending and any(value.kind is Kind.DATE for _key, value in target.values) else ""


def aim(form: Form, target: Target) -> str:
    """Return the verb of change that makes the target's name an aim, not something measured; empty where it is none."""
    verb = change(form, opening(form, target.name))
    if not verb:
        return ""
    numbered = any(value.kind is Kind.NUMBER for _key, value in target.values)
    vague = not numbered and form.words["aim_endings"].at_end(stem(target.name))
    return "" if measured(form, target.name) and not vague else verb


def capped(target: Target) -> bool:
    """Say whether the target allows at most so much of something, or none of it."""
    return any(value.operator in ("≤", "<") or value.number == 0 for _key, value in target.values)
