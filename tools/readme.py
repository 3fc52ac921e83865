"""Writes the tables of both READMEs that say what the program says, so that they cannot differ from it.

    python -m tools.readme

Each table stands between two marks, `<!-- keys -->` and `<!-- /keys -->`; all other text is left as it is. The table of
mistakes is made by making each mistake in the README's own example and asking the program.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from shenbao import entry, form, manual, pipeline, reports, style
from shenbao.finding import ERROR, Finding
from shenbao.meanings import MEANINGS, NEEDED
from shenbao.model.form import BudgetLine, Form
from shenbao.model.indicator import Kind, Value
from shenbao.reading.entries import DepartmentEntry, OtherEntry, TargetEntry, TaskEntry, WaiveEntry
from shenbao.reports.report import SEVERITIES
from shenbao.vocabulary import CHINESE

ROOT = Path(__file__).resolve().parent.parent
READMES: Mapping[str, Path] = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
FORM = "nansha"
_EXAMPLE = re.compile(r"^```markdown (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

RECORDS: tuple[tuple[type[entry.Entry], str, str], ...] = (
    (DepartmentEntry, "`content/department.md`", "`content/department.md`"),
    (TaskEntry, "`content/tasks/….md`，一项任务一个文件", "`content/tasks/….md`, one file a task"),
    (TargetEntry, "`绩效指标`里的每一项", "each of the `targets`"),
    (WaiveEntry, "`豁免`里的每一条", "each entry of `waive`"),
    (OtherEntry, "`content/other.md`，可以没有", "`content/other.md`, optional"),
)
TYPED = (
    "≥800人次", ">=800人次", "不低于 95％", "至少3次", "12万册以上", "不超过200元", "控制在0.8万元/场以内",
    "3个工作日内", "＝100％", "100%", "2026年11月底前", "2025.07-2026.06", "90%-95%", "Ⅲ类", "得到提升",
)  # fmt: skip
HEADS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("keys", "zh"): ("中文键", "英文键", "必填", "写什么"),
    ("keys", "en"): ("key", "Chinese", "required", "what it holds"),
    ("budget", "zh"): ("小表", "英文键", "各行"),
    ("budget", "en"): ("block", "Chinese", "lines"),
    ("values", "zh"): ("写成", "印成", "理解为"),
    ("values", "en"): ("typed", "printed", "understood as"),
    ("mistakes", "zh"): ("写成了", "报告说", "改法"),
    ("mistakes", "en"): ("typed", "the report says", "its advice"),
    ("rules", "zh"): ("代码", "级别", "要求"),
    ("rules", "en"): ("code", "severity", "what must hold"),
    ("formats", "zh"): ("`--format`", "给谁"),
    ("formats", "en"): ("`--format`", "for whom"),
    ("faces", "zh"): ("字体", "Word 里写的", "PDF 依次寻找"),
    ("faces", "en"): ("face", "named in Word", "the PDF takes the first of"),
}
FORMATS: Mapping[str, tuple[str, str]] = {
    "text": ("屏幕上看；不写 `--format` 时就是它", "on a screen; the usual one"),
    "html": (
        "网页，一个文件，给没有终端的人看、打印",
        "a page of one file, for people without a terminal, and for paper",
    ),
    "json": ("给别的程序读", "for programs"),
    "sarif": ("SARIF 2.1.0：代码托管平台和编辑器", "SARIF 2.1.0, for code hosts and editors"),
    "github": ("GitHub Actions，批注在改动的行上", "annotations of GitHub Actions"),
    "gitlab": ("GitLab 的 Code Quality", "GitLab's Code Quality"),
    "junit": ("JUnit XML：多数构建服务器", "JUnit XML, for most build servers"),
}
KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.DATE: ("日期", "a date"),
    Kind.RANGE: ("区间", "a range"),
    Kind.WORDS: ("文字", "words"),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A slip in a file of the example: the words that are right, and what people type. `$funds` is the key's name."""

    file: str
    right: str
    wrong: str


