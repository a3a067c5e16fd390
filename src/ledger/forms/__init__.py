"""What the clerk needs beside the record (经办): the next steps, the forms to print, and what must agree with the record.

Everything here reads; nothing appends to a log.
"""
