#!/usr/bin/env python3
"""Start and stop the real services that the tests speak to: see `scripts/services.py --help`.

Only the standard library is used, so that it runs before anything has been installed.
"""

import sys

from testbed.cli import main

if __name__ == "__main__":
    sys.exit(main())
