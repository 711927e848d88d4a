"""The command line `bianmu`, one file per group of commands."""
