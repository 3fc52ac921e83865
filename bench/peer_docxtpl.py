"""The docxtpl peer: a Word template with the form's tables, filled with the same rows. LibreOffice makes the PDF of it.

python bench/peer_docxtpl.py template ROWS.json TEMPLATE.docx     once, not timed
python bench/peer_docxtpl.py fill ROWS.json TEMPLATE.docx OUT.docx
"""

import json
import sys
from pathlib import Path


def template(rows: str, path: str) -> None:
    """Write a template: each table one loop over its rows, in the face and size of the form."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "FandolFang", Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "FandolFang")
    for number, table in enumerate(json.loads(Path(rows).read_text(encoding="utf-8"))):
        width = max(map(len, table))
        grid = document.add_table(rows=3, cols=width, style="Table Grid")
        grid.cell(0, 0).text = f"{{%tr for row in tables[{number}] %}}"
        for column in range(width):
            grid.cell(1, column).text = f"{{{{ row[{column}] }}}}"
        grid.cell(2, 0).text = "{%tr endfor %}"
        document.add_paragraph()
    document.save(path)


def fill(rows: str, path: str, out: str) -> None:
    """Fill the template; autoescape, or the first & cuts the text."""
    from docxtpl import DocxTemplate  # type: ignore[import-not-found,import-untyped,unused-ignore]  # peers' venv only

    document = DocxTemplate(path)
    document.render({"tables": json.loads(Path(rows).read_text(encoding="utf-8"))}, autoescape=True)
    document.save(out)


if __name__ == "__main__":
    if sys.argv[1] == "template":
        template(*sys.argv[2:])
    else:
        fill(*sys.argv[2:])
