"""The season as a picture, from the same view as its words."""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.messages import Messages
from bot.coach.season import SeasonWeek
from bot.pictures.season_card import (
    SeasonFacts,
    SeasonRace,
    SeasonWeekFacts,
    SeasonWords,
    Stretch,
    season_card,
)
from bot.services.seasons import Block, SeasonView

_DAYS = 7


def svg(words: Messages, view: SeasonView) -> str:
    """Return the card of a season."""
    return season_card(facts(words, view))


def facts(words: Messages, view: SeasonView) -> SeasonFacts:
    """Return what the card says."""
    label = words.label
    if view.weeks_to_race is None:
        aside = label("card-no-race")
    elif view.weeks_to_race < 2:
        aside = label("card-days-to-go", 0 if view.race is None else (view.race.day - view.today).days)
    else:
        aside = label("card-weeks-to-go", view.weeks_to_race)
    return SeasonFacts(
        title=label("card-season"),
        aside=aside,
        line=view.why,
        stretches=tuple(_stretch(words, block) for block in view.blocks),
        weeks=tuple(_week(words, view, week, number) for number, week in enumerate(view.weeks)),
        words=SeasonWords(
            now=label("card-now"), session=label("card-one-session"), deload=label("card-easier-week")
        ),
    )


def _stretch(words: Messages, block: Block) -> Stretch:
    few, many = block.sessions
    a_week = str(few) if few == many else f"{few}–{many}"
    line = "card-session-a-week" if many == 1 else "card-sessions-a-week"
    return Stretch(
        phase=block.work,
        word=words.label(f"phase-{block.work}"),
        dates=f"{words.short_date(block.first)} – {words.short_date(block.last)}",
        line=words.label(line, a_week),
    )


def _week(words: Messages, view: SeasonView, week: SeasonWeek, number: int) -> SeasonWeekFacts:
    days = [week.monday + timedelta(days=each) for each in range(_DAYS)]
    begun = next((day for day in days if day.day == 1), None)
    is_now = number == 0
    races = [
        SeasonRace(
            name=each.name or words.label(f"race-{each.distance}").capitalize(),
            date=f"{words.short_day(each.day)} {words.short_date(each.day)}",
            offset=(each.day - week.monday).days,
            main=view.race is not None and each.day == view.race.day,
        )
        for each in ((view.race,) if view.race else ()) + view.others
        if each.day in days
    ]
    return SeasonWeekFacts(
        starts=words.short_date(week.monday),
        days=tuple(_block_of(view, day) for day in days),
        sessions=week.sessions,
        deload=week.on.deload,
        is_now=is_now,
        today=(view.today - week.monday).days if is_now else 0,
        month=words.label(f"month-short-{(begun or week.monday).month}") if is_now or begun else "",
        races=tuple(races),
    )


def _block_of(view: SeasonView, day: date) -> int:
    """Return which stretch a day belongs to; what is behind today belongs to the first."""
    return max(number for number, block in enumerate(view.blocks) if number == 0 or block.first <= day)
