"""Why two files cannot be compared: said where it is found, told by the command."""

from __future__ import annotations

from shenbao.message import Message


class Refused(Exception):
    """Files that cannot be compared, or a machine that cannot do it; `says` tells why and what to do."""

    def __init__(self, says: Message) -> None:
        super().__init__(str(says))
        self.says = says
