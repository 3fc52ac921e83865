"""The commands: words in, exit status out. 0 nothing fails the run, 1 findings fail it, 2 wrong usage or
environment."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from shenbao import (
    __version__,
    exports,
    form,
    manual,
    papers,
    pipeline,
    refusal,
    reporting,
    reports,
    rulebooks,
    terminal,
    waiving,
    whole,
)
from shenbao.engine import Examined
from shenbao.filenames import DEPARTMENT
from shenbao.finding import Finding, Severity
from shenbao.message import Message, _
from shenbao.model.approval import ROLES
from shenbao.reports import Line, Report, text
from shenbao.reports.inert import harmless
from shenbao.reports.report import summary

if TYPE_CHECKING:  # the printers' libraries are loaded by a build alone
    from shenbao.comparing import Outcome
    from shenbao.model.form import Form
    from shenbao.printers.press import Press

FAILED, UNUSABLE = 1, 2
_STDOUT = Path("-")
_SECONDS = re.compile("[0-9]{1,12}")
FIRST_FORM = "nansha"  # which form a new declaration has where none is named


def _language() -> str:
    """Return the language that the environment asks for; Chinese where it says nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def _chosen(words: Sequence[str]) -> str:
    """Return the language of messages: the one that `words`, right or wrong as a call, ask for by `--lang`."""
    told = re.findall(r"(?:^|\0)--lang[=\0](zh|en)(?=\0|$)", "\0".join(words))
    return told[-1] if told else _language()


def _t(text: str) -> str:
    """Return a help text in the environment's language."""
    return _(text).within(_language())


_CLICKS = {"Options": _t("选项："), "Commands": _t("命令："), "Show this message and exit.": _t("显示这段说明")}


class _Page(click.HelpFormatter):
    """A page of help, measured in a terminal's columns; click counts characters, and says its own words in English."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _t("用法："))

    def write_heading(self, heading: str) -> None:
        self.write(f"{_CLICKS.get(heading, heading)}\n")

    def write_text(self, text: str) -> None:
        self.write("".join(f"  {line}\n" for line in terminal.wrapped(text, self.width - 2)))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max(len(name) for name, _told in rows), col_max) + col_spacing
        for name, told in rows:
            lines = terminal.wrapped(_CLICKS.get(told, told), self.width - first - 2)
            if len(name) > first - col_spacing:
                lines.insert(0, "")
            self.write(f"  {name:{first}}{lines[0]}".rstrip() + "\n")
            self.write("".join(f"{'':{first + 2}}{line}\n" for line in lines[1:]))


click.Context.formatter_class = _Page

_PATH = click.Path(path_type=Path, readable=False)  # what cannot be read is told by whoever reads, and not by click
_CONTENT = click.option("--content", type=_PATH, help=_t("内容文件夹（默认 content）"))
_TEMPLATES = click.option("--templates", type=_PATH, help=_t("表样文件夹（默认当前目录的 templates，没有时用自带的）"))
_STRICT = click.option("--strict", is_flag=True, help=_t("警告也算不通过"))
_LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help=_t("消息用的语言（默认随系统）"))
_TODAY = click.option(
    "--today", metavar="YYYY-MM-DD", help=_t("今天的日期，用来核对豁免的期限（默认取 SOURCE_DATE_EPOCH）")
)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_t("把绩效目标申报内容检查、汇总，印成正式的 Word 和 PDF；不写命令时就是 build"),
)
@click.version_option(__version__, message="shenbao %(version)s", help=_t("显示版本"))
def program() -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at a declaration needs: its folder and the forms', the folder that results stand in, the language of
    messages, and the day."""

    content: Path
    templates: Path
    root: Path
    lang: str
    day: date | None


def _look(content: Path | None, templates: Path | None, lang: str | None, today: str | None) -> _Look:
    said, root = lang or _language(), _root(content)
    folder, day = _content(content, root, said), _today(today, said)
    return _Look(folder, _templates(templates, root, said), root, said, day)


