"""What the standard allows and a strict reader may not refuse; what differs between the two versions."""

import pytest
from test_checking import ANN, FILE, GONE, ID, SUB, TEAM, VOIDED, WHOLE, changed, refusal

from cabochon.xapi.checking import check
from cabochon.xapi.versions import V103, V200
