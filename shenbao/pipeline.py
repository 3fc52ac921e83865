"""The whole program on one page: read the sources, read them as a declaration, check it, and where nothing forbids it
fill the form, lay it out, and print it twice.

What only a build needs is imported by the function that needs it: `check` is called at every keystroke's pause, and
would pay for Jinja2, lxml and a file lock that it never touches.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shenbao import __version__, engine, form, intake, reading, refusal, rulebooks, source, waiving
from shenbao.filenames import DEPARTMENT, STYLE, TEMPLATE
from shenbao.finding import ERROR, WARNING, Finding, Place
from shenbao.form import FormFile
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.papers import BOTH, Attachment, Papers, Provenance
from shenbao.reading import Reading
from shenbao.refusal import Refused
from shenbao.source import Sources
from shenbao.vocabulary import nearest

if TYPE_CHECKING:  # the printers' libraries are loaded by a build alone
    from shenbao.layout import Layout
    from shenbao.mending import Change, Mend
    from shenbao.outputs import Outputs
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

    variant: str = BOTH
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
    if before and _is_usual(sources, templates, before.form):
        known = reading.Before(before.sources, before.reading)
        wanted, read = before.form, reading.read(sources, before.form.form, known)
    else:
        wanted = _form(sources, templates)
        read = reading.read(sources, wanted.form)
    last, faults = _last_year(sources, read.declaration, templates)
    return Assembled(sources, wanted, _beside(read, last), faults)


def _last_year(
    sources: Sources, declaration: Declaration | None, templates: Path
) -> tuple[Declaration | None, tuple[Finding, ...]]:
    """Return last year's declaration where `sources` name it, or Y002 for what keeps it from being read."""
    name, place = reading.last_year_named(sources)
    if not name or declaration is None:
        return None, ()
    folder = source.sibling(Path(sources.folder), name)
    if folder is None:
        says, help = (
            _("上年的文件夹“{name}”不在这个仓库里，不读取"),
            _("写成从内容文件夹出发的路径，如 ../2025/content"),
        )
    elif not folder.is_dir():
        says, help = (
            _("没有上年的文件夹“{name}”"),
            _("改成从内容文件夹出发的路径，如 ../2025/content；没有的，删去这一行"),
        )
    else:
        last = source.read(folder)
        found = reading.read(last, _form(last, templates).form).declaration
        if found is not None and found.form.unit == declaration.form.unit:
            return found, ()
        says, help = (
            _("上年的文件夹“{name}”读不成申报表，或者用的单位不同，没法比"),
            _("用 build.py check --content 检查那个文件夹"),
        )
    at = Address(DEPARTMENT, ("last_year",))
    told = Message(says.text, (("name", name),))
    return None, (Finding("Y002", WARNING, told, place, help, name, at=at),)


def _beside(read: Reading, last: Declaration | None) -> Reading:
    """Return what was `read` with `last` year's declaration beside it."""
    return replace(read, declaration=replace(read.declaration, last_year=last)) if read.declaration and last else read


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
    changes = _changes(sources, mends)
    mended = source.read(Path(sources.folder), dict(sources.raw) | {change.name: change.new for change in changes})
    last = read.declaration.last_year if read.declaration else None
    read_again = _beside(reading.read(mended, assembled.form.form), last)
    again = Assembled(mended, assembled.form, read_again, assembled.last_year)
    if not mending.same(read, again.reading, mends):
        return Mended(assembled, astray=True)
    return Mended(again, mends, changes)


def _changes(sources: Sources, mends: tuple[Mend, ...]) -> tuple[Change, ...]:
    """Return the files of `sources` that the `mends` change."""
    from shenbao import mending

    edits: dict[str, list[mending.Edit]] = {}
    for edit in (edit for mend in mends for edit in mend.edits):
        edits.setdefault(edit.place.file, []).append(edit)
    shown = ((name, f"{sources.folder}/{name}", data) for name, data in sources.raw)
    return tuple(
        mending.Change(name, file, data, mending.applied(data, edits[file]))
        for name, file, data in shown
        if file in edits
    )


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
    from shenbao.outputs import Outputs

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
        return Built(examined.with_more([_unwritable(output, error)]))


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
    from shenbao.outputs import file_name

    files, declaration = data(assembled, examined, name, made, strict=strict), assembled.reading.declaration
    if not files or declaration is None:
        return Built(examined)
    begin = exports.stem(output, name, file_name(declaration.department, declaration.form.title))
    try:
        return Built(examined, exports.save(files, begin))
    except OSError as error:
        return Built(examined.with_more([_unwritable(output, error)]))


