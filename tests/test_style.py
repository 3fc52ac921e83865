"""style.toml: read strictly, every fault with its line."""

from __future__ import annotations

import pytest

from shenbao import faces, style
from shenbao.finding import ERROR, NOTICE
from tests.drawn import LOOK, PLACE, column, look, page

GOOD = LOOK.read_text(encoding="utf-8")


def test_the_shipped_look_is_read_whole() -> None:
    styles = look()
    assert styles.page.width_mm == 210
    assert styles["amount"].align == "right"
    assert styles.face("prose").word == "仿宋_GB2312"
    assert styles.face("prose", bold=True).name == "黑体"
    assert styles.face("prose", italic=True).name == "楷体"


@pytest.mark.parametrize(
    ("old", "new", "says", "helps", "at"),
    [
        ("size_pt = 20,", "size_tp = 20,", "size_tp", "size_pt", "size_pt = 20,"),
        ('align = "right"', 'align = "rigth"', "rigth", "", 'align = "right"'),
        ('face = "宋体", size_pt = 14', 'face = "宋", size_pt = 14', "宋", "宋体", 'face = "宋体", size_pt = 14'),
        ('bold = "黑体"', 'bold = "粗体"', "粗体", "", 'bold = "黑体"'),
        ("width_mm = 210", "", "width_mm", "", "[page]"),
        ("width_mm = 210", 'width_mm = "210"', "210", "", "width_mm = 210"),
        ("width_mm = 210", "width_mm = true", "True", "", "width_mm = 210"),
        ("width_mm = 210", "width_mm = 0", "0", "", "width_mm = 210"),
        ("width_mm = 210", "width_mm = 1e9", "1000000000", "", "width_mm = 210"),
        ('footer = "page"', 'footer = "pages"', "pages", "page", 'footer = "page"'),
        ("[page]", "[page", "TOML", "", "[page]"),
        ("open_below = true", "open_below = 1", "1", "", "open_below = true"),
        ("value = {", '"2 x" = {', "2 x", "", "value = {"),
        ("footer_mm = 12", 'footer_at = "left"\nfooter_mm = 12', "left", "", "footer_mm = 12"),
        ("other = [18.7, 151.3]", "other = 170", "170", "", "other = [18.7, 151.3]"),
        ("other = [18.7, 151.3]", "other = [18.7, 0]", "0", "", "other = [18.7, 151.3]"),
        ("other = [18.7, 151.3]", 'other = [18.7, "151.3"]', "151.3", "", "other = [18.7, 151.3]"),
        ("other = [18.7, 151.3]", "other = [40, 151.3]", "191.3", "", "other = [18.7, 151.3]"),
    ],
)
def test_a_fault_is_one_finding_on_its_line(old: str, new: str, says: str, helps: str, at: str) -> None:
    text = GOOD.replace(old, new, 1)
    styles, findings = style.read(text, "style.toml")
    assert styles is None
    assert [f.code for f in findings] == ["M004"]
    assert findings[0].place.line == GOOD[: GOOD.index(at)].count("\n") + 1
    assert says in str(findings[0].message)
    assert helps in str(findings[0].help)


@pytest.mark.parametrize(
    "text", ["", "page = 3", "[styles]\na = 1", 'x = """\n', "[faces]\n[roles]\n[page]\n[styles]\n"]
)
def test_no_text_at_all_raises(text: str) -> None:
    styles, findings = style.read(text, "style.toml")
    assert styles is None
    assert findings


def test_a_face_that_nothing_serves_is_an_error_that_names_what_to_install() -> None:
    text = GOOD.replace('"SimSun", "宋体", "FandolSong", "Noto Serif CJK SC"', '"No Such Face"')
    styles, _findings = style.read(text, "style.toml")
    assert styles is not None
    [finding] = faces.check(page(), styles, PLACE)
    assert (finding.code, finding.severity, finding.subject) == ("P001", ERROR, "宋体")
    assert "No Such Face" in str(finding.message)


def test_a_character_that_another_face_draws_is_a_notice_and_one_that_none_draws_an_error() -> None:
    notice, error = faces.check(page(column("100㎡", "\U000f0000")), look(), PLACE)
    assert (notice.code, notice.severity) == ("P002", NOTICE)
    assert "㎡" in str(notice.message)
    assert (error.code, error.severity) == ("P002", ERROR)


def test_a_face_is_chosen_by_its_file_and_not_by_a_family_of_two_cuts() -> None:
    chosen = faces.chosen(look())
    assert chosen["小标宋"].first.path != chosen["宋体"].first.path
    assert chosen["黑体"].first.style == "Regular"


def test_without_fontconfig_the_files_themselves_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    face = faces.chosen(look())["仿宋"].first
    said = faces.covered(face)
    monkeypatch.setattr(faces, "_charsets", dict)
    read = faces.covered.__wrapped__(face)
    assert {n for n in read if n >= 0x20} == said
    [same] = [found for found in faces._opened(face.path) if found.index == face.index]
    assert same.family == face.family
    assert same.names & face.names


def test_a_stand_in_is_told_in_one_line_and_an_error_where_only_official_faces_will_do() -> None:
    layout = page(column("国际化社区"))
    served = faces.chosen(look(), layout)
    if not any(choice.stands_in for choice in served.values()):
        pytest.skip("this machine has the official faces")
    [line] = faces.stand_ins(served.values())
    assert "仿宋_GB2312 → " in str(line)
    assert faces.check(layout, look(), PLACE) == []
    found = faces.check(layout, look(), PLACE, official=True)
    assert {(finding.code, finding.severity, finding.environment) for finding in found} == {("P001", ERROR, True)}


def test_a_character_of_another_face_is_an_error_where_only_official_faces_will_do() -> None:
    layout = page(column("㎡"))
    severities = {
        official: {f.severity for f in faces.check(layout, look(), PLACE, official) if f.code == "P002"}
        for official in (False, True)
    }
    if not severities[False]:
        pytest.skip("the face of this machine draws ㎡")
    assert severities == {False: {NOTICE}, True: {ERROR}}
