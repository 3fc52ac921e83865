"""A content folder → its files as values and narrative, each with its place. Everything that comes in is hostile here.

Files are bounded before they are read, links may not leave the folder, text must be UTF-8 without hidden characters.
What is wrong with a file as a file (S001, S004, S006, S007, S011 to S014, S016) is said here; what its values mean is
the reading's business.
"""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from shenbao import intake, markdown, mistyped, refusal, yamlfile
from shenbao.filenames import APPROVALS, DEPARTMENT, OTHER, TASKS
from shenbao.finding import ERROR, WARNING, Finding, Place, Related
from shenbao.message import NOTHING, Message, _
from shenbao.model.address import Address
from shenbao.places import Written
from shenbao.yamlfile import Span

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\u2e80-\u2fdf\ud800-\uf8ff\U000e0000-\U000e00ff\U000f0000-\U0010ffff]"
)
_CONFLICT = re.compile(r"^(?:(?:<{7}|>{7}|\|{7})(?: .*)?|={7})$", re.MULTILINE)
_MISNAMED = re.compile(r"(?:\.md|\.markdown|\.txt|\.md\.[^.]*)$", re.IGNORECASE)
"""how the file of a task is called that was not saved as Markdown: Notepad adds .txt"""
_NOT_OURS = re.compile(r"^\.|~$|^~\$|^#.*#$")
_FEATURES = {"&": _("锚点"), "*": _("别名"), "!": _("标签"), "t": _("标签"), "<": _("合并键"), "?": _("复合键")}
_UNREADABLE = {
    errno.EINVAL: (_("{name} 不是普通文件"), _("换成普通的文本文件")),
    errno.EFBIG: (_("{name} 超过 {limit} 字节"), _("一项任务只写一项任务的内容；附件放到别处")),
}
MOST_OF_APPROVALS = 4 * intake.MOST_BYTES
AS_THEY_ARE: Mapping[str, bytes] = {}
_LEAVES_OUT = ("S004", "S007", "S011", "S016")
"""what keeps a value or a file out of the declaration"""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read. `file` is its name from the content folder, `shown` the path that people see."""

    file: str
    shown: str
    front: yamlfile.Mapping
    pieces: tuple[markdown.Piece, ...]
    body: tuple[str, ...]
    """its lines behind the front matter"""
    body_line: int

    @property
    def head(self) -> Place:
        """The front matter's first line, where something missing is reported."""
        return Place(self.shown)

    def at(self, span: Span) -> Place:
        return Place(self.shown, span.line, span.column, span.end_line, span.end_column)

    def lines(self, line: int, end_line: int) -> Place:
        """Return the place of the body's lines from `line` to `end_line` (from 0, end not included), without their
        margins."""
        body = list(self.body[line:end_line])
        while len(body) > 1 and not body[-1].strip():
            body.pop()
        start = len(body[0]) - len(body[0].lstrip())
        first = self.body_line + line
        return Place(self.shown, first, start + 1, first + len(body) - 1, len(body[-1].rstrip()) + 1)

    def written(self, line: int, end_line: int, marked: bool) -> Written:
        """Return the body's lines from `line` to `end_line` as they were typed; `marked` where a list's marker opens
        them."""
        return Written(self.shown, self.body, line, end_line, self.body_line, marked)

    def matching(self, pattern: str, line: int, end_line: int) -> Place | None:
        """Return the place of the first match of `pattern` within one of the body's lines."""
        for n, text in enumerate(self.body[line:end_line], self.body_line + line):
            if match := re.search(pattern, text):
                return Place(self.shown, n, match.start() + 1, n, match.end() + 1)
        return None


@dataclass(frozen=True, slots=True)
class Sources:
    """A content folder: the files that could be read, the bytes of all that were looked at, and what is wrong with
    the others."""

    folder: str
    department: Source | None
    tasks: tuple[Source, ...]
    other: Source | None
    findings: tuple[Finding, ...]
    raw: tuple[tuple[str, bytes], ...]
    """every file's name and bytes, for the build's digest"""
    whole: bool
    """whether every file that should be here could be read"""
    approvals: tuple[str, ...] = ()
    """the lines of the approvals: none of `raw`, for they are not published and no document depends on them"""


