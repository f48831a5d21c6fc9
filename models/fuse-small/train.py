"""Train the writer from its recipe: `python models/fuse-small/train.py RECIPE --output FOLDER`."""

import sys

from training.__main__ import main

sys.exit(main())
