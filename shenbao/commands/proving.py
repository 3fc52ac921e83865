"""Commands that look at finished documents: whether one is of these sources, whether the two are the same."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from shenbao import pipeline, refusal, terminal
from shenbao.commands.call import (
    CONTENT,
    FAILED,
    LANG,
    PATH,
    TEMPLATES,
    _t,
    argument,
    cannot,
    command,
    language,
    misused,
    option,
)
from shenbao.commands.look import content_in, epoch, root_of, templates_in
from shenbao.message import _
from shenbao.reports import Line

if TYPE_CHECKING:  # few runs compare
    from shenbao.comparing import Outcome


@command(help=_t("核对一个 Word 或 PDF 是不是由现在的源文件生成的；不是时列出哪里不同"))
@argument("file", type=PATH)
@CONTENT
@TEMPLATES
@LANG
def verify(file: Path, content: Path | None, templates: Path | None, lang: str | None) -> None:
    from shenbao import verifying  # the printers, which a comparison does without

    said, root = lang or language(), root_of(content)
    assembled = pipeline.assemble(content_in(root, content, said), templates_in(root, templates, said))
    try:
        verdict = verifying.verify(file, assembled, pipeline.Wishes(made=epoch(said)))
    except refusal.Refused as refused:
        cannot(refused.says, said)
    terminal.tell((Line(message.within(said)) for message in verdict.told(file)), sys.stdout)
    sys.exit(0 if verdict.same else FAILED)


@command(help=_t("比较 Word 和 PDF 是不是一样：页、行、文字、列线；Word 由 LibreOffice 排版"))
@argument("docx", type=PATH)
@argument("pdf", type=PATH)
@option("--pictures", type=PATH, help=_t("把第一处不同画成图片放进这个文件夹"))
@LANG
def compare(docx: Path, pdf: Path, pictures: Path | None, lang: str | None) -> None:
    from shenbao import comparing  # few runs compare

    said = lang or language()
    picture = pictures / f"{pdf.stem[:60]}.png" if pictures else None
    if picture and any(_one_file(picture, file) for file in (docx, pdf)):
        raise misused(_("图片会盖掉要比较的文件 {file}；--pictures 换一个文件夹", file=picture), said)
    try:
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
        with terminal.progress(said) as tell:
            tell(_("用 LibreOffice 排版"))
            outcome = comparing.compare(docx, pdf, picture)
    except refusal.Refused as refused:
        cannot(refused.says, said)
    except OSError as error:
        cannot(_("写不了 {path}：{why}", path=error.filename, why=refusal.why(error)), said)
    terminal.tell(_compared(outcome, picture, said), sys.stdout)
    sys.exit(0 if outcome.agreement.within else FAILED)


def _compared(outcome: Outcome, picture: Path | None, lang: str) -> Iterator[Line]:
    """Yield what a comparison came to as lines of a report."""
    from shenbao import comparing

    for well, says in comparing.told(outcome.agreement):
        mark = {True: "✓", False: "✗", None: " "}[well]
        yield Line(f"{mark} {says.within(lang)}", "error" if well is False else "")
    if outcome.absent:
        says = _("这台机器没有 PDF 里的字体 {faces}，换了别的字体，比较不准", faces=outcome.absent)
        yield Line(f"! {says.within(lang)}", "warning")
    if picture and outcome.agreement.first:
        yield Line(_("第一处不同的图片：{file}", file=picture).within(lang))


def _one_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False
