"""The addresses of accounts, privacy and trust; the columns are those of `ROUTES`. fresh: signs in again first."""

from collections.abc import Callable, Mapping
from typing import Any

from .pages import (
    accounts,
    agreements,
    audit,
    brand,
    forgetting,
    group,
    held,
    loss,
    retention,
    scim,
    scim_staff,
    second,
    security,
    sso,
)
from .viewer import ANYONE, BARE

FRESH = {"fresh": True}

# fmt: off
TRUST: tuple[tuple[str, str, Callable[..., Any], str, Mapping[str, Any]], ...] = (
    ("GET",   "/me/security",                            security.show,         "sessions.own",      {}),
    ("POST",  "/me/security",                            security.change,       "sessions.own",      {}),
    ("GET",   "/signin/second",                          second.show,           ANYONE,              {}),
    ("POST",  "/signin/second",                          second.prove,          ANYONE,              {}),
    ("POST",  "/signin/passkey",                         second.passkey,        ANYONE,              {}),
    ("GET",   "/signin/again",                           second.again,          "sessions.own",      {}),
    ("POST",  "/signin/again",                           second.prove_again,    "sessions.own",      {}),
    ("GET",   "/signin/sso",                             sso.begin,             ANYONE,              {}),
    ("GET",   "/signin/sso/back",                        sso.back,              ANYONE,              {}),
    ("GET",   "/accounts",                               accounts.show,         "accounts.manage",   {}),
    ("POST",  "/accounts",                               accounts.make,         "accounts.manage",   FRESH),
    ("GET",   "/accounts/new",                           accounts.form,         "accounts.manage",   {}),
    ("GET",   "/accounts/staff",                         scim_staff.show,       "accounts.manage",   {}),
    ("POST",  "/accounts/staff",                         scim_staff.change,     "accounts.manage",   FRESH),
    ("GET",   "/accounts/{account:str}",                 accounts.one,          "accounts.manage",   {}),
    ("POST",  "/accounts/{account:str}",                 accounts.change,       "accounts.manage",   FRESH),
    ("GET",   "/scim/v2/{resource:str}",                 scim.listed,           BARE,                {}),
    ("POST",  "/scim/v2/{resource:str}",                 scim.make,             BARE,                {}),
    ("GET",   "/scim/v2/{resource:str}/{one:str}",       scim.one,              BARE,                {}),
    ("POST",  "/scim/v2/{resource:str}/{one:str}",       scim.search,           BARE,                {}),
    ("PUT",   "/scim/v2/{resource:str}/{one:str}",       scim.replace,          BARE,                {}),
    ("PATCH", "/scim/v2/{resource:str}/{one:str}",       scim.patch,            BARE,                {}),
    ("DELETE", "/scim/v2/{resource:str}/{one:str}",       scim.delete,           BARE,                {}),
    ("GET",   "/forgetting",                             forgetting.show,       "forgetting.manage", {}),
    ("POST",  "/forgetting",                             forgetting.hold,       "forgetting.manage", FRESH),
    ("GET",   "/forgetting/{person:str}",                forgetting.one,        "forgetting.manage", {}),
    ("POST",  "/forgetting/{person:str}",                forgetting.erase,      "forgetting.manage", FRESH),
    ("GET",   "/forgetting/{person:str}/report",         forgetting.report,     "forgetting.manage", FRESH),
    ("GET",   "/me/report",                              held.report,           "me.see",            {}),
    ("GET",   "/retention",                              retention.show,        "retention.see",     {}),
    ("POST",  "/retention",                              retention.change,      "retention.manage",  FRESH),
    ("GET",   "/audit",                                  audit.show,            "audit.read",        {}),
    ("POST",  "/audit",                              audit.search,          "audit.read",        {}),
    ("GET",   "/audit/export",                           audit.export,          "audit.read",        FRESH),
    ("GET",   "/audit/check",                            audit.check,           "audit.read",        {}),
    ("GET",   "/agreements",                             agreements.show,       "agreements.see",    {}),
    ("POST",  "/agreements",                             agreements.change,     "agreements.manage", FRESH),
    ("GET",   "/group",                                  group.show,            "group.see",         {}),
    ("GET",   "/group/houses",                           group.houses,          "group.manage",      {}),
    ("POST",  "/group/houses",                           group.change,          "group.manage",      FRESH),
    ("GET",   "/aggregates",                             group.weekly,          BARE,                {}),
    ("GET",   "/brand",                                  brand.show,            "brand.see",         {}),
    ("GET",   "/loss",                                   loss.show,             "loss.see",          {}),
)
# fmt: on
