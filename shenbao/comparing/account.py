"""What a comparison came to, in sentences: each with whether it is within the limits."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from shenbao.comparing.agreement import LEAST_DASHED, LEAST_SHARE, MOST_MM, Agreement, Count
from shenbao.message import Message, _

_NOTHING = _("没有")


def told(found: Agreement) -> Iterator[tuple[bool | None, Message]]:
    """Yield what was compared, and whether it will do; None for what is no measure, where the first difference is."""
    ours, theirs = found.pages
    yield ours == theirs, _("页数：PDF {ours}，Word {theirs}", ours=ours, theirs=theirs)
    if found.rows:
        yield False, _("各页上的行：第 {pages} 页不同", pages=found.rows)
    else:
        yield True, _("各页上的行：都相同")
    yield (
        found.plain.share >= LEAST_SHARE,
        _("文字：{lines} 行里 {alike} 行相同，{share}（至少 {least}）", **_counted(found.plain, LEAST_SHARE)),
    )
    if found.dashed.lines:
        says = _(
            "有“——”或“……”的格子：{lines} 行里 {alike} 行相同，{share}（至少 {least}）",
            **_counted(found.dashed, LEAST_DASHED),
        )
        yield found.dashed.share >= LEAST_DASHED, says
    if found.continued:
        yield True, _("PDF 换页后重印的“（续）”：{lines} 行，Word 不重印，不比较", lines=found.continued)
    yield from ((False, says) for says in _against(found))
    yield (
        found.edges_mm <= MOST_MM,
        _("列线：最多相差 {mm:.2f} 毫米（不超过 {most} 毫米）", mm=found.edges_mm, most=MOST_MM),
    )
    if found.first:
        ours_said, theirs_said = ((f"“{said}”" if said else _NOTHING) for said in found.first.said)
        yield (
            None,
            _(
                "第一处不同在第 {page} 页：PDF {ours}，Word {theirs}",
                page=found.first.page,
                ours=ours_said,
                theirs=theirs_said,
            ),
        )


def _against(found: Agreement) -> Iterator[Message]:
    """Yield what forbids to call both the same, however many lines are."""
    if found.changed:
        says = _("文字本身不同，不只是换行：{file} 里的“{text}”另一个没有",
                 file="PDF" if found.changed[0] else "Word", text="".join(found.changed))  # fmt: skip
        yield says
    if any(found.pictures):
        in_pdf, in_word = found.pictures
        says = _("图片、批注、嵌入的对象：PDF {ours} 处，Word {theirs} 处，没法比较", ours=in_pdf, theirs=in_word)
        yield says
    if not found.lines:
        yield _("两个文件里都没有读到文字，没有什么可比")


def _counted(count: Count, least: float) -> dict[str, object]:
    return {"lines": count.lines, "alike": count.alike, "share": _percent(count.share), "least": f"{least:.1%}"}


def _percent(share: float) -> str:
    """Return a share with two decimals; never rounded up to what it is not."""
    return f"{floor(share * 10000) / 100:.2f}%"
