"""Long work over many items: what `evaluate` and `batch` share.

journal.py   what is done already, on disk; survives being killed, notices what was damaged
pool.py      items over worker processes, of which each may die, hang or run out of memory
process.py   one such process: what it may use, how it ended
reasons.py   why something failed, in one line
files.py     a file that is there as a whole or not at all
version.py   which code ran, for the keys of a journal
"""
