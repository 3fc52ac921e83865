"""Which parts of a form's indicator tree hold a target that measures something."""

from __future__ import annotations

from functools import cache

from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import plain


def parts(form: Form) -> frozenset[str]:
    """Return the names of all groups and categories of `form`."""
    return frozenset((*(group.name for group in form.tree), *form.categories))


def filled(d: Declaration) -> frozenset[str]:
    """Return the groups and categories that hold a target. A misspelt category counts as the one that was meant."""
    used = {target.category for target in d.indicators if measures(d.form, target)}
    known = set(d.form.categories)
    categories = {category if category in known else meant(d.form, category) for category in used} - {""}
    groups = {d.form.group(category) for category in categories} | (used & parts(d.form))
    return frozenset(categories | groups)


def measures(form: Form, target: Target) -> bool:
    """Say whether `target` measures anything: neither its name nor all of its values say that there is nothing, unless
    that is the answer.
    """
    empty = form.words["nothing_words"].each
    if plain(target.name) not in empty:
        for value in (target.annual, target.period):
            if value and plain(value.text) not in empty:
                return True
    return _answers_none(form, target)


def _answers_none(form: Form, target: Target) -> bool:
    """Say whether 无 is the answer of `target`, as in 安全事故：无. What has another value is not looked at."""
    bad = form.words["none_is_an_answer"]
    return any(bad.within(f"{target.name}{value.text}") for _key, value in target.values if value)


def meant(form: Form, category: str) -> str:
    """Return the category of `form` most like `category`; empty where none is alike."""
    return _meant(form.categories, category.replace("指标", ""))


def group_meant(form: Form, category: str) -> str:
    """Return the group that `category` stands in, or is itself the name of; of a misspelt one, the group of the one
    that was meant."""
    if category in (group.name for group in form.tree):
        return category
    return form.group(category) or form.group(meant(form, category))


@cache
def _meant(categories: tuple[str, ...], word: str) -> str:
    from difflib import get_close_matches  # few categories are misspelt

    names = {category.replace("指标", ""): category for category in categories}
    return next((names[near] for near in get_close_matches(word, list(names), 1, 0.5)), "")
