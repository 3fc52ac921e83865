"""Commands of a review: what a change does, and who approved what."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from shenbao import pipeline, terminal
from shenbao.commands.call import (
    CONTENT,
    LANG,
    READABLE,
    TEMPLATES,
    TODAY,
    Choice,
    _t,
    argument,
    by_concern,
    cannot,
    command,
    echo,
    language,
    misused,
    option,
    tell,
)
from shenbao.commands.look import Look, day, look, root_of, templates_in
from shenbao.commands.saving import save
from shenbao.message import _
from shenbao.model.approval import ROLES
from shenbao.reports import Line


@command(help=_t("比较两个版本（git 的提交、分支、标签）或两个文件夹：金额、指标、任务、正文和发现有什么变化"))
@argument("base")
@argument("head", default="")
@option("--content", type=READABLE, help=_t("内容文件夹（默认 content），不写 HEAD 时和它比"))
@TEMPLATES
@option("--format", "format_", type=Choice(["text", "md", "html", "json"]), default="text", help=_t("报告的格式"))
@option("--output", type=READABLE, help=_t("写成文件（UTF-8），不印在屏幕上"))
@LANG
@TODAY
def diff(
    base: str, head: str, content: Path | None, templates: Path | None, format_: str, output: Path | None,
    lang: str | None, today: str | None,
) -> None:  # fmt: skip
    from shenbao import changelogs, sides  # which an approval does without

    said, root = lang or language(), root_of(content)
    folder = content or root / "content"
    wanted = sides.Wanted(base, head, folder, templates_in(root, templates, said), day(today, said))
    try:
        with sides.both(wanted) as (old, new):
            log = changelogs.of(old, new, said)
    except sides.Refused as refused:
        cannot(refused.says, said)
    written = changelogs.write(format_, log)
    if output:
        save(map(Line, written.split("\n")[:-1]), output, folder, said)
    elif format_ == "text":
        terminal.show(map(Line, written.split("\n")[:-1]), sys.stdout)
    else:
        terminal.pass_on(written.splitlines(keepends=True), sys.stdout)
    if log.why:
        cannot(log.why, said)


@command(help=_t("记下谁批准了哪些金额和指标；不写文件时是全部。以后改了，check 会报出来（A001）"))
@argument("files", nargs=-1)
@option("--role", type=Choice(ROLES), help=_t("以什么身份批准"))
@option("--name", default="", help=_t("谁批准（默认取 git config user.name）"))
@option("--status", is_flag=True, help=_t("只列出每份内容由谁、哪天批准，后来改过没有"))
@CONTENT
@TEMPLATES
@LANG
@option("--today", metavar="YYYY-MM-DD", help=_t("批准的日期（默认取 SOURCE_DATE_EPOCH，没有时是今天）"))
@by_concern(look)
def approve(look: Look, files: tuple[str, ...], role: str | None, name: str, status: bool) -> None:
    from shenbao import approving  # which a comparison does without

    assembled = pipeline.assemble(look.content, look.templates)
    declaration = assembled.reading.declaration
    if declaration is None:
        cannot(_("源文件读不成申报表，不能批准：先运行 build.py check"), look.lang)
    if status:
        terminal.show(map(Line, terminal.table(approving.told(declaration), look.lang)), sys.stdout)
        return
    if role is None:
        raise misused(_("用 --role 写明以什么身份批准：{roles}", roles=ROLES), look.lang)
    try:
        chosen = approving.chosen(declaration, look.content, files)
        approving.unbroken(chosen, assembled.sources, pipeline.check(assembled, look.day).findings)
        by = approving.approver(look.content, name)
        path = approving.record(declaration, look.content, chosen, role, by, look.day or date.today())
    except approving.Refused as refused:
        cannot(refused.says, look.lang)
    echo(path)
    tell(_("{name}以{role}的身份批准了 {n} 份内容", name=by, role=role, n=len(chosen)), look.lang)
