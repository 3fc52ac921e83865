"""What two files to be compared may be: whatever they are, the answer is a sentence, and nothing outside is reached."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import comparing
from shenbao.comparing import Refused, office, package

CONTENT = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%b</w:body></w:document>'


def packed(file: Path, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(file, "w", method) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("at", [60, 70, 80])
def test_a_word_file_damaged_within_its_parts_is_refused(method: int, at: int, tmp_path: Path) -> None:
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % b""}, method)
    data = bytearray(file.read_bytes())
    data[at : at + 3] = b"\xff\xff\xff"
    file.write_bytes(data)
    with pytest.raises(Refused, match="损坏"):
        package.parts(file)


def test_a_word_file_of_few_bytes_that_would_take_much_memory_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % (b"<w:p/>" * 3_000_000)})
    with pytest.raises(Refused, match="多得不像申报表"):
        package.parts(file)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
@pytest.mark.parametrize(
    ("make", "says"),
    [(lambda _path: None, "没有这个文件"), (Path.mkdir, "不是普通文件"), (fifo, "不是普通文件"), (huge, "文件太大")],
    ids=["missing", "folder", "fifo", "huge"],
)
def test_what_is_no_file_to_read_is_refused_in_words(
    make: Callable[[Path], None], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "program", lambda: "soffice")
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % b""})
    make(tmp_path / "a.pdf")
    with pytest.raises(Refused, match=says):
        comparing.compare(file, tmp_path / "a.pdf")
    with pytest.raises(Refused, match=says):
        comparing.compare(tmp_path / "a.pdf", file)
