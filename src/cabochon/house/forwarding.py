"""Out of the store by itself: other record stores that get what is kept, and webhooks that are told of it.

Set up in `forwarding_targets`, sent in `forwarding_sending`; here is what a person does by hand.
"""

import base64
from collections.abc import Sequence
from dataclasses import replace

from ..directory.rows import DeadLetter, Target
from ..languages import mark
from ..outside.http import Unreachable
from ..refusals import Refused
from .forwarding_letters import event, letter
from .forwarding_posting import Failing, reason, settle
from .forwarding_sending import Sending
from .forwarding_targets import STORE, VERSIONS, WEBHOOK, State

__all__ = ["STORE", "VERSIONS", "WEBHOOK", "Forwarding", "State"]


class Forwarding(Sending):
    def retry(self, letters: Sequence[str], *, by: str) -> tuple[int, str]:
        """Send dead letters once more: how many were taken now, and the last reason where one was not."""
        taken, why = 0, ""
        for name in letters:
            one = self.directory.get(DeadLetter, name)
            target = self.directory.get(Target, one.target) if one else None
            if one is None or target is None:
                continue
            problem = self._again(target, one.statement)
            if problem:
                why = problem
                self.directory.put(replace(one, reason=problem, at=self._house.clock()))
            else:
                self.directory.delete(DeadLetter, name)
                taken += 1
        self.directory.note(by, mark("sent dead letters again"), "", mark(f"{taken} of {len(letters)}"))
        return taken, why

    def _again(self, target: Target, statement: str) -> str:
        """Why it is not taken, "" when it is."""
        found = self._house.log.by_id([statement])
        try:
            if target.way != STORE:
                for kept in found:
                    heard = self.told(target, *event(self._house, kept, target), now=self._house.clock())
                    return "" if 200 <= heard.status < 300 else reason(heard)
                return ""
            written = [one for one in (letter(self._house, kept) for kept in found) if one]
            if written:
                done = settle(written, self.post(target), now=self._house.clock())
                return done.refused.get(statement, "")
        except (Refused, Unreachable, Failing) as fault:
            return str(fault)
        return ""

    def test(self, name: str, *, by: str) -> tuple[bool, str]:
        """Ask a store whether it knows us, or tell a webhook a test; whether that went well, and what was said."""
        target = self.get(name)
        self.directory.note(by, mark("tested forwarding"), name)
        try:
            if target.way == STORE:
                return self._asked(target)
            now = self._house.clock()
            body = b'{"type":"test","timestamp":"%b","data":{}}' % now.isoformat().encode()
            heard = self.told(target, f"msg_test_{int(now.timestamp() * 1000)}", body, now=now)
        except (Refused, Unreachable) as fault:
            return False, str(fault)
        return 200 <= heard.status < 300, mark(f"it answered {reason(heard)}")

    def _asked(self, target: Target) -> tuple[bool, str]:
        """A question that keeps nothing there. A key that only writes is told 403: then it is known, which will do."""
        who = base64.b64encode(f"{target.key}:{self.secrets(target)[0]}".encode()).decode()
        headers = {"authorization": f"Basic {who}", "x-experience-api-version": target.version}
        heard = self.outward.ask("GET", f"{target.url}/statements?limit=1", headers=headers)
        if heard.status in (200, 403):
            return True, mark("it answers, and knows the key")
        return False, mark(f"it answered {reason(heard)}")
