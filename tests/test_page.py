"""The page as people meet it: in Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright
from pypdf import PdfReader

from tests.conftest import DEPARTMENT, REAL, ROOT, TASK, run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
AXE = ROOT / "tests/data/axe.min.js"
"""axe-core 4.14.1 by Deque Systems, MPL 2.0; its licence stands beside it"""
FUNDED = "tasks/05-驻香港实体办事机构.md"
SEEN_SECONDS, SEEN_SECONDS_AMONG_300 = 0.3, 1.0

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")]
Edit = Callable[[Path, str, str], None]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(REAL, tmp_path / "content")


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


def _call(folder: Path) -> list[str | Path]:
    output = folder.parent / "output"
    return [sys.executable, ROOT / "build.py", "serve", "--content", folder, "--output", output, "--lang", "zh"]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the content `folder`; yield the page's address."""
    with subprocess.Popen(
        [*_call(folder), "--edit", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as program:
        assert program.stdout
        yield program.stdout.readline().strip()
        program.terminate()
        program.wait(10)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page of a copy of the real declaration; at the end the console must be silent."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(address) else said.append(asked.url))
    page.goto(address)
    expect(page.locator("#state")).to_have_text("保存后自动更新")
    page.wait_for_timeout(300)  # until it listens
    yield page
    page.close()
    assert said == []


def funds(page: Page) -> str:
    return page.locator(f'#sheet [data-source="{FUNDED}#funds"]').inner_text().strip()


def test_a_save_is_seen_within_three_tenths_of_a_second_and_the_scroll_stays(
    page: Page, folder: Path, edit: Edit
) -> None:
    cell = page.locator(f'#sheet [data-source="{FUNDED}#funds"]')
    cell.scroll_into_view_if_needed()
    before = page.evaluate("() => scrollY")
    assert before > 0
    assert seen_after(page, folder / FUNDED, edit, "450.00") <= SEEN_SECONDS
    assert page.evaluate("() => scrollY") == before


def test_among_300_tasks_a_save_is_seen_within_a_second(browser: Browser, tmp_path: Path, edit: Edit) -> None:
    (tmp_path / "content/tasks").mkdir(parents=True)
    (tmp_path / "content/department.md").write_text(DEPARTMENT, encoding="utf-8")
    for n in range(300):
        task = TASK.replace("培训", f"第{n}类培训")
        (tmp_path / f"content/tasks/{n:03}-培训.md").write_text(task, encoding="utf-8")
    with served(tmp_path / "content") as address:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_timeout(1000)  # until it listens
        assert seen_after(page, tmp_path / "content/tasks/150-培训.md", edit, "60.00") <= SEEN_SECONDS_AMONG_300
        page.close()


def seen_after(page: Page, path: Path, edit: Edit, amount: str) -> float:
    """Return the median of the seconds from a save of other funds in the task at `path` until the page shows them."""
    taken = []
    cell = page.locator(f'#sheet [data-source="tasks/{path.name}#funds"]')
    for n in range(5):
        new = f"{451 + n}.00"
        start = time.perf_counter()
        edit(path, f"funds: {amount}", f"funds: {new}")
        cell.filter(has_text=new).wait_for()
        taken.append(time.perf_counter() - start)
        page.wait_for_timeout(1000)
        amount = new
    return sorted(taken)[len(taken) // 2]


def test_rows_that_did_not_change_are_left_alone(page: Page, folder: Path, edit: Edit) -> None:
    page.evaluate("() => document.querySelectorAll('#sheet tr').forEach((row) => { row.dataset.old = 'yes'; })")
    edit(folder / FUNDED, "funds: 450.00", "funds: 460.00")
    page.locator(f'#sheet [data-source="{FUNDED}#funds"]', has_text="460.00").wait_for()
    assert page.locator("#sheet tr:not([data-old])").count() == 1


def test_a_new_target_comes_in_and_goes_again(page: Page, folder: Path, edit: Edit) -> None:
    rows = page.locator("#sheet tr").count()
    edit(folder / FUNDED, "targets:\n", "targets:\n  - {name: 新的指标数, category: 数量指标, value: ≥3项}\n")
    page.locator("#sheet td", has_text="新的指标数").wait_for()
    assert page.locator("#sheet tr").count() == rows + 1
    edit(folder / FUNDED, "  - {name: 新的指标数, category: 数量指标, value: ≥3项}\n", "")
    page.locator("#sheet td", has_text="新的指标数").wait_for(state="detached")
    assert page.locator("#sheet tr").count() == rows


def test_a_broken_source_is_said_on_top_and_the_form_stays(page: Page, folder: Path, edit: Edit) -> None:
    edit(folder / FUNDED, "funds: 450.00", "funds: [450.00")
    page.locator(".banner", has_text="S001").wait_for()
    assert funds(page) == "450.00"
    page.locator(".banner .spot").first.click()
    expect(page.locator("#source .here")).to_contain_text("funds: [450.00")
    edit(folder / FUNDED, "funds: [450.00", "funds: 450.00")
    page.locator(".banner").wait_for(state="detached")


def test_a_click_on_a_finding_shows_its_place_and_escape_goes_back(page: Page) -> None:
    spot = page.locator(".finding .spot").nth(2)
    says = spot.inner_text()
    spot.click()
    expect(page.locator("#source .where b")).to_have_text(says)
    assert (page.locator("#source .where a").get_attribute("href") or "").startswith("vscode://file/")
    expect(page.locator("#edit-text")).to_be_focused()  # what it is about can be mended at once
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(spot).to_be_focused()


def test_the_form_is_walked_with_the_keyboard(page: Page) -> None:
    page.locator("#sheet").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    at = page.evaluate("() => document.activeElement.dataset.source")
    assert at == "department.md#budget/income/appropriation"
    page.keyboard.press("Enter")
    expect(page.locator("#edit-text")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.source") == at


def test_an_edit_in_the_page_is_saved_with_its_comment_and_seen(page: Page, folder: Path) -> None:
    page.locator(f'#sheet [data-source="{FUNDED}#funds"]').click()
    page.locator("#edit-text").fill("471.00")
    page.keyboard.press("Enter")
    page.locator(f'#sheet [data-source="{FUNDED}#funds"]', has_text="471.00").wait_for()
    assert re.search(r"^funds: 471\.00 +# 万元$", (folder / FUNDED).read_text(encoding="utf-8"), re.MULTILINE)
    expect(page.locator("#edit-said")).to_have_text("已保存")


def test_a_task_is_begun_filled_in_and_seen_in_the_page(page: Page, folder: Path) -> None:
    page.locator("#new-title").fill("防汛物资储备")
    page.keyboard.press("Enter")
    expect(page.locator("#source")).to_contain_text("-防汛物资储备.md:3")
    page.locator("#sheet .blank").first.wait_for()
    for name, text in (
        ("资金", "12.50"),
        ("第 1 个指标的名称", "储备物资种类"),
        ("第 1 个指标的类别", "数量指标"),
        ("第 1 个指标的指标值", "≥12种"),
    ):
        page.locator(".blanks .spot", has_text=re.compile(f"^{name}$")).click()
        entry = page.get_by_label(f"修改 · {name}")
        entry.select_option(text) if name.endswith("类别") else entry.fill(text)
        page.locator(".edit .main").click()
        expect(page.locator("#edit-said")).to_have_text("已保存")
    expect(page.locator("#sheet", has_text="储备物资种类")).to_contain_text("≥12种")
    assert "资金: 12.50  " in next((folder / "tasks").glob("*-防汛物资储备.md")).read_text(encoding="utf-8")


def test_a_target_is_added_and_taken_away_in_the_page(page: Page, folder: Path) -> None:
    before = (folder / FUNDED).read_bytes()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(f'#sheet [data-source="{FUNDED}#targets/0/name"]').click()
    page.locator('.act[data-act="add"]').click()
    page.get_by_label("修改 · 第 2 个指标的名称").wait_for()
    page.locator('.act[data-act="drop"]').click()
    expect(page.locator("#sheet .blank")).to_have_count(0)
    assert (folder / FUNDED).read_bytes() == before


def test_what_was_typed_is_kept_where_somebody_else_saved_first(
    browser: Browser, address: str, folder: Path, edit: Edit
) -> None:
    page = browser.new_page()  # a refusal is an error in the console
    page.goto(address)
    page.locator(f'#sheet [data-source="{FUNDED}#title"]').click()
    page.locator("#edit-text").fill("我改的名称")
    edit(folder / FUNDED, "funds: 450.00", "funds: 455.00")
    page.locator(".edit .main").click()
    expect(page.locator("#edit-said")).to_contain_text("别处改过")
    expect(page.locator("#edit-text")).to_have_value("我改的名称")
    assert "我改的名称" not in (folder / FUNDED).read_text(encoding="utf-8")
    page.locator(".edit .again").click()
    expect(page.locator("#edit-said")).to_contain_text("文件里现在是“南沙驻香港实体办事机构专项工作任务”")
    expect(page.locator("#edit-text")).to_have_value("我改的名称")
    page.locator("#source .edit .main").click()
    expect(page.locator("#edit-said")).to_have_text("已保存")
    text = (folder / FUNDED).read_text(encoding="utf-8")
    assert "title: 我改的名称" in text
    assert "funds: 455.00" in text
    page.close()


def test_what_was_typed_is_kept_while_the_file_cannot_be_read(
    browser: Browser, address: str, folder: Path, edit: Edit
) -> None:
    page = browser.new_page()
    page.goto(address)
    page.locator(f'#sheet [data-source="{FUNDED}#title"]').click()
    page.locator("#edit-text").fill("我改的名称")
    edit(folder / FUNDED, "funds: 450.00", "funds：450.00")
    page.locator(".banner", has_text="S001").wait_for()
    page.locator("#source .edit .main").click()
    page.locator(".edit .again").click()
    expect(page.locator("#edit-said")).to_contain_text("这个文件读不成")
    expect(page.locator("#edit-text")).to_have_value("我改的名称")
    page.close()


def test_what_was_typed_is_not_dropped_without_a_question(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator(f'#sheet [data-source="{FUNDED}#title"]').click()
    page.locator("#edit-text").fill("写了一半")
    page.keyboard.press("Escape")
    page.locator("#close").click()
    page.locator(f'#sheet [data-source="{FUNDED}#funds"]').click()
    expect(page.locator("#edit-text")).to_have_value("写了一半")
    assert asked == ["改了还没有保存；不保存了吗？"] * 3
    page.locator("#source .cancel").click()  # says so by itself
    expect(page.locator("#source")).to_be_hidden()
    assert len(asked) == 3


def test_keys_that_an_input_method_takes_close_and_save_nothing(page: Page) -> None:
    page.locator(f'#sheet [data-source="{FUNDED}#title"]').click()
    for key in ("Escape", "Enter"):
        typed = {"key": key, "bubbles": True, "isComposing": True, "ctrlKey": True}
        page.locator("#edit-text").dispatch_event("keydown", typed)
    expect(page.locator("#edit-text")).to_be_visible()
    expect(page.locator("#edit-said")).to_have_text("")


@pytest.mark.parametrize(("name", "width"), [("nansha", 1280), ("chongqing", 390)])
def test_a_first_day_is_filled_in_with_the_keyboard_alone(
    browser: Browser, tmp_path: Path, name: str, width: int
) -> None:
    assert run("init", tmp_path / "content", "--form", name).returncode == 0
    with served(tmp_path / "content") as address:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(address)
        page.locator(".to-do .spot").press("Enter")
        for called, text in (("部门名称", "青禾县图书馆"), ("年度", "2026"), ("支出", "１２０．００")):
            expect(page.locator("#source .edit label")).to_contain_text(called)
            expect(page.locator("#edit-text")).to_be_focused()
            expect(page.locator("#source")).to_be_in_viewport()
            page.keyboard.type(text)
            page.keyboard.press("Enter")
            expect(page.locator("#source .next")).to_be_focused()
            expect(page.locator("#edit-said")).to_have_text("已保存")
            page.keyboard.press("Enter")
        expect(page.locator("#sheet .open")).to_have_count(1)
        page.close()
    assert "年度: 2026 " in (tmp_path / "content/department.md").read_text(encoding="utf-8")


def test_word_and_pdf_come_by_the_button(page: Page, tmp_path: Path) -> None:
    page.locator("#build").click()
    page.locator("#built a", has_text="PDF").wait_for(timeout=60_000)
    for kind in ("Word", "PDF"):
        with page.expect_download() as download:
            page.locator("#built a", has_text=kind).click()
        download.value.save_as(tmp_path / kind)
    assert "部门整体预算绩效目标申报表" in PdfReader(tmp_path / "PDF").pages[0].extract_text()
    assert (tmp_path / "Word").read_bytes()[:2] == b"PK"


def test_the_page_prints_as_the_form_alone(page: Page, tmp_path: Path) -> None:
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    read = PdfReader(tmp_path / "page.pdf")
    text = normalize("NFKC", "".join("".join(sheet.extract_text().split()) for sheet in read.pages))
    assert "港澳与外事工作任务" in text
    assert "生成Word" not in text
    assert "改法" not in text
    assert round(float(read.pages[0].mediabox.width)) == 595


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(
    browser: Browser, address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    page.locator("#sheet [data-source]").first.click()
    page.locator("#source .lines").wait_for()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")["violations"]
    told = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    context.close()
    assert told == []


def test_nothing_is_wider_than_a_phone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(address)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    page.close()


def test_the_page_says_when_the_program_has_gone_and_connects_again(browser: Browser, folder: Path) -> None:
    call = [*_call(folder), "--port"]
    with subprocess.Popen([*call, "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as program:
        assert program.stdout
        address = program.stdout.readline().strip()
        page = browser.new_page()
        page.goto(address)
        page.wait_for_timeout(300)
        program.terminate()
    expect(page.locator("#state")).to_contain_text("连接断了")
    port = address.rstrip("/").rpartition(":")[2]
    with subprocess.Popen([*call, port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        expect(page.locator("#state")).to_have_text("保存后自动更新", timeout=15_000)
        page.wait_for_timeout(300)
        page.locator("#build").click()  # with the new program's token
        page.locator("#built a", has_text="PDF").wait_for(timeout=60_000)
        program.terminate()
    page.close()
