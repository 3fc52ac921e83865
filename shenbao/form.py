"""templates/<form>/form.yaml → Form: what a form's decree fixes, as its designer wrote it down.

The shipped word lists (`words.yaml`) and thresholds (`thresholds.yaml`) come first; a form's folder may hold a
`words.yaml` of its own that replaces lists by name, and `form.yaml` may replace thresholds and switch rules off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from shenbao import intake, manual, mistyped, refusal, yamlfile
from shenbao.entry import Entry, Misfit, Text, admit, fields
from shenbao.filenames import FORM, STYLE, TEMPLATE, THRESHOLDS, WORDS
from shenbao.finding import ERROR, Finding, Place
from shenbao.message import NOTHING, Message, _
from shenbao.model.form import PARTS, BudgetBlock, BudgetLine, Development, Form, Group, Sums
from shenbao.model.wording import LONGEST, MOST_SIGNS, MOST_WORDS, Words, signs
from shenbao.vocabulary import nearest

_MOST_SIGNED = 100  # words of one list with a sign for a number or a gap: each is tried at every character
_MOST_IN_ALL, _MOST_SIGNED_IN_ALL = 6_000, 500  # words of all lists of one file, and those with such a sign
_HERE = Path(__file__).parent
_PAIRS, _BETTERS = ("paired_signs", "signs_across_paragraphs"), "half_width_signs"
_NONE: Mapping[str, Words] = {}
_NEARLY_WORDS = re.compile(r"words?\.ya?ml(?:\.txt)?", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")  # no sign and no exponent: a count, a share or a total


class BlockEntry(Entry):
    name: Text
    lines: dict[str, Text]


class SumsEntry(Entry):
    spent: str = ""
    earned: str = ""
    levels: str = ""
    tasks_within: str = ""
    development: str = ""
    reading: str = ""


class FormEntry(Entry):
    """form.yaml as it is written; numbers are texts here as everywhere."""

    title: Text
    indicators: dict[str, list[Text]]
    columns: dict[str, Text]
    budget: dict[str, BlockEntry] = {}
    sums: SumsEntry = SumsEntry()
    unit: str = "万元"
    decimals: str = "2"
    aliases: dict[str, Text] = {}
    weight_total: str = ""
    thresholds: dict[str, Text] = {}
    switched_off: list[Text] = []
    unprinted: list[Text] = []


@dataclass(frozen=True, slots=True)
class FormFile:
    """What a form's folder said: the form, or the findings that forbid to use it."""

    form: Form | None
    folder: Path
    findings: tuple[Finding, ...] = ()
    look: str = STYLE
    """the file that states how it is printed"""

    @property
    def style(self) -> Path:
        return self.folder / self.look

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that this form may be made of."""
        return TEMPLATE, FORM, self.look, WORDS


def shipped() -> Path:
    """Return the folder of the forms that come with the package, installed or in a checkout."""
    installed = _HERE / "templates"
    return installed if installed.is_dir() else _HERE.parent / "templates"


def names(templates: Path) -> list[str]:
    """Return the names of the forms in the folder `templates`."""
    return sorted(entry.parent.name for entry in templates.glob(f"*/{FORM}"))


def looks(folder: Path) -> dict[str, str]:
    """Return the files of the looks that the form in `folder` has beside its usual one, by name: style-NAME.toml."""
    stem, ending = STYLE.split(".")
    files = sorted(path.name for path in folder.glob(f"{stem}-?*.{ending}"))
    return {file.removeprefix(f"{stem}-").removesuffix(f".{ending}"): file for file in files}


def read(templates: Path, name: str) -> FormFile:
    """Read the form `name`, which must be one of `names(templates)`: a name can therefore lead nowhere else."""
    folder = templates / name
    findings: list[Finding] = []
    values, node = _yaml(folder / FORM, findings)
    entry, misfits = admit(FormEntry, values) if node else (None, [])
    findings.extend(
        _finding(folder / FORM, _span(node, m.path, m.kind == "unknown"), says, help)
        for m, says, help in _misfits(misfits)
    )
    if entry:
        findings.extend(
            _finding(folder / FORM, _span(node, path, _is_key(path)), says) for path, says in _contradictions(entry)
        )
    findings.extend(_unread(folder))
    shipped_words = _words(_HERE / WORDS, findings)
    words = shipped_words | _words(folder / WORDS, findings, shipped_words)
    form = _form(name, entry, words) if entry and not findings else None
    return FormFile(form, folder, tuple(findings))


def _form(name: str, entry: FormEntry, words: dict[str, Words]) -> Form:
    return Form(
        name=name,
        title=entry.title,
        blocks=tuple(_block(key, block) for key, block in entry.budget.items()),
        sums=_sums(entry.sums),
        tree=tuple(Group(group, tuple(categories)) for group, categories in entry.indicators.items()),
        columns=tuple(entry.columns.items()),
        unit=entry.unit,
        decimals=int(entry.decimals),
        aliases=entry.aliases,
        weight_total=Decimal(entry.weight_total) if entry.weight_total else None,
        thresholds={key: Decimal(text) for key, text in {**_thresholds(), **entry.thresholds}.items()},
        words=words,
        switched_off=frozenset(entry.switched_off),
        unprinted=frozenset(entry.unprinted),
    )


def _sums(entry: SumsEntry) -> Sums:
    reading = Development(entry.reading or Development.ADDITIVE)
    return Sums(**entry.model_dump(exclude={"reading"}), reading=reading, stated=bool(entry.reading))


def _block(key: str, entry: BlockEntry) -> BudgetBlock:
    return BudgetBlock(key, entry.name, tuple(BudgetLine(k, n) for k, n in entry.lines.items()))


def _contradictions(entry: FormEntry) -> Iterator[tuple[tuple[str | int, ...], Message]]:
    """Yield what a form says that cannot be, with the way to it."""
    sums = entry.sums.model_dump()
    for role in ("spent", "earned", "levels", "development"):
        if sums[role] and sums[role] not in entry.budget:
            yield ("sums", role), _("budget 里没有“{key}”这个小表", key=sums[role])
    spent = entry.budget.get(entry.sums.spent)
    if entry.sums.tasks_within and spent and entry.sums.tasks_within not in spent.lines:
        yield ("sums", "tasks_within"), _("{block} 里没有“{key}”这一行", block=spent.name, key=entry.sums.tasks_within)
    if entry.sums.reading not in ("", *Development):
        yield ("sums", "reading"), _("reading 只能是 additive 或 memo，现在是“{text}”", text=entry.sums.reading)
    if not (entry.decimals.isascii() and entry.decimals.isdigit() and int(entry.decimals) <= 6):
        yield ("decimals",), _("小数位数应是 0 到 6，现在是“{text}”", text=entry.decimals)
    if entry.unit != "万元":
        yield ("unit",), _("金额单位目前只支持万元，现在是“{text}”", text=entry.unit)
    if unknown := [key for key in entry.columns if key not in ("period", "annual")]:
        yield ("columns", unknown[0]), _("指标值的列只能是 period 和 annual，现在有“{key}”", key=unknown[0])
    yield from _wrong_numbers(entry)
    yield from _cannot_be_off(entry)
    yield from _cannot_be_left_out(entry)
    categories = [c for group in entry.indicators.values() for c in group]
    for alias, category in entry.aliases.items():
        if category not in categories:
            yield ("aliases", alias), _("indicators 里没有“{name}”", name=category)
    seen: set[str] = set()
    for group, listed in entry.indicators.items():
        for n, category in enumerate(listed):
            if category in seen:
                yield ("indicators", group, n), _("二级指标“{name}”列了两次", name=category)
            seen.add(category)


def _wrong_numbers(entry: FormEntry) -> Iterator[tuple[tuple[str | int, ...], Message]]:
    numbers = [(("thresholds", key), text) for key, text in entry.thresholds.items() if key in _thresholds()]
    for path, text in (*numbers, (("weight_total",), entry.weight_total or "0")):
        if not _NUMBER.fullmatch(text):
            yield path, _("应是一个数，现在是“{text}”", text=text)
    for key in entry.thresholds.keys() - _thresholds().keys():
        near = nearest(key, _thresholds())
        hint = _("，可能是 {near}", near=near) if near else NOTHING
        yield ("thresholds", key), _("没有界限“{key}”{hint}", key=key, hint=hint)


def _cannot_be_off(entry: FormEntry) -> Iterator[tuple[tuple[str | int, ...], Message]]:
    for n, code in enumerate(entry.switched_off):
        if code not in manual.codes():
            near = manual.nearest_code(code)
            hint = _("，可能是 {near}", near=near) if near else NOTHING
            yield ("switched_off", n), _("没有规则 {code}{hint}", code=code, hint=hint)
        elif ERROR in manual.manual(code).severities:
            yield ("switched_off", n), _("{code} 会报错误，不能关掉", code=code)


def _cannot_be_left_out(entry: FormEntry) -> Iterator[tuple[tuple[str | int, ...], Message]]:
    for n, part in enumerate(entry.unprinted):
        if part not in PARTS:
            yield ("unprinted", n), _("unprinted 里只能写 {parts}，现在有“{part}”", parts=PARTS, part=part)


@cache
def _thresholds() -> Mapping[str, str]:
    """Return the shipped thresholds as they are written."""
    found = yamlfile.plain(intake.text(_HERE / THRESHOLDS))
    assert isinstance(found, dict)  # it ships with the program
    return found


def _words(path: Path, findings: list[Finding], known: Mapping[str, Words] = _NONE) -> dict[str, Words]:
    """Return the word lists in the file `path`, which are among the `known` ones; a form's folder need not have one.

    Signs for a number or a gap stand only where the known list of the name has some.
    """
    if not path.is_file():
        return {}
    values, node = _yaml(path, findings)
    if node and not isinstance(values, dict):
        findings.append(_finding(path, node.span, _("应是“词表名称: 词的列表”，每个词表一项")))
    if not isinstance(values, dict):
        return {}
    for key, value in values.items():
        if known and key not in known:
            near = nearest(key, known)
            hint = _("，可能是 {near}", near=near) if near else NOTHING
            says, help = _("没有词表“{key}”{hint}", key=key, hint=hint), _instead(near, WORDS)
            findings.append(_finding(path, _span(node, (key,), True), says, help))
        else:
            help = NOTHING if isinstance(value, list) else _("写成“{key}: [词, 词]”", key=key)
            plain = bool(known) and not any(map(signs, known[key]))
            odd = odd_words(key, value, plain=plain) if known else ()  # of what ships a test holds that
            findings.extend(_finding(path, _span(node, where), says, help) for where, says in odd)
            findings.extend(_finding(path, _span(node, (key, n)), says) for n, says in _digits(key, value, known))
    if known and not findings:  # what ships is known to be few
        findings.extend(_finding(path, _span(node, where), says) for where, says in _too_many(values))
    return {key: Words(value) for key, value in values.items() if isinstance(value, list)} if not findings else {}


def _digits(key: str, value: object, known: Mapping[str, Words]) -> Iterator[tuple[int, Message]]:
    """Yield the items of a form's word list that are digits alone, where the shipped list has none."""
    if key in known and isinstance(value, list) and not any(map(str.isdigit, known[key])):
        for n, word in enumerate(value):
            if isinstance(word, str) and word.isdigit():
                yield n, _("“{key}”的第 {n} 项不是词", key=key, n=n + 1)