def _wishes(
    pdf_variant: str, attach_sources: bool, official: bool, compares: bool, lang: str | None
) -> pipeline.Wishes:
    if attach_sources and pdf_variant not in papers.WITH_FILES:
        says = _("--attach-sources 只能用于 --pdf-variant {variants}", variants=papers.WITH_FILES)
        raise click.UsageError(says.within(lang or _language()))
    return pipeline.Wishes(pdf_variant, attach_sources, official=official, compare=compares)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is reported, as what, and where to; and what fails the run."""

    strict: bool
    format_: str
    waivers: bool
    file: Path | None


@dataclass(frozen=True, slots=True)
class _Excused:
    """What is not held against anybody: the findings of a baseline, which may be written first."""

    baseline: Path | None
    write_baseline: bool


@dataclass(frozen=True, slots=True)
class _Mending:
    """Whether spellings are mended, and whether that is only shown."""

    fix: bool
    diff: bool


def _by_concern(*concerns: Callable[..., object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Hand a command its options by concern: what each of `concerns` makes of those that it names, then the rest."""
    named = [list(signature(concern).parameters) for concern in concerns]

    def sorted_out(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(*given: object, **options: object) -> None:
            of_each = [{name: options[name] for name in names} for names in named]
            rest = {name: value for name, value in options.items() if not any(name in names for names in named)}
            command(*given, *(concern(**of) for concern, of in zip(concerns, of_each, strict=True)), **rest)

        return called

    return sorted_out


@program.command(help=_t("汇总、检查并生成 Word 和 PDF"))
@_CONTENT
@_TEMPLATES
@click.option("--output", type=_PATH, help=_t("输出文件夹（默认 output）"))
@click.option("--compare", "compares", is_flag=True, help=_t("印好后比较 Word 和 PDF 是不是一样（要有 LibreOffice）"))
@_STRICT
@_LANG
@_TODAY
@click.option(
    "--pdf-variant",
    type=click.Choice(papers.VARIANTS),
    default=papers.BOTH,
    help=_t("PDF 符合的标准：both 是 PDF/A-3（长期保存）和 PDF/UA-1（无障碍）同时符合"),
)
@click.option("--attach-sources", is_flag=True, help=_t("把源文件附在 PDF 里（默认不附：豁免和注释不宜公开）"))
@click.option("--official", is_flag=True, help=_t("只用表样要的字体：有代用字体或缺字时算错误"))
@click.pass_obj
@_by_concern(_look, _wishes)
def build(press: Press, look: _Look, wishes: pipeline.Wishes, output: Path | None, strict: bool) -> None:
    wishes = replace(wishes, made=_epoch(look.lang))
    with terminal.progress(look.lang) as tell:
        tell(_("读取"))
        assembled = pipeline.assemble(look.content, look.templates)
        examined = pipeline.check(assembled, look.day)
        built = pipeline.build(assembled, examined, output or look.root / "output", press, tell, wishes, strict=strict)
    _tell_build(built, examined, assembled, strict, look.lang)


@program.command(help=_t("只汇总和检查，不生成文件"))
@_CONTENT
@_TEMPLATES
@_STRICT
@_LANG
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(reports.FORMATS)),
    default=next(iter(reports.FORMATS)),
    help=_t("报告的格式"),
)
@click.option("--waivers", is_flag=True, help=_t("列出每一条豁免和它的情况"))
@click.option("--baseline", type=_PATH, help=_t("基线文件：只报告、只追究它里面没有的"))
@click.option(
    "--write-baseline", is_flag=True, help=_t("把现有的发现写成基线（默认写到内容文件夹旁的 .shenbao-baseline.json）")
)
@click.option("--report", "file", type=_PATH, help=_t("把报告写成文件（UTF-8），不印在屏幕上"))
@_TODAY
@click.option(
    "--fix",
    is_flag=True,
    help=_t("先统一写法，意思不变：指标值（不低于98% 写成 ≥98%）、金额里的全角数字、名称里重复的（%）、连着的标点"),
)
@click.option("--diff", is_flag=True, help=_t("和 --fix 一起用：只显示会改什么，不写文件"))
@_by_concern(_look, _Told, _Excused, _Mending)
def check(look: _Look, told: _Told, excused: _Excused, mends: _Mending) -> None:
    assembled = pipeline.assemble(look.content, look.templates)
    if told.waivers and told.format_ not in reports.LIST_WAIVERS:
        raise click.UsageError(_("--waivers 只用于格式 {formats}", formats=reports.LIST_WAIVERS).within(look.lang))
    if mends.fix or mends.diff:
        assembled = _mended(assembled, look, mends, told.format_)
    examined = pipeline.check(assembled, look.day)
    report = reporting.report(assembled, examined, look.lang, strict=told.strict, lists_waivers=told.waivers)
    report = _without(report, excused, look, writes=not mends.diff)
    if not mends.diff:  # which is all that is shown
        _write(report, told, look)
    sys.exit(_status(report.findings, told.strict))


