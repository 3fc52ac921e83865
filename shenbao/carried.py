"""What the documents carry besides their text: what they were made from, and the files themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from shenbao import __version__, intake, rulebooks
from shenbao.form import FormFile
from shenbao.model.declaration import Declaration
from shenbao.papers import Attachment, Provenance
from shenbao.source import Sources


def provenance(sources: Sources, form: FormFile) -> Provenance:
    """Return what a build is made from: every source, every file of the form, this program's version and its rules."""
    parts = [(f"content/{name}", data) for name, data in sources.raw]
    parts += [
        (f"form/{name}", intake.read(form.folder / name)) for name in form.files if (form.folder / name).is_file()
    ]
    files = tuple((name, hashlib.sha256(data).hexdigest()) for name, data in parts)
    rules = rulebooks.digest()
    told = "\n".join((__version__, rules, *(f"{name} {digest}" for name, digest in files)))
    return Provenance(hashlib.sha256(told.encode()).hexdigest(), __version__, rules, files)


def attachments(sources: Sources, declaration: Declaration | None) -> Iterator[Attachment]:
    """Yield the sources, and the declaration as data."""
    from shenbao import exports  # few builds attach anything

    for name, data in sources.raw:
        yield Attachment(name.replace("/", "-"), data, "Source")
    if declaration:
        [made] = exports.make("json", declaration).values()
        yield Attachment("declaration.json", made, "Data")