def _too_many(lists: Mapping[str, object]) -> Iterator[tuple[tuple[str | int, ...], Message]]:
    """Yield the list with which all of them have more words than a check can look for, with the way to it."""
    words = signed = 0
    for key, value in lists.items():
        if isinstance(value, list):
            words, signed = words + len(value), signed + _signed(value)
        if words > _MOST_IN_ALL:
            yield (key,), _("到“{key}”为止，各词表一共有 {n} 个词，最多 {most} 个", key=key, n=words, most=_MOST_IN_ALL)
            return
        if signed > _MOST_SIGNED_IN_ALL:
            says = _(
                "到“{key}”为止，各词表一共有 {n} 个带 # 或 … 的词，最多 {most} 个",
                key=key,
                n=signed,
                most=_MOST_SIGNED_IN_ALL,
            )
            yield (key,), says
            return


def _signed(words: list[object]) -> int:
    """Return how many of `words` have a sign for a number or a gap."""
    return sum(isinstance(word, str) and signs(word) > 0 for word in words)


def odd_words(key: str, value: object, *, plain: bool) -> Iterator[tuple[tuple[str | int, ...], Message]]:
    """Yield what keeps `value` from being the word list `key`, of words without signs where `plain`; with the way to
    it."""
    if not isinstance(value, list):
        yield (key,), _("“{key}”应是词的列表", key=key)
        return
    if len(value) > MOST_WORDS:
        yield (key,), _("“{key}”有 {n} 个词，最多 {most} 个", key=key, n=len(value), most=MOST_WORDS)
    elif len(value) > _MOST_SIGNED and (signed := _signed(value)) > _MOST_SIGNED:
        yield (key,), _("“{key}”有 {n} 个带 # 或 … 的词，最多 {most} 个", key=key, n=signed, most=_MOST_SIGNED)
    for n, word in enumerate(value):
        if not isinstance(word, str) or not word.strip():
            yield (key, n), _("“{key}”的第 {n} 项不是词", key=key, n=n + 1)
        elif len(word) > LONGEST and key != "unit_synonyms":
            yield (key, n), _("“{word}”超过 {most} 个字", word=word, most=LONGEST)
        elif signs(word) > MOST_SIGNS:
            yield (key, n), _("“{word}”里的 # 和 … 最多 {most} 个", word=word, most=MOST_SIGNS)
        elif plain and signs(word):
            yield (key, n), _("“{key}”里的词不能用 # 和 …，现在是“{word}”", key=key, word=word)
        elif key in _PAIRS and len(word) != 2:
            yield (key, n), _("“{key}”的每一项是两个符号，前一半和后一半，现在是“{word}”", key=key, word=word)
        elif key == _BETTERS and len(word.removeprefix("..")) < 2:
            yield (key, n), _("“{key}”的每一项是半角符号和代替它的全角符号，现在是“{word}”", key=key, word=word)


