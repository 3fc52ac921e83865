"""What an editor asks while somebody types: findings, what a key means, what may stand here, quick fixes, the outline.

Every function takes texts and what was last read of the declaration, and returns plain records with lines and columns
from 1; only `server` knows the editors' protocol. Words and keys are found in the text as it stands at this moment,
which is seldom whole YAML: what is half typed is exactly what people want help with.
"""