MISTAKES = (
    Mistake("01-", "$title: 全民阅读推广", "$title：全民阅读推广"),
    Mistake("01-", "$title: 全民阅读推广", "$title:全民阅读推广"),
    Mistake("01-", "$funds: 75.00", "$funds: 75万元"),
    Mistake("01-", "$funds: 75.00", "$funds: 75.005"),
    Mistake("department", "$project: 80.00}", "$project: 1,080.00}"),
    Mistake("01-", '$value: ">=24场"', "$value: >=24场"),
    Mistake("01-", "$name: 图书编目合格率", "$name: 编目: 合格率"),
    Mistake("01-", "$category: 质量指标", "$category: 质里指标"),
    Mistake("01-", "## 期望达到的目标", "##期望达到的目标"),
    Mistake("01-", "## 期望达到的目标", "## 预期目标"),
    Mistake("01-", "采购、编目新书。", "详见[附件](a.docx)。"),
)


def main() -> None:
    """Bring both READMEs up to date."""
    for lang, path in READMES.items():
        path.write_text(written(path.read_text(encoding="utf-8"), lang), encoding="utf-8")


def written(text: str, lang: str) -> str:
    """Return the README `text` with every table of ours as it is now. Raises ValueError where one has no marks."""
    for mark, lines in TABLES.items():
        region = re.compile(rf"(?<=^<!-- {mark} -->\n).*?(?=^<!-- /{mark} -->$)", re.MULTILINE | re.DOTALL)
        if not region.search(text):
            raise ValueError(f"no marks for {mark}")
        table = "\n".join(lines(text, lang))
        text = region.sub(lambda _, table=table: f"\n{table}\n\n", text)  # type: ignore[misc]  # bound here and now
    return text


def examples(text: str) -> dict[str, str]:
    """Return the example files that the README `text` shows, by their paths."""
    return dict(_EXAMPLE.findall(text))


# -- keys -------------------------------------------------------------------------------------------------------------


def keys(_text: str, lang: str) -> Iterator[str]:
    """Yield a table a record, and one of the budget's keys."""
    for record, zh, en in RECORDS:
        yield f"**{_said((zh, en), lang)}**"
        yield ""
        yield from _table(HEADS["keys", lang], (_key(record, key, lang) for key in record.model_fields))
        yield ""
    blocks = _form().blocks
    yield "**`预算`的键（由表样规定）**" if lang == "zh" else "**The keys of `budget`, which the form decides**"
    yield ""
    yield from _table(HEADS["budget", lang], (_block(block.key, block.name, block.lines, lang) for block in blocks))


def _key(record: type[entry.Entry], key: str, lang: str) -> tuple[str, ...]:
    needed = _said(NEEDED.get(key, ("", "")), lang)
    if record.model_fields[key].is_required():
        needed = _said(("是", "yes"), lang)
    english, chinese = f"`{key}`", " ".join(f"`{name}`" for name in CHINESE[key])
    return *_first(lang, chinese, english), needed, _said(MEANINGS[key], lang)


def _block(key: str, name: str, lines: Iterable[BudgetLine], lang: str) -> tuple[str, ...]:
    pairs = (_first(lang, f"`{line.name}`", f"`{line.key}`") for line in lines)
    return *_first(lang, f"`{name}`", f"`{key}`"), _said(("，", ", "), lang).join(map(" ".join, pairs))


def _first(lang: str, chinese: str, english: str) -> tuple[str, str]:
    """Return both, that of the language first."""
    return (chinese, english) if lang == "zh" else (english, chinese)


# -- values, mistakes -------------------------------------------------------------------------------------------------


def values(_text: str, lang: str) -> Iterator[str]:
    """Yield what people type for a value, what is printed, and how it was understood."""
    read = ((typed, Value.read(typed)) for typed in TYPED)
    rows = ((f"`{typed}`", value.printed, _understood(value, lang)) for typed, value in read)
    yield from _table(HEADS["values", lang], rows)


