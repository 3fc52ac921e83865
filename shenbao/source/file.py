"""A file's bytes → its values and its narrative, with what is wrong with it as a file.

Its text must be UTF-8 without hidden characters, its front matter plain YAML without tags and references.
"""

from __future__ import annotations

import re
import unicodedata

from shenbao import markdown, mistyped, yamlfile
from shenbao.filenames import OTHER
from shenbao.finding import ERROR, Finding, Place, Related
from shenbao.message import Message, _
from shenbao.source.records import Kept, Source, amiss
from shenbao.yamlfile import Span

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\u2e80-\u2fdf\ud800-\uf8ff\U000e0000-\U000e00ff\U000f0000-\U0010ffff]"
)
_CONFLICT = re.compile(r"^(?:(?:<{7}|>{7}|\|{7})(?: .*)?|={7})$", re.MULTILINE)
_FEATURES = {"&": _("锚点"), "*": _("别名"), "!": _("标签"), "t": _("标签"), "<": _("合并键"), "?": _("复合键")}


def one(name: str, shown: str, data: bytes, kept: Kept | None = None) -> tuple[Source | None, tuple[Finding, ...]]:
    """Return the source in `data`, the bytes of the file `name`, and its faults; None where they forbid to read it."""
    old = kept.get(shown) if kept is not None else None
    if old and old[0] == data:
        return old[1:]
    findings: list[Finding] = []
    source = _source(name, shown, data, findings)
    if kept is not None:
        kept[shown] = data, source, tuple(findings)
    return source, tuple(findings)


def _source(name: str, shown: str, data: bytes, findings: list[Finding]) -> Source | None:
    """Return the source in `data`, or None where a fault forbids to read it; its faults join `findings`."""
    text = text_in(shown, data, findings)
    if text is None:
        return None
    cut = yamlfile.split(text)
    if not cut.found and name == OTHER:  # its front matter holds nothing that must be there
        return Source(
            name, shown, yamlfile.Mapping((), Span(1, 1, 1, 1)), tuple(markdown.read(text)), tuple(text.split("\n")), 1
        )
    if not cut.found:
        help = _("文件第一行写 ---，接着写各项信息，再写一行 ---，然后是正文")
        findings.append(amiss("S001", Place(shown), _("文件开头没有用两行 --- 围起来的信息"), help))
        return None
    node, faults = yamlfile.read(cut.front, cut.front_line)
    findings.extend(_fault(shown, fault, text) for fault in faults)
    if node is None and not faults and name == OTHER:  # nothing in it must be there
        node = yamlfile.Mapping((), Span(1, 1, 1, 1))
    if not isinstance(node, yamlfile.Mapping) or any(fault.kind != "twice" for fault in faults):
        if not faults:
            findings.append(_no_mapping(shown, node, text))
        return None
    quoted = yamlfile.scalars(node) if "\\" in cut.front else ()  # without a backslash nothing is escaped
    if hidden := [_escaped(shown, found, scalar.span) for scalar in quoted if (found := _unseen(scalar))]:
        findings.extend(hidden)
        return None
    lines = tuple(cut.body.split("\n"))
    return Source(name, shown, node, tuple(markdown.read(cut.body)), lines, cut.body_line)


def _unseen(scalar: yamlfile.Scalar) -> re.Match[str] | None:
    """Return the hidden character that an escape in a quoted value stands for, as in `"\\u202e"`."""
    return _HIDDEN.search(scalar.text) if scalar.quoted else None


def _escaped(shown: str, match: re.Match[str], span: Span) -> Finding:
    says, help = _of_character(match[0])
    return amiss("S012", Place(shown, span.line, span.column, span.end_line, span.end_column), says, help)


def _no_mapping(shown: str, node: yamlfile.Node | None, text: str) -> Finding:
    span = node.span if node else Span(1, 1, 1, 4)
    place = Place(shown, span.line, span.column, span.end_line, span.end_column)
    return _syntax(place, text, _("开头两行 --- 之间应是“键: 值”，每行一项"))


