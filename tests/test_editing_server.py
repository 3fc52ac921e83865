"""The language server as an editor meets it, over stdin and stdout: positions in UTF-16, bad files, and how fast."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.conftest import DEPARTMENT, ROOT, TASK

EDITOR = ClientServerConfig(server_command=[sys.executable, str(ROOT / "build.py"), "lsp", "--stdio"])
pytestmark = [pytest.mark.slow, pytest.mark.asyncio]
RARE = "😀𠮷"
"""two characters that take two units each in UTF-16"""


@pytest_lsp.fixture(config=EDITOR)  # type: ignore[untyped-decorator]  # pytest-lsp does not say
async def client(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(lambda _params: None)
    (tmp_path / "content/tasks").mkdir(parents=True)
    (tmp_path / "content/department.md").write_text(DEPARTMENT, encoding="utf-8")
    (tmp_path / "content/tasks/01-培训.md").write_text(TASK, encoding="utf-8")
    params = lsp.InitializeParams(capabilities=client_capabilities("visual-studio-code"), root_uri=tmp_path.as_uri())
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


async def ask(client: LanguageClient, method: str, params: object) -> Any:
    """Return the answer to a request."""
    return await client.protocol.send_request_async(method, params)  # type: ignore[no-untyped-call]  # pygls does not say


def opened(client: LanguageClient, path: Path, text: str) -> str:
    """Open the file at `path` with `text` in its buffer; return its URI."""
    uri = path.as_uri()
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, "markdown", 1, text)))
    return uri


async def told(client: LanguageClient, uri: str, code: str) -> list[lsp.Diagnostic]:
    """Wait until the file has a finding of `code`; return those."""
    for _ in range(100):
        if found := [d for d in client.diagnostics.get(uri, []) if d.code == code]:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(client.diagnostics)


def at(text: str, word: str) -> lsp.Position:
    """Return the position in front of `word`, counted as the protocol asks."""
    before = text[: text.index(word)]
    last = before.rpartition("\n")[2]
    return lsp.Position(before.count("\n"), len(last.encode("utf-16-le")) // 2)


async def test_findings_come_while_typing_at_utf_16_positions(client: LanguageClient, tmp_path: Path) -> None:
    text = TASK.replace(
        "{name: 培训场次, category: 数量指标, value: ≥30场}", f"{{name: {RARE}场次, category: 数量指标, value: 30场}}"
    )
    uri = opened(client, tmp_path / "content/tasks/01-培训.md", text)
    [found] = await told(client, uri, "T002")
    assert found.range.start == at(text, "30场}")
    assert found.range.end.character == found.range.start.character + 3
    assert found.severity == lsp.DiagnosticSeverity.Warning
    assert found.data
    assert found.data["explain"] == "build.py explain T002"


async def test_a_quick_fix_behind_rare_characters_edits_the_right_ones(client: LanguageClient, tmp_path: Path) -> None:
    text = TASK.replace(
        "{name: 培训场次, category: 数量指标, value: ≥30场}", f"{{name: {RARE}场次, category: 数量指标, value: 30场}}"
    )
    uri = opened(client, tmp_path / "content/tasks/01-培训.md", text)
    [found] = await told(client, uri, "T002")
    acts = await ask(
        client,
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), found.range, lsp.CodeActionContext([found])),
    )
    titles = [act.title for act in acts or []]
    assert titles[:3] == ["写成 ≥30场", "写成 ≤30场", "写成 =30场"]
    assert "豁免 T002（要写原因）" in titles
    [change] = acts[0].edit.document_changes
    assert [(edit.range, edit.new_text) for edit in change.edits] == [(found.range, "≥30场")]


async def test_hover_completion_and_outline_count_as_the_protocol_asks(client: LanguageClient, tmp_path: Path) -> None:
    text = TASK.replace("培训场次, category: 数量指标", f"{RARE}, category: 数量指标")
    uri = opened(client, tmp_path / "content/tasks/01-培训.md", text)
    await client.wait_for_notification("textDocument/publishDiagnostics")
    document = lsp.TextDocumentIdentifier(uri)
    hover = await ask(
        client, lsp.TEXT_DOCUMENT_HOVER, lsp.HoverParams(document, at(text, "category: 数量指标, value: ≥30"))
    )
    assert hover.contents.value.startswith("**类别** `category`")
    assert hover.range.start == at(text, "category: 数量指标, value: ≥30")
    offered = await ask(
        client, lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionParams(document, at(text, "数量指标, value: ≥30"))
    )
    assert offered.items[0].text_edit.range.start == at(text, "数量指标, value: ≥30")
    outline = await ask(client, lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, lsp.DocumentSymbolParams(document))
    targets = next(entry for entry in outline if entry.name == "targets")
    assert targets.children[0].name == RARE
    assert targets.children[0].selection_range.end.character - targets.children[0].selection_range.start.character == 4


async def test_an_indicator_is_renamed_where_it_is_declared_and_ordered(client: LanguageClient, tmp_path: Path) -> None:
    department = DEPARTMENT.replace("---\n全年", f"order:\n  数量指标: [{RARE}, 培训场次]\n---\n全年")
    uri = opened(client, tmp_path / "content/department.md", department)
    task = tmp_path / "content/tasks/01-培训.md"
    params = lsp.RenameParams(lsp.TextDocumentIdentifier(uri), at(department, "培训场次]"), "培训, 场数")
    edit = await ask(client, lsp.TEXT_DOCUMENT_RENAME, params)
    edits = {change.text_document.uri: change.edits for change in edit.document_changes}
    [listed], [declared] = edits[uri], edits[task.as_uri()]
    assert (listed.range.start, listed.new_text) == (at(department, "培训场次]"), '"培训, 场数"')
    assert (declared.range.start, declared.new_text) == (at(TASK, "培训场次,"), '"培训, 场数"')


async def test_of_a_change_an_editor_is_told_where_findings_change_alone(
    client: LanguageClient, tmp_path: Path
) -> None:
    for n in (2, 3):
        task = TASK.replace("培训", f"第{n}类培训").replace("≥30场", "30场")
        (tmp_path / f"content/tasks/{n:02}-培训.md").write_text(task, encoding="utf-8")
    path = tmp_path / "content/tasks/02-培训.md"
    uri, text = opened(client, path, path.read_text(encoding="utf-8")), path.read_text(encoding="utf-8")
    await told(client, (tmp_path / "content/tasks/03-培训.md").as_uri(), "T002")
    client.diagnostics.clear()
    change = lsp.TextDocumentContentChangeWholeDocument(text.replace("≥95%", "95%"))
    newer = lsp.VersionedTextDocumentIdentifier(2, uri)
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(newer, [change]))
    assert len(await told(client, uri, "T002")) == 2
    assert [*client.diagnostics] == [uri]


async def test_bad_files_leave_the_server_answering(client: LanguageClient, tmp_path: Path) -> None:
    task = tmp_path / "content/tasks/01-培训.md"
    (tmp_path / "content/tasks/02-图.md").write_bytes(bytes(range(256)) * 8)
    uri = opened(client, task, TASK)
    for n, text in enumerate(("名" * (2 << 20), "\0\ud800", "---\n" + "{[" * 5_000, "", TASK), 2):
        document = lsp.VersionedTextDocumentIdentifier(n, uri)
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))
        params = lsp.HoverParams(lsp.TextDocumentIdentifier(uri), lsp.Position(10_000, 10_000))
        assert await ask(client, lsp.TEXT_DOCUMENT_HOVER, params) is None
    task.unlink()
    opened(client, tmp_path / "nowhere/tasks/01.md", "---\n")
    opened(client, tmp_path / "README.md", "# ")
    for strange in (
        "untitled:Untitled-1",
        "file://other/share/tasks/a.md",
        "file:///%00/tasks/a.md",
        "http://[/",
        "file:///\ud800/department.md",
    ):
        client.text_document_did_open(
            lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(strange, "markdown", 1, "---"))
        )
    await told(client, (tmp_path / "content/tasks/02-图.md").as_uri(), "S007")
    hover = await ask(
        client, lsp.TEXT_DOCUMENT_HOVER, lsp.HoverParams(lsp.TextDocumentIdentifier(uri), at(TASK, "funds"))
    )
    assert hover.contents.value.startswith("**资金**")


async def test_a_file_of_two_mebibytes_is_told_so(client: LanguageClient, tmp_path: Path) -> None:
    uri = opened(client, tmp_path / "content/tasks/01-培训.md", TASK + "字" * (2 << 20))
    [found] = await told(client, uri, "S011")
    assert "1,048,576 字节" in found.message


async def test_answers_come_within_a_tenth_of_a_second_among_300_tasks(client: LanguageClient, tmp_path: Path) -> None:
    for n in range(300):
        task = TASK.replace("培训", f"第{n}类培训")
        (tmp_path / f"content/tasks/{n:03}-培训.md").write_text(task, encoding="utf-8")
    path = tmp_path / "content/tasks/150-培训.md"
    text = path.read_text(encoding="utf-8")
    uri = opened(client, path, text)
    document, here = lsp.TextDocumentIdentifier(uri), at(text, "数量指标")
    questions: dict[str, object] = {
        lsp.TEXT_DOCUMENT_COMPLETION: lsp.CompletionParams(document, here),
        lsp.TEXT_DOCUMENT_HOVER: lsp.HoverParams(document, here),
        lsp.TEXT_DOCUMENT_DEFINITION: lsp.DefinitionParams(document, at(text, "60.00")),
        lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: lsp.DocumentSymbolParams(document),
    }
    took: dict[str, list[float]] = {method: [] for method in questions}
    await told(client, (tmp_path / "content/department.md").as_uri(), "F003")
    for version in range(2, 42):
        change = lsp.TextDocumentContentChangeWholeDocument(text.replace("≥30场", f"≥{version}场"))
        newer = lsp.VersionedTextDocumentIdentifier(version, uri)
        for method, params in questions.items():
            client.text_document_did_change(lsp.DidChangeTextDocumentParams(newer, [change]))
            start = time.perf_counter()
            assert await ask(client, method, params)
            took[method].append(time.perf_counter() - start)
            await asyncio.sleep(0.04)
    assert {method: times for method, times in took.items() if sorted(times)[len(times) * 9 // 10] > 0.1} == {}
