"""Commands that answer a question: what a rule says, whether this machine is fit, how a file's values are built."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from shenbao import manual, terminal
from shenbao.commands.call import (
    CONTENT,
    FORM,
    LANG,
    TEMPLATES,
    UNUSABLE,
    _t,
    argument,
    command,
    language,
    misused,
)
from shenbao.commands.help import nearest
from shenbao.commands.look import form_called, root_of, templates_in
from shenbao.message import _
from shenbao.reports import Line


@command(help=_t("说明一条规则：查什么、为什么、例子和改法；不写代码时列出全部"))
@argument("code", required=False)
@LANG
def explain(code: str | None, lang: str | None) -> None:
    said = lang or language()
    if code is None:
        terminal.show((Line(line) for line in manual.listing(said)), sys.stdout)
    elif (page := manual.page(code, said)) is not None:
        terminal.show((Line(line) for line in page.splitlines()), sys.stdout)
    else:
        near = tuple(filter(None, [manual.nearest_code(code)]))
        raise misused(_("没有规则 {code}{hint}", code=code, hint=nearest(near)), said)


@command(help=_t("检查这台机器：Python、程序库、Pango、字体，以及源文件里缺字体的字"))
@CONTENT
@TEMPLATES
@LANG
def doctor(content: Path | None, templates: Path | None, lang: str | None) -> None:
    from shenbao import doctor as examination  # fonts and libraries, which no other command looks at

    said, root = lang or language(), root_of(content)
    found = list(examination.examine(content or root / "content", templates_in(root, templates, said)))
    terminal.tell((line for entry in found for line in entry.lines(said)), sys.stdout)
    sys.exit(0 if all(entry.well for entry in found) else UNUSABLE)


@command(help=_t("印出信息部分的 JSON Schema，给编辑器用"))
@FORM
@TEMPLATES
@LANG
def schema(form_name: str | None, templates: Path | None, lang: str | None) -> None:
    from shenbao import starting  # which the other questions do without

    said = lang or language()
    chosen = form_called(form_name, templates_in(Path(), templates, said), said) if form_name else None
    made = json.dumps(starting.schema(chosen), ensure_ascii=False, indent=2)
    terminal.pass_on([f"{made}\n"], sys.stdout)
