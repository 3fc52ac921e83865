"""What a call is answered with where it asks how, or asks wrongly: a page of help, a sentence on what is wrong.

click measures in characters, and says its own words in English alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from shenbao import terminal
from shenbao.commands.call import _t
from shenbao.message import Message, _

_CLICKS = {"Options": _t("选项："), "Commands": _t("命令："), "Show this message and exit.": _t("显示这段说明")}


class Page(click.HelpFormatter):
    """A page of help, measured in a terminal's columns."""

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


click.Context.formatter_class = Page


def misuse(error: click.ClickException, program: click.Group) -> Message:
    """Return what is wrong with the words of a call of `program`."""
    match error:
        case NoSuchCommand(ctx=click.Context(command=click.Group() as group) as within):
            near = nearest(_alike(error.command_name, group.list_commands(within)))
            return _("没有命令“{name}”{hint}", name=error.command_name, hint=near)
        case click.NoSuchOption():
            return _("没有选项 {name}{hint}", name=error.option_name, hint=nearest(error.possibilities))
        case click.BadOptionUsage() if error.option_name in _valued(program):
            return _("选项 {name} 后面要有一个值", name=error.option_name)
        case click.BadOptionUsage():
            return _("选项 {name} 后面不带值", name=error.option_name)
        case NoArgsIsHelpError(ctx=click.Context(command=click.Group() as group) as within):
            names = tuple(group.list_commands(within))
            return _("{call} 后面要写一个命令：{names}", call=within.command_path, names=names)
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


def _valued(program: click.Group) -> set[str]:
    """Return the options that a value follows; asks all commands, as click says not whose option it was."""
    within = click.Context(program)
    commands = filter(None, (program.get_command(within, name) for name in program.list_commands(within)))
    params = (param for command in commands for param in command.params)
    return {name for param in params if isinstance(param, click.Option) and not param.is_flag for name in param.opts}


def _alike(name: str, known: Sequence[str]) -> list[str]:
    """Return those of the `known` commands that are spelt much like `name`, as click does for options."""
    from difflib import get_close_matches  # a slip's alone

    return get_close_matches(name, known)


def nearest(names: Sequence[str] | None) -> Message:
    """Return the known `names` that are nearest to an unknown one, as they follow what is wrong with it."""
    return _("；最接近的是 {near}", near=tuple(names)) if names else Message("")
