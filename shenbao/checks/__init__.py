"""The rules. Each file here is one rule, found by being here; beside it stands its manual, whose examples are its tests.

S, M, P and W findings come from the reading, the form, the printers and the engine: only their manuals stand here.
"""
