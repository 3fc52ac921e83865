"""What people mistype in YAML and save in another encoding, and the words that help them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shenbao.message import Message, _

_MENDS: tuple[tuple[str, Message], ...] = (
    (r":\s+>\s*[=0-9＝]", _("“>”在 YAML 里另有含义：“>=”写成 ≥，或给整个值加英文双引号")),
    (r"^[^\"'#]*[｛｝［］]", _("花括号、方括号用半角 { } [ ]，里面用半角冒号“:”和半角逗号“,”")),
    (r"^\s*(?:- )?[^\s:：#\"']+：", _("冒号要用半角“:”，后面加一个空格")),
    (r"^\s*(?:- )?[^\s:：#\"']+:\S", _("冒号后面加一个空格")),
    (r"[{\[][^}\]]*[，；]", _("花括号、方括号里用半角逗号“,”分隔")),
    (r"^\s*\t|^\t", _("缩进用空格，不用制表符")),
    (r"\{[^{}]*?:\s+[^\s,{}:]+\s+[^\s,{}:]+:\s", _("花括号里每两项之间用半角逗号“,”分隔，这里少一个")),
    (r":\s+[%@`&*!|\]}]", _("给这个值加上英文双引号")),
    (r":\s+(?:\[[^\]]*|\{[^}]*)$", _("括号没有配对：补上，或给这个值加上英文双引号")),
    (r":\s.*:\s", _("值里有“: ”时，给整个值加上英文双引号")),
)
_OPEN = re.compile(r"(?:^\s*(?:- )?|^[^#]*?(?:[:,]\s+|[{\[]\s*))(?P<quoted>(?P<quote>[\"'])(?:(?!(?P=quote)).)*)$")
_CLOSED = re.compile(r"\s*(?:[,}\]:#].*)?$", re.MULTILINE)
_OPENED = _("引号没有配对：在这个值的后面补上")
UNSEEN = _("对照上下几行检查冒号、缩进和引号；拿不准时给值加上英文双引号")
"""the advice where no usual mistake is seen"""
_TYPED = 500
"""characters of a line that are looked at"""


def advice(lines: Sequence[str], line: int, first: int = 1) -> tuple[int, int, Message] | None:
    """Return the line and column (from 1) of the mistake over which the parser stumbled at `line`, and the advice that
    fits; None where none of the usual ones is seen from the line `first` on.

    The column is 0 where only the line is known. The parser often stumbles on the line below the mistake, and over a
    quote that is not closed only far below.
    """
    if opened := _opened(lines, first, line):
        return *opened, _OPENED
    for pattern, mend in _MENDS:
        for n in (line, line - 1):
            if first <= n <= len(lines) and re.search(pattern, lines[n - 1][:_TYPED]):
                return n, 0, mend
    return None


def _opened(lines: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Return where the first quote opens in the lines `first` to `last` that is not closed at a value's end."""
    for n in range(first, min(last, len(lines)) + 1):
        text = lines[n - 1]
        if len(text) <= _TYPED and ('"' in text or "'" in text) and (match := _OPEN.match(text)):
            _before, quote, behind = "\n".join(lines[n:last]).partition(match["quote"])
            return (n, match.start("quoted") + 1) if not quote or not _CLOSED.match(behind) else None
    return None


def encoding(data: bytes) -> str:
    """Return the encoding that bytes look like that are not UTF-8; empty where they look like none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:200].count(0) > len(data[:200]) // 4:
        return "UTF-16"
    if 0 in data[:4096]:
        return ""
    for codec, name in (("gb18030", "GBK"), ("big5", "BIG5")):
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        return name
    return ""


def not_utf_8(data: bytes) -> tuple[Message, Message]:
    """Return what to say of bytes that are not UTF-8, and how to mend them."""
    looks = encoding(data)
    if not looks:
        return _("不是 UTF-8 编码的文本"), _("确认这是文本文件；用记事本“另存为”，编码选 UTF-8")
    says = _("不是 UTF-8 编码，看起来是 {encoding}", encoding=looks)
    help = _("用记事本“另存为”，编码选 UTF-8；或运行 iconv -f {encoding} -t UTF-8 原文件 > 新文件", encoding=looks)
    return says, help


def decoded(data: bytes) -> str:
    """Return `data` as text for people to look at, in the encoding that it seems to be in."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        codecs = {"GBK": "gb18030", "BIG5": "big5", "UTF-16": "utf-16"}
        return data.decode(codecs.get(encoding(data), "utf-8-sig"), errors="replace")