def _yaml(path: Path, findings: list[Finding]) -> tuple[object, yamlfile.Node | None]:
    start = yamlfile.Span(1, 1, 1, 1)
    try:
        data = intake.read(path)
    except OSError as error:
        findings.append(_finding(path, start, _("读不了这个文件：{why}", why=refusal.why(error))))
        return None, None
    try:
        text = intake.decoded(data)
    except UnicodeDecodeError:
        findings.append(_finding(path, start, *mistyped.not_utf_8(data)))
        return None, None
    node, faults = yamlfile.read(text)
    findings.extend(_faulty(path, fault, text) for fault in faults)
    if node and path.parent != _HERE:
        findings.extend(_unparted(path, item) for item in yamlfile.unparted(node))
    return (yamlfile.bare(node), node) if node and not faults else (None, None)


def _unread(folder: Path) -> Iterator[Finding]:
    """Report the word lists of a form that are not read, for the name of their file."""
    for path in sorted(folder.glob("*")):
        if path.name != WORDS and _NEARLY_WORDS.fullmatch(path.name):
            says, help = _("{name} 不会被读取", name=path.name), _("改名为 {file}", file=WORDS)
            yield _finding(path, yamlfile.Span(1, 1, 1, 1), says, help)


def _unparted(path: Path, item: yamlfile.Scalar) -> Finding:
    """Return that YAML takes what another sign than the comma parts for one word."""
    help = _("花括号、方括号里用半角逗号“,”分隔；本来就是一个词的，加上英文双引号")
    return _finding(path, item.span, _("“{text}”会当成一个词", text=item.text), help)


