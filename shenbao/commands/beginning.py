"""Commands that begin something: new content, a new task."""

from __future__ import annotations

import shlex
from pathlib import Path

from shenbao import pipeline, reading, refusal, terminal
from shenbao.commands.call import (
    CONTENT,
    FORM,
    LANG,
    PATH,
    TEMPLATES,
    TODAY,
    _t,
    argument,
    by_concern,
    cannot,
    command,
    group,
    language,
    tell,
)
from shenbao.commands.look import Look, form_called, look, templates_in
from shenbao.filenames import DEPARTMENT
from shenbao.message import _

FIRST_FORM = "nansha"  # which form a new declaration has where none is named


@command(help=_t("开始一份新的申报内容：在新文件夹里放好只要填空的文件"))
@argument("folder", metavar="DIR", type=PATH)
@FORM
@TEMPLATES
@LANG
def init(folder: Path, form_name: str | None, templates: Path | None, lang: str | None) -> None:
    from shenbao import starting  # which a page of help does without

    said = lang or language()
    chosen = form_called(form_name or FIRST_FORM, templates_in(Path(), templates, said), said)
    try:
        made = starting.begin(folder, chosen)
    except refusal.Refused as refused:
        cannot(refused.says, said)
    except OSError as error:
        cannot(_("写不了 {path}：{why}", path=error.filename or folder, why=refusal.why(error)), said)
    terminal.name(made)
    quoted = shlex.quote(str(folder))
    tell(_("在网页里填：build.py serve --content {folder} --open --edit", folder=quoted), said)
    tell(_("填好以后用 build.py check --content {folder} 检查", folder=quoted), said)


@group(help=_t("添一个要填的文件"))
def new() -> None:
    pass


@new.command("task", help=_t("在 tasks 里添一项任务"))
@argument("name", metavar="名称")
@CONTENT
@TEMPLATES
@LANG
@TODAY
@by_concern(look)
def new_task(look: Look, name: str) -> None:
    from shenbao import starting

    assembled = pipeline.assemble(look.content, look.templates)
    form, declaration = assembled.form.form, assembled.reading.declaration
    if form is None:
        cannot(_("不知道用哪张表样；先把 {file} 里的“申报表”填好", file=look.content / DEPARTMENT), look.lang)
    try:
        terminal.name([starting.task(look.content, form, name, reading.titles(assembled.sources))])
    except refusal.Refused as refused:
        cannot(refused.says, look.lang)
    except OSError as error:
        cannot(_("写不了 {path}：{why}", path=error.filename or look.content, why=refusal.why(error)), look.lang)
    if declaration and declaration.order:
        tell(_("{file} 里写了指标顺序：新任务的指标没有列进去，排在列出的后面", file=DEPARTMENT), look.lang)
