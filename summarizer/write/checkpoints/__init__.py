"""Checkpoints: found, checked and loaded without trusting a word of them.

files.py       the files of its folder: links, sizes, checksums, headers of safetensors
config.py      what config.json may say
checkpoint.py  all checks of one folder, and what is known of it afterwards
find.py        a name, a path or a hub id to a checked folder; the list of all
load.py        its tokenizer and its model

Only `load` imports torch and transformers, when it is called.
"""

from summarizer.write.checkpoints.checkpoint import Checkpoint, Loaded
from summarizer.write.checkpoints.config import Mode
from summarizer.write.checkpoints.find import Listing, find, listed
from summarizer.write.checkpoints.load import load

__all__ = ["Checkpoint", "Listing", "Loaded", "Mode", "find", "listed", "load"]
