"""The demo bureau: its files, and the run that walks them through the procedures."""
