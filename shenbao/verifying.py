"""Is a document what these sources make? The document is made again, and held against it byte for byte.

Where it differs, what it says of its own making tells which sources have changed since, and its cells, held against
those that would be printed now, tell what: also what somebody typed into the Word file.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from shenbao import intake, papers, pipeline, refusal
from shenbao.finding import Finding, Place
from shenbao.layout import Cell, Layout, Table
from shenbao.message import Message, _
from shenbao.papers import Papers, Provenance
from shenbao.pipeline import Assembled, Wishes
from shenbao.printers import claims, parcel, word
from shenbao.printers.parcel import Beside
from shenbao.printers.press import Press
from shenbao.refusal import Refused
from shenbao.style import Styles

_MOST_BYTES = 256 << 20
_KINDS = (b"%PDF", b"PK", b"\xd0\xcf\x11\xe0")  # the last is what Word makes of a .docx with a password
_MOST_CELLS = 200  # that are named; a file with more differences is another document
_MOST_TEXTS = 20  # outside the tables
_MOST_MORE = 5  # times as many rows as there should be: more are another table
_MOST_FILES = 100
_MOST_ERRORS = 5
_SHOWN = 40  # characters of a cell


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a document is beside its sources. `cells` say what differs in it, `files` which sources have changed."""

    same: bool
    provenance: Provenance
    files: tuple[str, ...] = ()
    others: tuple[Message, ...] = ()
    """what else was different when it was made: the rules, the program"""
    cells: tuple[Message, ...] = ()
    elsewhere: bool = False
    """whether other faces or libraries printed it than would now"""

    errors: tuple[Finding, ...] = ()
    """what keeps the sources from making any document"""

    def told(self, file: Path) -> Iterator[Message]:
        """Yield the verdict in words."""
        yield self._first(file)
        if self.same:
            return
        yield from (_("  {code} {file}:{line} {says}", **_where(error)) for error in self.errors[:_MOST_ERRORS])
        if self.errors:
            yield _("  运行 build.py check 看全部错误和改法，改好后再核对")
        yield from (_("  源文件变了：{name}", name=name) for name in self.files[:_MOST_FILES])
        if len(self.files) > _MOST_FILES:
            yield _("  ……变了的源文件还有 {n} 个，不再列出", n=len(self.files) - _MOST_FILES)
        yield from (_("  {what}", what=what) for what in (*self.others, *self.cells))
        if not self.errors and file.suffix.lower() == ".pdf":
            yield _("  PDF 的文字没有逐格核对；要看改了什么，核对同时生成的 Word")
        elif not self.errors and not self.cells:
            yield _("  逐格文字都一样；字体、颜色、行高等版式没有逐项核对")

    def _first(self, file: Path) -> Message:
        """Return the verdict in one sentence."""
        if self.same:
            return _("{file}：正是由这些源文件生成的，一个字节不差", file=file)
        if self.errors:
            return _(
                "{file}：不是由这些源文件生成的：源文件或表样有 {n} 处错误，这样的源文件生成不了任何文件",
                file=file, n=len(self.errors),
            )  # fmt: skip
        if not self.provenance:
            return _("{file}：不是本程序生成的，或来源记录被去掉了", file=file)
        if self.files or self.others:
            return _("{file}：由另一版源文件生成", file=file)
        if self.elsewhere:
            return _(
                "{file}：记着的源文件、表样和规则都和现在一样，但生成时用的字体或程序库和这台机器现在的不同，"
                "换行、分页可能因此不同",
                file=file,
            )
        return _(
            "{file}：记着的来源就是这些源文件，字体和程序库也一样，但不是一个字节不差：之后被改过或另存过",
            file=file,
        )


def _where(error: Finding) -> dict[str, object]:
    return {"code": error.code, "file": error.place.file, "line": error.place.line, "says": error.message}


