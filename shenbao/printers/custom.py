"""The part of a Word file that tells what it was made from: data beside the text that Word keeps, unshown."""

from __future__ import annotations

from collections.abc import Mapping

from shenbao import xml
from shenbao.papers import Provenance
from shenbao.xml import Element

NAME = "urn:shenbao:provenance:1"
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_IDENTITY = "{5B6C7A0E-3B55-4C0D-9E57-6D1F5A1B9C01}"  # of this kind of part, the same in every file


def item(provenance: Provenance, addresses: Mapping[str, str]) -> Element:
    """Return the data: digests, and the address behind each tag that was too short for its own."""
    files = (_made("file", name=name, sha256=digest) for name, digest in provenance.files)
    tags = (_made("address", tag=tag, of=address) for tag, address in sorted(addresses.items()))
    about = {"build": provenance.build, "version": provenance.version, "rules": provenance.rules}
    about |= {"printing": provenance.printing} if provenance.printing else {}
    return xml.element(f"{{{NAME}}}provenance", about, *files, *tags, names={"sb": NAME})


def _made(name: str, /, **attributes: str) -> Element:
    return xml.element(f"{{{NAME}}}{name}", attributes)


def properties() -> Element:
    """Return what the format wants to be told of the data."""
    schema = xml.element(f"{{{_STORE}}}schemaRef", {f"{{{_STORE}}}uri": NAME})
    schemas = xml.element(f"{{{_STORE}}}schemaRefs", {}, schema)
    return xml.element(f"{{{_STORE}}}datastoreItem", {f"{{{_STORE}}}itemID": _IDENTITY}, schemas, names={"ds": _STORE})


def provenance(root: Element) -> Provenance:
    """Return what the data says; nothing where it is none of ours."""
    if root.tag != f"{{{NAME}}}provenance":
        return Provenance()
    files = tuple((str(e.get("name")), str(e.get("sha256"))) for e in root.iter(f"{{{NAME}}}file"))
    build, version, rules = (str(root.get(key) or "") for key in ("build", "version", "rules"))
    return Provenance(build, version, rules, files, printing=str(root.get("printing") or "")).sane()


def addresses(root: Element) -> dict[str, str]:
    """Return the address behind each tag that could not hold it."""
    return {str(e.get("tag")): str(e.get("of")) for e in root.iter(f"{{{NAME}}}address")}
