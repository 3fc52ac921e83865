"""Makes the pictures of the two READMEs from what the program really prints.

    python -m tools.pictures

docs/page.png is page 1 of the PDF of content/; docs/finding.png and finding.en.png show one finding as a terminal
shows it, after a figure was changed; docs/serve.png and serve.en.png show the page of `serve` at that moment,
begun.png and begun.en.png what it shows of a declaration that was just begun; docs/pages.png is a page of
`diff --pages`. Needs Poppler, Chromium, and the face Noto Sans Mono CJK SC, in which a Chinese character is exactly two
columns wide.
"""

from __future__ import annotations

import io
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops, ImageOps
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from weasyprint import HTML  # type: ignore[import-untyped]  # has no types

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
CHANGED, RIGHT, WRONG = "tasks/05-驻香港实体办事机构.md", "funds: 450.00", "funds: 540.00"
LESS = "funds: 440.00"
FINDINGS = {"zh": "finding.png", "en": "finding.en.png"}
SERVED = {"zh": "serve.png", "en": "serve.en.png"}
BEGUN = {"zh": "begun.png", "en": "begun.en.png"}
FIRST = "tasks/01-第一项任务.md#targets/0/annual"
PAGE_DPI, FINDING_DPI = 110, 168
COLUMNS, PADDING_PX = 104, 16
PAPER, INK, EDGE = (246, 248, 250), (36, 41, 46), (190, 195, 200)
THEME = TerminalTheme(
    PAPER,
    INK,
    [(36, 41, 46), (196, 26, 22), (22, 128, 60), (150, 100, 0), (3, 85, 175), (130, 60, 160), (0, 120, 130), INK],
)
PAGE = """<meta charset="utf-8"><style>
@page {{ size: {width}px 900px; margin: {padding}px; background: {background}; }}
pre {{ margin: 0; color: {foreground}; font: 15px/22px "Noto Sans Mono CJK SC"; white-space: pre-wrap;
  word-break: break-all; }}
</style><pre>{code}</pre>"""


def main() -> None:
    """Write all pictures."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        page(work, DOCS / "page.png")
        shutil.copytree(ROOT / "content", work / "content")
        task = work / "content" / CHANGED
        text = task.read_text(encoding="utf-8")
        assert RIGHT in text, f"{CHANGED} no longer says {RIGHT}"
        task.write_text(text.replace(RIGHT, LESS), encoding="utf-8")
        change(work, DOCS / "pages.png")
        task.write_text(text.replace(RIGHT, WRONG), encoding="utf-8")
        for lang, name in FINDINGS.items():
            drawn(first_error(on_a_terminal(work, lang)), work, DOCS / name)
        for lang, name in SERVED.items():
            served(work, lang, f"{CHANGED}#funds", DOCS / name)
        shutil.rmtree(work / "content")
        subprocess.run(
            [sys.executable, ROOT / "build.py", "init", "content"], cwd=work, check=True, capture_output=True
        )
        for lang, name in BEGUN.items():
            served(work, lang, FIRST, DOCS / name)


def page(work: Path, picture: Path) -> None:
    """Write page 1 of the real declaration's PDF as `picture`."""
    build: list[str | Path] = [sys.executable, ROOT / "build.py", "build", "--content", ROOT / "content"]
    subprocess.run([*build, "--output", work], check=True, capture_output=True)
    [pdf] = work.glob("*.pdf")
    save(raster(pdf, PAGE_DPI), picture, 16)


def change(work: Path, picture: Path) -> None:
    """Write the first page that the changed figure changes, old and new, as `picture`."""
    call: list[str | Path] = [sys.executable, ROOT / "build.py", "diff", ROOT / "content", work / "content"]
    subprocess.run([*call, "--pages", work / "pages"], check=True, capture_output=True)
    save(Image.open(work / "pages" / "page-01.png").convert("RGB").reduce(2), picture, 64)


def served(work: Path, lang: str, at: str, picture: Path) -> None:
    """Write the page of `serve` as `picture`: the place of the value at `at` is open."""
    call = [sys.executable, ROOT / "build.py", "serve", "--port", "0", "--edit", "--lang", lang]
    with (
        subprocess.Popen(call, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program,
        sync_playwright() as playwright,
    ):
        assert program.stdout
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(program.stdout.readline().strip())
            page.locator(f'#sheet [data-source="{at}"]').click()
            page.locator("#source .lines").wait_for()
            page.wait_for_timeout(500)  # until nothing moves
            save(Image.open(io.BytesIO(page.screenshot())), picture, 64)
            browser.close()
        finally:
            program.terminate()


def on_a_terminal(folder: Path, lang: str) -> str:
    """Return what `build.py check` writes to a terminal, colours included."""
    reader, writer = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    with subprocess.Popen(
        [sys.executable, ROOT / "build.py", "check", "--lang", lang], cwd=folder, stdout=writer, env=environment
    ):
        os.close(writer)
        return b"".join(iter(lambda: _read(reader), b"")).decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side has closed
        return b""


def first_error(report: str) -> Text:
    """Return the finding of F003 in `report`."""
    findings = Text.from_ansi(report).split("\n\n")
    return next(finding for finding in findings if "[F003]" in finding.plain)


def drawn(text: Text, work: Path, picture: Path) -> None:
    """Write `text` as a terminal shows it as `picture`."""
    console = Console(record=True, file=io.StringIO(), width=10_000)
    console.print(text, highlight=False)
    width = COLUMNS * 7.5 + 2 * PADDING_PX
    frame = PAGE.replace("{width}", f"{width}").replace("{padding}", f"{PADDING_PX}")
    html = console.export_html(theme=THEME, inline_styles=True, code_format=frame)
    HTML(string=html).write_pdf(work / "finding.pdf")
    save(cropped(raster(work / "finding.pdf", FINDING_DPI)), picture, 32)


def raster(pdf: Path, dpi: int) -> Image.Image:
    """Return page 1 of `pdf` as a picture."""
    done = subprocess.run(["pdftoppm", "-r", str(dpi), "-l", "1", "-png", pdf], check=True, capture_output=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def cropped(picture: Image.Image) -> Image.Image:
    """Return `picture` without the empty paper below its last line."""
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, picture.getpixel((0, 0)))).getbbox()
    assert box, "nothing was drawn"
    return picture.crop((0, 0, picture.width, box[3] + box[1]))


def save(picture: Image.Image, path: Path, colours: int) -> None:
    """Write `picture` with an edge around it, and small: few colours, no metadata."""
    picture = ImageOps.expand(picture, 1, EDGE)
    picture.quantize(colours).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {picture.width} × {picture.height}  {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
