"""Plain English for the plan: days, runs, and the reason of every session and refusal, in the second
person.
"""

from __future__ import annotations

from bot.coach.runner import TAPER_DAYS
from bot.coach.week_rules import Preference, Rule, View, WeekQuestion
from bot.coach.words import Mode, Order, Priority, RunKind, SessionKind

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
)
_RUNS = {
    RunKind.REST: "rest day",
    RunKind.EASY: "easy run",
    RunKind.LONG: "long run",
    RunKind.TEMPO: "tempo run",
    RunKind.INTERVALS: "intervals",
    RunKind.HILLS: "hill run",
    RunKind.RACE: "race",
    RunKind.CROSS: "cross-training",
}
_SESSIONS = {
    SessionKind.LEARN: "basics",
    SessionKind.HEAVY: "heavy",
    SessionKind.POWER: "power",
    SessionKind.LIGHT: "light",
    SessionKind.ISO: "holds",
    SessionKind.UPPER: "upper body",
    SessionKind.CORE: "core",
    SessionKind.PREHAB: "prehab",
    SessionKind.MOBILITY: "mobility",
}


def day_name(day: int) -> str:
    """Return the name of a day; 7 to 13 are the days of next week."""
    return _DAYS[day] if day < 7 else f"next {_DAYS[day - 7]}"


def number(count: int) -> str:
    """Return a small number in words."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def run_on(runs: tuple[RunKind, ...], day: int) -> str:
    """Return "Tuesday's intervals"; `runs` may reach into next week."""
    return f"{day_name(day)}'s {_RUNS[runs[day]]}"


def run_name(run: RunKind) -> str:
    """Return what a run is called: "tempo run", "rest day"."""
    return _RUNS[run]


def capital(text: str) -> str:
    """Return a text with a capital letter at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def session_name(kind: SessionKind) -> str:
    """Return what a session kind is called before the word "session"."""
    return _SESSIONS[kind]


def a_session(kind: SessionKind) -> str:
    """Return "a heavy session" with its article."""
    name = _SESSIONS[kind]
    return f"an {name} session" if name[0] in "aeiou" else f"a {name} session"


def order_of(kind: SessionKind, run: RunKind) -> Order:
    """Return how the session and the run of its day follow each other (COACHING "Same day").

    After any key run. With an easy run: what loads the legs comes after it by default, gentle work goes
    either way, as do all sessions with cross-training.
    """
    if run is RunKind.REST:
        return Order.NO_RUN
    if run.key:
        return Order.AFTER_RUN
    if run is RunKind.EASY and kind.leg_loading:
        return Order.AFTER_RUN
    return Order.ANY


def reason_for(
    question: WeekQuestion, view: View, day: int, kind: SessionKind, layout: tuple[SessionKind | None, ...]
) -> tuple[str, tuple[Rule | Preference, ...]]:
    """Return why a session stands on its day in two short sentences, and the rules that they lean on."""
    run = view.runs[day]
    both = view.runs + view.after
    tomorrow = both[day + 1]
    rules: list[Rule | Preference] = []
    stays = "" if tomorrow.key else f" and {day_name(day + 1)} stays {_rest_or_easy(tomorrow)}"
    if run is RunKind.LONG:
        rules.append(Rule.LONG_RUN_DAY)
    elif (question.mode is Mode.STACK and run.hard) or (
        question.mode is Mode.SPREAD and not run.hard and run is not RunKind.REST
    ):
        rules.append(Preference.MODE)
    if not kind.leg_loading:
        why = _gentle(kind)
        if tomorrow.key:
            why += f", and {run_on(both, day + 1)} finds fresh legs"
    elif run.hard:
        why = f"your hard day stays hard{stays}"
        if question.mode is Mode.SPREAD:
            why = "your runs leave no better day for it"
    elif question.mode is Mode.SPREAD and run is not RunKind.REST:
        why = "it keeps away from your hard runs"
    else:
        why = f"fresh legs for it{stays.replace(' and', ', and')}" if run is RunKind.REST else ""
        why = why or f"no key run the day after{stays.replace(' and', ', and')}"
    text = f"{where_on(view.runs, day, kind)}: {why}."
    if kind.leg_loading:
        text += _next_key_run(view, day, kind, rules)
        if _days_since_last(question, day, layout) <= 4:
            rules.append(Rule.LEGS_RECOVER)
    return text, tuple(rules)


