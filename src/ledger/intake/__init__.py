"""Intake: acts from files. ``lines`` reads JSON Lines of signed acts and records them one by one."""
