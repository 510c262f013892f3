"""What was done, day after day: one database on this machine. docs/history.md."""