@program.command(help=_t("核对一个 Word 或 PDF 是不是由现在的源文件生成的；不是时列出哪里不同"))
@click.argument("file", type=_PATH)
@_CONTENT
@_TEMPLATES
@_LANG
def verify(file: Path, content: Path | None, templates: Path | None, lang: str | None) -> None:
    from shenbao import verifying  # the printers, which few commands need

    said, root = lang or _language(), _root(content)
    assembled = pipeline.assemble(_content(content, root, said), _templates(templates, root, said))
    try:
        verdict = verifying.verify(file, assembled, pipeline.Wishes(made=_epoch(said)))
    except refusal.Refused as refused:
        _cannot(refused.says, said)
    terminal.tell((Line(message.within(said)) for message in verdict.told(file)), sys.stdout)
    sys.exit(0 if verdict.same else FAILED)


@program.command(help=_t("说明一条规则：查什么、为什么、例子和改法；不写代码时列出全部"))
@click.argument("code", required=False)
@_LANG
def explain(code: str | None, lang: str | None) -> None:
    said = lang or _language()
    if code is None:
        terminal.show((Line(line) for line in manual.listing(said)), sys.stdout)
    elif (page := manual.page(code, said)) is not None:
        terminal.show((Line(line) for line in page.splitlines()), sys.stdout)
    else:
        near = tuple(filter(None, [manual.nearest_code(code)]))
        raise click.UsageError(_("没有规则 {code}{hint}", code=code, hint=_nearest(near)).within(said))


@program.command(help=_t("给编辑器用的语言服务器（LSP），走标准输入输出；由编辑器启动"))
@click.option("--content", type=click.Path(path_type=Path), help=_t("内容文件夹（默认按打开的文件）"))
@click.option(
    "--templates", type=click.Path(path_type=Path), help=_t("表样文件夹（默认内容旁的 templates，没有时用自带的）")
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help=_t("消息用的语言（默认随编辑器）"))
@_TODAY
@click.option("--stdio", is_flag=True, hidden=True)
def lsp(content: Path | None, templates: Path | None, lang: str | None, today: str | None, stdio: bool) -> None:
    """Serve an editor; `stdio`, which many say, is what is done anyway."""
    del stdio
    said = lang or _language()
    try:
        from shenbao.editing.server import serve  # an editor's libraries, which no other command needs
    except ModuleNotFoundError as error:
        _cannot(_("缺少语言服务器的程序库 {what}：先运行 make build", what=error.name), said)
    from shenbao.editing.session import Setting

    folder = _content(content, Path(), said).resolve() if content else None
    forms = _templates(templates, Path(), said).resolve() if templates else None
    serve(Setting(forms, folder, lang or "", _today(today, said)))


@program.command(help=_t("检查这台机器：Python、程序库、Pango、字体，以及源文件里缺字体的字"))
@_CONTENT
@_TEMPLATES
@_LANG
def doctor(content: Path | None, templates: Path | None, lang: str | None) -> None:
    from shenbao import doctor as examination  # fonts and libraries, which no other command looks at

    said, root = lang or _language(), _root(content)
    found = list(examination.examine(content or root / "content", _templates(templates, root, said)))
    terminal.tell((line for entry in found for line in entry.lines(said)), sys.stdout)
    sys.exit(0 if all(entry.well for entry in found) else UNUSABLE)