def verify(file: Path, assembled: Assembled, wishes: Wishes) -> Verdict:
    """Say whether `file` is what `assembled` makes. Raises Refused for what is no document that can be looked into."""
    sheet = _start(file) == b"%PDF"
    if sheet:
        _look(file)
    told = claims.read(file).provenance if sheet else parcel.provenance(file)
    if errors := _errors(assembled):
        return _of_none(told, assembled, errors)
    layout, styles, faults = pipeline.lay_out(assembled)
    if layout is None or styles is None or faults:
        return _of_none(told, assembled, faults)
    return (_of_pdf if sheet else _of_word)(file, assembled, layout, styles, wishes)


def _errors(assembled: Assembled) -> list[Finding]:
    """Return what forbids to build from what was read, on whatever day: a waiver that has ended since may have held."""
    return [finding for finding in pipeline.check(assembled, None).findings if finding.fails(strict=False)]


def _of_none(told: Provenance, assembled: Assembled, errors: list[Finding]) -> Verdict:
    """Return the verdict where the sources make no document: with what has changed in them since."""
    changed = papers.differing(told, pipeline.provenance(assembled)) if told and assembled.form.form else ()
    return Verdict(False, told, tuple(changed), errors=tuple(errors))


def _start(file: Path) -> bytes:
    """Return how `file` begins. Raises Refused where it cannot be read, or is of no kind that is known."""
    try:
        intake.look(file, _MOST_BYTES)
        with file.open("rb") as opened:
            start = opened.read(4)
    except OSError as error:
        raise Refused(_("读不了 {file}：{why}", file=file, why=refusal.why(error))) from None
    if not start.startswith(_KINDS):
        raise Refused(_("{file} 不是 Word（.docx），也不是 PDF", file=file))
    return start


def _look(pdf: Path) -> None:
    """Raise Refused where `pdf` is damaged or locked: what cannot be read is not told from what was changed."""
    from shenbao.comparing import apart  # PDFium's, which a Word file does not need

    apart.look(pdf)


def _of_word(file: Path, assembled: Assembled, layout: Layout, styles: Styles, wishes: Wishes) -> Verdict:
    found, told = parcel.grids(file), parcel.provenance(file)
    ours = pipeline.papers(assembled, replace(wishes, made=wishes.made or parcel.made(file)))

    def print_to(path: Path, papers: Papers) -> Provenance:
        word.write(layout, styles, path, papers)
        return parcel.provenance(path)

    with tempfile.TemporaryDirectory(prefix="shenbao-") as folder:
        again = Path(folder) / "again.docx"
        same, now = _printed_again(file, again, told, ours, print_to)
        differing = () if same else (*_cells(layout.tables, found), *_beside(parcel.beside(again), parcel.beside(file)))
    return _verdict(same, told, now, differing)


def _of_pdf(file: Path, assembled: Assembled, layout: Layout, styles: Styles, wishes: Wishes) -> Verdict:
    from shenbao import faces

    told = claims.read(file)
    ours = pipeline.papers(assembled, Wishes(told.variant, told.provenance.attached, wishes.made or told.made))
    place, served = Place(assembled.form.style.as_posix()), faces.chosen(styles, layout)

    def print_to(path: Path, papers: Papers) -> Provenance:
        with Press() as press:
            faults = press.write(layout, styles, served, path, place, assembled.form.folder, papers)
        if not path.is_file():
            raise Refused(faults[0].message)
        return claims.read(path).provenance

    with tempfile.TemporaryDirectory(prefix="shenbao-") as folder:
        same, now = _printed_again(file, Path(folder) / "again.pdf", told.provenance, ours, print_to)
    return _verdict(same, told.provenance, now, ())


def _printed_again(
    file: Path, again: Path, told: Provenance, ours: Papers, print_to: Callable[[Path, Papers], Provenance]
) -> tuple[bool, Provenance]:
    """Print `ours` to `again` and say whether it is `file`, and what it is made from. Where other libraries or faces
    printed `file` than are here, they may have done the same: then only that record differs, which is put on trial."""
    now = print_to(again, ours)
    if told.printing and told.printing != now.printing and told == replace(now, printing=told.printing):
        print_to(again, replace(ours, provenance=told))
    return again.read_bytes() == file.read_bytes(), now


