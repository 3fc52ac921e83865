"""A call: its language, the options that many commands have, and how a run ends that cannot go on.

This and `help` are the door to click; the commands take from here what they need of it.
"""

from __future__ import annotations

import os
import pathlib
import re
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from inspect import signature
from typing import NoReturn

from click import Abort as Abort
from click import Choice as Choice
from click import ClickException as ClickException
from click import Command as Command
from click import Context as Context
from click import Group as Group
from click import IntRange as IntRange
from click import Path, UsageError
from click import argument as argument
from click import command as command
from click import echo as echo
from click import group as group
from click import option as option
from click import pass_obj as pass_obj
from click import version_option as version_option
from click.exceptions import Exit as Exit

from shenbao import terminal
from shenbao.finding import Finding, Severity
from shenbao.message import Message, _
from shenbao.reports import Line

FAILED, UNUSABLE = 1, 2


def language() -> str:
    """Return the language that the environment asks for; Chinese where it says nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def chosen(words: Sequence[str]) -> str:
    """Return the language of messages: the one that `words`, right or wrong as a call, ask for by `--lang`."""
    told = re.findall(r"(?:^|\0)--lang[=\0](zh|en)(?=\0|$)", "\0".join(words))
    return told[-1] if told else language()


def _t(text: str) -> str:
    """Return a help text in the environment's language."""
    return _(text).within(language())


PATH = Path(path_type=pathlib.Path, readable=False)  # what cannot be read is told by whoever reads, and not by click
CONTENT = option("--content", type=PATH, help=_t("内容文件夹（默认 content）"))
TEMPLATES = option("--templates", type=PATH, help=_t("表样文件夹（默认当前目录的 templates，没有时用自带的）"))
FORM = option("--form", "form_name", help=_t("用哪张表样（默认 nansha）"))
STRICT = option("--strict", is_flag=True, help=_t("警告也算不通过"))
LANG = option("--lang", type=Choice(["zh", "en"]), help=_t("消息用的语言（默认随系统）"))
TODAY = option("--today", metavar="YYYY-MM-DD", help=_t("今天的日期，用来核对豁免的期限（默认取 SOURCE_DATE_EPOCH）"))


def by_concern(*concerns: Callable[..., object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
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


def status(findings: Sequence[Finding], strict: bool) -> int:
    """Return the exit status that `findings` come to."""
    if any(f.environment and f.severity is Severity.ERROR for f in findings):
        return UNUSABLE
    return FAILED if any(f.fails(strict) for f in findings) else 0


def tell(says: Message, lang: str) -> None:
    """Say one sentence on stderr."""
    terminal.tell([Line(says.within(lang))])


def cannot(says: Message, lang: str) -> NoReturn:
    """End the run: what was asked for cannot be done here."""
    tell(says, lang)
    sys.exit(UNUSABLE)


def misused(says: Message, lang: str) -> UsageError:
    """Return what ends the run when it is raised: the words of the call do not fit together, or not what is there."""
    return UsageError(says.within(lang))
