"""What a declaration is: money, indicator values, narrative, tasks and targets. Knows no file and no printer."""
