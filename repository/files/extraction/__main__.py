"""Run as ``python -I …/extraction/__main__.py JOB < FILE``.

Isolated mode finds no package of ours by itself, and is to find nothing else, so the checkout's
own folder is put on the path here.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from repository.files.extraction.child import main

main(sys.argv[1])
