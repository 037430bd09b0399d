"""Run as ``python -I …/extraction/bounded.py LIMITS PROGRAM ARGUMENT …``: another program, within limits.

Limits are laid by the process on itself and stay in force when it becomes the program, so that no code of ours has to
run between a fork and an exec of the parent, which has threads.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from repository.files.extraction.confinement import bound

bound(**json.loads(sys.argv[1]))
os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 (no shell is wanted)