def where_on(runs: tuple[RunKind, ...], day: int, kind: SessionKind) -> str:
    """Return "Tuesday, after your intervals": the day, and how the session stands to its run."""
    match order_of(kind, runs[day]):
        case Order.NO_RUN:
            return f"{day_name(day)}, a day without a run"
        case Order.ANY:
            return f"{day_name(day)}, beside your {_RUNS[runs[day]]}"
        case _:
            return f"{day_name(day)}, after your {_RUNS[runs[day]]}"


def _rest_or_easy(run: RunKind) -> str:
    return "free" if run is RunKind.REST else "easy"


def _gentle(kind: SessionKind) -> str:
    """Why a gentle session costs little."""
    if kind in (SessionKind.LIGHT, SessionKind.ISO, SessionKind.PREHAB):
        return "so light that your legs hardly notice"
    return "nothing in it tires your legs"


def _next_key_run(view: View, day: int, kind: SessionKind, rules: list[Rule | Preference]) -> str:
    both = view.runs + view.after
    ahead = next((later for later in range(day + 1, 14) if both[later].key), None)
    if ahead is None:
        return ""
    rules.append(Rule.EVE_OF_KEY)
    peak = next((later for later in range(day + 1, 14) if both[later] in (RunKind.LONG, RunKind.RACE)), None)
    if kind in (SessionKind.HEAVY, SessionKind.POWER) and peak is not None and peak - day <= 4:
        rules.append(Rule.TWO_DAYS_BEFORE_LONG)
    return f" Your next key run, {run_on(both, ahead)}, is {number(ahead - day)} days away."


def _days_since_last(question: WeekQuestion, day: int, layout: tuple[SessionKind | None, ...]) -> int:
    """Days since the last session that loaded the legs, this week or in the one before; 14 when there was none."""
    week = (*question.previous, *layout)
    return next((day + 7 - back for back in range(day + 6, -1, -1) if _loads(week[back])), 14)


def step_text(
    question: WeekQuestion, view: View, day: int, kind: SessionKind, want: SessionKind, rule: Rule, own: bool
) -> str:
    """Return why a session is gentler than what was wanted; `own` says that the rule forbids it on this day."""
    both = view.runs + view.after
    if not own:
        why = f"because {cause_text(rule)}"
    elif rule is Rule.EVE_OF_KEY:
        why = f"with {run_on(both, day + 1)} the day after"
    elif rule is Rule.TWO_DAYS_BEFORE_LONG:
        ahead = next(later for later in (day + 1, day + 2) if both[later] in (RunKind.LONG, RunKind.RACE))
        why = f"with {run_on(both, ahead)} {'the day after' if ahead == day + 1 else 'two days later'}"
    elif rule is Rule.LEGS_RECOVER:
        why = "next to a session that loads your legs"
    elif rule is Rule.TAPER and day in question.recovering:
        why = "while you recover from your race"
    elif rule is Rule.TAPER:
        ahead = min((race.day for race in question.races if race.day > day), default=day + 1)
        why = f"with your race {number(ahead - day)} day{'' if ahead - day == 1 else 's'} later"
    elif rule is Rule.LONG_RUN_DAY:
        why = "to spare your legs"
    else:
        why = ""
    told = f"{where_on(view.runs, day, kind)}: {session_name(kind)} instead of {session_name(want)}"
    return f"{told}, {why}." if why else f"{told}."


def _loads(kind: SessionKind | None) -> bool:
    return kind is not None and kind.leg_loading


def cause_text(rule: Rule) -> str:
    """Return why a session found no room, as the end of a sentence."""
    return {
        Rule.EVE_OF_KEY: "too many of your days are followed by a key run",
        Rule.TWO_DAYS_BEFORE_LONG: "the two days before a long run or a race take no heavy work",
        Rule.LONG_RUN_DAY: "the day of a long run takes no heavy work",
        Rule.LEGS_RECOVER: "the days left are too close to another session for the legs",
        Rule.ONE_EASY_DAY: "one day of the week has to stay easy, without any strength",
        Rule.TAPER: "your race is too near",
        Rule.FREQUENCY: "the phase asks for no more",
        Rule.NOT_AVAILABLE: "the days it could have are not free",
        Rule.ONE_A_DAY: "the days it could have already hold a session",
        Rule.RACE_DAY: "a race day takes no session",
    }[rule]


