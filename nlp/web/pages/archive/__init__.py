"""The pages of archives put up for annotation: the list, opening one, its home, the workbench, and the work on each document."""
