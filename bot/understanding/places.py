"""Finds the time zone of a place that was typed or shared, or of the clock time that somebody has now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from bot.understanding.times import parse_time
from bot.understanding.words import fold

MOST_GUESSES = 5
_NEAR_ENOUGH = 88
"""Similarity out of 100 at which a name counts as misspelt ("Kathmndu"): lower ones guess wildly."""

_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)

# What neither the zone names nor the airports' cities know: short forms, own-language names, countries with one zone
# (or one that most runners there live in).
_NAMES: Mapping[str, str] = {
    "America/New_York": (
        "nyc|ny|new york city|brooklyn|manhattan|dc|washington dc|philly|eastern|est|et|edt|washington"
    ),
    "America/Los_Angeles": "la|sf|bay area|san fran|vegas|silicon valley|pacific time|pacific|pst|pdt",
    "America/Chicago": "central time|cst|cdt",
    "America/Denver": "mountain time|mst|mdt",
    "Europe/London": (
        "uk|england|scotland|wales|britain|great britain|united kingdom|northern ireland|gmt|"
        "bst|london|birmingham"
    ),
    "Europe/Dublin": "ireland",
    "Europe/Berlin": "germany|deutschland|cet|cest|munchen|muenchen|koln|koeln|nurnberg",
    "Europe/Paris": "france|paris",
    "Europe/Madrid": "spain|sevilla",
    "Europe/Rome": "italy|roma|milano|napoli|torino|firenze|venezia",
    "Europe/Amsterdam": "netherlands|holland|den haag|the hague",
    "Europe/Brussels": "belgium|bruxelles|brussel",
    "Europe/Vienna": "austria|wien",
    "Europe/Zurich": "switzerland|zuerich|genf|geneve",
    "Europe/Stockholm": "sweden",
    "Europe/Oslo": "norway",
    "Europe/Copenhagen": "denmark|kobenhavn",
    "Europe/Helsinki": "finland",
    "Europe/Warsaw": "poland|warszawa",
    "Europe/Prague": "czech republic|czechia|praha",
    "Europe/Budapest": "hungary",
    "Europe/Athens": "greece",
    "Europe/Istanbul": "turkey",
    "Europe/Lisbon": "portugal|lisboa",
    "Europe/Bucharest": "romania",
    "Europe/Kyiv": "ukraine|kiev",
    "Europe/Zagreb": "croatia",
    "Europe/Ljubljana": "slovenia",
    "Asia/Jerusalem": "israel",
    "Africa/Cairo": "egypt",
    "Africa/Nairobi": "kenya",
    "Africa/Johannesburg": "south africa",
    "Africa/Lagos": "nigeria",
    "Africa/Casablanca": "morocco",
    "Africa/Addis_Ababa": "ethiopia",
    "Asia/Kolkata": "india|ist|bombay|mumbai|calcutta|madras|bangalore",
    "Asia/Kathmandu": "nepal",
    "Asia/Karachi": "pakistan",
    "Asia/Dubai": "uae",
    "Asia/Tokyo": "japan|tokio",
    "Asia/Shanghai": "china|peking|beijing",
    "Asia/Seoul": "korea|south korea",
    "Asia/Bangkok": "thailand",
    "Asia/Ho_Chi_Minh": "vietnam|saigon|hanoi",
    "Asia/Manila": "philippines",
    "Asia/Kuala_Lumpur": "malaysia|kl",
    "Pacific/Auckland": "new zealand|nz",
    "America/Argentina/Buenos_Aires": "argentina",
    "America/Bogota": "colombia",
    "America/Lima": "peru",
    "Asia/Hong_Kong": "hk",
    "Europe/Moscow": "moskva",
    "America/Mexico_City": "cdmx",
    "America/Sao_Paulo": "rio|sao paulo",
    "UTC": "utc|zulu",
}
_ALIASES: Mapping[str, str] = {name: zone for zone, names in _NAMES.items() for name in names.split("|")}
_PREFIX = re.compile(
    r"^(?:(?:i(?:'?m| am)?|we(?:'?re| are)?|my|it'?s|its|the|a|live|living|based|from|in|near|at|close to"
    r"|around|currently|right now"
    r"|time ?zone|zone|is|city|town|of|place|home|just outside|outside)\b[\s:,]*)+"
)
_SUFFIX = re.compile(r"\s*(?:time ?zone|time|area|please|mostly|usually)$")


@dataclass(frozen=True, slots=True)
class ZoneGuess:
    """An IANA zone and the place by which the runner will recognise it."""

    zone: str
    label: str


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return the zone names that are offered: regions with cities, and UTC; no legacy names like EST5EDT."""
    names = {name for name in available_timezones() if name.partition("/")[0] in _REGIONS and "/" in name}
    return frozenset(names | {"UTC"})