@program.command(help=_t("比较 Word 和 PDF 是不是一样：页、行、文字、列线；Word 由 LibreOffice 排版"))
@click.argument("docx", type=_PATH)
@click.argument("pdf", type=_PATH)
@click.option("--pictures", type=_PATH, help=_t("把第一处不同画成图片放进这个文件夹"))
@_LANG
def compare(docx: Path, pdf: Path, pictures: Path | None, lang: str | None) -> None:
    from shenbao import comparing  # few runs compare

    said = lang or _language()
    picture = pictures / f"{pdf.stem[:60]}.png" if pictures else None
    if picture and any(_one_file(picture, file) for file in (docx, pdf)):
        raise click.UsageError(_("图片会盖掉要比较的文件 {file}；--pictures 换一个文件夹", file=picture).within(said))
    try:
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
        with terminal.progress(said) as tell:
            tell(_("用 LibreOffice 排版"))
            outcome = comparing.compare(docx, pdf, picture)
    except refusal.Refused as refused:
        _cannot(refused.says, said)
    except OSError as error:
        _cannot(_("写不了 {path}：{why}", path=error.filename, why=refusal.why(error)), said)
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


@program.command(help=_t("导出数据：整份申报表（json），绩效指标表和资金表（csv、xlsx）；有错误时不写"))
@_CONTENT
@_TEMPLATES
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(exports.FORMATS)),
    default=next(iter(exports.FORMATS)),
    help=_t("数据的格式（默认 json）"),
)
@click.option("--output", type=_PATH, help=_t("输出文件或文件夹（默认 output）；json 可以写 -，印在屏幕上"))
@click.option("--schema", is_flag=True, help=_t("只印出 json 的结构（JSON Schema）"))
@_STRICT
@_LANG
@_TODAY
@_by_concern(_look)
def export(look: _Look, format_: str, output: Path | None, schema: bool, strict: bool) -> None:
    if schema:
        terminal.pass_on(exports.schema().splitlines(keepends=True), sys.stdout)
        return
    output, made = output or look.root / "output", _epoch(look.lang)
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


@program.command(help=_t("比较两个版本（git 的提交、分支、标签）或两个文件夹：金额、指标、任务、正文和发现有什么变化"))
@click.argument("base")
@click.argument("head", default="")
@click.option("--content", type=click.Path(path_type=Path), help=_t("内容文件夹（默认 content），不写 HEAD 时和它比"))
@_TEMPLATES
@click.option(
    "--format", "format_", type=click.Choice(["text", "md", "html", "json"]), default="text", help=_t("报告的格式")
)
@click.option("--output", type=click.Path(path_type=Path), help=_t("写成文件（UTF-8），不印在屏幕上"))
@_LANG
@_TODAY
def diff(
    base: str, head: str, content: Path | None, templates: Path | None, format_: str, output: Path | None,
    lang: str | None, today: str | None,
) -> None:  # fmt: skip
    from shenbao import changelogs, sides  # few commands compare

    said, root = lang or _language(), _root(content)
    folder = content or root / "content"
    wanted = sides.Wanted(base, head, folder, _templates(templates, root, said), _today(today, said))
    try:
        with sides.both(wanted) as (old, new):
            log = changelogs.of(old, new, said)
    except refusal.Refused as refused:
        _cannot(refused.says, said)
    text_ = changelogs.write(format_, log)
    if output:
        _save(map(Line, text_.split("\n")[:-1]), output, folder, said)
    elif format_ == "text":
        terminal.show(map(Line, text_.split("\n")[:-1]), sys.stdout)
    else:
        terminal.pass_on(text_.splitlines(keepends=True), sys.stdout)
    if log.why:
        _cannot(log.why, said)


_FORM = click.option("--form", "form_name", help=_t("用哪张表样（默认 nansha）"))


@program.command(help=_t("开始一份新的申报内容：在新文件夹里放好只要填空的文件"))
@click.argument("folder", metavar="DIR", type=_PATH)
@_FORM
@_TEMPLATES
@_LANG
def init(folder: Path, form_name: str | None, templates: Path | None, lang: str | None) -> None:
    from shenbao import starting  # few runs start anything

    said = lang or _language()
    chosen = _form(form_name or FIRST_FORM, _templates(templates, Path(), said), said)
    try:
        made = starting.begin(folder, chosen)
    except refusal.Refused as refused:
        _cannot(refused.says, said)
    except OSError as error:
        _cannot(_("写不了 {path}：{why}", path=error.filename or folder, why=refusal.why(error)), said)
    terminal.name(made)
    quoted = shlex.quote(str(folder))
    _tell(_("在网页里填：build.py serve --content {folder} --open --edit", folder=quoted), said)
    _tell(_("填好以后用 build.py check --content {folder} 检查", folder=quoted), said)


