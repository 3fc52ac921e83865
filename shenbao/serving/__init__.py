"""The page that shows a declaration while it is written: the form, the findings and the pictures, on this machine."""