Kept = dict[str, tuple[bytes, Source | None, tuple[Finding, ...]]]
"""what was read of each file, by the path that people see, and the bytes that it was read from"""


def read(content: Path, instead: Mapping[str, bytes] = AS_THEY_ARE, kept: Kept | None = None) -> Sources:
    """Read the files of the folder `content`; nothing in it, or below it, is ever run or followed out of it.

    A file named in `instead` is taken to hold those bytes, whatever the disk says. Of a file whose bytes are those in
    `kept`, what stands there is taken; afterwards it holds what was read now.
    """
    shown = content.as_posix()
    findings = list(_strangers(content, shown))
    names = list(_names(content, instead))
    looked_at = [*names, APPROVALS] if os.path.lexists(content / APPROVALS) else names
    data = ((name, _bytes(content, name, shown, findings, instead)) for name in looked_at)
    return _read(shown, names, data, findings, kept)


def recorded(shown: str, files: Mapping[str, bytes | None], kept: Kept | None = None) -> Sources:
    """Read a content folder that people know as `shown` and that is not on the disk: `files` are all that it holds, by
    their names from the folder; None where one cannot be followed, a link.

    `kept` serves as in `read`.
    """
    findings = list(_recorded_strangers(shown, files))
    tasks = sorted(name for name in files if name.startswith(f"{TASKS}/") and belongs(name))
    names = [*[DEPARTMENT] * (DEPARTMENT in files), *tasks, *[OTHER] * (OTHER in files)]
    looked_at = [*names, *[APPROVALS] * (APPROVALS in files)]
    data = ((name, _recorded_bytes(shown, name, files[name], findings)) for name in looked_at)
    return _read(shown, names, data, findings, kept)


def _read(
    shown: str, names: list[str], files: Iterable[tuple[str, bytes | None]], findings: list[Finding], kept: Kept | None
) -> Sources:
    """Read the `files` called `names`, and the approvals, with their bytes, or None for those that cannot be had; their
    faults join `findings`."""
    read: dict[str, Source] = {}
    raw: list[tuple[str, bytes]] = []
    approvals: tuple[str, ...] = ()
    for name, data in files:
        if name == APPROVALS:
            approvals = _approvals(f"{shown}/{name}", data, findings)
        elif data is not None:
            raw.append((name, data))
            source, faults = one(name, f"{shown}/{name}", data, kept)
            findings.extend(faults)
            read |= {name: source} if source else {}
    if kept is not None:
        for gone in kept.keys() - {f"{shown}/{name}" for name in names}:
            del kept[gone]
    if DEPARTMENT not in names:
        findings.append(
            _finding("S003", Place(f"{shown}/{DEPARTMENT}"), _("缺少 {file}", file=DEPARTMENT), _NO_DEPARTMENT)
        )
    tasks = tuple(source for name, source in read.items() if name.startswith(f"{TASKS}/"))
    whole = _whole(read, names, [f for f in findings if f.place.file != f"{shown}/{APPROVALS}"])
    return Sources(shown, read.get(DEPARTMENT), tasks, read.get(OTHER), tuple(findings), tuple(raw), whole, approvals)


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


def _approvals(shown: str, data: bytes | None, findings: list[Finding]) -> tuple[str, ...]:
    """Return the lines of the approvals; none where they cannot be read."""
    text = _text(shown, data, findings) if data else None
    return tuple(text.split("\n")) if text else ()


def _whole(read: dict[str, Source], names: list[str], findings: list[Finding]) -> bool:
    """Say whether all files were read, and none with a key of two values."""
    kept_out = any(f.code == "S014" and f.severity is ERROR for f in findings)
    return len(read) == len(names) and not kept_out and not any(f.code in _LEAVES_OUT for f in findings)