def zone_at(latitude: float, longitude: float) -> str | None:
    """Return the zone at a place on earth (degrees), None at sea or for numbers that are no place."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    import tzfpy  # carries the map of all zones: loaded when somebody shares a place

    name = tzfpy.get_tz(longitude, latitude)
    return name if name in zone_names() else None


def find_zone(text: str, now: datetime | None = None) -> tuple[ZoneGuess, ...]:
    """Return up to five zones that a text may mean, the likeliest first; none when it names no place. Never raises.

    With `now` (aware) a clock time ("it's 14:20 here") gives the zones where it is that time.
    """
    said = fold(text).strip(" .!?")
    exact = {name.lower(): name for name in zone_names()}.get(said.replace(" / ", "/").replace(" ", "_"))
    if exact:
        return (ZoneGuess(exact, _label(exact)),)
    if now is not None and re.search(r"\d", said):
        at_clock = _by_clock(said, now)
        if at_clock:
            return at_clock
    place = _SUFFIX.sub("", _PREFIX.sub("", said)).strip(" ,.")
    if not place or len(place) > 60 or not re.search(r"[a-z]", place):
        return ()
    first, _, region = (part.strip() for part in place.partition(","))
    for name in dict.fromkeys((place, first)):
        known = _ALIASES.get(name)
        if known and not region:
            return (ZoneGuess(known, name.upper() if len(name) < 4 else name.title()),)
    found = _zone_cities().get(first)
    if found and not region:
        return (ZoneGuess(found, _label(found)),)
    guesses = _towns_named(first, region)
    if not guesses and " " in place and not region:
        head, _, tail = place.rpartition(" ")
        guesses = _towns_named(head, tail) if len(tail) < 4 or tail in _ALIASES else ()
    if not guesses and found:
        guesses = (ZoneGuess(found, _label(found)),)
    if not guesses and first in _ALIASES:
        guesses = (ZoneGuess(_ALIASES[first], first.title()),)
    if not guesses and region in _ALIASES:
        guesses = (ZoneGuess(_ALIASES[region], region.title()),)
    return guesses or _misspelt(first)


def known_zone(place: str) -> str | None:
    """Return the zone of a zone's city, a country, a short form or a zone's name; no table of towns is loaded."""
    said = fold(place).strip(" .!?")
    if said in _ALIASES:
        return _ALIASES[said]
    return _zone_cities().get(said) or _zone_names_lower().get(said.replace(" / ", "/").replace(" ", "_"))


@lru_cache(maxsize=1)
def _zone_names_lower() -> Mapping[str, str]:
    return {name.lower(): name for name in zone_names()}


def _label(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=1)
def _zone_cities() -> Mapping[str, str]:
    return {_label(name).lower(): name for name in sorted(zone_names(), reverse=True)}


@lru_cache(maxsize=1)
def _towns() -> Mapping[str, tuple[tuple[str, str, str, bool], ...]]:
    """Return (zone, part of the country, country, has a scheduled airport) of each town that has an airfield."""
    import airportsdata  # a table of 28,000 airfields: loaded when a town is no zone's namesake

    towns: dict[str, dict[tuple[str, str, str, bool], None]] = defaultdict(dict)
    for field in airportsdata.load("ICAO").values():
        if field["city"] and field["tz"] in zone_names():
            row = (field["tz"], field["subd"], field["country"], bool(field["iata"]))
            towns[fold(field["city"])][row] = None
    return {name: tuple(rows) for name, rows in towns.items()}


def _towns_named(name: str, region: str = "") -> tuple[ZoneGuess, ...]:
    rows = sorted(_towns().get(name, ()), key=lambda row: not row[3])
    if region:
        wanted = {"usa": "us", "united states": "us", "uk": "gb", "england": "england", "canada": "ca"}.get(
            region, region
        )
        zone = _ALIASES.get(region)
        within = [row for row in rows if wanted in (fold(row[1]), row[2].lower()) or row[0] == zone]
        rows = within or rows
    guesses: dict[str, ZoneGuess] = {}
    for zone, part, country, _ in rows:
        label = ", ".join(dict.fromkeys(each for each in (name.title(), part, country) if each))
        guesses.setdefault(zone, ZoneGuess(zone, label))
    return tuple(guesses.values())[:MOST_GUESSES]


def _misspelt(name: str) -> tuple[ZoneGuess, ...]:
    if len(name) < 5:
        return ()
    near = process.extract(name, _zone_cities().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=2)
    if near:
        return tuple(ZoneGuess(_zone_cities()[each], _label(_zone_cities()[each])) for each, _, _ in near)
    close = process.extractOne(name, _towns().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return _towns_named(close[0]) if close else ()


# One well-known city for each offset, so that a clock time leads to names and not to a hundred of them.
_WELL_KNOWN = (
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Phoenix",
    "America/Chicago",
    "America/Mexico_City",
    "America/New_York",
    "America/Bogota",
    "America/Halifax",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "America/St_Johns",
    "Atlantic/Azores",
    "Atlantic/Reykjavik",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Africa/Lagos",
    "Europe/Athens",
    "Europe/Helsinki",
    "Africa/Johannesburg",
    "Africa/Cairo",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Africa/Nairobi",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Jakarta",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Australia/Perth",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Sydney",
    "Pacific/Noumea",
    "Pacific/Auckland",
    "Pacific/Tongatapu",
)
_SLACK_MINUTES = 7
"""A typed clock time is a few minutes old or rounded; offsets differ by a quarter of an hour at least."""


def _by_clock(said: str, now: datetime) -> tuple[ZoneGuess, ...]:
    at = parse_time(said)
    if at is None:
        return ()
    minutes = at.hour * 60 + at.minute
    guesses: list[ZoneGuess] = []
    for name in _WELL_KNOWN:
        local = now.astimezone(ZoneInfo(name))
        apart = abs(local.hour * 60 + local.minute - minutes)
        if min(apart, 24 * 60 - apart) <= _SLACK_MINUTES:
            guesses.append(ZoneGuess(name, _label(name)))
    return tuple(guesses[:MOST_GUESSES])
