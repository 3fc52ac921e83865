"""Sources → Declaration: what the files say, as the field's own records. What does not fit is a finding, never a guess.

A file with a value that cannot be read is left out, and the declaration is not whole: sums over what remains would
accuse the wrong figure. A narrative that cannot be printed (S008, S010) leaves the figures as they are.
"""

from shenbao.reading.declare import Before, Reading, form_named, last_year_named, read, style_named, titles
from shenbao.reading.forms import is_usual, wanted_form

__all__ = [
    "Before",
    "Reading",
    "form_named",
    "is_usual",
    "last_year_named",
    "read",
    "style_named",
    "titles",
    "wanted_form",
]
