"""What the files of a content folder and of a form's folder are called."""

from __future__ import annotations

DEPARTMENT, TASKS, OTHER = "department.md", "tasks", "other.md"
APPROVALS = "approvals.txt"
"""who approved what; no part of the declaration, and in none of its documents. A double click opens a .txt"""

FORM, TEMPLATE, STYLE, WORDS = "form.yaml", "form.html", "style.toml", "words.yaml"
THRESHOLDS = "thresholds.yaml"
"""comes with the program alone; a form replaces single thresholds in its form.yaml"""
