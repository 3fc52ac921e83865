"""The rules. Each file here is one rule, found by being here; its manual stands beside it, its examples are the tests.

S, M, P and W findings come from the reading, the form, the printers and the engine: only their manuals stand here.
"""
