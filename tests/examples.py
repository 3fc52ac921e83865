"""The manuals' examples made into content folders: a clean declaration of a made-up office, changed as an example says.

Kinds of blocks (a file is named from the content folder, `task` is tasks/01-全民阅读.md):

    yaml department      keys of department.md's front matter; each replaces the one of its name or is added
    yaml task            the same, in the task
    yaml target          targets that are added to the task's
    yaml targets         targets in place of all others, the department's too
    markdown FILE        a whole file
    markdown goal        the body of department.md
    markdown body        the body of the task
    text gbk FILE        a whole file, written in GBK
    text escaped FILE    a whole file in which \\u200b stands for the character of that number

    yaml form            keys of the form's form.yaml; each replaces the one of its name or is added
    form FILE            a whole file of the form's folder, form.yaml or words.yaml
    form edit FILE       pairs of lines in a file of the form's folder: `- what stands there`, `+ what stands there instead`
    text long FILE       a whole file, the text repeated until it is longer than a file may be
    link FILE            a link of that name in the content folder to the path that the text says

A mark ` # ← F001` behind a line says that a finding stands there; 错误, 警告 or 提示 behind it says how bad it is. Where the
line itself cannot be shown, a line `# department.md 第 1 行 ← T007` says it. Marks are gone before anything is read.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shenbao import form, intake
from shenbao.finding import Severity
from shenbao.manual import Block, Example

DEPARTMENT = """---
department: 青禾县图书馆
form: nansha
year: 2024
budget:
  expenditure: {basic: 120.00, project: 80.00}
  development: {special: 0.00, other: 0.00}
  income: {appropriation: 200.00, other: 0.00}
  level: {district: 200.00, transfer: 0.00}
targets:
  - {name: 到馆读者满意度, category: 服务对象满意度指标, value: ≥92%, respondents: 到馆读者}
---
全年开放 300 天，接待读者 12 万人次，举办阅读推广活动 24 场。
"""
TASK = """---
title: 全民阅读推广
funds: 80.00
duration: 2024
targets:
  - {name: 阅读推广活动场次, category: 数量指标, value: ≥24场}
  - {name: 图书编目合格率, category: 质量指标, value: ≥98%}
  - {name: 新书上架完成时间, category: 时效指标, value: 2024年11月底前}
  - {name: 持证读者增长率, category: 社会效益指标, value: ≥5%}
  - {name: 单场活动成本, category: 经济成本指标, value: ≤0.8万元/场}
---
## 主要实施内容

面向社区和学校举办阅读推广活动，采购、编目新书。

## 期望达到的目标

举办活动 24 场，持证读者比上年增加 5%。
"""
NAMES = {"department": "department.md", "task": "tasks/01-全民阅读.md", "other": "other.md"}
SEVERITIES = {"错误": Severity.ERROR, "警告": Severity.WARNING, "提示": Severity.NOTICE}

_MARK = re.compile(r"[ \t]*# ← (?P<code>[A-Z][0-9]{3})(?: (?P<severity>错误|警告|提示))?$")
_FAR_MARK = re.compile(
    r"^# (?P<file>\S+) 第 (?P<line>[0-9]+) 行 ← (?P<code>[A-Z][0-9]{3})(?: (?P<severity>错误|警告|提示))?$"
)
_TOP = re.compile(r"^([^\s#:-][^:]*):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that an example announces; without a severity any will do."""

    file: str
    line: int
    code: str
    severity: Severity | None


