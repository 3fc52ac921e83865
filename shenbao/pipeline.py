"""The whole program on one page: read the sources, read them as a declaration, check it, and where nothing forbids it
fill the form, lay it out, and print it twice.

What only a build needs is imported by the function that needs it: `check` is called at every keystroke's pause, and
would pay for Jinja2, lxml and a file lock that it never touches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shenbao import engine, last_year, reading, source, waiving
from shenbao.filenames import TEMPLATE
from shenbao.finding import Finding, Place
from shenbao.form import FormFile
from shenbao.message import Message, _
from shenbao.reading import Reading
from shenbao.source import Sources

if TYPE_CHECKING:  # the printers' libraries are loaded by a build alone
    from shenbao.layout import Layout
    from shenbao.mending import Change, Mend
    from shenbao.outputs import Outputs
    from shenbao.papers import Papers, Provenance
    from shenbao.printers.press import Press
    from shenbao.style import Styles

Progress = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A content folder as it was read: its files, its form, and the declaration in them."""

    sources: Sources
    form: FormFile
    reading: Reading
    last_year: tuple[Finding, ...] = ()
    """what keeps last year's declaration from being read"""

    @property
    def findings(self) -> Iterator[Finding]:
        yield from self.last_year
        yield from self.sources.findings
        yield from self.form.findings
        yield from self.reading.findings


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to: all findings, and the files where it wrote them."""

    examined: engine.Examined
    files: tuple[Path, ...] = ()
    remarks: tuple[Message, ...] = ()
    """what happened to older files"""


@dataclass(frozen=True, slots=True)
class Mended:
    """What mending comes to, before anything is written: the declaration as it would be, the mends, and the files that
    they change."""

    assembled: Assembled
    mends: tuple[Mend, ...] = ()
    changes: tuple[Change, ...] = ()
    astray: bool = False
    """whether the mended files would say something else: a bug, so there are no mends"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wanted of the documents: what the PDF claims to be, whether it carries its sources, the time that
    SOURCE_DATE_EPOCH tells, whether only the faces that were asked for will do, and whether the two documents are held
    against each other."""

    variant: str = "both"  # papers.BOTH: a check loads nothing of what papers say
    attach: bool = False
    made: datetime | None = None
    official: bool = False
    compare: bool = False


AS_USUAL = Wishes()


def assemble(
    content: Path, templates: Path, instead: Mapping[str, bytes] = source.AS_THEY_ARE, kept: source.Kept | None = None
) -> Assembled:
    """Read the folder `content` as a declaration in one of the forms in `templates`; a file named in `instead` is taken
    to hold those bytes, and what `kept` remembers is not read again."""
    return joined(source.read(content, instead, kept), templates)


def joined(sources: Sources, templates: Path, before: Assembled | None = None) -> Assembled:
    """Read `sources` as a declaration in one of the forms in `templates`; what was read `before` from the same files,
    the form as well, is not read again."""
    if before and reading.is_usual(sources, templates, before.form):
        known = reading.Before(before.sources, before.reading)
        wanted, read = before.form, reading.read(sources, before.form.form, known)
    else:
        wanted = reading.wanted_form(sources, templates)
        read = reading.read(sources, wanted.form)
    last, faults = last_year.read(sources, read.declaration, templates)
    return Assembled(sources, wanted, last_year.beside(read, last), faults)


def check(assembled: Assembled, today: date | None, known: engine.Known = engine.NOTHING_KNOWN) -> engine.Examined:
    """Return every finding about what was read; what is `known` of single tasks is not looked for again."""
    read = assembled.reading
    return engine.examine(read.declaration, read.places, assembled.findings, read.waivers, today, known)


def mend(assembled: Assembled, today: date | None) -> Mended:
    """Make the mends that change no meaning, in memory, and read all of it again. Nothing is written.

    A waiver that holds on the day `today` keeps what it covers.
    """
    from shenbao import mending

    sources, read = assembled.sources, assembled.reading
    agreed, _complaints = waiving.agreed(read.waivers, read.places, today)
    mends = mending.find(sources, read, assembled.findings, agreed)
    if not mends:
        return Mended(assembled)
    changes = mending.changes(sources, mends)
    mended = source.read(Path(sources.folder), dict(sources.raw) | {change.name: change.new for change in changes})
    last = read.declaration.last_year if read.declaration else None
    read_again = last_year.beside(reading.read(mended, assembled.form.form), last)
    again = Assembled(mended, assembled.form, read_again, assembled.last_year)
    if not mending.same(read, again.reading, mends):
        return Mended(assembled, astray=True)
    return Mended(again, mends, changes)


def build(
    assembled: Assembled,
    examined: engine.Examined,
    output: Path,
    press: Press,
    tell: Progress,
    wishes: Wishes = AS_USUAL,
    *,
    strict: bool,
) -> Built:
    """Print what was read to the folder `output`; with a finding that fails the run, nothing there is touched."""
    from shenbao.outputs import Outputs, unwritable

    if assembled.reading.declaration is None or _fails(examined, strict):
        return Built(examined)
    tell(_("排版"))
    layout, styles, faults = lay_out(assembled)
    if layout is None or styles is None or faults:
        return Built(examined.with_more(faults))
    try:
        with Outputs(output).locked() as outputs:
            return _print(assembled, examined, layout, styles, outputs, press, tell, wishes, strict)
    except OSError as error:
        return Built(examined.with_more([unwritable(output, error)]))


def data(
    assembled: Assembled, examined: engine.Examined, name: str, made: datetime | None, *, strict: bool
) -> Mapping[str, bytes]:
    """Return what was read in the data format `name`, the bytes of each file by the end of its name, dated `made`; with
    an error among the findings nothing."""
    from shenbao import exports

    declaration = assembled.reading.declaration
    if declaration is None or _fails(examined, strict):
        return {}
    return exports.make(name, declaration, made)


def export(
    assembled: Assembled, examined: engine.Examined, name: str, output: Path, made: datetime | None, *, strict: bool
) -> Built:
    """Write the `data` to the file `output`, or to files in the folder `output`."""
    from shenbao import exports
    from shenbao.outputs import file_name, unwritable

    files, declaration = data(assembled, examined, name, made, strict=strict), assembled.reading.declaration
    if not files or declaration is None:
        return Built(examined)
    begin = exports.stem(output, name, file_name(declaration.department, declaration.form.title))
    try:
        return Built(examined, exports.save(files, begin))
    except OSError as error:
        return Built(examined.with_more([unwritable(output, error)]))


def papers(assembled: Assembled, wishes: Wishes) -> Papers:
    """Return what the documents carry besides their text; sources and data themselves only where they are asked for."""
    from shenbao import carried
    from shenbao.papers import Papers

    sources, declaration = assembled.sources, assembled.reading.declaration
    made = replace(provenance(assembled), attached=wishes.attach)
    attached = tuple(carried.attachments(sources, declaration)) if wishes.attach else ()
    return Papers(made, wishes.variant, attached, wishes.made)


def provenance(assembled: Assembled) -> Provenance:
    """Return what a build is made from: every source, every file of the form, this program's version and its rules."""
    from shenbao import carried

    return carried.provenance(assembled.sources, assembled.form)


