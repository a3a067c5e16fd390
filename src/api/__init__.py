"""只读服务: shows the answers of the projections, and the log itself, to those who may see them.

Pages and JSON are two shapes of the same answer, GET and HEAD only. Each answer names the position and the root that
it stands on, so that it can be checked against the log without trusting the server.
"""