@program.group(help=_t("添一个要填的文件"))
def new() -> None:
    pass


@new.command("task", help=_t("在 tasks 里添一项任务"))
@click.argument("name", metavar="名称")
@_CONTENT
@_TEMPLATES
@_LANG
@_TODAY
@_by_concern(_look)
def new_task(look: _Look, name: str) -> None:
    from shenbao import reading, starting

    assembled = pipeline.assemble(look.content, look.templates)
    form_, declaration = assembled.form.form, assembled.reading.declaration
    if form_ is None:
        _cannot(_("不知道用哪张表样；先把 {file} 里的“申报表”填好", file=look.content / DEPARTMENT), look.lang)
    try:
        terminal.name([starting.task(look.content, form_, name, reading.titles(assembled.sources))])
    except refusal.Refused as refused:
        _cannot(refused.says, look.lang)
    except OSError as error:
        _cannot(_("写不了 {path}：{why}", path=error.filename or look.content, why=refusal.why(error)), look.lang)
    if declaration and declaration.order:
        _tell(_("{file} 里写了指标顺序：新任务的指标没有列进去，排在列出的后面", file=DEPARTMENT), look.lang)


@program.command(help=_t("记下谁批准了哪些金额和指标；不写文件时是全部。以后改了，check 会报出来（A001）"))
@click.argument("files", nargs=-1)
@click.option("--role", type=click.Choice(ROLES), help=_t("以什么身份批准"))
@click.option("--name", default="", help=_t("谁批准（默认取 git config user.name）"))
@click.option("--status", is_flag=True, help=_t("只列出每份内容由谁、哪天批准，后来改过没有"))
@_CONTENT
@_TEMPLATES
@_LANG
@click.option("--today", metavar="YYYY-MM-DD", help=_t("批准的日期（默认取 SOURCE_DATE_EPOCH，没有时是今天）"))
@_by_concern(_look)
def approve(look: _Look, files: tuple[str, ...], role: str | None, name: str, status: bool) -> None:
    from shenbao import approving  # few runs approve

    assembled = pipeline.assemble(look.content, look.templates)
    declaration = assembled.reading.declaration
    if declaration is None:
        _cannot(_("源文件读不成申报表，不能批准：先运行 build.py check"), look.lang)
    if status:
        terminal.show(map(Line, terminal.table(approving.told(declaration), look.lang)), sys.stdout)
        return
    if role is None:
        raise click.UsageError(_("用 --role 写明以什么身份批准：{roles}", roles=ROLES).within(look.lang))
    try:
        chosen = approving.chosen(declaration, look.content, files)
        approving.unbroken(chosen, assembled.sources, pipeline.check(assembled, look.day).findings)
        by = approving.approver(look.content, name)
        path = approving.record(declaration, look.content, chosen, role, by, look.day or date.today())
    except approving.Refused as refused:
        _cannot(refused.says, look.lang)
    click.echo(path)
    _tell(_("{name}以{role}的身份批准了 {n} 份内容", name=by, role=role, n=len(chosen)), look.lang)


@program.command(help=_t("印出信息部分的 JSON Schema，给编辑器用"))
@_FORM
@_TEMPLATES
@_LANG
def schema(form_name: str | None, templates: Path | None, lang: str | None) -> None:
    import json

    from shenbao import starting

    said = lang or _language()
    chosen = _form(form_name, _templates(templates, Path(), said), said) if form_name else None
    made = json.dumps(starting.schema(chosen), ensure_ascii=False, indent=2)
    terminal.pass_on([f"{made}\n"], sys.stdout)


def _form(name: str, templates: Path, lang: str) -> Form:
    """Return the form called `name`, or end the run."""
    known = form.names(templates)
    found = form.read(templates, name).form if name in known else None
    if found is None:
        _cannot(_("没有表样“{name}”；有 {known}", name=name, known=tuple(known)), lang)
    return found


