"""What a person labels: a clip in memory, and the files the labels are kept in."""
