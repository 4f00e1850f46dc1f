"""Seasons of imagined runners, for the tests and the benchmark of the season card."""

from __future__ import annotations

from datetime import date, timedelta

from bot.coach.words import Phase
from bot.pictures.season_card import SeasonFacts, SeasonRace, SeasonWeekFacts, SeasonWords, Stretch

WORDS = SeasonWords(now="Now", session="one session", deload="easier week")


def short(day: date) -> str:
    return f"{day.day} {day:%b}"


def season(
    title: str,
    aside: str,
    line: str,
    start: date,
    plan: list[tuple[Phase, str, int, int, str]],
    races: tuple[tuple[date, str, bool], ...] = (),
    now: int = 0,
    deloads: tuple[int, ...] = (),
) -> SeasonFacts:
    """A season from its stretches: phase, word, days, sessions a week, and what the row says."""
    stretches, of_day, sessions = [], [], []
    day = start
    for index, (phase, word, length, count, said) in enumerate(plan):
        end = day + timedelta(days=length - 1)
        stretches.append(Stretch(phase, word, f"{short(day)} – {short(end)}", said))
        of_day += [index] * length
        sessions += [count] * length
        day = end + timedelta(days=1)
    weeks = []
    for number in range(-(-len(of_day) // 7)):
        monday = start + timedelta(weeks=number)
        mine = of_day[number * 7 : number * 7 + 7]
        here = [each for each in races if monday <= each[0] < monday + timedelta(days=7)]
        weeks.append(
            SeasonWeekFacts(
                starts=short(monday),
                days=tuple(mine),
                sessions=sessions[number * 7],
                deload=number in deloads,
                is_now=number == now,
                month=f"{monday:%b}" if number == 0 or monday.day <= 7 else "",
                races=tuple(
                    SeasonRace(name, f"{each:%a} {short(each)}", (each - monday).days, main)
                    for each, name, main in here
                ),
            )
        )
    return SeasonFacts(title, aside, line, tuple(stretches), tuple(weeks), WORDS)


MARATHON = season(
    "Your season",
    "20 weeks to go",
    "Your marathon is 20 weeks away: time to build strength with heavy lifts.",
    date(2026, 5, 11),
    [
        (Phase.LEARN, "Basics", 21, 2, "2 sessions a week · learn the movements"),
        (Phase.BASE, "Base", 42, 3, "3 sessions a week · heavy lifts"),
        (Phase.BUILD, "Build", 42, 2, "2 sessions a week · power, then strength"),
        (Phase.RACE, "Race phase", 26, 2, "2 sessions a week · keep your strength"),
        (Phase.TAPER, "Taper", 3, 1, "1 session a week · light and familiar"),
        (Phase.RACE_WEEK, "Race week", 7, 1, "1 session · stay loose"),
        (Phase.RECOVERY, "Recovery", 21, 1, "1 session a week · ease back"),
    ],
    (
        (date(2026, 9, 27), "Berlin Marathon", True),
        (date(2026, 6, 28), "City 10 km", False),
        (date(2026, 8, 16), "Half marathon test", False),
    ),
    3,
    (6, 10, 14),
)
STEADY = season(
    "Your season",
    "No race for now",
    "No race in sight: blocks of four weeks take turns, and this one is for heavy lifting.",
    date(2026, 11, 16),
    [
        (Phase.BASE, "Heavy block", 28, 3, "3 sessions a week"),
        (Phase.BUILD, "Power block", 28, 2, "2 sessions a week"),
        (Phase.BASE, "Heavy block", 28, 3, "3 sessions a week"),
    ],
    (),
    1,
    (3, 7, 11),
)
TAPER = season(
    "Your season",
    "9 days to go",
    "Your half marathon is 9 days away: light and familiar work only.",
    date(2026, 5, 4),
    [
        (Phase.RACE, "Race phase", 7, 2, "2 sessions a week"),
        (Phase.TAPER, "Taper", 7, 1, "1 light session"),
        (Phase.RACE_WEEK, "Race week", 7, 1, "1 session · stay loose"),
        (Phase.RECOVERY, "Recovery", 14, 1, ""),
    ],
    ((date(2026, 5, 24), "Half marathon", True),),
    1,
)
ULTRA = season(
    "Your season <&> " * 4,
    "39 weeks to go and then some more",
    "Your “Ultra-Trail du Mont-Blanc <b>& friends</b>” is far. " * 6,
    date(2026, 1, 5),
    [
        (Phase.LEARN, "Basics & <i>foundations</i> of everything", 42, 2, "2 sessions a week " * 8),
        (Phase.BASE, "Base", 98, 3, "3 sessions a week"),
        (Phase.BUILD, "Build", 80, 3, "3 sessions a week"),
        (Phase.RACE, "Race phase", 40, 2, "2 sessions a week"),
        (Phase.TAPER, "Taper", 3, 1, "1 session a week"),
        (Phase.RACE_WEEK, "Race week", 3, 1, ""),
        (Phase.RACE_WEEK, "Race week two", 4, 1, ""),
        (Phase.RECOVERY, "Recovery", 10, 0, ""),
    ],
    (
        (date(2026, 9, 27), "</svg> A very long name of a race that will not fit " * 3, True),
        (date(2026, 4, 26), "Spring <b>", False),
    ),
    39,
    (9, 13, 17, 21),
)
SEASONS = {"marathon": MARATHON, "steady": STEADY, "taper": TAPER, "ultra": ULTRA}
