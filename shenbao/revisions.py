"""What a git repository holds at a revision, read into memory: the one door to the program `git`.

Objects alone are read, with commands that run nothing else: no hook, no filter, no external diff, no transport. The
work tree and the index are never touched. What comes back is bounded, in time and in size: anybody may have made the
commit.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from shenbao import intake
from shenbao.message import Message, _
from shenbao.refusal import Refused

_SECONDS = 60
_MOST_LISTED = 16 << 20  # bytes of the list of files
MOST_A_FILE = 4 * intake.MOST_BYTES  # bytes; who reads a file may take fewer
_MOST_BYTES = 256 << 20  # of all files together
_LONGEST = 1000  # characters of a revision's name
_FILES = {"100644", "100755", "100664"}  # the modes of files; links and submodules have others
_KEPT = (
    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT",
    "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
)  # fmt: skip
"""what of the caller's environment for git still holds: whose folders it may trust, and how far up it looks.

A hook's GIT_DIR, GIT_WORK_TREE and GIT_INDEX_FILE speak of the repository that the hook runs in, which need not be the
one that the content lies in; without them git looks where the content is.
"""
_SAFE = (
    "--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "safe.bareRepository=explicit",
    "-c", "core.quotePath=false", "-c", "advice.graftFileDeprecated=false",
)  # fmt: skip


_ALONE = {
    "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "",
    "GIT_GRAFT_FILE": os.devnull,
}  # fmt: skip
"""what keeps git to the objects that are there: no transport, whatever the repository's own settings allow (they
outrank `protocol.allow`), and no commit with other parents than its own"""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, what people call it, and the top of the work tree around which its repository lies."""

    name: str
    commit: str
    top: Path

    @property
    def short(self) -> str:
        """The commit's first digits, enough for people."""
        return self.commit[:10]


def find(name: str, near: Path) -> Revision:
    """Return the commit that `name` means in the repository around the folder `near`. Raises Refused."""
    if name.startswith("-") or not name.strip() or len(name) > _LONGEST or not name.isprintable():
        raise Refused(_("“{name}”不是版本：写提交、分支或标签的名称，如 HEAD~1、main", name=name[:100]))
    top = _top(near)
    code, out, _error = _git(top, ("rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}"))
    if code == 0:
        return Revision(name, out.decode("ascii").strip(), top)
    _code, out, _error = _git(top, ("rev-parse", "--is-shallow-repository"))
    if out.strip() == b"true":
        raise Refused(
            _(
                "没有版本“{name}”：这是浅克隆，只取了最近的提交；先运行 git fetch --unshallow"
                "（GitHub Actions 里写 fetch-depth: 0）",
                name=name,
            )
        )
    raise Refused(_("没有版本“{name}”；用 git log --oneline 查看有哪些，远处的分支先 git fetch", name=name))


@dataclass(frozen=True, slots=True)
class Signature:
    """Who made a commit, and when, in UTC."""

    name: str
    made: datetime


def signature(name: str, near: Path) -> Signature:
    """Return who made the commit that `name` means in the repository around the folder `near`. Raises Refused."""
    revision = find(name, near)
    words = ("log", "-1", "--no-show-signature", "--no-mailmap", "--format=%at %an", revision.commit)
    code, out, error = _git(revision.top, words)
    seconds, _space, author = out.decode("utf-8", "replace").strip().partition(" ")
    if code != 0 or not seconds.isdigit():
        raise Refused(_failed(revision, error))
    try:
        return Signature(author, datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None))
    except (ValueError, OverflowError, OSError):  # a date that somebody made up
        return Signature(author, datetime(1980, 1, 1))


def person(near: Path) -> str:
    """Return what the user is called in git's settings around the folder `near`; empty where that is not said."""
    try:
        _code, out, _error = _git(near if near.is_dir() else Path(), ("config", "--get", "user.name"))
    except Refused:
        return ""
    return out.decode("utf-8", "replace").strip()


Files = Mapping[str, bytes | None]
"""the files of a folder by their names from it; None for what is not followed, a link or a submodule"""