def _verdict(same: bool, told: Provenance, now: Provenance, cells: tuple[Message, ...]) -> Verdict:
    if same or not told:
        return Verdict(same, told, cells=cells)
    others = []
    if told.version != now.version:
        others.append(_("程序版本：当时 {then}，现在 {now}", then=told.version, now=now.version))
    elif told.rules != now.rules:
        others.append(_("检查规则和当时的不一样"))
    files = tuple(papers.differing(told, now))
    return Verdict(same, told, files, tuple(others), cells, elsewhere=told.printing != now.printing)


# --- cells


def _cells(tables: tuple[Table, ...], found: list[list[list[str]]]) -> Iterator[Message]:
    """Yield what differs, cell by cell; rows that were put in or taken out as rows."""
    wanted = [table.texts() for table in tables]
    if len(wanted) != len(found):
        yield _("应有 {wanted} 个表格，文件里有 {found} 个", wanted=len(wanted), found=len(found))
    named = enumerate(zip(tables, wanted, found, strict=False), 1)
    every = (message for n, (table, now, then) in named for message in _rows(n, table, now, then))
    for number, message in enumerate(every):
        if number == _MOST_CELLS:
            yield _("……不同之处还有，不再列出")
            return
        yield message


def _rows(number: int, table: Table, wanted: list[list[str]], found: list[list[str]]) -> Iterator[Message]:
    """Yield what differs between the rows of one table, the rows paired by what they have in common."""
    if len(found) > _MOST_MORE * len(wanted):
        yield _("表 {n}：应有 {wanted} 行，文件里有 {found} 行", n=number, wanted=len(wanted), found=len(found))
        return
    slots = table.slots()
    matched = SequenceMatcher(None, [tuple(row) for row in wanted], [tuple(row) for row in found], autojunk=False)
    for kind, first, last, start, end in matched.get_opcodes():
        if kind == "equal":
            continue
        paired = min(last - first, end - start)
        for n in range(paired):
            yield from _row(number, slots, first + n, wanted[first + n], found[start + n])
        for row in wanted[first + paired : last]:
            yield _("表 {n}：文件里少了一行：{row}", n=number, row=_row_text(row))
        for row in found[start + paired : end]:
            yield _("表 {n}：文件里多了一行：{row}", n=number, row=_row_text(row))


def _row(number: int, slots: list[list[Cell]], r: int, wanted: list[str], found: list[str]) -> Iterator[Message]:
    if len(wanted) != len(found):
        yield _("表 {n} 第 {r} 行：列数不同", n=number, r=r + 1)
        return
    for c, (now, then) in enumerate(zip(wanted, found, strict=True)):
        if now != then:
            at = _source(slots[r][c])
            yield _(
                "表 {n} 第 {r} 行第 {c} 列{at}：文件里是“{then}”，按源文件应是“{now}”",
                n=number, r=r + 1, c=c + 1, at=f"（{at}）" if at else "", then=_short(then), now=_short(now),
            )  # fmt: skip


_HELD = {
    "revision": _("修订标记"),
    "hidden": _("隐藏的文字或行"),
    "object": _("图片或嵌入的对象"),
    "note": _("批注或脚注"),
    "sign": _("符号字体的字"),
}


def _beside(wanted: Beside, found: Beside) -> Iterator[Message]:
    """Yield what differs beside the cells: what stands outside the tables, and what hides text or adds to it."""
    for kind, count in sorted((found.marks - wanted.marks).items()):
        yield _("文件里多了{what}：{n} 处", what=_HELD[kind], n=count)
    lacking, added = (Counter(one.texts) - Counter(other.texts) for one, other in ((wanted, found), (found, wanted)))
    for text in list(lacking)[:_MOST_TEXTS]:
        yield _("表格外少了：{text}", text=_short(text))
    for text in list(added)[:_MOST_TEXTS]:
        yield _("表格外多了：{text}", text=_short(text))


def _source(cell: Cell) -> str:
    """Return the address that the cell prints; empty for the form's own words."""
    return next((text.source for p in cell.paragraphs for text in p.texts if text.source), "")


def _row_text(row: list[str]) -> str:
    return _short(" | ".join(text for text in row if text not in {"<", "^", ""}))


def _short(text: str) -> str:
    plain = text.replace("\n", " ")
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"