def lay_out(assembled: Assembled) -> tuple[Layout | None, Styles | None, list[Finding]]:
    """Fill the form, read it as a layout and proofread that; None, and findings, where the form's folder forbids it."""
    from shenbao import proof
    from shenbao.printers import forecast

    layout, styles, faults = draft(assembled)
    if layout is not None and styles is not None and assembled.reading.declaration is not None:
        path = assembled.form.folder / TEMPLATE
        faults = proof.read(layout, assembled.reading.declaration, assembled.reading.places, path)
        layout = forecast.short_rows_whole(layout, styles)
    return layout, styles, faults


def draft(assembled: Assembled) -> tuple[Layout | None, Styles | None, list[Finding]]:
    """Fill the form and read it as a layout, as far as a screen needs it; None, and findings, where the form's folder
    forbids it."""
    from shenbao import markup, style, template

    declaration, folder = assembled.reading.declaration, assembled.form.folder
    assert declaration is not None  # the caller has asked
    styles, faults = style.load(assembled.form.style)
    filled, unfilled = template.fill(folder, declaration)
    if styles is None or unfilled:
        return None, None, faults + unfilled
    path = folder / TEMPLATE
    named = (declaration.form.title, declaration.department)
    layout, faults = markup.read(filled, styles.styles, path, *named, styles.widths, assembled.form.look)
    return layout, styles, faults


def _print(
    assembled: Assembled, examined: engine.Examined, layout: Layout, styles: Styles,
    outputs: Outputs, press: Press, tell: Progress, wishes: Wishes, strict: bool,
) -> Built:  # fmt: skip
    """Print `layout` twice beside the old files, read the Word file back, and publish both."""
    from concurrent.futures import ThreadPoolExecutor

    from shenbao import faces
    from shenbao.outputs import file_name
    from shenbao.printers import parcel, pdf, word

    name = file_name(layout.subject, layout.title)
    docx, sheet = f"{name}.docx", f"{name}.pdf"
    written = {docx: outputs.beside(docx), sheet: outputs.beside(sheet)}
    folder, carries = assembled.form.folder, papers(assembled, wishes)
    look = Place(assembled.form.style.as_posix())
    served = faces.chosen(styles, layout)
    findings = faces.check(layout, styles, look, wishes.official)
    if _fails(more := examined.with_more(findings), strict):
        return Built(more)
    tell(_("打印 PDF 和 Word"))
    with ThreadPoolExecutor(1) as pool:  # it only waits: the press is a process of its own
        printing = pool.submit(press.write, layout, styles, served, written[sheet], look, folder, carries)
        word.write(layout, styles, written[docx], carries)
        findings += parcel.read_back(layout, written[docx], outputs.folder / docx)
        findings += printing.result()
    if wishes.compare and not _fails(examined.with_more(findings), strict):
        from shenbao import comparing  # few builds compare

        tell(_("用 LibreOffice 排版"))
        findings += comparing.findings(written[docx], written[sheet], outputs.folder / docx, strict)
    if _fails(more := examined.with_more(findings), strict):
        return Built(more)
    mixed = _mixed(word.digest(outputs.folder / docx), pdf.digest(outputs.folder / sheet))
    published = outputs.publish(outputs.owner(Path(assembled.sources.folder)), written)
    kept = (_("原来的 {name} 不是本程序写的或被改过，已移到 {to}", name=old.name, to=to) for old, to in published.kept)
    return Built(more, published.files, (*mixed, *kept, *faces.stand_ins(served.values())))


def _fails(examined: engine.Examined, strict: bool) -> bool:
    return any(finding.fails(strict) for finding in examined.findings)


def _mixed(word: str, sheet: str) -> tuple[Message, ...]:
    if word and sheet and word != sheet:
        return (_("上次留下的 Word 和 PDF 不是同一次构建的，已重新生成"),)
    return ()
