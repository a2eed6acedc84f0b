"""What the house knows of activities: the merged view of what all statements say of each."""

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Key
from ..privacy.keys import allows
from ..refusals import NotAllowed
from ..xapi.activities import mentioned, merged
from ..xapi.queries import StatementQuery

if TYPE_CHECKING:
    from . import House

LATELY = 25  # statements read for what they say of an activity besides what is kept of it
Json = dict[str, Any]


class Activities:
    def __init__(self, house: "House") -> None:
        self._house, self._defining = house, house.entrance.defining

    def definition(self, activity: str) -> Json:
        """All that statements said of it, later ones winning; {} where none said more than a type."""
        return merged(self._defining.known(self._house.log, activity))

    def shown(self, key: Key, activity: str) -> Json:
        """The Activity with this id; without a definition where no statement gave one.

        What only names a type is not kept apart (it stands in nearly every statement): the newest statements that
        mention the activity, and that the key may read, are asked.
        Raises:
            NotAllowed: no scope.
        """
        reads = allows(key, "statements/read", reading=True)
        if not reads and not allows(key, "define"):
            raise NotAllowed(
                f"this key has neither the scope statements/read nor define; it has {', '.join(key.scopes)}",
                "Authorization",
            )
        said = self._defining.known(self._house.log, activity)
        if reads:
            said += self._said_lately(key, activity)
        definition = merged(said)
        return {"objectType": "Activity", "id": activity, **({"definition": definition} if definition else {})}

    def _said_lately(self, key: Key, activity: str) -> list[Json]:
        """Oldest first; of senders that may define."""
        query = StatementQuery(activity=activity, related_activities=True, limit=LATELY)
        page = self._house.statements.page(key, query, (), cursor=None, bound=None)
        defines = cache(self._defines)
        said: list[Json] = []
        for found in reversed(page.found):
            statement = msgspec.json.decode(found.body)
            account = statement["authority"].get("account", {})
            if (says := _says(statement, activity)) and defines(account.get("homePage"), account.get("name")):
                said += says
        return said

    def _defines(self, page: str | None, name: str | None) -> bool:
        """Whether an authority is a key that may define, or the house itself."""
        if page != f"{self._house.home}/keys":
            return True
        key = self._house.directory.get(Key, name or "")
        return key is not None and allows(key, "define")


def _says(statement: Json, activity: str) -> list[Json]:
    return [one["definition"] for one in mentioned(statement) if one["id"] == activity and one.get("definition")]
