"""The read model: what one audience may see, in one SQLite file that can be thrown away and rebuilt. It knows no HTTP."""