@program.command(help=_t("打开一个网页：申报表、发现和图，保存源文件后自动更新"))
@_CONTENT
@_TEMPLATES
@click.option("--output", type=click.Path(path_type=Path), help=_t("输出文件夹（默认 output）"))
@click.option("--port", type=click.IntRange(0, 65535), default=8765, help=_t("端口（默认 8765；0 是任取一个空的）"))
@click.option("--host", default="127.0.0.1", help=_t("地址（默认 127.0.0.1，只有这台机器能看）"))
@click.option("--open", "opens", is_flag=True, help=_t("在浏览器里打开"))
@click.option("--editor", default="vscode", help=_t("点源文件位置时用的编辑器：名称，或带 {path}、{line} 的链接"))
@click.option("--edit", "edits", is_flag=True, help=_t("可以在网页里修改任务的文字、金额和指标值"))
@_LANG
@_TODAY
@_by_concern(_look)
def serve(look: _Look, output: Path | None, port: int, host: str, opens: bool, editor: str, edits: bool) -> None:
    try:
        from shenbao.serving import editors, server, showing  # few runs serve
    except ImportError as error:
        _cannot(_("缺少程序库 {name}：在项目文件夹里运行 make build", name=error.name or ""), look.lang)
    try:
        link = editors.pattern(editor)
        wanted = showing.Wanted(
            look.content, look.templates, output or look.root / "output", look.day, look.lang, link, edits
        )
        server.serve(wanted, host, port, _telling_where(look.lang), opens)
    except refusal.Refused as refused:
        _cannot(refused.says, look.lang)


def _telling_where(lang: str) -> Callable[[str, bool], None]:
    """Return what says where a page is served, and who can see it."""

    def tell(address: str, only_here: bool) -> None:
        click.echo(address)
        sys.stdout.flush()
        if not only_here:
            _tell(_("注意：同一网络里的人都能打开这个网页，用 --edit 时还能修改"), lang)
        _tell(_("按 Ctrl+C 结束"), lang)

    return tell


def main(arguments: Sequence[str], press: object) -> None:
    """Run the command that `arguments` name; a build prints with `press`. Ends in SystemExit.

    People never see a traceback of their own doing.
    """
    terminal.ready()
    lang = _chosen(arguments)
    name = "build.py" if Path(sys.argv[0]).name == "build.py" else "shenbao"
    try:
        program.main(arguments, prog_name=name, standalone_mode=False, obj=press)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.ClickException as error:
        _tell(_("用法有误：{what}（--help 列出用法）", what=_misuse(error)), lang)
        sys.exit(UNUSABLE)
    except (click.Abort, KeyboardInterrupt):
        _tell(_("已中断"), lang)
        sys.exit(130)
    except BrokenPipeError:  # the reader, a pager, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except rulebooks.Unusable as error:
        says = _("程序包 {package} 的规则用不了：{why}；请装它的人修好或卸载", package=error.package, why=error.why)
        _tell(says, lang)
        sys.exit(UNUSABLE)
    except Exception as error:  # a bug; its traceback is for us, its sentence for the user
        if "SHENBAO_TRACE" in os.environ:
            raise
        says = _(
            "程序出错：{what}；把源文件发给维护的人（设 SHENBAO_TRACE=1 可看到细节）",
            what=repr(error),
        )
        _tell(says, lang)
        sys.exit(UNUSABLE)


def _tell(says: Message, lang: str) -> None:
    """Say one sentence on stderr."""
    terminal.tell([Line(says.within(lang))])


