"""The language server: the protocol's requests in, what the rest of this room says out. The only door to pygls.

The text is sent whole at each change: pygls counts lines as Python does, which ends them at signs that stay in a line.
Positions are counted in UTF-16, or in what the editor prefers.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lsprotocol import types as lsp
from pygls import uris
from pygls.exceptions import FeatureRequestError, JsonRpcException
from pygls.lsp.server import LanguageServer

from shenbao import __version__, refusal
from shenbao.editing import completing, fixing, hovering, outlining, renaming, seeking
from shenbao.editing.completing import Offer
from shenbao.editing.positions import Text
from shenbao.editing.session import Folder, Session, Setting
from shenbao.editing.snapshot import Snapshot
from shenbao.finding import Finding, Place, Severity
from shenbao.mending import Edit
from shenbao.message import Message, _

_REFUSED = -32803  # RequestFailed
_NAME = "shenbao"
_NARRATIVE = "narrative"
_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTICE: lsp.DiagnosticSeverity.Information,
}
_OFFERS = {
    "key": lsp.CompletionItemKind.Property,
    "code": lsp.CompletionItemKind.Reference,
    "category": lsp.CompletionItemKind.EnumMember,
    "unit": lsp.CompletionItemKind.Unit,
    "operator": lsp.CompletionItemKind.Operator,
    "name": lsp.CompletionItemKind.Value,
    "form": lsp.CompletionItemKind.File,
    "heading": lsp.CompletionItemKind.Struct,
}
_SYMBOLS = {
    "key": lsp.SymbolKind.Property,
    "block": lsp.SymbolKind.Module,
    "amount": lsp.SymbolKind.Number,
    "target": lsp.SymbolKind.Field,
    "category": lsp.SymbolKind.Enum,
    "section": lsp.SymbolKind.String,
}
Said = tuple[str, bytes, list[Finding]]
"""what an editor was told of a file: its URI, the bytes that places are counted in, and the findings"""


class Server(LanguageServer):
    """One editor's window."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(_NAME, __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.session = Session(setting, self.publish, self.failed)
        self.lang = setting.lang or "zh"
        self.said: dict[Folder, dict[str, Said]] = {}
        self.named: dict[str, str] = {}
        """the editor's own URI of each file that is open, by the path that findings bear"""

    @property
    def encoding(self) -> str:
        return str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))

    def uri(self, shown: str) -> str:
        return self.named.get(shown) or str(uris.from_fs_path(shown))

    def found(self, uri: str) -> tuple[Folder, str, Text] | None:
        """Return the folder, the name and the text of an open file; None for one that is no part of a declaration."""
        path = _path(uri)
        found = self.session.find(path) if path else None
        text = found[0].text(found[1]) if found else None
        return (*found, text) if found and text else None

    def column(self, text: Text, at: lsp.Position) -> tuple[int, int]:
        """Return a position as a line and a column, both from 1."""
        return at.line + 1, text.column(at.line + 1, at.character, self.encoding)

    def range(self, place: Place, text: Text) -> lsp.Range:
        start = lsp.Position(place.line - 1, text.units(place.line, place.column, self.encoding))
        end = lsp.Position(place.end_line - 1, text.units(place.end_line, place.end_column, self.encoding))
        return lsp.Range(start, end)

    def location(self, place: Place, last: Snapshot) -> lsp.Location:
        return lsp.Location(self.uri(place.file), self.range(place, last.text(place.file)))

    def says(self, message: Message) -> str:
        return message.within(self.lang)

    def publish(self, folder: Folder) -> None:
        """Tell the editor what is wrong in each file of the folder of which it was told something else, or nothing."""
        last = folder.last
        assert last
        found: dict[str, list[Finding]] = {}
        for finding in last.examined.findings:
            found.setdefault(finding.place.file, []).append(finding)
        said, told = self.said.get(folder, {}), {file: (self.uri(file), last.raw(file), found[file]) for file in found}
        for file in sorted(file for file in {*told, *said} if told.get(file) != said.get(file)):
            here = [_diagnostic(self, one, last) for one in found.get(file, ())]
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(self.uri(file), here))
        self.said[folder] = told
        gc.collect(1)  # a check leaves no cycles, the protocol a few; amid a check the search would hold up an answer

    def failed(self, error: Exception) -> None:
        """Say in one sentence that there is a bug; its traceback is for us."""
        if "SHENBAO_TRACE" in os.environ:
            logging.getLogger(_NAME).exception("", exc_info=error)
        says = _("程序出错：{what}；把源文件发给维护的人（设 SHENBAO_TRACE=1 可看到细节）", what=repr(error))
        self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, self.says(says)))

    def report_server_error(self, error: Exception, source: object) -> None:
        """Say so, unless it is the answer to a request already."""
        if source is not FeatureRequestError:
            self.failed(error)


