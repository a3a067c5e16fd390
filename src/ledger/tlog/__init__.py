"""The transparency log: the tree of RFC 6962 and the C2SP formats around it. Imports nothing of ours."""
