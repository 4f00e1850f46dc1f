"""A second opinion on the week: plain, slow, and written from the rules alone. It shares no code with the planner.

Only the enumerations and the question's own fields are used. Sessions are given as a list of seven kinds or None.
"""

from __future__ import annotations

from itertools import combinations, pairwise

LEGS = ("learn", "heavy", "power")
BIG = ("heavy", "power")
FAST = ("tempo", "intervals", "hills", "race")
MOST = {
    "learn": {"new": 2, "some": 2, "regular": 2},
    "base": {"new": 2, "some": 3, "regular": 3},
    "steady": {"new": 2, "some": 3, "regular": 3},
    "build": {"new": 2, "some": 2, "regular": 2},
    "race": {"new": 1, "some": 1, "regular": 2},
    "taper": {"new": 1, "some": 1, "regular": 1},
    "race-week": {"new": 1, "some": 1, "regular": 1},
    "recovery": {"new": 1, "some": 1, "regular": 1},
}
LAST_BIG_DAY = {"5k": 5, "10k": 5, "half": 7, "marathon": 10, "ultra": 10}


def runs_of_three_weeks(question):
    """Fourteen run kinds as words: this week and the next."""
    runs = [str(run) for run in question.runs]
    after = [str(run) for run in (question.next_runs or question.runs)]
    both = runs + after
    races = [question.race] if question.race else []
    for race in races + list(question.other_races):
        if 0 <= race.day < 14:
            both[race.day] = "race"
    return both


def key(run):
    return run in FAST or run == "long"


def day_problems(question, both, day, kind):
    """The rules that forbid a new session of a kind on a day, whatever else stands in the week."""
    problems = set()
    loads = kind in LEGS
    if both[day] == "race":
        problems.add("race-day")
    if day in question.unavailable or day < question.earliest:
        problems.add("not-available")
    if question.fixed[day] is not None:
        problems.add("one-a-day")
    if loads and key(both[day + 1]):
        problems.add("eve-of-key")
    if kind in BIG and any(both[day + more] in ("long", "race") for more in (1, 2)):
        problems.add("two-days-before-long")
    if loads and day in question.recovering:
        problems.add("taper")
    if loads and both[day] == "long":
        problems.add("long-run-day")
    for race in [question.race, *question.other_races]:
        if race is None or race.day < day:
            continue
        days_before = race.day - day
        priority = str(race.priority)
        if priority == "A":
            if loads and 1 <= days_before < LAST_BIG_DAY[str(race.distance)]:
                problems.add("taper")
            if kind != "mobility" and days_before in (1, 2):
                problems.add("taper")
        if priority == "B" and loads and 1 <= days_before <= 5:
            problems.add("taper")
    if loads:
        before = question.previous[6] if day == 0 else question.fixed[day - 1]
        if day == 6:
            behind = question.next_sessions[0] if question.next_sessions else None
        else:
            behind = question.fixed[day + 1]
        for neighbour in (before, behind):
            if neighbour is not None and str(neighbour) in LEGS:
                problems.add("legs-recover")
    return problems


def easy_day_problem(question, both, days):
    """Whether new sessions on these days take the last easy day."""
    done = [day for day in range(7) if question.fixed[day] is not None]
    easy = [day for day in range(7) if not key(both[day]) and day not in done]
    return bool(easy) and all(day in days for day in easy)


def problems(question, sessions):
    """All hard rules that new sessions break: a list of (day, rule)."""
    both = runs_of_three_weeks(question)
    found = []
    new = {
        day: str(kind)
        for day, kind in enumerate(sessions)
        if kind is not None and question.fixed[day] is None
    }
    for day in range(7):
        if question.fixed[day] is not None and sessions[day] is not question.fixed[day]:
            found.append((day, "one-a-day"))
    for day, kind in new.items():
        found += [(day, rule) for rule in sorted(day_problems(question, both, day, kind))]
        if kind in LEGS and new.get(day + 1) in LEGS:
            found.append((day, "legs-recover"))
    if new and easy_day_problem(question, both, new):
        found.append((-1, "one-easy-day"))
    count = len(new) + sum(kind is not None for kind in question.fixed)
    if new and count > min(question.wish, MOST[str(question.phase)][str(question.level)]):
        found.append((-1, "frequency"))
    return found


def most_leg_loading(question, kind, wanted):
    """How many sessions of a leg-loading kind fit at most: every combination of days is tried."""
    both = runs_of_three_weeks(question)
    days = [day for day in range(7) if not day_problems(question, both, day, kind)]
    for size in range(wanted, 0, -1):
        for chosen in combinations(days, size):
            apart = all(later - earlier >= 2 for earlier, later in pairwise(chosen))
            if apart and not easy_day_problem(question, both, chosen):
                return size
    return 0


def most_sessions(question, kind, legs, wanted):
    """How many sessions fit in all when as many as possible load the legs (`legs` of that kind)."""
    both = runs_of_three_weeks(question)
    leg_days = [day for day in range(7) if not day_problems(question, both, day, kind)] if legs else []
    gentle_days = [day for day in range(7) if not day_problems(question, both, day, "light")]
    for size in range(wanted, legs - 1, -1):
        for chosen in combinations(leg_days, legs):
            if any(later - earlier < 2 for earlier, later in pairwise(chosen)):
                continue
            rest = [day for day in gentle_days if day not in chosen]
            for more in combinations(rest, size - legs):
                if not easy_day_problem(question, both, chosen + more):
                    return size
    return 0
