"""What the files of a content folder and of a form's folder are called."""

from __future__ import annotations

DEPARTMENT, TASKS, OTHER = "department.md", "tasks", "other.md"

FORM, TEMPLATE, STYLE, WORDS = "form.yaml", "form.html", "style.toml", "words.yaml"
THRESHOLDS = "thresholds.yaml"
"""comes with the program alone; a form replaces single thresholds in its form.yaml"""
