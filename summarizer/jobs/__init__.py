"""Long work over many items: what `evaluate` and `batch` share.

journal.py   finished results on disk; survives being killed, detects damage
pool.py      items over worker processes, each of which may die, hang or run out of memory
reasons.py   why something failed, in one line
files.py     write a file whole or not at all
version.py   which code ran, for the keys of a journal
"""