def serve(setting: Setting) -> None:
    """Answer an editor over stdin and stdout until it goes."""
    if "SHENBAO_TRACE" not in os.environ:
        logging.disable()  # pygls logs tracebacks of what a client sends wrong
    gc.freeze()  # what is loaded by now stays; garbage is looked for when nobody waits: see `publish`
    sys.setswitchinterval(0.001)  # a check in its thread must not keep an answer waiting
    server = Server(setting)
    for name, (answer, options) in _ANSWERS.items():
        server.feature(name, options)(answer)
    server.start_io()


# -- files ---------------------------------------------------------------------------------------------------------


def _path(uri: str) -> Path | None:
    """Return the path of a file on this machine; None for anything else that an editor may name."""
    try:
        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost") or unquote(parts.path).startswith("//"):
            return None
        path = Path(uris.to_fs_path(f"file://{parts.path}") or "")
        os.fsencode(path)
    except ValueError:
        return None
    return path if path.is_absolute() and "\0" not in str(path) else None


def _initialize(ls: Server, params: lsp.InitializeParams) -> None:
    if not ls.session.setting.lang:
        ls.lang = "en" if (params.locale or "").lower().startswith("en") else "zh"


def _initialized(ls: Server, _params: lsp.InitializedParams) -> None:
    roots = [folder.uri for folder in ls.workspace.folders.values()] or [ls.workspace.root_uri or ""]
    ls.session.look_into(filter(None, map(_path, roots)))
    workspace = ls.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if watched and watched.dynamic_registration:
        watchers = [lsp.FileSystemWatcher("**/*.md"), lsp.FileSystemWatcher("**/*.yaml")]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        one = lsp.Registration(_NAME, lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        ls.client_register_capability(lsp.RegistrationParams([one]))


def _opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    _take(ls, params.text_document.uri, params.text_document.text)


def _changed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    for change in params.content_changes[-1:]:
        _take(ls, params.text_document.uri, change.text)


def _take(ls: Server, uri: str, text: str) -> None:
    if path := _path(uri):
        ls.named[path.as_posix()] = uri
        ls.session.open(path, text)


def _closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    if path := _path(params.text_document.uri):
        ls.session.close(path)


def _saved(ls: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    if (path := _path(params.text_document.uri)) and (found := ls.session.find(path)):
        found[0].touch()


def _moved(ls: Server, _params: lsp.DidChangeWatchedFilesParams) -> None:
    for folder in ls.session.folders.values():
        folder.touch()


# -- findings ------------------------------------------------------------------------------------------------------


def _diagnostic(ls: Server, finding: Finding, last: Snapshot) -> lsp.Diagnostic:
    help = _("改法：{help}", help=finding.help) if finding.help.text else Message("")
    return lsp.Diagnostic(
        ls.range(finding.place, last.text(finding.place.file)),
        "\n".join(filter(None, (ls.says(finding.message), ls.says(help)))),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source=_NAME,
        related_information=list(_related(ls, finding, last)),
        data={"code": finding.code, "subject": finding.subject, "explain": f"build.py explain {finding.code}"},
    )


def _related(ls: Server, finding: Finding, last: Snapshot) -> Iterator[lsp.DiagnosticRelatedInformation]:
    """Yield the other places that a finding speaks of, and the terms of its sums."""
    for other in finding.related:
        yield lsp.DiagnosticRelatedInformation(ls.location(other.place, last), ls.says(other.message))
    for term in (term for origin in finding.origins for term in origin.terms):
        yield lsp.DiagnosticRelatedInformation(ls.location(term.place, last), f"{term.name} {term.amount}")


# -- questions -----------------------------------------------------------------------------------------------------


def _hover(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    found = ls.found(params.text_document.uri)
    if found is None:
        return None
    folder, name, text = found
    told = hovering.told(text, name, *ls.column(text, params.position), folder.last, ls.lang)
    if told is None:
        return None
    place = Place(name, told.line, told.start, told.line, told.end)
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, told.markdown), ls.range(place, text))


def _complete(ls: Server, params: lsp.CompletionParams) -> lsp.CompletionList:
    found = ls.found(params.text_document.uri)
    if found is None:
        return lsp.CompletionList(False, [])
    folder, name, text = found
    offers = completing.offers(text, name, *ls.column(text, params.position), folder.last, ls.lang)
    return lsp.CompletionList(False, [_item(ls, n, offer, text) for n, offer in enumerate(offers)])


def _item(ls: Server, n: int, offer: Offer, text: Text) -> lsp.CompletionItem:
    span = ls.range(Place("", offer.line, offer.start, offer.line, offer.end), text)
    return lsp.CompletionItem(
        offer.label,
        kind=_OFFERS[offer.kind],
        detail=offer.detail or None,
        sort_text=f"{n:04}",
        filter_text=f"{offer.label} {offer.filter}" if offer.filter else None,
        text_edit=lsp.TextEdit(span, offer.text),
    )


def _define(ls: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
    found = ls.found(params.text_document.uri)
    last = found[0].last if found else None
    if found is None or last is None:
        return []
    _folder, name, text = found
    return [ls.location(one, last) for one in seeking.definitions(text, name, *ls.column(text, params.position), last)]


def _outline(ls: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol] | None:
    found = ls.found(params.text_document.uri)
    source = found[0].source(found[1]) if found else None
    if found is None or source is None:
        return None
    return [_symbol(ls, entry, found[2]) for entry in outlining.outline(source)]


def _symbol(ls: Server, entry: outlining.Entry, text: Text) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        entry.name,
        _SYMBOLS[entry.kind],
        ls.range(entry.place, text),
        ls.range(entry.name_place, text),
        detail=entry.detail or None,
        children=[_symbol(ls, below, text) for below in entry.below],
    )


# -- acts ----------------------------------------------------------------------------------------------------------


async def _act(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    found = ls.found(params.text_document.uri)
    last = await found[0].fresh() if found else None
    found = ls.found(params.text_document.uri)  # it may have gone meanwhile
    if found is None or last is None:
        return []
    folder, name, text = found
    shown = f"{folder.shown}/{name}"
    span = Place(shown, *ls.column(text, params.range.start), *ls.column(text, params.range.end))
    fixes = fixing.fixes(shown, span, last)
    acts = [_action(ls, fix, lsp.CodeActionKind.QuickFix, last) for fix in fixes]
    if everything := fixing.everything(last):
        acts.append(_action(ls, everything, lsp.CodeActionKind.SourceFixAll, last))
    only = params.context.only or [""]
    kinds = [(act, str(getattr(act.kind, "value", act.kind))) for act in acts]
    return [act for act, kind in kinds if any(kind.startswith(str(getattr(o, "value", o))) for o in only)]


def _action(ls: Server, fix: fixing.Fix, kind: lsp.CodeActionKind, last: Snapshot) -> lsp.CodeAction:
    mended = [_diagnostic(ls, finding, last) for finding in fix.mends]
    return lsp.CodeAction(
        ls.says(fix.says), kind, mended, is_preferred=fix.sure or None, edit=_edited(ls, fix.edits, (), last)
    )


def _edited(ls: Server, sure: Iterable[Edit], perhaps: Iterable[Edit], last: Snapshot) -> lsp.WorkspaceEdit:
    """Return edits as the protocol wants them; those of `perhaps` only where the editor can ask about each."""
    edits: dict[str, list[lsp.TextEdit]] = {}
    for edit in sure:
        edits.setdefault(ls.uri(edit.place.file), []).append(_text_edit(ls, edit, last))
    able = ls.client_capabilities.workspace and ls.client_capabilities.workspace.workspace_edit
    if not able or not able.document_changes:
        return lsp.WorkspaceEdit(changes=edits)
    changed: dict[str, list[_Edits]] = {uri: [*those] for uri, those in edits.items()}
    asked = list(perhaps) if able.change_annotation_support else []
    for edit in asked:
        one = _text_edit(ls, edit, last)
        changed.setdefault(ls.uri(edit.place.file), []).append(
            lsp.AnnotatedTextEdit(_NARRATIVE, one.range, one.new_text)
        )
    note = lsp.ChangeAnnotation(ls.says(_("正文里提到的")), needs_confirmation=True)
    of_each = [lsp.TextDocumentEdit(_versioned(ls, uri), those) for uri, those in changed.items()]
    return lsp.WorkspaceEdit(document_changes=[*of_each], change_annotations={_NARRATIVE: note} if asked else None)


_Edits = lsp.TextEdit | lsp.AnnotatedTextEdit | lsp.SnippetTextEdit


def _text_edit(ls: Server, edit: Edit, last: Snapshot) -> lsp.TextEdit:
    return lsp.TextEdit(ls.range(edit.place, last.text(edit.place.file)), edit.new)


def _versioned(ls: Server, uri: str) -> lsp.OptionalVersionedTextDocumentIdentifier:
    """Return a document with the version that the edits are for, so that none of a later one is edited."""
    document = ls.workspace.text_documents.get(uri)
    return lsp.OptionalVersionedTextDocumentIdentifier(uri, document.version if document else None)


async def _may_rename(ls: Server, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
    named, last = await _named(ls, params.text_document.uri, params.position)
    if named is None or last is None:
        return None
    found, place = named
    return lsp.PrepareRenamePlaceholder(ls.range(place, last.text(place.file)), found.name)


async def _rename(ls: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    named, last = await _named(ls, params.text_document.uri, params.position)
    if named is None or last is None:
        return None
    try:
        renamed = renaming.rename(named[0], params.new_name, last)
    except refusal.Refused as refused:
        raise JsonRpcException(ls.says(refused.says), _REFUSED) from None
    return _edited(ls, renamed.sure, renamed.perhaps, last)


async def _named(
    ls: Server, uri: str, position: lsp.Position
) -> tuple[tuple[renaming.Named, Place] | None, Snapshot | None]:
    """Return what is named at a position, as far as all was read by now."""
    found = ls.found(uri)
    last = await found[0].fresh() if found else None
    if found is None or last is None:
        return None, None
    _folder, name, text = found
    return renaming.named(name, *ls.column(text, position), last), last


_TRIGGERS = [":", " ", "[", "{", ",", "-", "#", *"0123456789"]
_ACTS = [lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]
_ANSWERS: dict[str, tuple[Callable[..., Any], object]] = {
    lsp.INITIALIZE: (_initialize, None),
    lsp.INITIALIZED: (_initialized, None),
    lsp.TEXT_DOCUMENT_DID_OPEN: (_opened, None),
    lsp.TEXT_DOCUMENT_DID_CHANGE: (_changed, None),
    lsp.TEXT_DOCUMENT_DID_CLOSE: (_closed, None),
    lsp.TEXT_DOCUMENT_DID_SAVE: (_saved, None),
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_moved, None),
    lsp.TEXT_DOCUMENT_HOVER: (_hover, None),
    lsp.TEXT_DOCUMENT_COMPLETION: (_complete, lsp.CompletionOptions(_TRIGGERS)),
    lsp.TEXT_DOCUMENT_DEFINITION: (_define, None),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_outline, None),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (_act, lsp.CodeActionOptions(_ACTS)),
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: (_may_rename, None),
    lsp.TEXT_DOCUMENT_RENAME: (_rename, None),
}
