"""The printers: each draws the one Layout tree with one Styles; none knows a template, a source or another printer."""
