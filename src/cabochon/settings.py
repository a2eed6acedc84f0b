"""Every setting, one line each, set by CABOCHON_<NAME> or DATA/cabochon.toml. Only `cli` reads them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .refusals import Refused


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str | int | float | bool
    help: str


# fmt: off
SETTINGS = (
    Setting("instance",          "",     "address that names this house in its statements, fixed at first start; empty: a random .invalid name"),
    Setting("log",               "",     "postgresql:// address of a database that several serve processes share; empty: the house's own files"),
    Setting("public_url",        "",     "https address people reach the pages at; empty: the address served"),
    Setting("body_limit",        10_000_000, "largest request body in bytes"),
    Setting("connections",       4_000,  "open connections above which a new one gets 503"),
    Setting("head_seconds",      15,     "a request head slower than this gets 408"),
    Setting("body_seconds",      60,     "a request body slower than this gets 408"),
    Setting("page_limit",        500,    "most statements in one page of GET /xapi/statements"),
    Setting("xapi_origins",      "",     "web addresses whose pages may use /xapi from a browser, separated by spaces; empty: none"),
    Setting("content_origin",    "",     "web address of its own that packages run at, led by the proxy to content_port; empty: that port itself"),
    Setting("embed_origins",     "",     "web addresses whose pages may show embedded numbers in a frame, separated by spaces; empty: only the house's own"),
    Setting("content_port",      "next", "port packages run at, apart from the pages: next is the one after the house's own, 0 runs none"),
    Setting("xapi_rate",           20_000,  "requests a second one key may make to /xapi before it gets 429; 0: no limit"),
    Setting("xapi_rate_all",     0,      "requests a second all keys together may make to /xapi; 0: no limit"),
    Setting("token_minutes",     60,     "a bearer token of /oauth/token is good for this long"),
    Setting("key_grace_hours",   24,     "after a key is rotated its old secret fits for this long, unless said otherwise"),
    Setting("project_ms",        250,    "pause between two rounds of the projector"),
    Setting("before_minutes",    15,     "linking: a receipt may be this much earlier than the observed visit's start"),
    Setting("after_minutes",     90,     "linking: a receipt may be this much later than the observed visit's end"),
    Setting("basket_minutes",    30,     "linking: receipts of one client this close are one visit"),
    Setting("survey_days",       14,     "linking: a survey belongs to the latest receipt of these days"),
    Setting("least_people",      5,      "above the boutique: people behind a number before it is shown"),
    Setting("least_events",      10,     "above the boutique: events behind a number before it is shown"),
    Setting("idle_minutes",      30,     "a session idle for this long is signed out"),
    Setting("session_hours",     12,     "a session ends after this long"),
    Setting("link_minutes",      60,     "a sign-in link is good for this long"),
    Setting("unsigned_hooks",    "",     "webhook names accepted without a signature, separated by spaces; visible on the Connections page"),
    Setting("allow_private_targets", False, "the house may speak to addresses of its own network, and by http to this machine"),
    Setting("incoming",          "incoming", "folder whose sub-folders connections pick files up from; relative to the data folder, or absolute"),
    Setting("trusted_certificates", "", "PEM file of further authorities, for record stores in the house's own network"),
    Setting("second_factor",     "admin hq_leader analyst auditor", "roles that need an authenticator app, a passkey or single sign-on; empty: none must"),
    Setting("prove_minutes",     15,     "rights, keys and exports of everybody ask to sign in again after this long"),
    Setting("oidc_issuer",       "",     "https address of the identity provider (OpenID Connect); empty: no single sign-on"),
    Setting("oidc_client",       "",     "the client id it gave the house"),
    Setting("oidc_secret",       "",     "and the secret; better in the environment than in the file"),
    Setting("oidc_scopes",       "openid email profile", "what is asked of it"),
    Setting("oidc_name",         "your company account", "what the sign-in page calls it"),
    Setting("scim_roles",        "associate manager area_coach", "access roles an identity system may give by SCIM"),
    Setting("names_off",         False,  "no staff member's name is shown to anybody but themselves"),
    Setting("agreements",        "open", "countries without a recorded agreement: open, or shut (no person-level view)"),
    Setting("jurisdiction",      "",     "what the group calls this house, for example CH; empty: none"),
    Setting("proxies",           "",     "addresses or networks of proxies whose X-Forwarded-For and -Proto are believed, separated by spaces; empty: nobody's"),
    Setting("user_rate",         100,    "requests a second one person, or one address nobody is signed in at, may make for pages before 429; 0: no limit"),
    Setting("user_rate_all",     0,      "requests a second all together may make for pages; 0: no limit"),
    Setting("smtp_host",         "",     "mail server letters are handed to; empty: no letters"),
    Setting("smtp_port",         587,    "its port: 587 with starttls, 465 with tls"),
    Setting("smtp_security",     "starttls", "starttls, tls, or none (to this machine alone)"),
    Setting("smtp_user",         "",     "whom the mail server knows the house as; empty: it asks for nobody"),
    Setting("smtp_password",     "",     "and the password; better in the environment than in the file"),
    Setting("mail_from",         "",     "address letters come from; empty: no letters"),
    Setting("paper",             "a4",   "size of the weekly snapshot: a4 or letter"),
    Setting("weekly_folder",     "",     "folder every boutique’s, region’s and the company’s snapshot is written to each week; empty: none"),
    Setting("push_contact",      "",     "mailto: or https: address push services may turn to; empty: no web push"),
    Setting("push_hosts",        "fcm.googleapis.com updates.push.services.mozilla.com web.push.apple.com *.notify.windows.com", "push services browsers may name, separated by spaces"),
    Setting("group_currency",    "CHF",  "group totals are converted to it at the day's stored rates"),
    Setting("fiscal_year_begins", "02-01", "month and day; the retail year begins on the Monday nearest to it"),
    Setting("follow_up_days",    7,      "days a follow-up is due in when none were said"),
    Setting("late_feed_days",    2,      "open days without news after which a feed of a boutique is late"),
    Setting("clock_skew_seconds", 120,   "a statement whose own time lies further ahead than this came from a wrong clock"),
    Setting("facts",             "",     "where facts are kept: '' is DuckDB in the data folder; else clickhouse:// or spark:// (guides/scaling.md)"),
    Setting("duckdb_memory",     "1GB",  "memory the facts store may take"),
    Setting("duckdb_threads",    2,      "threads the facts store may take"),
)
# fmt: on


def load(folder: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """Values by name: environment before DATA/cabochon.toml before the default.

    Raises:
        Refused: a name that is no setting, or a value of the wrong type, with the file and line to mend.
    """
    values: dict[str, Any] = {s.name: s.default for s in SETTINGS}
    path = folder / "cabochon.toml"
    if path.exists():
        try:
            written = tomllib.loads(path.read_text("utf-8"))
        except UnicodeDecodeError:
            raise Refused("is not UTF-8; save it as UTF-8", str(path)) from None
        except tomllib.TOMLDecodeError as e:
            raise Refused(f"is not valid TOML: {e}", str(path)) from None
        for name, value in written.items():
            values[name] = _typed(name, value, values, f"{path}, {name}")
    for name in list(values):
        if (text := environ.get(f"CABOCHON_{name.upper()}")) is not None:
            values[name] = _typed(name, text, values, f"CABOCHON_{name.upper()}")
    return values


def _typed(name: str, value: Any, known: Mapping[str, Any], place: str) -> Any:
    if name not in known:
        raise Refused(f"is no setting; there are {', '.join(sorted(known))}", place)
    kind = type(known[name])
    try:
        if kind is bool:
            return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
        return kind(value)
    except (ValueError, KeyError, TypeError):
        raise Refused(f"should be {'true or false' if kind is bool else kind.__name__}, not {value!r}", place) from None