def _misuse(error: click.ClickException) -> Message:
    """Return what is wrong with the words of a call; click says it in English alone."""
    match error:
        case click.exceptions.NoSuchCommand():
            return _("没有命令“{name}”{hint}", name=error.command_name, hint=_nearest(error.possibilities))
        case click.NoSuchOption():
            return _("没有选项 {name}{hint}", name=error.option_name, hint=_nearest(error.possibilities))
        case click.BadOptionUsage() if error.option_name in _valued():
            return _("选项 {name} 后面要有一个值", name=error.option_name)
        case click.BadOptionUsage():
            return _("选项 {name} 后面不带值", name=error.option_name)
        case click.exceptions.NoArgsIsHelpError(ctx=click.Context(command=click.Group() as group) as within):
            return _("{call} 后面要写一个命令：{names}", call=within.command_path, names=tuple(group.commands))
        case click.MissingParameter(param=click.Argument() as argument, ctx=click.Context() as within):
            words = [word.human_readable_name for word in within.command.params if isinstance(word, click.Argument)]
            call = f"{within.command_path} {' '.join(words)}"
            return _("缺少 {name}：写成 {call}", name=argument.human_readable_name, call=call)
        case click.BadParameter(param=click.Option(type=click.Choice() as choice) as option):
            names = tuple(choice.choices)
            return _("选项 {name} 只能是 {choices}", name=option.opts[0], choices=names)
    if extra := re.search(r"extra arguments? \((.*)\)", error.format_message()):
        return _("多出来的词：{words}", words=extra[1])
    return Message("{what}", (("what", error.format_message()),))


def _valued() -> set[str]:
    """Return the options that a value follows."""
    params = (param for command in program.commands.values() for param in command.params)
    return {name for param in params if isinstance(param, click.Option) and not param.is_flag for name in param.opts}


def _nearest(names: Sequence[str] | None) -> Message:
    """Return the known `names` that are nearest to an unknown one, as they follow what is wrong with it."""
    return _("；最接近的是 {near}", near=tuple(names)) if names else Message("")


def _root(content: Path | None) -> Path:
    """Return the folder that the default folders stand in: the current one, or build.py's own where only that has
    content."""
    home = Path(sys.argv[0]).resolve().parent
    beside = content is None and not Path("content").is_dir() and Path(sys.argv[0]).name == "build.py"
    return home if beside and (home / "content").is_dir() else Path()


def _content(content: Path | None, root: Path, lang: str) -> Path:
    chosen = content or root / "content"
    if not chosen.is_dir():
        raise click.UsageError(_("没有内容文件夹 {folder}；用 --content 指明", folder=chosen).within(lang))
    return chosen


def _templates(templates: Path | None, root: Path, lang: str) -> Path:
    if templates is not None and not templates.is_dir():
        raise click.UsageError(_("没有表样文件夹 {folder}；用 --templates 指明", folder=templates).within(lang))
    return templates or (root / "templates" if (root / "templates").is_dir() else form.shipped())


