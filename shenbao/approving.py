"""Records approvals in the file beside the content, and tells how they stand.

One approval a line, under a heading for each role, by title: the headings are always all there, so that two roles that
approve on two branches change lines apart, and git merges them by itself. Where two people of one role did, both lines
are kept whichever way the conflict is solved: of two for one content the later counts, and the next approval drops the
earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shenbao import refusal, revisions, source, whole
from shenbao.filenames import APPROVALS
from shenbao.finding import ERROR, Finding
from shenbao.message import Message, _
from shenbao.model.approvable import Part, parts
from shenbao.model.approval import LONGEST_NAME, ROLES, Approval, Held, latest
from shenbao.model.declaration import Declaration
from shenbao.source import Sources
from shenbao.vocabulary import nearest

_HEAD = """\
# 批准记录：谁批准了哪些金额和指标。由 build.py approve 写，一行一条，不要手改；改了正文不影响，改了数要重新批准。
# 合并冲突时两边的行都留下，删去 <<<<<<<、=======、>>>>>>> 三种标记行。
"""


class Refused(Exception):
    """What cannot be approved; `says` tells why."""

    def __init__(self, says: Message) -> None:
        super().__init__(str(says))
        self.says = says


def chosen(d: Declaration, content: Path, files: Iterable[str]) -> tuple[Part, ...]:
    """Return the parts of `d` in `files`, named from the content folder or by their path; all where none are named.

    Raises Refused for a file that is none of them.
    """
    known = {part.at.file: part for part in parts(d)}
    wanted = {_within(content, file, known) for file in files}
    for name in sorted(wanted - known.keys()):
        near = nearest(name, known) or tuple(known)
        raise Refused(_("没有可批准的文件 {name}；可批准的是 {near}", name=name, near=near))
    return tuple(part for name, part in known.items() if name in wanted or not wanted)


def unbroken(chosen: Iterable[Part], sources: Sources, findings: Iterable[Finding], *, every: bool) -> None:
    """Raise Refused where one of the `chosen` has an error, or anything that concerns them all, the approvals too;
    where `every` file is meant, also where one could not be read, and so is not among them."""
    files = {part.at.file for part in chosen}
    others = set() if every else {name for name, _data in sources.raw} - files
    wrong = [f for f in findings if f.severity is ERROR or f.code == "A002"]
    wrong = [f for f in wrong if f.place.file.removeprefix(f"{sources.folder}/") not in others]
    if wrong:
        codes, place = tuple(dict.fromkeys(f.code for f in wrong)), wrong[0].place
        says = _("有错误，不能批准：{codes}，第一处在 {file}:{line}；先运行 build.py check，改好再批准",
                 codes=codes, file=place.file, line=place.line)  # fmt: skip
        raise Refused(says)


def approver(content: Path, name: str) -> str:
    """Return who approves: `name`, or the user's name in git where it is empty. Raises Refused where it will not do."""
    name = " ".join((name or revisions.person(content)).split())
    if not name:
        raise Refused(_("不知道谁批准：用 --name 写明，或设好 git config user.name"))
    if len(name) > LONGEST_NAME or source.unfit(name):
        raise Refused(_("批准人的姓名不能超过 {most} 个字，也不能有看不见的字符", most=LONGEST_NAME))
    return name


def record(d: Declaration, content: Path, chosen: Sequence[Part], role: str, by: str, day: date) -> Path:
    """Write that `by` approved the `chosen` parts of `d` in `role` on `day`; return the file.

    It takes the place of what the role approved of them before; of a task that got another title since, too; where all
    is approved, of all that the role approved. Raises Refused.
    """
    path = content / APPROVALS
    new = [Approval(role, part.subject, by, day.isoformat(), part.held, part.at) for part in chosen]
    replaced = _replaced(d, new)
    kept = [one for one in latest(d.approvals).values() if one.role != role or one not in replaced]
    text = written([*kept, *new])
    if len(text) > source.MOST_OF_APPROVALS:
        raise Refused(_("批准记录写成超过 {limit} 字节", limit=f"{source.MOST_OF_APPROVALS:,}"))
    if path.is_symlink():  # it may have come with the content, and lead anywhere
        raise Refused(_("{path} 是链接，不写到它指的地方；先移走它", path=path))
    try:
        whole.write(path, text)
    except OSError as error:
        raise Refused(_("写不了 {path}：{why}", path=path, why=refusal.why(error))) from error
    return path


def _replaced(d: Declaration, new: Collection[Approval]) -> set[Approval]:
    """Return which approvals of their role the `new` ones replace."""
    now, given = {part.subject for part in parts(d)}, {one.subject for one in new}
    digests = {one.held.digest for one in new}
    return {
        one
        for one in d.approvals
        if one.subject in given or (one.subject not in now and (given == now or one.held.digest in digests))
    }


def written(approvals: Iterable[Approval]) -> bytes:
    """Return the file of `approvals`."""
    every = sorted(approvals, key=lambda one: (one.subject, one.day))
    blocks = (f"\n# {role}\n" + "".join(f"{one.written()}\n" for one in every if one.role == role) for role in ROLES)
    return (_HEAD + "".join(blocks)).encode()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part stands with the roles, in their order: by whom and when it was approved, empty where it was not, and
    whether it was changed since."""

    name: str
    roles: tuple[tuple[str, bool], ...]


def standings(d: Declaration) -> Iterator[Standing]:
    """Yield how every part of `d` stands, then what was approved and is there no longer."""
    approved = latest(d.approvals)
    now = {part.subject: part.held for part in parts(d)}
    for subject in (*now, *sorted({subject for _role, subject in approved} - now.keys())):
        yield Standing(subject.name, tuple(_standing(approved.get((r, subject)), now.get(subject)) for r in ROLES))


def _standing(one: Approval | None, now: Held | None) -> tuple[str, bool]:
    if one is None:
        return "", False
    return f"{one.by} {one.day}", now is None or one.held.digest != now.digest


def told(d: Declaration) -> Iterator[tuple[Message | str, ...]]:
    """Yield the table of how every part stands, the names of its columns first."""
    yield (_("内容"), *ROLES)
    for one in standings(d):
        yield (one.name, *(_cell(given, changed) for given, changed in one.roles))


def _cell(given: str, changed: bool) -> Message | str:
    if not given:
        return "—"
    return _("{given} 后改过", given=given) if changed else given


def _within(content: Path, file: str, known: Collection[str]) -> str:
    """Return the name of `file` as seen from the content folder; as it is where it is none of its files."""
    if file in known:
        return file
    try:
        return Path(file).resolve().relative_to(content.resolve()).as_posix()
    except (ValueError, OSError, RuntimeError):
        return file