def refusal_text(question: WeekQuestion, view: View, day: int, rule: Rule, kind: SessionKind) -> str:
    """Return why a rule refuses a day, naming the run or the race that is meant."""
    both = view.runs + view.after
    name = day_name(day)
    match rule:
        case Rule.EVE_OF_KEY:
            return f"{name} is the day before {run_on(both, day + 1)}, and that wants fresh legs."
        case Rule.TWO_DAYS_BEFORE_LONG:
            peaks = (RunKind.LONG, RunKind.RACE)
            ahead = next(later for later in (day + 1, day + 2) if both[later] in peaks)
            gap = "the day" if ahead == day + 1 else "two days"
            return f"{capital(run_on(both, ahead))} is {gap} after {name}: no heavy work that close to it."
        case Rule.LONG_RUN_DAY:
            return f"{name} is your long run's day: gentle work at most, after it."
        case Rule.LEGS_RECOVER:
            return f"{name} is next to another session that loads the legs: they need a day in between."
        case Rule.ONE_EASY_DAY:
            return f"{name} stays without strength, so that your week keeps one easy day."
        case Rule.TAPER:
            return _taper_text(question, day, kind)
        case Rule.NOT_AVAILABLE:
            return f"{name} is over." if day < question.earliest else f"You ruled {name} out."
        case Rule.ONE_A_DAY:
            return (
                f"{name} already has its session: one a day is enough, and a missed one is never doubled up."
            )
        case Rule.RACE_DAY:
            return f"{name} is race day: the race is all there is."
        case Rule.FREQUENCY:
            return f"{name} would be one session more than this phase and your wish ask for."


def _taper_text(question: WeekQuestion, day: int, kind: SessionKind) -> str:
    if day in question.recovering and kind.leg_loading:
        return f"{day_name(day)} belongs to the recovery after your race: holds and easy movement only."
    race = next(
        race
        for race in sorted(question.races, key=lambda race: race.day)
        if 0 <= race.day - day < max(race.window, 3)
    )
    left = f"{number(race.day - day)} day{'' if race.day - day == 1 else 's'}"
    if not kind.leg_loading:
        return f"Your race is {left} after {day_name(day)}: mobility only in the last two days."
    if race.priority is not Priority.A:
        return f"Your race is {left} after {day_name(day)}: the five days before it stay easy."
    window = number(TAPER_DAYS[race.distance])
    return f"Your race is {left} after {day_name(day)}: what loads the legs ends {window} days before it."


def preference_text(question: WeekQuestion, view: View, day: int, preference: Preference) -> str:
    """Return why a legal day was not the best one."""
    name = day_name(day)
    run = view.runs[day]
    match preference:
        case Preference.WANTED_KIND:
            return f"{name} would only take a gentler session than the days that were chosen."
        case Preference.CLEAR_EVE:
            return f"{name} is the day before {run_on(view.runs + view.after, day + 1)}, and a better day was free."
        case Preference.MODE if question.mode is Mode.STACK:
            if run.hard:
                return f"With {name} in the plan, fewer of your sessions would stand on hard days."
            own = "free" if run is RunKind.REST else "as it is"
            return f"Strength goes with your hard days, so that easy days stay easy: {name} can stay {own}."
        case Preference.MODE:
            return f"You asked to keep strength away from hard runs, and {name} would do that less well."
        case Preference.AFTER_LONG_RUN:
            before = view.runs[day - 1] if day else (question.previous_runs or question.runs)[6]
            what = "your long run" if before is RunKind.LONG else "your race"
            return f"{name} comes too soon after {what}: your legs are still tired."
        case Preference.REST_DAYS:
            return f"{name} stays a full rest day."
        case Preference.GAPS:
            return f"The days chosen leave the legs more time between sessions than {name} would."
        case Preference.SEEN_PLAN:
            return f"The plan you know needs fewer changes without {name}."
        case Preference.EARLIER_DAY:
            return f"{name} would do as well: the earlier day won."