def papers(assembled: Assembled, wishes: Wishes) -> Papers:
    """Return what the documents carry besides their text; sources and data themselves only where they are asked for."""
    made = replace(provenance(assembled), attached=wishes.attach)
    attached = tuple(_attached(assembled)) if wishes.attach else ()
    return Papers(made, wishes.variant, attached, wishes.made)


def _attached(assembled: Assembled) -> Iterator[Attachment]:
    """Yield the sources, and the declaration as data."""
    from shenbao import exports

    for name, data in assembled.sources.raw:
        yield Attachment(name.replace("/", "-"), data, "Source")
    if assembled.reading.declaration:
        [made] = exports.make("json", assembled.reading.declaration).values()
        yield Attachment("declaration.json", made, "Data")


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
    from shenbao.printers import pdf, word

    name = file_name(layout.subject, layout.title)
    docx, sheet = f"{name}.docx", f"{name}.pdf"
    written = {docx: outputs.beside(docx), sheet: outputs.beside(sheet)}
    folder, carried = assembled.form.folder, papers(assembled, wishes)
    look = Place(assembled.form.style.as_posix())
    served = faces.chosen(styles, layout)
    findings = faces.check(layout, styles, look, wishes.official)
    if _fails(more := examined.with_more(findings), strict):
        return Built(more)
    tell(_("打印 PDF 和 Word"))
    with ThreadPoolExecutor(1) as pool:  # it only waits: the press is a process of its own
        printing = pool.submit(press.write, layout, styles, served, written[sheet], look, folder, carried)
        word.write(layout, styles, written[docx], carried)
        findings += _read_back(layout, written[docx], outputs.folder / docx)
        findings += printing.result()
    if wishes.compare and not _fails(examined.with_more(findings), strict):
        tell(_("用 LibreOffice 排版"))
        findings += _compared(written[docx], written[sheet], outputs.folder / docx, strict)
    if _fails(more := examined.with_more(findings), strict):
        return Built(more)
    mixed = _mixed(word.digest(outputs.folder / docx), pdf.digest(outputs.folder / sheet))
    published = outputs.publish(_owner(assembled, outputs.folder), written)
    kept = (_("原来的 {name} 不是本程序写的或被改过，已移到 {to}", name=old.name, to=to) for old, to in published.kept)
    return Built(more, published.files, (*mixed, *kept, *faces.stand_ins(served.values())))


def _fails(examined: engine.Examined, strict: bool) -> bool:
    return any(finding.fails(strict) for finding in examined.findings)


def provenance(assembled: Assembled) -> Provenance:
    """Return what a build is made from: every source, every file of the form, this program's version and its rules."""
    folder = assembled.form.folder
    parts = [(f"content/{name}", data) for name, data in assembled.sources.raw]
    parts += [
        (f"form/{name}", intake.read(folder / name)) for name in assembled.form.files if (folder / name).is_file()
    ]
    files = tuple((name, hashlib.sha256(data).hexdigest()) for name, data in parts)
    rules = rulebooks.digest()
    told = "\n".join((__version__, rules, *(f"{name} {digest}" for name, digest in files)))
    return Provenance(hashlib.sha256(told.encode()).hexdigest(), __version__, rules, files)


def _form(sources: Sources, templates: Path) -> FormFile:
    """Return the form that the department asks for, or M001."""
    name, place = reading.form_named(sources)
    known = form.names(templates)
    if name in known:
        return _looked(form.read(templates, name), *reading.style_named(sources))
    if not name:
        return FormFile(None, templates)  # S003 says so already
    near = nearest(name, known) or tuple(known)
    help = _("改成 {near}", near=near) if known else _("{folder} 里没有表样；用 --templates 指明", folder=templates)
    says = _("没有表样“{name}”", name=name)
    return FormFile(None, templates, (Finding("M001", ERROR, says, place, help, name),))


def _is_usual(sources: Sources, templates: Path, known: FormFile) -> bool:
    """Say whether `known` is what `sources` ask for: the form of that name among `templates`, in its usual look."""
    (name, _place), (style, _there) = reading.form_named(sources), reading.style_named(sources)
    return bool(name) and not style and known.folder == templates / name and known.look == STYLE and not known.findings


