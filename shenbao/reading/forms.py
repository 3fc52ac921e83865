"""Which form, in which look, the department asks for, and what is told where there is none of that name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shenbao import form
from shenbao.filenames import STYLE
from shenbao.finding import ERROR, Finding, Place
from shenbao.form import FormFile
from shenbao.message import _
from shenbao.reading.declare import form_named, style_named
from shenbao.source import Sources
from shenbao.vocabulary import nearest


def wanted_form(sources: Sources, templates: Path) -> FormFile:
    """Return the form that the department asks for, or M001."""
    name, place = form_named(sources)
    known = form.names(templates)
    if name in known:
        return _looked(form.read(templates, name), *style_named(sources))
    if not name:
        return FormFile(None, templates)  # S003 says so already
    near = nearest(name, known) or tuple(known)
    help = _("改成 {near}", near=near) if known else _("{folder} 里没有表样；用 --templates 指明", folder=templates)
    says = _("没有表样“{name}”", name=name)
    return FormFile(None, templates, (Finding("M001", ERROR, says, place, help, name),))


def is_usual(sources: Sources, templates: Path, known: FormFile) -> bool:
    """Say whether `known` is what `sources` ask for: the form of that name among `templates`, in its usual look."""
    (name, _place), (style, _there) = form_named(sources), style_named(sources)
    return bool(name) and not style and known.folder == templates / name and known.look == STYLE and not known.findings


def _looked(found: FormFile, name: str, place: Place) -> FormFile:
    """Return the form in the look called `name`, or M007; without a name in its usual one."""
    known = form.looks(found.folder)
    if not name or name in known:
        return replace(found, look=known.get(name, found.look))
    near = nearest(name, known) or tuple(known)
    help = _("改成 {near}；用通常的版式时删去这一行", near=near) if known else _("删去这一行：这张表只有一种版式")
    missing = Finding("M007", ERROR, _("这张表没有版式“{name}”", name=name), place, help, name)
    return replace(found, findings=(*found.findings, missing))
