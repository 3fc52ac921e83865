"""Whether the compressed streams of a PDF still unpack, each to its own checksum.

Whoever changes a text packs it anew; a stream that does not unpack was hurt on its way. PDFium and its like show what
they can of it and say nothing.
"""

from __future__ import annotations

import re
import zlib

_PACKED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\b[^>]{0,2000}>>\s*stream\r?\n")
_AT_ONCE = 1 << 20  # bytes, packed and unpacked: a stream may unpack to a thousand times its size


def whole(data: bytes) -> bool:
    """Say whether every stream of the PDF `data` that is compressed by Flate unpacks to its end."""
    at = 0
    while found := _PACKED.search(data, at):
        at = _end(data, found.end())
        if not at:
            return False
    return True


def _end(data: bytes, start: int) -> int:
    """Return where the stream that starts at `start` ends; 0 where it does not unpack."""
    unpacking, at = zlib.decompressobj(), start
    try:
        while not unpacking.eof and at < len(data):
            left = data[at : at + _AT_ONCE]
            at += len(left)
            while left and not unpacking.eof:
                unpacking.decompress(left, _AT_ONCE)
                left = unpacking.unconsumed_tail
    except zlib.error:
        return 0
    return at - len(unpacking.unused_data) if unpacking.eof else 0