def _faulty(path: Path, fault: yamlfile.Fault, text: str) -> Finding:
    if fault.kind == "twice":
        return _finding(path, fault.span, _("“{key}”写了两次", key=fault.detail), _("只留一处"))
    lines = text.split("\n")
    if fault.kind != "syntax" or (seen := mistyped.advice(lines, fault.span.line)) is None:
        return _finding(path, fault.span, _("YAML 写法有误：{what}", what=fault.detail or fault.kind), mistyped.UNSEEN)
    line, column, help = seen
    span = yamlfile.Span(line, column or 1, line, len(lines[line - 1]) + 1)
    return _finding(path, span if column or line != fault.span.line else fault.span, _("YAML 写法有误"), help)


def _misfits(misfits: list[Misfit]) -> Iterator[tuple[Misfit, Message, Message]]:
    """Yield what does not fit, in words, and the act; a misspelt key is one finding, not a missing key as well."""
    missing = {str(m.path[-1]): m for m in misfits if m.kind == "missing"}
    keys = {*fields(FormEntry), *fields(SumsEntry), *fields(BlockEntry)}
    for misfit in misfits:
        if misfit.kind == "unknown":
            near = nearest(str(misfit.path[-1]), missing) or nearest(str(misfit.path[-1]), keys)
            missing.pop(near, None)
            hint = _("，可能是 {near}", near=near) if near else NOTHING
            yield misfit, _("没有“{key}”这个键{hint}", key=misfit.path[-1], hint=hint), _instead(near, FORM)
        elif misfit.kind != "missing":
            yield misfit, _says(misfit), NOTHING
    for misfit in missing.values():
        says, help = _("缺少“{key}”", key=misfit.path[-1]), _("补上“{key}: {value}”", key=misfit.path[-1], value="…")
        yield misfit, says, help


