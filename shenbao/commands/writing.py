"""Commands that stand by while content is written: the editors' server, and a page in a browser."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from shenbao import refusal
from shenbao.commands.call import (
    CONTENT,
    LANG,
    PATH,
    TEMPLATES,
    TODAY,
    Choice,
    IntRange,
    _t,
    by_concern,
    cannot,
    command,
    echo,
    language,
    option,
    tell,
)
from shenbao.commands.look import Look, content_in, day, look, templates_in
from shenbao.message import _


@command(help=_t("给编辑器用的语言服务器（LSP），走标准输入输出；由编辑器启动"))
@option("--content", type=PATH, help=_t("内容文件夹（默认按打开的文件）"))
@option("--templates", type=PATH, help=_t("表样文件夹（默认内容旁的 templates，没有时用自带的）"))
@option("--lang", type=Choice(["zh", "en"]), help=_t("消息用的语言（默认随编辑器）"))
@TODAY
@option("--stdio", is_flag=True, hidden=True)
def lsp(content: Path | None, templates: Path | None, lang: str | None, today: str | None, stdio: bool) -> None:
    """Serve an editor; `stdio`, which many say, is what is done anyway."""
    del stdio
    said = lang or language()
    try:
        from shenbao.editing.server import serve  # an editor's libraries, which no other command needs
    except ModuleNotFoundError as error:
        cannot(_("缺少语言服务器的程序库 {what}：先运行 make build", what=error.name), said)
    from shenbao.editing.session import Setting

    folder = content_in(Path(), content, said).resolve() if content else None
    forms = templates_in(Path(), templates, said).resolve() if templates else None
    serve(Setting(forms, folder, lang or "", day(today, said)))


@command(help=_t("打开一个网页：申报表、发现和图，保存源文件后自动更新"))
@CONTENT
@TEMPLATES
@option("--output", type=PATH, help=_t("输出文件夹（默认 output）"))
@option("--port", type=IntRange(0, 65535), default=8765, help=_t("端口（默认 8765；0 是任取一个空的）"))
@option("--host", default="127.0.0.1", help=_t("地址（默认 127.0.0.1，只有这台机器能看）"))
@option("--open", "opens", is_flag=True, help=_t("在浏览器里打开"))
@option("--editor", default="vscode", help=_t("点源文件位置时用的编辑器：名称，或带 {path}、{line} 的链接"))
@option("--edit", "edits", is_flag=True, help=_t("可以在网页里修改任务的文字、金额和指标值"))
@LANG
@TODAY
@by_concern(look)
def serve(look: Look, output: Path | None, port: int, host: str, opens: bool, editor: str, edits: bool) -> None:
    try:
        from shenbao.serving import editors, server, showing  # few runs serve
    except ImportError as error:
        cannot(_("缺少程序库 {name}：在项目文件夹里运行 make build", name=error.name or ""), look.lang)
    try:
        link = editors.pattern(editor)
        wanted = showing.Wanted(
            look.content, look.templates, output or look.root / "output", look.day, look.lang, link, edits
        )
        server.serve(wanted, host, port, _telling_where(look.lang), opens)
    except refusal.Refused as refused:
        cannot(refused.says, look.lang)


def _telling_where(lang: str) -> Callable[[str, bool], None]:
    """Return what says where a page is served, and who can see it."""

    def says(address: str, only_here: bool) -> None:
        echo(address)
        sys.stdout.flush()
        if not only_here:
            tell(_("注意：同一网络里的人都能打开这个网页，用 --edit 时还能修改"), lang)
        tell(_("按 Ctrl+C 结束"), lang)

    return says
