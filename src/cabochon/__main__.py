"""`python -m cabochon` is the `cabochon` command."""

import sys

from .cli import main

sys.exit(main())
