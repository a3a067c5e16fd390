"""What is hashed and signed: canonical bytes, the act and the log part, sealed fields, signatures."""
