"""The reading peer: every file through python-frontmatter and markdown-it-py, and nothing done with what comes out.

python bench/peer_reading.py FOLDER
"""

import sys
from pathlib import Path

import frontmatter
from markdown_it import MarkdownIt

markdown = MarkdownIt()
for path in sorted(Path(sys.argv[1]).rglob("*.md")):
    markdown.parse(frontmatter.load(str(path)).content)