def files(revision: Revision, folders: Mapping[Path, Callable[[str], bool]]) -> Mapping[Path, Files]:
    """Return what each of `folders` holds at `revision`, nothing where it is not there or lies outside. Raises Refused.

    Only the bytes of files whose names it says yes to are read, of others there are none. For one of more than
    `MOST_A_FILE` stand as many zeros as are too many.
    """
    prefixes = {folder: prefix for folder in folders if (prefix := _prefix(folder, revision.top)) is not None}
    listed = [(folder, one) for folder, prefix in prefixes.items() for one in _listed(revision, prefix)]
    wanted = [one for folder, one in listed if one.is_file and folders[folder](one.name) and one.size <= MOST_A_FILE]
    if sum(one.size for one in wanted) > _MOST_BYTES:  # git keeps once what stands under a thousand names
        says = _("版本 {name} 里的文件一共超过 {most} 字节，没有读", name=revision.name, most=f"{_MOST_BYTES:,}")
        raise Refused(says)
    data, over = _objects(revision, {one.digest for one in wanted}) if wanted else {}, bytes(MOST_A_FILE + 1)
    found: dict[Path, dict[str, bytes | None]] = {folder: {} for folder in folders}
    for folder, one in listed:
        large = over if one.size > MOST_A_FILE and folders[folder](one.name) else b""
        found[folder][one.name] = data.get(one.digest, large) if one.is_file else None
    return found


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file as a tree names it, seen from the folder that was asked for; `size` in bytes, 0 where it has none."""

    mode: str
    digest: str
    size: int
    name: str

    @property
    def is_file(self) -> bool:
        return self.mode in _FILES


def _listed(revision: Revision, prefix: str) -> Iterator[_Listed]:
    """Yield what the folder `prefix`, seen from the top, holds at `revision`; nothing where it is not there."""
    words = ("ls-tree", "-r", "-z", "-l", "--full-tree", revision.commit)
    code, out, error = _git(revision.top, (*words, "--", f"{prefix}/") if prefix else words)
    if code != 0:
        raise Refused(_failed(revision, error))
    for line in out.split(b"\0")[:-1]:
        head, _tab, name = line.partition(b"\t")
        mode, _kind, digest, size = head.decode("ascii").split()
        seen = os.fsdecode(name.removeprefix(os.fsencode(f"{prefix}/")) if prefix else name)
        yield _Listed(mode, digest, int(size) if size.isdigit() else 0, seen)


def _top(near: Path) -> Path:
    """Return the top of the work tree around the folder `near`. Raises Refused."""
    real = _real(near)
    folder = next((folder for folder in (real, *real.parents) if folder.is_dir()), Path())
    code, out, error = _git(folder, ("rev-parse", "--show-toplevel"))
    if code != 0:
        raise Refused(_no_repository(near, error))
    return Path(os.fsdecode(out.removesuffix(b"\n")))


def _prefix(folder: Path, top: Path) -> str | None:
    """Return the path of `folder` from `top`, empty for the top itself; None where it lies outside."""
    real = _real(folder)
    if not real.is_relative_to(top):
        return None
    return "" if real == top else real.relative_to(top).as_posix()


def _objects(revision: Revision, digests: Iterable[str]) -> Mapping[str, bytes]:
    """Return the bytes of each of the objects called `digests`. Raises Refused where one is not there."""
    asked = sorted(digests)
    code, out, error = _git(
        revision.top, ("cat-file", "--batch"), "".join(f"{digest}\n" for digest in asked).encode(), 2 * _MOST_BYTES
    )
    if code != 0:
        raise Refused(_failed(revision, error))
    found, at = {}, 0
    for digest in asked:
        end = out.find(b"\n", at)
        head = out[at:end].split()
        if len(head) != 3 or head[1] != b"blob":
            raise Refused(_failed(revision, error or "promisor"))  # a damaged object is complained of
        size = int(head[2])
        found[digest] = out[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:  # a link that leads round in a circle
        raise Refused(_("读不了 {path}：链接绕成了圈", path=path.as_posix())) from error


def _git(folder: Path, words: Sequence[str], given: bytes = b"", most: int = _MOST_LISTED) -> tuple[int, bytes, str]:
    """Run git in `folder` with `words`, `given` on its stdin; return its status, what it said and what it complained
    of. Raises Refused where there is no git, or it takes too long or says more than `most` bytes."""
    import tempfile  # few commands speak to git

    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _is_kept(name)}
    with tempfile.TemporaryFile() as asked:
        asked.write(given)
        asked.seek(0)
        try:
            process = subprocess.Popen(
                ["git", "-C", str(folder), *_SAFE, *words],
                stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment | _ALONE,
            )  # fmt: skip
        except OSError as error:
            says = _("这台机器没有 git，读不了版本：安装 git，或直接比较两个文件夹")
            raise Refused(says) from error
        with process:
            return _bounded(process, most)


def _is_kept(name: str) -> bool:
    return name in _KEPT or name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"))


def _bounded(process: subprocess.Popen[bytes], most: int) -> tuple[int, bytes, str]:
    """Return the status and the output of `process`, which is ended where it takes or says too much."""
    from threading import Thread, Timer

    assert process.stdout
    assert process.stderr
    complaints: list[bytes] = []
    listening = Thread(target=_listen, args=(process.stderr, complaints))
    clock = Timer(_SECONDS, process.kill)
    clock.daemon = True
    clock.start()
    listening.start()
    try:
        out = process.stdout.read(most + 1)
        late = not clock.is_alive()
    finally:
        clock.cancel()
        if process.stdout.read(1):
            process.kill()
        code = process.wait()
    listening.join()
    if late or len(out) > most:
        raise Refused(
            _("git 说得太多或太久（超过 {seconds} 秒或 {most} 字节），没有读", seconds=_SECONDS, most=f"{most:,}")
        )
    return code, out, b"".join(complaints).decode("utf-8", "replace").strip()


def _listen(stream: IO[bytes], complaints: list[bytes]) -> None:
    """Keep the first of what `stream` says, and let the rest go by."""
    complaints.append(stream.read(_LONGEST))
    while stream.read(1 << 16):
        pass


def _no_repository(folder: Path, error: str) -> Message:
    """Return why git finds no repository around `folder`: there is none, or one that it does not trust."""
    if "dubious ownership" in error:
        return _(
            "{folder} 属于别的用户，git 不读；先运行 git config --global --add safe.directory 加上它的路径",
            folder=folder,
        )
    return _("{folder} 不在 git 仓库里，没有版本可比；可以直接比较两个文件夹", folder=folder.as_posix())


def _failed(revision: Revision, error: str) -> Message:
    """Return why git could not read what `revision` holds: mostly, because a clone left it out and it may not fetch."""
    if any(word in error for word in ("lazy fetch", "promisor", "transport", "fetch")):
        return _(
            "版本 {name} 的文件没有取全（部分克隆）：先运行 git fetch --refetch，或重新完整地克隆", name=revision.name
        )
    return _("git 读不了这个版本：{why}", why=error.splitlines()[0] if error else "?")