def _epoch(lang: str) -> datetime | None:
    """Return the time that SOURCE_DATE_EPOCH tells, which documents are dated by."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    with suppress(ValueError, OverflowError, OSError):  # beyond the year 9999, or what the system counts to
        if _SECONDS.fullmatch(epoch):  # int takes signs, and more for digits
            return datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
    says = _("SOURCE_DATE_EPOCH 是“{text}”：要写 1970 年以来的秒数，只用 0 到 9，比如 1735689600", text=epoch[:40])
    raise click.UsageError(says.within(lang))


def _today(text: str | None, lang: str) -> date | None:
    """Return the day that is told: by the option, or by SOURCE_DATE_EPOCH; the clock is never asked."""
    if not text:
        made = _epoch(lang)
        return made.date() if made else None
    try:
        return waiving.day(text)
    except ValueError:
        raise click.UsageError(_("“{text}”不是日期：--today 写成 2025-12-31 的样子", text=text).within(lang)) from None


def _status(findings: Sequence[Finding], strict: bool) -> int:
    if any(f.environment and f.severity is Severity.ERROR for f in findings):
        return UNUSABLE
    return FAILED if any(f.fails(strict) for f in findings) else 0


def _without(report: Report, excused: _Excused, look: _Look, writes: bool) -> Report:
    """Return `report` without what is excused; the baseline is written first where that is asked and `writes`."""
    renew = excused.write_baseline and writes
    if not excused.baseline and not renew:
        return report
    try:
        held, told = reporting.against(report, excused.baseline or reporting.baseline_beside(look.content), renew)
    except refusal.Refused as error:
        raise click.UsageError(error.says.within(look.lang)) from None
    for message in told:
        _tell(message, look.lang)
    return held


def _mended(assembled: pipeline.Assembled, look: _Look, mends: _Mending, format_: str) -> pipeline.Assembled:
    """Return the declaration with its mends, written to its files or, with --diff, only shown; what was done goes to
    stderr."""
    from shenbao import mending  # few checks mend

    if not mends.fix:
        raise click.UsageError(_("--diff 要和 --fix 一起用").within(look.lang))
    if mends.diff and format_ != next(iter(reports.FORMATS)):
        raise click.UsageError(_("--diff 显示的是差异，不能再用 --format {format}", format=format_).within(look.lang))
    mended = pipeline.mend(assembled, look.day)
    if mended.astray:
        _cannot(_("程序的错误：改后的内容读起来不一样，没有改动任何文件；把源文件发给维护的人"), look.lang)
    if mends.diff:
        shown = [replace(change, shown=harmless(change.shown)) for change in mended.changes]
        terminal.pass_on((line for change in shown for line in mending.diff(change)), sys.stdout)
    else:
        try:
            mending.write(look.content, mended.changes)
        except mending.Refused as refused:
            _cannot(refused.message, look.lang)
        terminal.tell(map(Line, mending.told(mended.mends, look.lang)))
    _tell(mending.summary(mended.mends, mended.changes, mends.diff), look.lang)
    return mended.assembled


def _write(report: Report, told: _Told, look: _Look) -> None:
    """Write `report` to its file, or to stdout."""
    if told.file:
        _save(reports.write(told.format_, report), told.file, look.content, look.lang)
    else:
        fitted = replace(report, columns=terminal.columns(sys.stdout))
        terminal.show(reports.write(told.format_, fitted), sys.stdout)


def _save(lines: Iterable[Line], file: Path, content: Path, lang: str) -> None:
    """Write a report to `file` and say so; never among the sources in the folder `content`."""
    if _among(file, content, lang):
        raise click.UsageError(_("报告不写进内容文件夹：{file}；换一个地方", file=file).within(lang))
    text = io.StringIO()
    terminal.show(lines, text)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        whole.write(file, text.getvalue().encode(errors="backslashreplace"))
    except OSError as error:
        _cannot(_("写不了报告 {file}：{why}", file=file, why=refusal.why(error)), lang)
    _tell(_("报告写到 {file}", file=file), lang)


def _fit_for_export(output: Path, format_: str, content: Path, lang: str) -> None:
    """Refuse a place that an export in the format cannot go to: a pipe, another format's file, the sources."""
    if output == _STDOUT and format_ not in exports.ONE_TEXT:
        raise click.UsageError(_("--output - 只用于格式 {formats}", formats=exports.ONE_TEXT).within(lang))
    ending = output.suffix.lower().removeprefix(".")
    if ending in exports.FORMATS and ending != format_:
        says = _(
            "{file} 是 {ending} 文件的名称，导出的是 {format}：用 --format {ending}，或改名",
            file=output,
            ending=ending,
            format=format_,
        )
        raise click.UsageError(says.within(lang))
    if _among(output, content, lang):
        raise click.UsageError(_("导出的数据不写进内容文件夹：{file}；换一个地方", file=output).within(lang))


def _one_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False


def _among(file: Path, content: Path, lang: str) -> bool:
    """Say whether `file` lies among the sources."""
    try:
        return file.resolve().is_relative_to(content.resolve())
    except (OSError, RuntimeError):  # a link that leads round in a circle
        _cannot(_("写不了 {path}：{why}", path=file, why=_("链接绕成了圈")), lang)


def _cannot(says: Message, lang: str) -> NoReturn:
    """End the run: what was asked for cannot be done here."""
    _tell(says, lang)
    sys.exit(UNUSABLE)


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
        _tell(remark, lang)
    if len(full) < len(findings) or examined.waived:
        counted = summary(Report(examined.findings, examined.waived))
        folder = assembled.sources.folder
        call = "build.py check" if folder == "content" else f"build.py check --content {shlex.quote(folder)}"
        _tell(_("{counted}；用 {call} 查看", counted=counted, call=call), lang)
    terminal.name(built.files)
    sys.exit(_status(findings, strict))
