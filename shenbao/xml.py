"""XML that can do no harm: no entities, no document types, no network. The only door to lxml."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

Element = etree._Element
LIBRARIES = ("lxml {}.{}.{}".format(*etree.LXML_VERSION), "libxml2 {}.{}.{}".format(*etree.LIBXML_VERSION))
"""what writes the XML, with its versions"""


class Malformed(ValueError):
    """A text that is no XML, or more than this project takes; says where, lines and columns counted from 1."""

    def __init__(self, what: str, line: int, column: int) -> None:
        super().__init__(f"{what} at line {line}, column {column}")
        self.what, self.line, self.column = what, line, column


def parse(data: bytes) -> Element:
    """Return the root of the XML text `data` (UTF-8 unless it says otherwise). Raises Malformed.

    `sourceline` of each element is its line, counted from 1.
    """
    return _parsed(data, None)


def weight(data: bytes) -> int:
    """Return a number that the elements and attributes of `data` do not exceed, in UTF-8 or UTF-16. Each takes some
    hundred bytes of memory, however few it takes in the text."""
    return data.count(b"<") + data.count(b"=")


def parse_part(data: bytes) -> Element:
    """Return the root of a part of an office document, which is UTF-8 or UTF-16 whatever it says: in no other encoding
    would its `weight` be known. Raises Malformed."""
    return _parsed(data, "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8")


def _parsed(data: bytes, encoding: str | None) -> Element:
    parser = etree.XMLParser(
        encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise Malformed(error.msg or "syntax", max(line, 1), max(column, 1)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("doctype", 1, 1)
    return root


def element(
    tag: str, attributes: Mapping[str, str], *children: Element, names: Mapping[str, str] | None = None
) -> Element:
    """Return a new element; `tag` and attribute names are of the form `{namespace}name`, `names` declares prefixes."""
    made = etree.Element(tag, dict(attributes), nsmap=dict(names) if names else None)
    made.extend(children)
    return made


def text(root: Element) -> bytes:
    """Return `root` as a standalone XML file in UTF-8; equal trees give equal bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
