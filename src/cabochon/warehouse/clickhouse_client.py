"""A connection to ClickHouse: over HTTP to a server or a cluster, or to the engine inside this process (chdb)."""

from typing import Any

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import Error, OperationalError

from ..refusals import Refused
from .clickhouse import ClickHouseWarehouse
from .clickhouse_sql import CLUSTERED, STANDARD
from .clickhouse_tables import Place
from .opening import Address

SINCE = (25, 8)  # the first with lightweight updates
SECONDS = 10  # to connect; a question may take longer


def opened(address: Address, secret: str) -> ClickHouseWarehouse:
    """
    Raises:
        Refused: nobody answers there, the password does not fit, or the server is too old.
    """
    cluster = address.more.get("cluster", "")
    database = address.path.strip("/") or "cabochon" if address.host else address.more.get("database", "cabochon")
    client = _embedded(address.path) if address.scheme == "chdb" else _over_http(address, secret, cluster)
    version = tuple(int(part) for part in str(client.server_version).split(".")[:2])
    if version < SINCE:
        client.close()
        raise Refused(f"is ClickHouse {client.server_version}; 25.8 or newer is needed", address.shown)
    return ClickHouseWarehouse(client, Place(database, cluster))


def _embedded(path: str) -> Client:
    try:
        client = clickhouse_connect.get_client(interface="chdb", path=path, tz_mode="aware", settings=dict(STANDARD))
    except ImportError:
        raise Refused("the engine in this process is not installed: pip install chdb", "facts") from None
    return client


def _over_http(address: Address, secret: str, cluster: str) -> Client:
    settings: dict[str, Any] = {**STANDARD, **(CLUSTERED if cluster else {})}
    try:
        return clickhouse_connect.get_client(
            host=address.host,
            port=address.port,
            username=address.user or "default",
            password=secret,
            secure=address.scheme == "clickhouses",
            connect_timeout=SECONDS,
            tz_mode="aware",
            settings=settings,
            autogenerate_session_id=False,  # several threads ask at once
            form_encode_query_params=True,  # keys may be more than an address can hold
        )
    except (OSError, OperationalError):
        raise Refused("does not answer", address.shown) from None
    except Error as error:
        raise Refused(f"cannot be used: {_first(error)}", address.shown) from None


def _first(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
