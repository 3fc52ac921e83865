"""The commands: a module a group of them, loaded when one of its commands is called, and `call`, the door to click.

A new command is a function in one of the modules, called as the command is, and its line in the table.
"""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "approve": "shenbao.commands.reviewing",
    "build": "shenbao.commands.building",
    "check": "shenbao.commands.checking",
    "compare": "shenbao.commands.proving",
    "diff": "shenbao.commands.reviewing",
    "doctor": "shenbao.commands.asking",
    "explain": "shenbao.commands.asking",
    "export": "shenbao.commands.building",
    "init": "shenbao.commands.beginning",
    "lsp": "shenbao.commands.writing",
    "new": "shenbao.commands.beginning",
    "review": "shenbao.commands.reviewing",
    "schema": "shenbao.commands.asking",
    "serve": "shenbao.commands.writing",
    "verify": "shenbao.commands.proving",
}
"""every command and the module that it stands in, in the order in which help lists them"""