@dataclass(slots=True)
class Folder:
    """A content folder being made: texts by file name, how each is encoded, what its form has for files of its own, and
    what is expected of it."""

    files: dict[str, str] = field(default_factory=lambda: {NAMES["department"]: DEPARTMENT, NAMES["task"]: TASK})
    encodings: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)

    def write(self, content: Path) -> None:
        """Write the files, marks taken out and noted."""
        for name, text in self.files.items():
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.unmarked(name, text).encode(self.encodings.get(name, "utf-8")))
        for name, target in self.links.items():
            (content / name).symlink_to(target)

    def templates(self, folder: Path) -> Path:
        """Return where the form is: the shipped forms, or `folder` with a copy of nansha, changed as the example says."""
        if not self.form:
            return form.shipped()
        shutil.copytree(form.shipped() / "nansha", folder / "nansha")
        for name, text in self.form.items():
            (folder / "nansha" / name).write_text(self.unmarked(name, text), encoding="utf-8")
        return folder

    def unmarked(self, name: str, text: str) -> str:
        lines: list[str] = []
        for line in text.split("\n"):
            while mark := _MARK.search(line):
                self.expected.append(_expected(name, len(lines) + 1, mark))
                line = line[: mark.start()]
            lines.append(line)
        return "\n".join(lines)

    def change(self, block: Block) -> None:
        """Do to the folder what `block` says."""
        kind, _, what = block.kind.partition(" ")
        text = "".join(self.without_far_marks(block.text))
        if kind == "link":
            self.links[what] = self.unmarked(what, text).strip()
        elif kind == "form":
            how, _, file = what.rpartition(" ")
            self.form[file] = self.edited(file, text) if how else text
        elif kind == "yaml":
            _YAML[what](self, text)
        elif what in ("goal", "body"):
            name = NAMES["department" if what == "goal" else "task"]
            self.files[name] = _front(self.files[name]) + text
        else:
            self.whole(what, text)

    def without_far_marks(self, text: str) -> Iterator[str]:
        for line in text.splitlines(keepends=True):
            if mark := _FAR_MARK.match(line.strip()):
                self.expected.append(_expected(mark["file"], int(mark["line"]), mark))
            else:
                yield line

    def whole(self, what: str, text: str) -> None:
        how, _, rest = what.partition(" ")
        if how == "escaped":
            text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
        if how == "long":
            text *= intake.MOST_BYTES // len(text) + 1
        name = rest if how in ("escaped", "gbk", "long") else what
        name = NAMES.get(name, name)
        self.files[name] = text
        if how == "gbk":
            self.encodings[name] = "gbk"

    def keys(self, name: str, text: str) -> None:
        """Replace or add the top-level keys of `text` in the front matter of `name`."""
        changed = _parts(text)
        kept = {key: part for key, part in _parts(_front(self.files[name])[4:-4]).items() if key not in changed}
        body = self.files[name][len(_front(self.files[name])) :]
        self.files[name] = "---\n" + "".join((*kept.values(), *changed.values())) + "---\n" + body

    def form_keys(self, text: str) -> None:
        """Replace or add the top-level keys of `text` in form.yaml."""
        changed = _parts(text)
        shipped = _parts((form.shipped() / "nansha/form.yaml").read_text(encoding="utf-8"))
        kept = {key: part for key, part in shipped.items() if key not in changed}
        self.form["form.yaml"] = "".join((*kept.values(), *changed.values()))

    def edited(self, file: str, text: str) -> str:
        """Return a file of the form with the pairs of lines of `text` changed; a mark goes to the end of its line."""
        whole = self.form.get(file) or (form.shipped() / "nansha" / file).read_text(encoding="utf-8")
        lines = [line[2:] for line in text.splitlines()]
        for old, new in zip(lines[::2], lines[1::2], strict=True):
            mark = _MARK.search(new)
            new = new[: mark.start()] if mark else new
            assert old in whole, old
            start = whole.index(old)
            end = whole.index("\n", start + len(old))
            rest = whole[start + len(old) : end] + (mark[0] if mark else "")
            whole = whole[:start] + new + rest + whole[end:]
        return whole

    def add_targets(self, text: str) -> None:
        task = self.files[NAMES["task"]]
        head, _, rest = task.partition("\n---\n")
        indented = re.sub(r"^(?=.)", "  ", text, flags=re.MULTILINE) if text.startswith("-") else text
        self.files[NAMES["task"]] = f"{head}\n{indented}---\n{rest}"

    def only_targets(self, text: str) -> None:
        self.keys(NAMES["department"], "targets: []\n")
        self.keys(NAMES["task"], "targets:\n")
        self.add_targets(text)


_YAML = {
    "department": lambda folder, text: folder.keys(NAMES["department"], text),
    "task": lambda folder, text: folder.keys(NAMES["task"], text),
    "target": Folder.add_targets,
    "targets": Folder.only_targets,
    "form": Folder.form_keys,
}


def folder(example: Example) -> Folder:
    """Return the content folder that `example` describes."""
    made = Folder()
    for block in example.blocks:
        made.change(block)
    return made


def count(expected: list[Expected]) -> Counter[tuple[str, int, str]]:
    return Counter((one.file, one.line, one.code) for one in expected)


def _expected(file: str, line: int, mark: re.Match[str]) -> Expected:
    return Expected(NAMES.get(file, file), line, mark["code"], SEVERITIES.get(mark["severity"] or ""))


def _front(text: str) -> str:
    """Return the front matter of `text`, both fences included."""
    return text[: text.index("\n---\n", 3) + 5]


def _parts(text: str) -> dict[str, str]:
    """Cut YAML lines into their top-level keys' parts."""
    starts = [(match[1], match.start()) for match in _TOP.finditer(text)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    return {key: text[start:end] for (key, start), end in zip(starts, ends, strict=True)}