def _instead(near: str, file: str) -> Message:
    """Return what to do with a name that is not known; all are in the `file` that comes with the program."""
    return _("改成“{near}”", near=near) if near else _("删去这一项；有哪些见程序自带的 {file}", file=file)


def _says(misfit: Misfit) -> Message:
    key = misfit.path[-1] if misfit.path else FORM
    return _("“{key}”的写法不对，应是{kind}", key=key, kind=_KINDS.get(misfit.kind, _("文字")))


_KINDS = {"text": _("文字"), "list": _("列表"), "mapping": _("“键: 值”")}


def _span(node: yamlfile.Node | None, path: Iterable[str | int], of_key: bool = False) -> yamlfile.Span:
    """Return the place of the value at the end of `path`, or of its key, as far as it exists."""
    span = yamlfile.Span(1, 1, 1, 1)
    for step in path:
        if isinstance(node, yamlfile.Mapping):
            found = next(((key, value) for key, value in node.pairs if key.text == step), None)
            if found is None:
                break
            key, node = found
            span = node.span if isinstance(node, yamlfile.Scalar) and not (node.empty or of_key) else key.span
        elif isinstance(node, yamlfile.Sequence) and isinstance(step, int):
            node = node.items[step]
            span = node.span
    return span


def _is_key(path: tuple[str | int, ...]) -> bool:
    """Say whether the key at the end of `path` is at fault, and not what stands behind it."""
    return path[0] == "columns" or (path[0] == "thresholds" and path[1] not in _thresholds())


def _finding(path: Path, span: yamlfile.Span, says: Message, help: Message = NOTHING) -> Finding:
    place = Place(path.as_posix(), span.line, span.column, span.end_line, span.end_column)
    return Finding(
        "M002", ERROR, says, place, help if help.text else _("改 {file} 的这一处", file=path.name), path.name
    )
