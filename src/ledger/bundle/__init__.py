"""What leaves the house, and what proves it: the log as static files, and the verification of log and store."""
