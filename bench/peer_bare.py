"""The bare WeasyPrint process: load it, print one HTML file, end. Nothing else is imported.

python bench/peer_bare.py IN.html OUT.pdf
"""

import sys

import weasyprint  # type: ignore[import-untyped]  # has no types

weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
