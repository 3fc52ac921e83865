"""The page and its server: who is answered, what changes at a save, what an edit writes. No browser yet: test_page.py."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from shenbao import form, refusal, starting
from shenbao.finding import ERROR
from shenbao.model.address import Address
from shenbao.printers.screen import BLANK
from shenbao.serving import editors, guard, view
from shenbao.serving.showing import Showing, Wanted
from shenbao.serving.web import Site
from tests.conftest import REAL, ROOT, run
from tests.conftest import TASK as TASK_TEXT

Edit = Callable[[Path, str, str], None]
HERE, PORT = "http://127.0.0.1:8765", 8765
TASK = "tasks/01-培训.md"


def wanted(content: Path, edits: bool = True) -> Wanted:
    link = editors.pattern(editors.DEFAULT)
    return Wanted(content, form.shipped(), content.parent / "output", None, "zh", link, edits)


class Client:
    """Asks a site in this process."""

    def __init__(self, app: guard.App) -> None:
        self.transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def get(self, path: str, **asked: Any) -> httpx.Response:
        return self.ask("GET", path, **asked)

    def post(self, path: str, **asked: Any) -> httpx.Response:
        return self.ask("POST", path, **asked)

    def ask(self, method: str, path: str, **asked: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url=HERE) as client:
                return await client.request(method, path, **asked)

        return asyncio.run(answer())


class Page:
    """A site of a content folder, asked as its own page asks."""

    def __init__(self, content: Path, edits: bool = True) -> None:
        self.content, self.showing = content, Showing(wanted(content, edits))
        self.site = Site(self.showing)
        self.client = Client(self.site.app(guard.LOOPBACK, PORT))
        self.headers = {"Origin": HERE, guard.TOKEN: self.showing.token}

    def html(self) -> str:
        return self.client.get("/").text

    def look(self) -> None:
        self.showing.refresh(lambda: None)

    def source(self, at: str) -> str:
        return self.client.get("/source", params={"at": at}).text

    def digest(self, name: str) -> str:
        return hashlib.sha256((self.content / name).read_bytes()).hexdigest()

    def save(self, at: str, text: str, digest: str = "") -> tuple[int, str]:
        asked = {"at": at, "text": text, "digest": digest or self.digest(at.partition("#")[0])}
        answer = self.client.post("/field", json=asked, headers=self.headers)
        return answer.status_code, answer.json().get("says", "")


@pytest.fixture
def page(content: Path) -> Page:
    return Page(content)


def cell(html: str, at: str) -> str:
    """Return the text of the cell that prints the value at `at`."""
    found = re.search(rf'data-source="{re.escape(at)}"[^>]*><p[^>]*>(.*?)</p>', html)
    assert found, at
    return found[1]


# --- the page


def test_the_page_holds_the_form_the_findings_and_the_pictures(page: Page) -> None:
    html = page.html()
    assert cell(html, f"{TASK}#funds") == "60.00"
    assert 'id="funds"' in html
    assert "可量化的指标" in html
    assert "<svg" in html


def test_all_that_the_page_loads_is_its_own_and_nothing_stands_inline(page: Page) -> None:
    html = page.html()
    asked = re.findall(r'(?:src|href)="([^"#]+)"', html)
    assert asked
    assert all(path.startswith("/") and not path.startswith("//") for path in asked)
    assert [page.client.get(path).status_code for path in asked] == [200] * len(asked)
    assert not re.search(r"<style|<script(?! src)| style=| on\w+=", html)


def test_a_save_changes_the_parts_that_it_concerns_and_no_other(page: Page, edit: Edit) -> None:
    before = page.showing.now.view.boxes
    edit(page.content / TASK, "funds: 60.00", "funds: 59.00")
    page.look()
    changed = {name: list(parts) for name, order, parts in view.changes(before, page.showing.now.view.boxes)}
    assert changed["b2-tbody"] == [f"{TASK}#title"]
    assert not {"sheet", "b1-tbody", "b4-tbody", "indicators", "head"} & set(changed)


def test_a_save_of_the_same_bytes_changes_nothing(page: Page) -> None:
    before = page.showing.now
    (page.content / TASK).write_bytes((page.content / TASK).read_bytes())
    page.look()
    assert page.showing.now is before


def test_a_broken_source_keeps_the_last_good_form_with_the_error_on_top(page: Page, edit: Edit) -> None:
    edit(page.content / TASK, "funds: 60.00", "funds: [60.00")
    page.look()
    html = page.html()
    assert cell(html, f"{TASK}#funds") == "60.00"
    assert html.index("源文件有错误") < html.index('id="sheet"')
    edit(page.content / TASK, "funds: [60.00", "funds: 61.00")
    page.look()
    assert "源文件有错误" not in page.html()
    assert cell(page.html(), f"{TASK}#funds") == "61.00"


def test_a_page_that_was_away_is_told_all_that_it_missed(page: Page, edit: Edit) -> None:
    async def told(since: str) -> dict[str, object]:
        async for event in page.showing.events(since):
            if event.startswith("id: "):
                data: dict[str, object] = json.loads(event.partition("data: ")[2])
                return data
        raise AssertionError

    first = page.showing.now.revision
    edit(page.content / TASK, "funds: 60.00", "funds: 59.00")
    page.look()
    missed, all_of_it = (asyncio.run(told(since))["boxes"] for since in (first, "another-run-1"))
    assert isinstance(missed, dict)
    assert isinstance(all_of_it, dict)
    assert "sheet" not in missed
    assert "sheet" in all_of_it


def test_whatever_a_source_says_is_text_on_the_page(content: Path, edit: Edit) -> None:
    evil = '<script>alert(1)</script><img src=x onerror=alert(1)>" data-box="funds">\''
    edit(content / TASK, "title: 基层培训", f"title: '{evil.replace(chr(39), chr(39) * 2)}'")
    edit(content / TASK, "开展培训。", f"开展培训。{evil}")
    page = Page(content)
    for html in (page.html(), page.source(f"{TASK}#title"), page.source(f"{TASK}#content")):
        assert "alert(1)" in html
        assert not re.search(r"<(script(?! src)|img)", html)
        assert html.count('data-box="funds"') <= 1


# --- who is answered


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8765"}, {"Host": "127.0.0.1.evil.example:8765"}, {"Host": "127.0.0.1:80"}, {"Host": "127.0.0.1"}, {"Host": ""},
        {"Host": "evil@127.0.0.1:8765"}, {"Host": "[::1"}, {"Host": "127.0.0.1:8765/x"}, {"Host": "192.168.1.2:8765"}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "https://127.0.0.1:8765"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
    ],
)  # fmt: skip
def test_a_stranger_is_told_nothing(page: Page, headers: dict[str, str]) -> None:
    for path in ("/", "/events", "/source?at=department.md", "/page.js"):
        answer = page.client.get(path, headers=headers)
        assert answer.status_code == 403
        assert "示范局" not in answer.text


@pytest.mark.parametrize("lacks", ["Origin", guard.TOKEN, "other origin", "other token"])
@pytest.mark.parametrize("path", ["/build", "/field", "/target", "/task"])
def test_nothing_is_done_without_the_pages_own_origin_and_token(page: Page, path: str, lacks: str) -> None:
    headers = {name: value for name, value in page.headers.items() if name != lacks}
    headers |= {"other origin": {"Origin": "http://localhost:9"}, "other token": {guard.TOKEN: "x"}}.get(lacks, {})
    assert page.client.post(path, json={}, headers=headers).status_code == 403
    assert not page.site.workshop.busy


@pytest.mark.parametrize(
    "path", ["/", "/page.css", "/page.js", "/look.css", "/source?at=department.md", "/nothing", "/output/x"]
)
def test_every_answer_forbids_what_the_page_does_not_need(page: Page, path: str) -> None:
    told = page.client.get(path).headers
    assert told["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in told["content-security-policy"]
    assert (told["x-content-type-options"], told["cache-control"]) == ("nosniff", "no-store")


@pytest.mark.parametrize(
    "asked",
    [
        {"file": "/etc/passwd"}, {"file": "../secret.md"}, {"at": "../secret.md#title"}, {"at": "tasks/../../secret.md"}, {"at": "/etc/passwd"},
        {"file": "{content}/../secret.md"}, {"file": "{content}/tasks/../../secret.md"}, {"at": ""}, {"file": "{content}/tasks"}, {"at": "tasks/link.md"},
    ],
)  # fmt: skip
def test_no_file_but_the_declarations_own_is_shown(content: Path, asked: dict[str, str]) -> None:
    (content.parent / "secret.md").write_text("秘密", encoding="utf-8")
    (content / "tasks/link.md").symlink_to(content.parent / "secret.md")
    page = Page(content)
    named = {key: value.replace("{content}", content.as_posix()) for key, value in asked.items()}
    answer = page.client.get("/source", params=named)
    assert answer.status_code == 404
    assert "秘密" not in answer.text


@pytest.mark.parametrize(
    "name", ["../content/department.md", "..%2Fcontent%2Fdepartment.md", "%2Fetc%2Fpasswd", "stranger.pdf"]
)
def test_no_file_is_handed_out_that_no_build_of_the_page_wrote(page: Page, name: str) -> None:
    (page.content.parent / "output").mkdir()
    (page.content.parent / "output/stranger.pdf").write_text("秘密", encoding="utf-8")
    assert page.client.get(f"/output/{name}").status_code == 404


# --- places


def test_a_cell_leads_to_its_line_and_to_the_editor(page: Page) -> None:
    html = page.source(f"{TASK}#targets/1/annual")
    assert f"{TASK}:7" in html
    assert f'href="vscode://file{quote((page.content / TASK).resolve().as_posix())}:7:' in html
    assert '<li value="7" class="here">' in html


def test_a_paragraph_leads_to_its_own_lines(page: Page, edit: Edit) -> None:
    edit(page.content / TASK, "开展培训。", "开展培训。\n\n- 第一批\n- 第二批")
    page.look()
    assert "<code>- 第二批</code>" in re.findall(r'class="here">.*', page.source(f"{TASK}#content/2"))[0]


@pytest.mark.parametrize(
    "editor", ["javascript:alert({path})", "vim", "data:text/html,{path}", "vscode://file", "a b://{path}"]
)
def test_an_editor_that_is_no_link_is_refused(editor: str) -> None:
    with pytest.raises(refusal.Refused):
        editors.pattern(editor)


# --- edits


@pytest.mark.parametrize(
    ("at", "text", "typed"),
    [
        (f"{TASK}#funds", "59.50", "funds: 59.50   # 万元"), (f"{TASK}#title", "基层 # 培训: 一", 'title: "基层 # 培训: 一"'),
        (f"{TASK}#targets/0/name", "培训, 场次", '{name: "培训, 场次", category: 数量指标, value: ≥30场}'),
        (f"{TASK}#targets/0/annual", ">=40场", '{name: 培训场次, category: 数量指标, value: ">=40场"}'),
        (f"{TASK}#content/0", "第一段。\n\n第二段。", "## 主要实施内容\n\n第一段。\n\n第二段。\n\n## 期望达到的目标"),
        ("department.md#budget/expenditure/project", "61.00", "expenditure: {basic: 100.00, project: 61.00}"),
        ("department.md#goal", "全年完成培训 40 场。", "---\n全年完成培训 40 场。\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_edit_changes_one_value_and_keeps_every_other_byte(
    content: Path, edit: Edit, at: str, text: str, typed: str, ends: str
) -> None:
    edit(content / TASK, "funds: 60.00", "funds: 60.00   # 万元")
    file = content / at.partition("#")[0]
    file.write_bytes(file.read_bytes().replace(b"\n", ends.encode()))
    before = file.read_bytes().decode().split(ends)
    assert Page(content).save(at, text) == (200, "")
    after = file.read_bytes().decode()
    assert typed.replace("\n", ends) in after
    assert sum(line not in before for line in after.split(ends)) <= 3
    assert not [one for one in content.rglob("*") if one.name.startswith(".shenbao")]


def test_an_edit_is_never_made_over_a_newer_version(page: Page, edit: Edit) -> None:
    shown = page.digest(TASK)
    edit(page.content / TASK, "title: 基层培训", "title: 别人改的")
    newer = (page.content / TASK).read_bytes()
    status, says = page.save(f"{TASK}#funds", "1.00", shown)
    assert (status, "别处改过" in says) == (409, True)
    assert (page.content / TASK).read_bytes() == newer


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("funds", "六十"), ("funds", ""), ("title", "  "), ("title", "两行\n文字"), ("content", ""), ("content", "有\n\n## 期望达到的目标\n\n又一节"),
        ("content", "零\u200b宽"), ("title", "\ud800"), ("content", "\ud800"), ("targets", "x"), ("nothing", "x"), ("duration", "明年"), ("title", "题" * 5000),
    ],
)  # fmt: skip
def test_what_would_not_read_is_not_saved(page: Page, at: str, text: str) -> None:
    before = (page.content / TASK).read_bytes()
    asked = json.dumps({"at": f"{TASK}#{at}", "text": text, "digest": page.digest(TASK)})
    answer = page.client.post("/field", content=asked, headers=page.headers | {"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["says"]
    assert (page.content / TASK).read_bytes() == before


def test_without_edit_nothing_can_be_saved(content: Path) -> None:
    page = Page(content, edits=False)
    assert page.save(f"{TASK}#funds", "1.00")[0] == 403
    assert "<form" not in page.source(f"{TASK}#funds")


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [(b"x", "text/plain", 415), (b"[1]", "application/json", 400), (b"[" * 100_000, "application/json", 400), (b"{}", "application/json", 400), (b" " * (1 << 20) + b"{}", "application/json", 413)],
)  # fmt: skip
def test_what_is_no_request_of_the_page_is_refused_in_bounds(page: Page, data: bytes, kind: str, status: int) -> None:
    answer = page.client.post("/field", content=data, headers=page.headers | {"Content-Type": kind})
    assert answer.status_code == status


# --- bad input


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [(TASK, b"x" * (2 << 20), "S011"), (TASK, bytes(range(256)) * 40, "S007"), ("department.md", b"\x00" * 10, "S012"), ("department.md", b"", "S001")],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_a_finding_and_the_form_stays(
    page: Page, name: str, data: bytes, code: str
) -> None:
    (page.content / name).write_bytes(data)
    page.look()
    html = page.html()
    assert code in html
    assert cell(html, f"{TASK}#funds") == "60.00"


@pytest.mark.skipif(sys.platform != "linux", reason="file names are characters elsewhere")
def test_a_file_whose_name_is_no_text_is_told_of_as_well(content: Path) -> None:
    Path(os.fsdecode(os.fsencode(content) + b"/\xff.csv")).touch()
    assert "\\xff.csv" in Page(content).html()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is text")
def test_a_folder_whose_name_is_no_text_is_served_as_well(content: Path) -> None:
    page = Page(content.rename(content.parent / os.fsdecode(b"gbk-\xc4\xda")))
    assert "gbk-%C4%DA/tasks" in page.source(f"{TASK}#title")
    assert page.save(f"{TASK}#title", "进阶培训")[0] == 200
    assert "gbk-\\udcc4" in page.save(f"{TASK}#title", "\0")[1] + page.source(f"{TASK}#funds")
    page.showing.tell({"says": "", "at": os.fsdecode(b"\xc4")})
    assert "udcc4" in asyncio.run(later(page.showing))


async def later(showing: Showing) -> str:
    """Return the third event that a page is told: who is there, what it shows, the news."""
    events = showing.events("")
    return [(await anext(events)).encode().decode() for _ in range(3)][-1]


def test_a_fault_of_the_program_is_said_and_the_server_goes_on(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_tell: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(page.showing, "refresh", wrong)
    asyncio.run(page.site.look_again())
    assert "程序出错" in str(page.showing.news["says"])
    assert page.client.get("/").status_code == 200


def test_a_folder_that_goes_and_comes_again_leaves_the_page_standing(page: Page) -> None:
    kept = page.content.rename(page.content.parent / "away")
    page.look()
    assert "缺少 department.md" in page.html()
    kept.rename(page.content)
    page.look()
    assert "缺少 department.md" not in page.html()


def test_an_empty_folder_is_served_with_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    html = Page(tmp_path / "content").html()
    assert "缺少 department.md" in html
    assert "还读不成一份申报表" in html


# --- the command


def test_a_port_in_use_and_a_missing_folder_are_said(content: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--content", content, "--port", port)
    assert (done.returncode, f"端口 {port} 已被占用" in done.stderr) == (2, True)
    assert run("serve", "--content", content / "没有").returncode == 2
    assert run("serve", "--content", content, "--editor", "vim").returncode == 2
    assert run("serve", "--content", content, "--host", "没有.invalid").returncode == 2


@pytest.fixture
def served(content: Path) -> Iterator[tuple[Path, str]]:
    """The program serving the small declaration, at a free port."""
    call: list[str | Path] = [sys.executable, ROOT / "build.py", "serve", "--content", content, "--port", "0"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as program:
        assert program.stdout
        try:
            yield content, program.stdout.readline().strip()
            assert program.poll() is None
        finally:
            program.terminate()
            program.wait(10)


@pytest.mark.slow
def test_a_thousand_saves_in_a_burst_end_in_the_last_one(served: tuple[Path, str]) -> None:
    content, address = served
    text = (content / TASK).read_text(encoding="utf-8")
    for n in range(1000):
        (content / TASK).write_text(text.replace("funds: 60.00", f"funds: {n}.00"), encoding="utf-8")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with urllib.request.urlopen(address, timeout=5) as answer:
            if cell(answer.read().decode(), f"{TASK}#funds") == "999.00":
                return
        time.sleep(0.1)
    raise AssertionError("the last save is not shown")


@pytest.mark.slow
def test_the_server_goes_on_when_files_go_and_come(served: tuple[Path, str]) -> None:
    content, address = served
    kept = shutil.copytree(content, content.parent / "kept")
    for folder in (content / "tasks", content):
        shutil.rmtree(folder)
        time.sleep(0.7)
        assert urllib.request.urlopen(address, timeout=5).status == 200
    shutil.copytree(kept, content)
    (content / TASK).write_text(
        (content / TASK).read_text(encoding="utf-8").replace("60.00", "58.00"), encoding="utf-8"
    )
    end = time.monotonic() + 10
    while "58.00" not in urllib.request.urlopen(address, timeout=5).read().decode():
        assert time.monotonic() < end
        time.sleep(0.1)


# --- filling in: blanks, new targets, new tasks, names


TYPED = {
    "category": "数量指标", "value": "≥30场", "funds": "12.00", "weight": "25", "year": "2026", "goal": "全年培训30场。", "content": "开展培训。", "outcome": "培训30场。",
}  # fmt: skip


def first_day(folder: Path, name: str) -> Page:
    """Return the page of what `init` made."""
    made = form.read(form.shipped(), name).form
    assert made
    starting.begin(folder, made)
    return Page(folder)


@pytest.fixture
def begun(tmp_path: Path) -> Page:
    return first_day(tmp_path / "content", "nansha")


@pytest.fixture
def weighing(tmp_path: Path) -> Page:
    """What was begun in a form whose targets bear weights."""
    return first_day(tmp_path / "weighing", "chongqing")


def errors(page: Page) -> list[Address]:
    """Return what is wrong with the files as such, sums left out."""
    found = page.showing.now.examined.findings
    return [one.at for one in found if one.severity is ERROR and one.code.startswith("S")]


def typed(at: Address, n: int) -> str:
    return TYPED.get(str(at.path[-1])) or ("12.00" if at.path[0] == "budget" else f"名称{n}")


def post(page: Page, path: str, **asked: str) -> tuple[int, dict[str, str]]:
    answer = page.client.post(path, json=asked, headers=page.headers)
    return answer.status_code, answer.json()


def test_what_was_just_begun_shows_the_form_with_its_blanks_and_how_many_there_are(begun: Page) -> None:
    html = begun.html()
    assert cell(html, "department.md#department") == f'<span class="blank">{BLANK}</span>'
    assert "下面是草稿" in html
    assert "还有 20 处必填的没有填" in html
    assert "从第一处开始 · 部门名称" in html
    assert "源文件有错误" not in html
    assert len(errors(begun)) == 20


def comments(content: Path) -> list[list[str]]:
    return [re.findall("#.*", path.read_text(encoding="utf-8")) for path in sorted(content.rglob("*.md"))]


def following(html: str) -> Address | None:
    """Return where the button for the next blank leads."""
    found = re.search(r'class="spot next" data-at="([^#"]+)#([^"]+)"', html)
    return Address(found[1], tuple(found[2].split("/"))) if found else None


@pytest.mark.parametrize("name", ["nansha", "chongqing"])
def test_the_next_blank_leads_from_the_first_through_all_files_and_every_comment_stays(
    tmp_path: Path, name: str
) -> None:
    page = first_day(tmp_path / "content", name)
    before, n, at = comments(page.content), 0, following(page.source("department.md#department"))
    assert page.save("department.md#department", "青禾县图书馆") == (200, "")
    while at:
        assert page.save(str(at), typed(at, n := n + 1)) == (200, ""), at
        at = following(page.source(str(at)))
    assert errors(page) == []
    assert BLANK not in page.html()
    assert comments(page.content) == before


def test_a_blank_is_called_as_the_form_calls_it(begun: Page) -> None:
    html = begun.source("department.md#budget/expenditure/basic")
    assert "修改 · 基本支出（万元）</label>" in html
    offered = re.findall(r">([^<]+)</button>", html[html.index('class="blanks"') :])
    assert offered[:4] == ["部门名称", "年度", "项目支出", "财政拨款"]
    assert offered[-1] == "总体绩效目标"


def test_a_year_that_is_not_filled_in_stands_in_the_head(begun: Page) -> None:
    head = begun.html().partition("<nav")[0]
    assert f'data-at="department.md#year">年度 <span class="blank">{BLANK}</span>' in head
    assert begun.save("department.md#year", "2026") == (200, "")
    assert 'data-at="department.md#year">年度 2026</button>' in begun.html()


def test_every_cell_of_a_value_that_is_printed_in_parts_leads_to_the_value(weighing: Page) -> None:
    test_the_next_blank_leads_from_the_first_through_all_files_and_every_comment_stays(
        weighing.content.parent / "another", "chongqing"
    )
    page = Page(weighing.content.parent / "another/content")
    for part in ("unit", "operator", "digits"):
        assert 'value="≥30场"' in page.source(f"department.md#targets/0/annual/{part}")
    assert "两列" not in page.source("department.md#targets/0/annual/unit")  # there is one


def test_a_weight_shows_as_a_blank_and_a_new_target_has_one_too(weighing: Page) -> None:
    assert cell(weighing.html(), "department.md#targets/0/weight") == f'<span class="blank">{BLANK}</span>'
    digest = weighing.digest("department.md")
    assert post(weighing, "/target", at="department.md#targets/1/name", act="add", digest=digest)[0] == 200
    assert (weighing.content / "department.md").read_text(encoding="utf-8").count("    分值:") == 3


def test_a_target_without_a_weight_gets_one_behind_its_last_line(weighing: Page) -> None:
    file = weighing.content / "department.md"
    text = re.sub("    分值:.*\n", "", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    weighing.look()
    assert weighing.save("department.md#targets/0/weight", "40") == (200, "")
    value = next(line for line in text.splitlines(keepends=True) if "指标值:" in line)
    assert file.read_text(encoding="utf-8") == text.replace(value, f"{value}    分值: 40\n", 1)
    assert weighing.save("department.md#targets/0/weight", "四十")[0] == 422


def test_the_category_of_a_target_is_reached_from_its_name(page: Page) -> None:
    others = page.source(f"{TASK}#targets/0/name").partition('class="others"')[2]
    assert f'data-at="{TASK}#targets/0/category">第 1 个指标的类别</button>' in others


def test_a_sum_is_told_to_be_one(begun: Page) -> None:
    assert "这是合计" in begun.source("department.md#budget/expenditure")


def test_what_is_taken_away_is_named_before_and_the_last_one_leaves_room_for_another(page: Page) -> None:
    assert "删去指标“培训场次”？" in page.source(f"{TASK}#targets/0/annual")
    while "drop" in page.source(f"{TASK}#targets/0/name"):
        assert post(page, "/target", at=f"{TASK}#targets/0", act="drop", digest=page.digest(TASK))[0] == 200
    assert "绩效指标" not in page.source(f"{TASK}#title").partition('class="blanks"')[2].partition("</p>")[0]
    assert post(page, "/target", at=f"{TASK}#targets", act="add", digest=page.digest(TASK))[0] == 200


def test_a_build_that_fails_says_how_much_more_is_wrong(begun: Page) -> None:
    told: list[Any] = []
    begun.site.workshop.build(told.append)
    assert (len(told[-1]["why"]), told[-1]["why"][-1]) == (6, "还有 15 处，都列在“发现”里")


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("funds", "六十"),
        ("title", "两行\n文字"),
        ("content", "有\n\n## 别的\n\n又一节"),
    ],
)
def test_a_blank_takes_only_what_can_stand_there(begun: Page, at: str, text: str) -> None:
    file = "tasks/01-第一项任务.md"
    before = (begun.content / file).read_bytes()
    assert begun.save(f"{file}#{at}", text)[0] == 422
    assert (begun.content / file).read_bytes() == before


def test_the_keys_that_stand_empty_are_offered_with_their_hints(begun: Page) -> None:
    html = begun.source("tasks/01-第一项任务.md#targets/1/name")
    assert 'placeholder="例如 参训人员上岗率"' in html
    assert ">第 1 个指标的指标值</button>" in html
    assert "<option>时效指标</option>" in begun.source("tasks/01-第一项任务.md#targets/1/category")


def test_a_target_is_added_behind_another_and_taken_away_again(page: Page) -> None:
    before = (page.content / TASK).read_bytes()
    status, said = post(page, "/target", at=f"{TASK}#targets/0/annual", act="add", digest=page.digest(TASK))
    assert (status, said) == (200, {"at": f"{TASK}#targets/1/name"})
    assert len(errors(page)) == 2
    assert post(page, "/target", at=said["at"], act="drop", digest=page.digest(TASK)) == (200, {})
    assert (page.content / TASK).read_bytes() == before


def test_a_first_target_comes_where_none_is_listed(begun: Page) -> None:
    status, said = post(begun, "/target", at="department.md#targets", act="add", digest=begun.digest("department.md"))
    assert (status, said["at"]) == (200, "department.md#targets/0/name")
    assert "\n  - 名称:\n    类别:\n    指标值:\n---" in (begun.content / "department.md").read_text(encoding="utf-8")


def test_a_target_is_never_added_to_a_newer_version(page: Page, edit: Edit) -> None:
    shown = page.digest(TASK)
    edit(page.content / TASK, "title: 基层培训", "title: 别人改的")
    assert post(page, "/target", at=f"{TASK}#targets/0/annual", act="drop", digest=shown)[0] == 409
    assert "别人改的" in (page.content / TASK).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("targets: # 没有就写 []", "targets: # 没有就写 []"),
        ("targets: [ ]  # 见 []", "targets:      # 见 []"),
        ("targets:   ", "targets:   "),
    ],
)
def test_a_first_target_changes_no_other_sign(page: Page, typed: str, made: str) -> None:
    before = re.sub(r"targets:.*?(?=\n---)", typed, TASK_TEXT, flags=re.DOTALL)
    (page.content / TASK).write_text(before, encoding="utf-8")
    page.look()
    assert post(page, "/target", at=f"{TASK}#targets", act="add", digest=page.digest(TASK))[0] == 200
    after = before.replace(typed, f"{made}\n  - name:\n    category:\n    value:")
    assert (page.content / TASK).read_text(encoding="utf-8") == after


def test_a_target_goes_with_the_bracket_that_closes_it_and_no_comment_of_another(page: Page, edit: Edit) -> None:
    gone = "  - name: 甲\n    category: 数量指标\n    value: 5场\n    grades: [优,\n      良\n      ]\n"
    edit(page.content / TASK, "targets:\n", f"targets:\n  # 前\n{gone}  # 后\n")
    page.look()
    assert post(page, "/target", at=f"{TASK}#targets/0", act="drop", digest=page.digest(TASK)) == (200, {})
    after = TASK_TEXT.replace("targets:\n", "targets:\n  # 前\n  # 后\n")
    assert (page.content / TASK).read_text(encoding="utf-8") == after


def test_a_category_that_cannot_be_typed_as_it_reads_is_left_to_fill_in(page: Page, edit: Edit) -> None:
    edit(page.content / TASK, "category: 数量指标", 'category: "a\\nexplain: b # c"')
    page.look()
    assert post(page, "/target", at=f"{TASK}#targets/0", act="add", digest=page.digest(TASK))[0] == 200
    assert "\n  - name:\n    category:\n    value:\n" in (page.content / TASK).read_text(encoding="utf-8")


def test_a_thousand_blanks_of_one_file_are_drawn_in_about_a_second(page: Page) -> None:
    rows = "targets:\n" + "  - name:\n    category:\n    value:\n" * 900
    text = re.sub(r"targets:.*?\n(?=---)", rows, TASK_TEXT, flags=re.DOTALL)
    (page.content / TASK).write_text(text, encoding="utf-8")
    started = time.perf_counter()
    page.look()
    assert time.perf_counter() - started < 5  # it took half a minute when each blank was looked for by itself
    assert page.html().count(BLANK) > 1_800
    assert page.source(f"{TASK}#funds").count('class="spot"') == 100


def test_a_task_is_added_and_leads_to_its_title(page: Page) -> None:
    status, said = post(page, "/task", title="防汛物资")
    assert (status, said["at"][:6], said["at"][-14:]) == (200, "tasks/", "-防汛物资.md#title")
    assert post(page, "/task", title="防汛 物资")[0] == 422
    assert post(Page(page.content, edits=False), "/task", title="别的")[0] == 403


def test_the_other_tasks_get_a_file_once_and_are_filled_in_like_the_rest(page: Page, weighing: Page) -> None:
    file = page.content / "other.md"
    for _time in range(2):
        assert post(page, "/other") == (200, {"at": "other.md#body"})
    assert following(page.source("other.md#body")) == Address("other.md", ("funds",))
    assert page.save("other.md#body", "日常设备维护。") == (200, "")
    assert post(page, "/other")[0] == 200
    assert file.read_text(encoding="utf-8").endswith("---\n\n日常设备维护。\n")
    assert post(weighing, "/other")[0] == 422
    assert ('id="other"' in page.html(), 'id="other"' in weighing.html()) == (True, False)


def test_a_task_with_a_number_sign_in_its_name_can_be_filled_in(page: Page) -> None:
    _status, said = post(page, "/task", title="C# 培训")
    file = said["at"].removesuffix("#title")
    assert file.endswith("-C# 培训.md")
    answer = post(page, "/field", at=said["at"], text="C# 进阶", digest=page.digest(file))
    assert answer == (200, {})
    assert "C# 进阶" in page.source(said["at"])


def test_half_a_character_makes_no_file(page: Page) -> None:
    asked = {"content": b'{"title": "\\ud800"}', "headers": page.headers | {"Content-Type": "application/json"}}
    assert page.client.post("/task", **asked).status_code == 422
    assert len(list((page.content / "tasks").iterdir())) == 1


def test_an_act_that_is_none_is_refused(page: Page) -> None:
    before = (page.content / TASK).read_bytes()
    assert post(page, "/target", at=f"{TASK}#targets/0", act="clear", digest=page.digest(TASK))[0] == 400
    assert (page.content / TASK).read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="a disk that is full is made of a limit on files")
def test_a_task_that_the_disk_has_no_room_for_leaves_no_file(content: Path) -> None:
    script = (
        "import resource, signal, sys, runpy; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); sys.dont_write_bytecode = True;"
        "sys.argv[0] = 'build.py'; runpy.run_path('build.py', run_name='__main__')"
    )
    words = ["new", "task", "防汛物资", "--content", str(content)]
    done = subprocess.run(
        [sys.executable, "-c", script, *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, "文件太大" in done.stderr) == (2, True), done.stderr
    assert len(list((content / "tasks").iterdir())) == 1


def test_a_name_is_changed_wherever_it_is_named_and_mentions_are_told(tmp_path: Path) -> None:
    content = shutil.copytree(REAL, tmp_path / "content")
    page = Page(content)
    task = "tasks/01-港澳与外事.md"
    assert "接待来宾人数" in (content / "department.md").read_text(encoding="utf-8")
    status, says = page.save(f"{task}#targets/0/name", "接待来访人数")
    assert (status, says) == (200, "")
    assert "接待来宾人数" not in "".join(path.read_text(encoding="utf-8") for path in content.rglob("*.md"))
    assert errors(page) == []
