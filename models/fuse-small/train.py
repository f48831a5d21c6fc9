"""Train the writer from its recipe: `python models/fuse-small/train.py RECIPE --output FOLDER`."""

import sys

from training.__main__ import main

if __name__ == "__main__":  # its loader starts processes that import this file
    sys.exit(main())
