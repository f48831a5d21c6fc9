"""Checkpoints: found, checked and loaded without trusting a word of them.

types.py      what is known of a checkpoint
files.py      the files of its folder, opened with care, and their checksums
config.py     what config.json may say
weights.py    the headers of safetensors files
check.py      all of that for one folder
find.py       a name, a path or a hub id to a checked folder
tokenizer.py  its tokenizer, from data files
load.py       its model
catalogue.py  what is bundled, cached and known to work

Only `load` and `tokenizer` import torch and transformers, when they are called.
"""

from summarizer.write.checkpoints.catalogue import listed
from summarizer.write.checkpoints.find import find
from summarizer.write.checkpoints.load import load
from summarizer.write.checkpoints.types import Checkpoint, Listing, Loaded

__all__ = ["Checkpoint", "Listing", "Loaded", "find", "listed", "load"]
