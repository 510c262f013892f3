"""What people hear: a child process that speaks, and the thread that decides what."""