def _looked(found: FormFile, name: str, place: Place) -> FormFile:
    """Return the form in the look called `name`, or M007; without a name in its usual one."""
    known = form.looks(found.folder)
    if not name or name in known:
        return replace(found, look=known.get(name, found.look))
    near = nearest(name, known) or tuple(known)
    help = _("改成 {near}；用通常的版式时删去这一行", near=near) if known else _("删去这一行：这张表只有一种版式")
    missing = Finding("M007", ERROR, _("这张表没有版式“{name}”", name=name), place, help, name)
    return replace(found, findings=(*found.findings, missing))


def _read_back(layout: Layout, written: Path, path: Path) -> list[Finding]:
    """Return P006 where the Word file does not hold the layout cell for cell, or is larger than what is read."""
    from shenbao.printers import parcel

    try:
        if parcel.grids(written) == [table.texts() for table in layout.tables]:
            return []
    except Refused:
        says, help = _("写好的 Word 太大，读不回来核对，没有采用"), _("分成几份申报")
        return [Finding("P006", ERROR, says, Place(path.as_posix()), help, path.name)]
    says = _("写好的 Word 读回来与排版不一致，没有采用")
    return [Finding("P006", ERROR, says, Place(path.as_posix()), _("这是程序的错误：把源文件发给维护的人"), path.name)]


def _compared(docx: Path, sheet: Path, path: Path, strict: bool) -> list[Finding]:
    """Return P008 where the two files are not the same document, P009 where that cannot be told.

    Where `strict`, P008 keeps both from being written, so that there is nothing to look at.
    """
    from shenbao import comparing

    place = Place(path.as_posix())
    try:
        found = comparing.compare(docx, sheet).agreement
    except Refused as refused:
        help = _("不用 --compare 照常生成") if comparing.available() else _("安装 LibreOffice，或不用 --compare")
        return [Finding("P009", ERROR, refused.says, place, help, "LibreOffice", environment=True)]
    if found.within:
        return []
    wrong = tuple(says for well, says in comparing.told(found) if not well)
    says = _("Word 和 PDF 不一样：{wrong}", wrong=wrong)
    help = _("用 build.py compare 加 --pictures 看第一处不同的图片，把那一句换个写法")
    if strict:
        help = _("先不加 --strict 生成，用 build.py compare 加 --pictures 看第一处不同的图片，把那一句换个写法")
    return [Finding("P008", WARNING, says, place, help, path.name)]


def _mixed(word: str, sheet: str) -> tuple[Message, ...]:
    if word and sheet and word != sheet:
        return (_("上次留下的 Word 和 PDF 不是同一次构建的，已重新生成"),)
    return ()


def _owner(assembled: Assembled, folder: Path) -> str:
    """Return the name under which this declaration's files are entered: its folder, seen from the output folder."""
    there = Path(assembled.sources.folder).resolve()
    with suppress(ValueError):  # another drive
        there = Path(os.path.relpath(there, folder.resolve()))
    return there.as_posix().encode(errors="backslashreplace").decode()  # a folder's name may be no text


_UNWRITABLE = {
    errno.EEXIST: (_("{path} 是一个文件，不是文件夹"), _("用 --output 换一个文件夹")),
    errno.ENOTDIR: (_("{path} 是一个文件，不是文件夹"), _("用 --output 换一个文件夹")),
    errno.ENOSPC: (_("磁盘满了，写不了 {path}"), _("腾出空间后再来一次；原来的文件没有动")),
    errno.EFBIG: (_("磁盘满了，写不了 {path}"), _("腾出空间后再来一次；原来的文件没有动")),
    errno.EACCES: (_("没有权限写 {path}"), _("文件正被 Word 打开时先关闭；或改权限，或用 --output 换一个文件夹")),
    errno.EROFS: (_("{path} 所在的磁盘只能读"), _("用 --output 换一个文件夹")),
}


def _unwritable(output: Path, error: OSError) -> Finding:
    """Return P007 for the system's refusal, in words that people know."""
    general = (_("写不了 {path}：{why}"), _("检查磁盘空间和写入权限，或用 --output 换一个文件夹"))
    says, help = _UNWRITABLE.get(error.errno or 0, general)
    path = str(error.filename or output)
    told = Message(says.text, (("path", path), ("why", refusal.why(error))))
    return Finding("P007", ERROR, told, Place(path), help, str(output))
