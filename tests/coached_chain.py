"""A pretend chain in which the associate with the lowest last week of each door is coached on day 56."""

from datetime import date, timedelta

import numpy as np

from cabochon.impact.panel import Panel

MONDAY = date(2026, 1, 5)
START = MONDAY + timedelta(days=56)


def chain(rng, *, lift=0.0, doors=12, each=5, days=85):
    """18 % attach, 5 points between associates, five shifts of seven, 4 demos a shift, weekdays and a season that
    differ. The panel, who was coached, and the same as a mask of units."""
    units = doors * each
    rate = rng.beta(0.18 * 58, 0.82 * 58, units)
    on = (np.arange(days)[None, :] + (rng.permutation(units) % 7)[:, None]) % 7 < 5
    n = rng.poisson(4, (units, days)) * on
    season = 1 + 0.15 * np.sin(2 * np.pi * np.arange(days) / 7) + 0.1 * np.sin(np.arange(days) / 10)
    chance = np.clip(rate[:, None] * season, 0.001, 0.999)
    x = rng.binomial(n, chance)
    week = x[:, 49:56].sum(1) / np.maximum(n[:, 49:56].sum(1), 1)
    coached = [door * each + int(np.argmin(week[door * each : (door + 1) * each])) for door in range(doors)]
    treated = np.zeros(units, bool)
    treated[coached] = True
    chance[treated, 57:] += lift
    x[:, 57:] = rng.binomial(n, np.clip(chance, 0, 1))[:, 57:]
    return panel(x, n, np.repeat(np.arange(doors), each)), coached, treated


def panel(x, n, door, **more):
    units = tuple(f"u{k}" for k in range(len(door)))
    doors = tuple(f"d{k}" for k in range(int(max(door)) + 1))
    return Panel(np.asarray(x, float), np.asarray(n, float), np.asarray(door, np.int64), MONDAY, units, doors, **more)
