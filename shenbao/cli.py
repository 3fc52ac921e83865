"""The program: words in, exit status out. 0 nothing fails the run, 1 findings fail it, 2 wrong usage or environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from shenbao import __version__, rulebooks, terminal
from shenbao.commands import COMMANDS
from shenbao.commands.call import (
    FAILED,
    UNUSABLE,
    Abort,
    ClickException,
    Command,
    Context,
    Exit,
    Group,
    _t,
    chosen,
    group,
    tell,
    version_option,
)
from shenbao.commands.help import misuse
from shenbao.message import _


class _Commands(Group):
    """All commands. Only the module of one that is called is loaded, or whose help is asked for."""

    def list_commands(self, ctx: Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        del ctx
        return getattr(import_module(COMMANDS[cmd_name]), cmd_name) if cmd_name in COMMANDS else None


@group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_t("把绩效目标申报内容检查、汇总，印成正式的 Word 和 PDF；不写命令时就是 build"),
)
@version_option(__version__, message="shenbao %(version)s", help=_t("显示版本"))
def program() -> None:
    pass


def main(arguments: Sequence[str], press: object) -> None:
    """Run the command that `arguments` name; a build prints with `press`. Ends in SystemExit.

    People never see a traceback of their own doing.
    """
    terminal.ready()
    lang = chosen(arguments)
    name = "build.py" if Path(sys.argv[0]).name == "build.py" else "shenbao"
    try:
        program.main(arguments, prog_name=name, standalone_mode=False, obj=press)
    except Exit as ended:
        sys.exit(ended.exit_code)
    except ClickException as error:
        tell(_("用法有误：{what}（--help 列出用法）", what=misuse(error, program)), lang)
        sys.exit(UNUSABLE)
    except (Abort, KeyboardInterrupt):
        tell(_("已中断"), lang)
        sys.exit(130)
    except BrokenPipeError:  # the reader, a pager, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except rulebooks.Unusable as error:
        says = _("程序包 {package} 的规则用不了：{why}；请装它的人修好或卸载", package=error.package, why=error.why)
        tell(says, lang)
        sys.exit(UNUSABLE)
    except Exception as error:  # a bug; its traceback is for us, its sentence for the user
        if "SHENBAO_TRACE" in os.environ:
            raise
        says = _(
            "程序出错：{what}；把源文件发给维护的人（设 SHENBAO_TRACE=1 可看到细节）",
            what=repr(error),
        )
        tell(says, lang)
        sys.exit(UNUSABLE)
