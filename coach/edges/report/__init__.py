"""The report: one page that shows a person's progress."""