def _understood(value: Value, lang: str) -> str:
    if value.kind is not Kind.NUMBER:
        return _said(KINDS[value.kind], lang)
    operator = value.operator or _said(("没有写符号", "no operator"), lang)
    return f"{operator} · {value.digits} · {value.unit}"


def mistakes(text: str, lang: str) -> Iterator[str]:
    """Yield each mistake with what the program says of it."""
    files, names = examples(text), _names(lang)
    yield from _table(HEADS["mistakes", lang], (_mistaken(files, mistake, names, lang) for mistake in MISTAKES))


def _mistaken(files: Mapping[str, str], mistake: Mistake, names: Mapping[str, str], lang: str) -> tuple[str, ...]:
    right, wrong = (Template(words).substitute(names) for words in (mistake.right, mistake.wrong))
    file = next(path for path in files if mistake.file in path)
    assert right in files[file], f"the example no longer says {right}"
    [error] = errors({**files, file: files[file].replace(right, wrong, 1)})
    line = next(line for line in files[file].splitlines() if right in line).replace(right, wrong, 1)
    shown = re.sub(r"\s+#.*", "", line).strip().removeprefix("- ") if line.startswith(" ") else wrong
    return f"`{shown}`", f"{error.code} {error.message.within(lang)}", error.help.within(lang)


def errors(files: Mapping[str, str]) -> list[Finding]:
    """Return the errors that the program finds in `files`, paths from the folder that holds `content`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        examined = pipeline.check(pipeline.assemble(Path(folder, "content"), form.shipped()), None)
    return [finding for finding in examined.findings if finding.severity is ERROR]


def _names(lang: str) -> dict[str, str]:
    """Return the name by which an example calls each key."""
    lines = {line.key: line.name for block in _form().blocks for line in block.lines}
    chinese = {key: names[0] for key, names in CHINESE.items()} | lines
    return {key: name if lang == "zh" else key for key, name in chinese.items()}


# -- rules, faces -----------------------------------------------------------------------------------------------------


def rules(_text: str, lang: str) -> Iterator[str]:
    """Yield every code with its severity and title, linked to its manual."""
    yield from _table(HEADS["rules", lang], (_rule(manual.manual(code), lang) for code in manual.codes()))


def _rule(one: manual.Manual, lang: str) -> tuple[str, ...]:
    path = manual.path(one.code)
    severities = " / ".join(SEVERITIES[severity].within(lang) for severity in one.severities)
    return f"[{one.code}]({path.relative_to(ROOT).as_posix()})", severities, one.title_in(lang)


def faces(_text: str, lang: str) -> Iterator[str]:
    """Yield each face of the form, what Word names, and what the PDF looks for."""
    path = form.shipped() / FORM / "style.toml"
    styles, _faults = style.read(path.read_text(encoding="utf-8"), path.name)
    assert styles
    rows = ((face.name, face.word, "、".join(face.pdf)) for face in styles.faces.values())
    yield from _table(HEADS["faces", lang], rows)


def formats(_text: str, lang: str) -> Iterator[str]:
    """Yield every report format and whom it is for."""
    rows = ((f"`{name}`", _said(FORMATS[name], lang)) for name in reports.FORMATS)
    yield from _table(HEADS["formats", lang], rows)


# -- tables -----------------------------------------------------------------------------------------------------------


def _form() -> Form:
    found = form.read(form.shipped(), FORM).form
    assert found
    return found


def _said(words: tuple[str, str], lang: str) -> str:
    return words[0 if lang == "zh" else 1]


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (heads, ("---",) * len(heads), *rows):
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


TABLES: Mapping[str, Callable[[str, str], Iterator[str]]] = {
    "keys": keys,
    "values": values,
    "mistakes": mistakes,
    "rules": rules,
    "faces": faces,
    "formats": formats,
}

if __name__ == "__main__":
    main()