def text_in(shown: str, data: bytes, findings: list[Finding]) -> str | None:
    """Return `data` as text with plain line ends, or None and a finding (S007, S012, S013)."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        findings.append(_wrong_encoding(shown, data, error.start))
        return None
    if hidden := list(_HIDDEN.finditer(text)):
        findings.extend(_hidden(shown, text, match) for match in hidden[:20])
        return None
    if conflict := _CONFLICT.search(text):
        help = _("保留其中一份，删去 <<<<<<<、|||||||、=======、>>>>>>> 打头的标记行")
        place = _place(shown, text, conflict.start(), conflict.end())
        findings.append(amiss("S013", place, _("合并冲突没有解决：{mark}", mark=conflict[0]), help))
        return None
    return text


def _place(shown: str, text: str, start: int, end: int) -> Place:
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return Place(shown, line, column, line, column + end - start)


def _hidden(shown: str, text: str, match: re.Match[str]) -> Finding:
    says, help = _of_character(match[0])
    return amiss("S012", _place(shown, text, match.start(), match.end()), says, help)


def unfit(text: str) -> Message | None:
    """Return why `text` can stand in no source: a character that nobody sees; None where it can."""
    match = _HIDDEN.search(text)
    return _of_character(match[0])[0] if match else None


def _of_character(char: str) -> tuple[Message, Message]:
    """Return what is wrong with a hidden character or a radical, and how to mend it."""
    plain, code = unicodedata.normalize("NFKC", char), f"{ord(char):04X}"
    name = unicodedata.name(char, f"U+{code}")
    if plain != char and "RADICAL" in name:
        says = _("部首字符“{char}”（U+{code}）不是汉字“{plain}”", char=char, code=code, plain=plain)
        return says, _("换成汉字“{plain}”", plain=plain)
    says = _("看不见或不能打印的字符 U+{code}（{name}）", code=code, name=name)
    return says, _("删去这个字符；多半是从网页或 PDF 复制时带来的")


def _wrong_encoding(shown: str, data: bytes, start: int) -> Finding:
    """Say which encoding the bytes look like (S007)."""
    line = data.count(b"\n", 0, start) + 1
    return amiss("S007", Place(shown, line, 1, line, 1), *mistyped.not_utf_8(data))


def _fault(shown: str, fault: yamlfile.Fault, text: str) -> Finding:
    """Put a fault of the YAML into words."""
    place = Place(shown, fault.span.line, fault.span.column, fault.span.end_line, fault.span.end_column)
    match fault.kind:
        case "twice":
            assert fault.earlier is not None
            earlier = Place(
                shown, fault.earlier.line, fault.earlier.column, fault.earlier.end_line, fault.earlier.end_column
            )
            related = (Related(earlier, _("第一次写在这里")),)
            says = _("“{key}”写了两次", key=fault.detail)
            return Finding("S004", ERROR, says, place, _("只留一处"), fault.detail, related)
        case "feature":
            what = _FEATURES.get(fault.detail[:1], fault.detail)
            says = _("不支持 YAML 的{what}“{word}”", what=what, word=fault.detail)
            return amiss("S006", place, says, _("把内容直接写出来；以 & * ! 开头的值加上英文双引号"))
        case "deep":
            return amiss("S011", place, _("嵌套超过 {limit} 层", limit=yamlfile.DEEPEST), _("减少嵌套层数"))
    return _syntax(place, text, _("YAML 写法有误"))


def _syntax(place: Place, text: str, says: Message) -> Finding:
    """Return the finding for text that is not YAML, with the advice that fits what people type."""
    lines = text.split("\n")
    seen = mistyped.advice(lines, place.line, 2)
    if seen is None:
        return amiss("S001", place, says, mistyped.UNSEEN)
    line, column, mend = seen
    at = Place(place.file, line, column or 1, line, len(lines[line - 1]) + 1)
    return amiss("S001", place if line == place.line and not column else at, says, mend)
