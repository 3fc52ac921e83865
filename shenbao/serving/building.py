"""The documents by a button: a build as the command makes it, one at a time, its progress told to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shenbao import pipeline
from shenbao.finding import Finding
from shenbao.message import Message, _
from shenbao.pipeline import Assembled, Wishes
from shenbao.printers.press import Press
from shenbao.serving.showing import Wanted, bug

News = Mapping[str, object]
_MOST = 5  # reasons beside the button
_KINDS = {".docx": "Word", ".pdf": "PDF"}


@dataclass(slots=True)
class Workshop:
    """Where builds are made. `files` are what the last one wrote: nothing else is ever handed out."""

    wanted: Wanted
    busy: bool = False
    files: dict[str, Path] = field(default_factory=dict)

    def build(self, tell: Callable[[News], None]) -> None:
        """Build from the files as they are now, and tell how far it is; the last news is what came of it."""
        lang = self.wanted.lang

        def step(says: Message) -> None:
            tell({"says": f"{says.within(lang)}…", "busy": True})

        try:
            step(_("读取"))
            assembled = pipeline.assemble(self.wanted.content, self.wanted.templates)
            with Press() as press:
                built = self._built(assembled, press, step)
            self.files |= {path.name: path for path in built.files}
            tell(self._told(built))
        except Exception as error:  # a bug of ours: said, and the page goes on
            tell({"says": bug(error).within(lang), "busy": False, "files": []})
        finally:
            self.busy = False

    def _built(self, assembled: Assembled, press: Press, step: Callable[[Message], None]) -> pipeline.Built:
        examined = pipeline.check(assembled, self.wanted.day)
        return pipeline.build(assembled, examined, self.wanted.output, press, step, Wishes(), strict=False)

    def _told(self, built: pipeline.Built) -> News:
        """Return what came of a build: where its files are, or why there are none."""
        lang = self.wanted.lang
        if built.files:
            files = [{"name": path.name, "kind": _KINDS.get(path.suffix, path.suffix)} for path in built.files]
            return {"says": _("已生成").within(lang), "busy": False, "files": files, "at": str(self.wanted.output)}
        why = [self._line(finding) for finding in built.examined.findings if finding.fails(strict=False)]
        if len(why) > _MOST:
            why[_MOST:] = [_("还有 {n} 处，都列在“发现”里", n=len(why) - _MOST).within(lang)]
        return {"says": _("没有生成").within(lang), "busy": False, "files": [], "why": why}

    def _line(self, finding: Finding) -> str:
        return f"{finding.code} {finding.message.within(self.wanted.lang)}"
