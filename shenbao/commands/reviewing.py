"""Commands of a review: what a change does, and who approved what."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shenbao import pipeline, refusal, terminal
from shenbao.commands.call import (
    CONTENT,
    LANG,
    PATH,
    TEMPLATES,
    TODAY,
    UNUSABLE,
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
    status,
    tell,
)
from shenbao.commands.look import Look, day, epoch, look, root_of, templates_in
from shenbao.commands.saving import among, save
from shenbao.message import _
from shenbao.model.approval import ROLES
from shenbao.reports import Line

if TYPE_CHECKING:  # which an approval does without
    from shenbao.sides import Side, Wanted


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What is compared, the folder that results stand in, and the language of messages."""

    wanted: Wanted
    root: Path
    lang: str


def _comparison(
    base: str, head: str, content: Path | None, templates: Path | None, lang: str | None, today: str | None
) -> _Comparison:
    from shenbao.sides import Wanted  # which an approval does without

    said, root = lang or language(), root_of(content)
    if not base:  # a variable that a workflow left unset: all would be as it was
        raise misused(_("没有写和哪个版本或文件夹比"), said)
    wanted = Wanted(base, head, content or root / "content", templates_in(root, templates, said), day(today, said))
    return _Comparison(wanted, root, said)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is made of a change beside the report: a redline in whose name, and pictures."""

    redline: Path | None
    pages: Path | None
    author: str


_AUTHOR = option("--author", default="", help=_t("修订用谁的名字（默认取那次提交的作者）"))


@command(help=_t("比较两个版本（git 的提交、分支、标签）或两个文件夹：金额、指标、任务、正文和发现有什么变化"))
@argument("base")
@argument("head", default="")
@option("--content", type=PATH, help=_t("内容文件夹（默认 content），不写 HEAD 时和它比"))
@TEMPLATES
@option("--format", "format_", type=Choice(["text", "md", "html", "json"]), default="text", help=_t("报告的格式"))
@option("--output", type=PATH, help=_t("写成文件（UTF-8），不印在屏幕上"))
@option("--redline", type=PATH, help=_t("另写一份带修订标记的 Word"))
@option("--pages", type=PATH, help=_t("把有改动的 PDF 页画成图片，左旧右新，放进这个文件夹"))
@_AUTHOR
@LANG
@TODAY
@by_concern(_comparison, _Beside)
def diff(asked: _Comparison, beside: _Beside, format_: str, output: Path | None) -> None:
    from shenbao import changelogs, sides

    lang, folder = asked.lang, asked.wanted.content
    for file in filter(None, (beside.redline, beside.pages)):
        _expect_outside(file, folder, lang)
    try:
        with sides.both(asked.wanted) as (old, new):
            log = changelogs.of(old, new, lang)
            _report(changelogs.write(format_, log), format_, output, folder, lang)
            _draw(asked, beside, old, new)
    except refusal.Refused as refused:
        cannot(refused.says, lang)
    except BrokenPipeError:  # the reader of stdout has gone, and is not told
        raise
    except OSError as error:
        where = error.filename or beside.pages or beside.redline or _("标准输出")
        cannot(_("写不了 {path}：{why}", path=where, why=refusal.why(error)), lang)
    if log.why:
        cannot(log.why, lang)


def _report(written: str, format_: str, output: Path | None, content: Path, lang: str) -> None:
    """Write a comparison to its file, or to stdout."""
    if output:
        save(map(Line, written.split("\n")[:-1]), output, content, lang)
    elif format_ == "text":
        terminal.show(map(Line, written.split("\n")[:-1]), sys.stdout)
    else:
        terminal.pass_on(written.splitlines(keepends=True), sys.stdout)


def _draw(asked: _Comparison, beside: _Beside, old: Side, new: Side) -> None:
    """Write the redline and the pictures that are asked for, and say so."""
    if not (beside.redline or beside.pages):
        return
    from shenbao import reviewing, whole

    files: tuple[Path, ...] = ()
    if beside.redline:
        by = reviewing.marked(asked.wanted, beside.author, epoch(asked.lang))
        beside.redline.parent.mkdir(parents=True, exist_ok=True)
        whole.write(beside.redline, reviewing.redline(old, new, by))
        files += (beside.redline,)
    if beside.pages:
        with terminal.progress(asked.lang) as progress:
            drawn = reviewing.pages(old, new, beside.pages, progress)
        files += drawn.files
        for remark in drawn.remarks if drawn.files else (_("没有一页 PDF 有改动"),):
            tell(remark, asked.lang)
    for file in files:
        tell(_("写到 {file}", file=file), asked.lang)


def _expect_outside(file: Path, content: Path, lang: str) -> None:
    if among(file, content, lang):
        raise misused(_("审阅材料不写进内容文件夹：{file}；换一个地方", file=file), lang)


@command(help=_t("备齐一次改动的审阅材料：摘要、带修订的 Word、改动页的图片、检查报告，以及新的 Word 和 PDF"))
@argument("base")
@argument("head", default="")
@option("--content", type=PATH, help=_t("内容文件夹（默认 content），不写 HEAD 时和它比"))
@TEMPLATES
@option("--output", type=PATH, help=_t("放审阅材料的文件夹（默认 review）"))
@_AUTHOR
@LANG
@TODAY
@by_concern(_comparison)
def review(asked: _Comparison, output: Path | None, author: str) -> None:
    from shenbao import reviewing, sides

    lang, folder = asked.lang, output or asked.root / "review"
    _expect_outside(folder, asked.wanted.content, lang)
    if output is None and folder.is_symlink():  # nobody named it: it came with the repository, and may lead anywhere
        raise misused(_("{path} 是链接，不写到它指的地方；用 --output 指明文件夹", path=folder), lang)
    try:
        with sides.both(asked.wanted) as (old, new), terminal.progress(lang) as progress:
            by = reviewing.marked(asked.wanted, author, epoch(lang))
            found = reviewing.review(old, new, folder, by, lang, progress)
    except refusal.Refused as refused:
        cannot(refused.says, lang)
    except OSError as error:
        cannot(_("写不了 {path}：{why}", path=error.filename or folder, why=refusal.why(error)), lang)
    for remark in found.remarks:
        tell(remark, lang)
    terminal.name(found.files)
    sys.exit(UNUSABLE if found.log.why else status(new.examined.findings, False))


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
        findings = pipeline.check(assembled, look.day).findings
        approving.unbroken(chosen, assembled.sources, findings, every=not files)
        by = approving.approver(look.content, name)
        path = approving.record(declaration, look.content, chosen, role, by, look.day or date.today())
    except approving.Refused as refused:
        cannot(refused.says, look.lang)
    echo(path)
    tell(_("{name}以{role}的身份批准了 {n} 份内容", name=by, role=role, n=len(chosen)), look.lang)
