"""Commands that write a declaration: the two documents, and its data."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shenbao import exports, papers, pipeline, reporting, terminal
from shenbao.commands.call import (
    CONTENT,
    LANG,
    PATH,
    STRICT,
    TEMPLATES,
    TODAY,
    Choice,
    _t,
    by_concern,
    command,
    language,
    misused,
    option,
    pass_obj,
    status,
    tell,
)
from shenbao.commands.look import Look, epoch, look
from shenbao.commands.saving import among
from shenbao.engine import Examined
from shenbao.message import _
from shenbao.reports import Report, text
from shenbao.reports.report import summary

if TYPE_CHECKING:  # the printers' libraries are loaded by a build alone
    from shenbao.printers.press import Press

_STDOUT = Path("-")


def _wishes(
    pdf_variant: str, attach_sources: bool, official: bool, compares: bool, lang: str | None
) -> pipeline.Wishes:
    if attach_sources and pdf_variant not in papers.WITH_FILES:
        says = _("--attach-sources 只能用于 --pdf-variant {variants}", variants=papers.WITH_FILES)
        raise misused(says, lang or language())
    return pipeline.Wishes(pdf_variant, attach_sources, official=official, compare=compares)


@command(help=_t("汇总、检查并生成 Word 和 PDF"))
@CONTENT
@TEMPLATES
@option("--output", type=PATH, help=_t("输出文件夹（默认 output）"))
@option("--compare", "compares", is_flag=True, help=_t("印好后比较 Word 和 PDF 是不是一样（要有 LibreOffice）"))
@STRICT
@LANG
@TODAY
@option(
    "--pdf-variant",
    type=Choice(papers.VARIANTS),
    default=papers.BOTH,
    help=_t("PDF 符合的标准：both 是 PDF/A-3（长期保存）和 PDF/UA-1（无障碍）同时符合"),
)
@option("--attach-sources", is_flag=True, help=_t("把源文件附在 PDF 里（默认不附：豁免和注释不宜公开）"))
@option("--official", is_flag=True, help=_t("只用表样要的字体：有代用字体或缺字时算错误"))
@pass_obj
@by_concern(look, _wishes)
def build(press: Press, look: Look, wishes: pipeline.Wishes, output: Path | None, strict: bool) -> None:
    wishes = replace(wishes, made=epoch(look.lang))
    with terminal.progress(look.lang) as tell:
        tell(_("读取"))
        assembled = pipeline.assemble(look.content, look.templates)
        examined = pipeline.check(assembled, look.day)
        built = pipeline.build(assembled, examined, output or look.root / "output", press, tell, wishes, strict=strict)
    _tell_build(built, examined, assembled, strict, look.lang)


@command(help=_t("导出数据：整份申报表（json），绩效指标表和资金表（csv、xlsx）；有错误时不写"))
@CONTENT
@TEMPLATES
@option(
    "--format",
    "format_",
    type=Choice(list(exports.FORMATS)),
    default=next(iter(exports.FORMATS)),
    help=_t("数据的格式（默认 json）"),
)
@option("--output", type=PATH, help=_t("输出文件或文件夹（默认 output）；json 可以写 -，印在屏幕上"))
@option("--schema", is_flag=True, help=_t("只印出 json 的结构（JSON Schema）"))
@STRICT
@LANG
@TODAY
@by_concern(look)
def export(look: Look, format_: str, output: Path | None, schema: bool, strict: bool) -> None:
    if schema:
        terminal.pass_on(exports.schema().splitlines(keepends=True), sys.stdout)
        return
    output, made = output or look.root / "output", epoch(look.lang)
    _fit_for_export(output, format_, look.content, look.lang)
    assembled = pipeline.assemble(look.content, look.templates)
    examined = pipeline.check(assembled, look.day)
    if output == _STDOUT:
        for data in pipeline.data(assembled, examined, format_, made, strict=strict).values():
            terminal.pass_on(data.decode().splitlines(keepends=True), sys.stdout)
        built = pipeline.Built(examined)
    else:
        built = pipeline.export(assembled, examined, format_, output, made, strict=strict)
    _tell_build(built, examined, assembled, strict, look.lang)


def _fit_for_export(output: Path, format_: str, content: Path, lang: str) -> None:
    """Refuse a place that an export in the format cannot go to: a pipe, another format's file, the sources."""
    if output == _STDOUT and format_ not in exports.ONE_TEXT:
        raise misused(_("--output - 只用于格式 {formats}", formats=exports.ONE_TEXT), lang)
    ending = output.suffix.lower().removeprefix(".")
    if ending in exports.FORMATS and ending != format_:
        says = _(
            "{file} 是 {ending} 文件的名称，导出的是 {format}：用 --format {ending}，或改名",
            file=output,
            ending=ending,
            format=format_,
        )
        raise misused(says, lang)
    if among(output, content, lang):
        raise misused(_("导出的数据不写进内容文件夹：{file}；换一个地方", file=output), lang)


def _tell_build(
    built: pipeline.Built, examined: Examined, assembled: pipeline.Assembled, strict: bool, lang: str
) -> None:
    """Print the files to stdout; to stderr what failed the build, and what a check (`examined`) does not show, in full,
    and the rest as one line."""
    findings = built.examined.findings
    checked = Counter(examined.findings)
    full = [finding for finding in findings if finding.fails(strict) or not checked[finding]]
    told = Report(tuple(full), lines=reporting.lines(assembled), lang=lang, columns=terminal.columns(sys.stderr))
    terminal.tell(text.found(told))
    for remark in built.remarks:
        tell(remark, lang)
    if len(full) < len(findings) or examined.waived:
        counted = summary(Report(examined.findings, examined.waived))
        folder = assembled.sources.folder
        call = "build.py check" if folder == "content" else f"build.py check --content {shlex.quote(folder)}"
        tell(_("{counted}；用 {call} 查看", counted=counted, call=call), lang)
    terminal.name(built.files)
    sys.exit(status(findings, strict))
