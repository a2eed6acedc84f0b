"""Facts by their address: which engine, where, by whom, and where the password is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from ..refusals import Refused
from . import Warehouse

FORMS = (
    "clickhouse://user@host:8123/database?secret=env:NAME, clickhouses:// (TLS), chdb:///folder, "
    "or spark://host:7077?path=/shared/folder"
)
VARIABLE = "env:"


@dataclass(frozen=True, slots=True)
class Address:
    """more: what stands behind the question mark."""

    scheme: str
    host: str
    port: int
    user: str
    path: str
    more: Mapping[str, str]

    @property
    def shown(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}" if self.host else f"{self.scheme}://{self.path}"


def read(text: str) -> Address:
    """
    Raises:
        Refused: it is of no form we know, or holds a password.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Refused(f"is no address; it should be {FORMS}", "facts") from None
    if parts.password is not None:
        raise Refused(f"must not hold a password; name the variable that does: ?secret={VARIABLE}NAME", "facts")
    ports = {"clickhouse": 8123, "clickhouses": 8443, "chdb": 0, "spark": 7077}
    if parts.scheme not in ports or not (parts.hostname or parts.scheme == "chdb"):
        raise Refused(f"should be {FORMS}; or empty for DuckDB in the data folder", "facts")
    more = dict(parse_qsl(parts.query, keep_blank_values=True))
    host, user = parts.hostname or "", unquote(parts.username or "")
    return Address(parts.scheme, host, port or ports[parts.scheme], user, unquote(parts.path), more)


def opened(text: str, environ: Mapping[str, str]) -> Warehouse:
    """
    Raises:
        Refused: no address, the engine's driver is not installed, nobody answers, or not with this password.
    """
    address = read(text)
    if address.scheme == "spark":
        return _spark(address)
    secret = _secret(address, environ)
    try:
        from .clickhouse_client import opened as clickhouse
    except ImportError as missing:
        raise _missing(missing, "clickhouse_connect", "clickhouse") from None
    return clickhouse(address, secret)


def _spark(address: Address) -> Warehouse:
    try:
        from .spark_session import opened as spark
    except ImportError as missing:
        raise _missing(missing, "pyspark", "spark") from None
    return spark(address)


def _secret(address: Address, environ: Mapping[str, str]) -> str:
    named = address.more.get("secret", "")
    if not named:
        return ""
    if not named.startswith(VARIABLE):
        raise Refused(f"secret should be {VARIABLE}NAME, the name of the variable that holds the password", "facts")
    name = named.removeprefix(VARIABLE)
    if name not in environ:
        raise Refused(f"the password should stand in the variable {name}, which is not set", "facts")
    return environ[name]


def _missing(error: ImportError, module: str, extra: str) -> Exception:
    if module.split(".")[0] not in str(error) and "pyarrow" not in str(error):
        return error
    return Refused(f"facts there need a driver: pip install 'cabochon[{extra}]'", "facts")