_NO_DEPARTMENT = _("在内容文件夹里建这个文件，写部门名称、预算和总体绩效目标")


def _names(content: Path, instead: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the files that a declaration is made of, tasks in the order of their names; those in `instead` are there,
    saved or not."""
    if DEPARTMENT in instead or (content / DEPARTMENT).is_file():
        yield DEPARTMENT
    folder = content / TASKS
    tasks = {name for name in instead if name.startswith(f"{TASKS}/")}
    if folder.is_dir() and inside(content, folder):
        tasks |= {f"{TASKS}/{e.name}" for e in _entries(folder) if _is_task(e) and _in_utf_8(e.name)}
    yield from sorted(tasks)
    if OTHER in instead or (content / OTHER).exists():
        yield OTHER


def belongs(name: str) -> bool:
    """Say whether a file called `name`, as seen from the content folder, is one that a declaration is made of."""
    folder, _slash, task = name.rpartition("/")
    if name in (DEPARTMENT, OTHER):
        return True
    return folder == TASKS and task.endswith(".md") and not _NOT_OURS.search(task) and _in_utf_8(task)


def is_read(name: str) -> bool:
    """Say whether a file called `name` is read at all: of the declaration, or the approvals beside it."""
    return belongs(name) or name == APPROVALS


def _is_task(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith(".md") and not _NOT_OURS.search(entry.name) and not _is_folder(entry)


def _in_utf_8(name: str) -> bool:
    """Say whether `name` is text; Python gives each byte of a file's name that is none half a surrogate pair."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _legible(name: str) -> str:
    """Return `name` with the bytes that are no text as `\\xff`; any that is text as it is."""
    return name if _in_utf_8(name) else os.fsencode(name).decode(errors="backslashreplace")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads round in a circle
        return False


def inside(content: Path, path: Path) -> bool:
    """Say whether `path` leads to a place in the folder; a link that leads round in a circle leads nowhere."""
    try:
        return path.resolve().is_relative_to(content.resolve())
    except (OSError, RuntimeError):
        return False


def sibling(content: Path, name: str) -> Path | None:
    """Return the folder that `name` leads to from the folder `content`; None where that lies outside the repository.

    Content is written by many hands, and what it names is read and reported: no more than what lies with it, in the
    nearest folder above that git keeps, or, without git, in the one that holds the content.
    """
    if not name or PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or "\\" in name:
        return None
    here = content.resolve()
    root = next((folder for folder in here.parents if (folder / ".git").exists()), here.parent)
    return content / name if inside(root, content / name) else None


def _strangers(content: Path, shown: str) -> Iterator[Finding]:
    """Report what stands in the folder and is read by nothing (S014), and a tasks folder that leads out of it
    (S016)."""
    if not os.access(content, os.R_OK | os.X_OK):
        yield _closed(shown)
    for entry in _entries(content):
        if entry.name == TASKS and _is_folder(entry):
            if not inside(content, Path(entry.path)):
                yield _leads_out(TASKS, f"{shown}/{TASKS}")
            elif not os.access(entry.path, os.R_OK | os.X_OK):
                yield _closed(f"{shown}/{TASKS}")
            else:
                yield from _unread_tasks(Path(entry.path), shown)
        elif entry.name not in (DEPARTMENT, OTHER, APPROVALS) and not _NOT_OURS.search(entry.name):
            yield _unread_here(entry.name, shown, _is_folder(entry))


def _recorded_strangers(shown: str, files: Iterable[str]) -> Iterator[Finding]:
    """Report, as `_strangers` does, what stands among `files` and is read by nothing."""
    folders = {f"{folder}/" for name in files for folder in _above(name)} - {f"{TASKS}/"}
    for name in sorted({*files, *folders}):
        folder, _slash, bare = name.removesuffix("/").rpartition("/")
        if folder in ("", TASKS) and not is_read(name) and not _NOT_OURS.search(bare):
            yield (_unread_task if folder else _unread_here)(bare, shown, name[-1] == "/")


def _unread_here(name: str, shown: str, folder: bool) -> Finding:
    """Report what stands in the content folder `shown` and is read by nothing."""
    name = _legible(name)
    return _unread(name, f"{shown}/{name}", folder)


def _above(name: str) -> Iterator[str]:
    """Yield the folders that the file `name` stands in, as far as anybody looks: two deep."""
    steps = name.split("/")
    yield from ("/".join(steps[:n]) for n in range(1, min(len(steps), 3)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what stands in `folder`, by name; of one that cannot be looked into, nothing."""
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # `_closed` says so
        return []


def _closed(shown: str) -> Finding:
    return _finding("S011", Place(shown), _("没有权限读文件夹 {name}", name=shown), _("检查文件夹的权限"))


def _unread_tasks(tasks: Path, shown: str) -> Iterator[Finding]:
    for entry in _entries(tasks):
        if not _NOT_OURS.search(entry.name) and not (_is_task(entry) and _in_utf_8(entry.name)):
            yield _unread_task(entry.name, shown, _is_folder(entry))


def _unread_task(bare: str, shown: str, folder: bool) -> Finding:
    """Report what stands among the tasks of the content folder `shown` and is none."""
    name = f"{TASKS}/{_legible(bare)}"
    if _MISNAMED.search(bare) and not folder:
        return (_misnamed if _in_utf_8(bare) else _named_in_no_utf_8)(name, f"{shown}/{name}")
    return _unread(name, f"{shown}/{name}", folder)


def _unread(name: str, shown: str, folder: bool) -> Finding:
    what = _("文件夹") if folder else _("文件")
    help = _("重点工作任务放在 tasks/ 里，文件名以小写 .md 结尾；不属于申报表的内容移到别处")
    if (meant := f"{_MISNAMED.sub('', name)}.md") in (DEPARTMENT, OTHER) and not folder:
        help = _("改名为 {file}", file=meant)
    return Finding(
        "S014", WARNING, _("{what} {name} 不会被读取", what=what, name=name), Place(shown),
        help, name, at=Address(name),
    )  # fmt: skip


def _misnamed(name: str, shown: str) -> Finding:
    """Report a task that is not read for its name's sake: an error, for its funds and targets would be missing."""
    says = _("任务文件 {name} 不会被读取：文件名要以小写 .md 结尾", name=name)
    to = f"{PurePath(_MISNAMED.sub('', name)).name}.md"
    help = _("改名为 {to}（记事本保存时类型选“所有文件”）；不是任务的，移到 {folder}/ 外面", to=to, folder=TASKS)
    return Finding("S014", ERROR, says, Place(shown), help, name, at=Address(name))


def _named_in_no_utf_8(name: str, shown: str) -> Finding:
    """Report a task whose name is no text: no document and no report could name it."""
    says = _("文件名 {name} 不是 UTF-8 编码，这个文件没有读取", name=name)
    return _finding("S007", Place(shown), says, _("给文件改个名称；多半是旧压缩包里带来的 GBK 文件名"))


def _leads_out(name: str, shown: str) -> Finding:
    help = _("把文件本身放进内容文件夹，不用链接")
    return _finding("S016", Place(shown), _("{name} 是指向内容文件夹之外的链接，不读取", name=name), help, name)


def _finding(code: str, place: Place, says: Message, help: Message = NOTHING, subject: str = "") -> Finding:
    return Finding(code, ERROR, says, place, help, subject or PurePath(place.file).name)


def _bytes(content: Path, name: str, shown: str, findings: list[Finding], instead: Mapping[str, bytes]) -> bytes | None:
    """Return the bytes of the file `name`, or None and a finding; never more than the limit is read."""
    path, place = content / name, Place(f"{shown}/{name}")
    if path.is_symlink() and not inside(content, path):
        findings.append(_leads_out(name, place.file))
        return None
    try:
        return _bounded(instead[name], _most(name)) if name in instead else intake.read(path, _most(name))
    except OSError as error:
        findings.append(_unreadable(name, place, error))
        return None


def _recorded_bytes(shown: str, name: str, data: bytes | None, findings: list[Finding]) -> bytes | None:
    """Return `data`, of the file `name`, or None and a finding where it is a link or more than a file may hold."""
    place = Place(f"{shown}/{name}")
    if data is None:
        help = _("把文件本身放进内容文件夹，不用链接")
        findings.append(_finding("S016", place, _("{name} 是链接，版本里的链接不读取", name=name), help, name))
        return None
    try:
        return _bounded(data, _most(name))
    except OSError as error:
        findings.append(_unreadable(name, place, error))
        return None


def _unreadable(name: str, place: Place, error: OSError) -> Finding:
    says, help = _UNREADABLE.get(error.errno or 0, (_("读不了 {name}：{why}"), _("检查文件和它的权限")))
    gaps = {"name": name, "limit": f"{_most(name):,}", "why": refusal.why(error)}
    return _finding("S011", place, Message(says.text, tuple(gaps.items())), help, name)


def _most(name: str) -> int:
    """Return how many bytes the file `name` may hold: the approvals three lines for each of some hundred tasks."""
    return MOST_OF_APPROVALS if name == APPROVALS else intake.MOST_BYTES


def _bounded(data: bytes, most: int) -> bytes:
    """Return `data`. Raises OSError, as for a file, where it is more than a file may hold."""
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data


def _source(name: str, shown: str, data: bytes, findings: list[Finding]) -> Source | None:
    """Return the source in `data`, or None where a fault forbids to read it; its faults join `findings`."""
    text = _text(shown, data, findings)
    if text is None:
        return None
    cut = yamlfile.split(text)
    if not cut.found and name == OTHER:  # its front matter holds nothing that must be there
        return Source(
            name, shown, yamlfile.Mapping((), Span(1, 1, 1, 1)), tuple(markdown.read(text)), tuple(text.split("\n")), 1
        )
    if not cut.found:
        help = _("文件第一行写 ---，接着写各项信息，再写一行 ---，然后是正文")
        findings.append(_finding("S001", Place(shown), _("文件开头没有用两行 --- 围起来的信息"), help))
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
    return _finding("S012", Place(shown, span.line, span.column, span.end_line, span.end_column), says, help)


def _no_mapping(shown: str, node: yamlfile.Node | None, text: str) -> Finding:
    span = node.span if node else Span(1, 1, 1, 4)
    place = Place(shown, span.line, span.column, span.end_line, span.end_column)
    return _syntax(place, text, _("开头两行 --- 之间应是“键: 值”，每行一项"))


def _text(shown: str, data: bytes, findings: list[Finding]) -> str | None:
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
        findings.append(_finding("S013", place, _("合并冲突没有解决：{mark}", mark=conflict[0]), help))
        return None
    return text


def _place(shown: str, text: str, start: int, end: int) -> Place:
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return Place(shown, line, column, line, column + end - start)


def _hidden(shown: str, text: str, match: re.Match[str]) -> Finding:
    says, help = _of_character(match[0])
    return _finding("S012", _place(shown, text, match.start(), match.end()), says, help)


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
    return _finding("S007", Place(shown, line, 1, line, 1), *mistyped.not_utf_8(data))


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
            return _finding("S006", place, says, _("把内容直接写出来；以 & * ! 开头的值加上英文双引号"))
        case "deep":
            return _finding("S011", place, _("嵌套超过 {limit} 层", limit=yamlfile.DEEPEST), _("减少嵌套层数"))
    return _syntax(place, text, _("YAML 写法有误"))


def _syntax(place: Place, text: str, says: Message) -> Finding:
    """Return the finding for text that is not YAML, with the advice that fits what people type."""
    lines = text.split("\n")
    seen = mistyped.advice(lines, place.line, 2)
    if seen is None:
        return _finding("S001", place, says, mistyped.UNSEEN)
    line, column, mend = seen
    at = Place(place.file, line, column or 1, line, len(lines[line - 1]) + 1)
    return _finding("S001", place if line == place.line and not column else at, says, mend)
