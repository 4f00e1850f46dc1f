"""Every card, in every state that a runner may be in: readable, nothing clipped, nothing over another."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from bot.coach.words import Phase, RunKind, SessionKind
from bot.pictures.errors import DrawingError
from bot.pictures.fonts import SMALLEST
from bot.pictures.icons import PHASE_ICONS, RUN_ICONS, SESSION_ICONS
from bot.pictures.palette import PALETTE_FILE, contrast, palette
from bot.pictures.parts import CAPTION_LENGTH, WIDTH, caption
from bot.pictures.progress_card import progress_caption, progress_card
from bot.pictures.progress_facts import Kept, Tile
from bot.pictures.render import png
from bot.pictures.season_card import season_caption, season_card
from bot.pictures.week_card import Mark, SessionFacts, week_caption, week_card
from tests.pictures import cards, progresses, seasons
from tests.pictures.looking import boxes, classes, ground_of, pixels, root, size_of, texts

ALL = (
    {f"week {name}": week_card(facts) for name, facts in cards.WEEKS.items()}
    | {f"season {name}": season_card(facts) for name, facts in seasons.SEASONS.items()}
    | {f"progress {name}": progress_card(facts) for name, facts in progresses.PROGRESSES.items()}
)
CAPTIONS = (
    {f"week {name}": week_caption(facts) for name, facts in cards.WEEKS.items()}
    | {f"season {name}": season_caption(facts) for name, facts in seasons.SEASONS.items()}
    | {f"progress {name}": progress_caption(facts) for name, facts in progresses.PROGRESSES.items()}
)


@pytest.mark.parametrize("name", ALL)
def test_every_text_is_large_enough_and_inside_the_card(name: str) -> None:
    height = float(root(ALL[name]).get("height", "0"))
    assert texts(ALL[name])
    for box in texts(ALL[name]):
        assert box.size >= SMALLEST, box
        assert box.left >= 20, box
        assert box.right <= WIDTH - 20, box
        assert 20 <= box.top <= box.bottom <= height - 16, box


@pytest.mark.parametrize("name", ALL)
def test_no_text_stands_on_another(name: str) -> None:
    for one, other in combinations(texts(ALL[name]), 2):
        assert not one.overlaps(other), f"{one} and {other}"


@pytest.mark.parametrize("name", ALL)
def test_every_text_stands_out_from_its_ground(name: str) -> None:
    for box, ground in ground_of(ALL[name]):
        assert contrast(box.fill, ground) >= 4.5, f"{box} on {ground}"


@pytest.mark.parametrize("name", ALL)
def test_no_text_reaches_over_the_edge_of_its_field(name: str) -> None:
    fields = [box for box in boxes(ALL[name]) if not box.words and box.right - box.left > 40]
    for box in texts(ALL[name]):
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        under = [each for each in fields if each.holds(x, y)]
        assert any(each.left <= box.left + 1 and box.right <= each.right + 1 for each in under), box


@pytest.mark.parametrize("name", ALL)
def test_colours_come_from_the_palette(name: str) -> None:
    known = set(re.findall(r"#[0-9A-F]{6}", PALETTE_FILE.read_text(encoding="utf-8")))
    for box in boxes(ALL[name]):
        assert box.fill in known | {"none"}, box


@pytest.mark.parametrize("name", [name for name in ALL if "hostile" not in name and "ultra" not in name])
def test_a_card_is_drawn_as_wide_as_all_and_not_taller_than_a_phone_shows(name: str) -> None:
    width, height = size_of(png(ALL[name]))
    assert width == WIDTH
    assert 400 <= height <= 1900


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_fit_telegram(name: str) -> None:
    assert 0 < len(CAPTIONS[name].encode("utf-16-le")) // 2 <= CAPTION_LENGTH
    assert "\n\n" not in CAPTIONS[name]


def test_a_long_caption_is_cut_where_telegram_counts() -> None:
    cut = caption(["🏃" * 1000])
    assert len(cut.encode("utf-16-le")) // 2 <= CAPTION_LENGTH
    assert cut.endswith("🏃…")
    assert caption(["a", "", "  ", " b\n c "]) == "a\nb c"


# --- the week ---------------------------------------------------------------------------------------------------


def test_a_week_has_seven_days_and_one_today() -> None:
    drawn = week_card(cards.FULL)
    assert classes(drawn, "day") == 7
    assert classes(drawn, "today") == 1
    assert classes(week_card(cards.EMPTY), "today") == 0
    with pytest.raises(DrawingError, match="seven"):
        replace(cards.FULL, days=cards.FULL.days[:6])


@pytest.mark.parametrize("run", list(RunKind))
@pytest.mark.parametrize("kind", list(SessionKind))
def test_every_run_and_session_has_its_own_sign(run: RunKind, kind: SessionKind) -> None:
    session = SessionFacts(kind, "Short", "Title", Mark.AHEAD)
    drawn = week_card(
        replace(cards.EMPTY, days=cards.days(" ".join([run] * 7), None, {0: session}), phase=Phase.STEADY)
    )
    # Eight of the run or of the session beside the phase's own.
    signs = [
        each.get("class", "").split()[1] for each in root(drawn).iter() if "icon" in each.get("class", "")
    ]
    assert len(signs) == 1 + 7 + 1 + 1
    assert len(set(signs)) == 4


def test_no_two_kinds_share_a_sign() -> None:
    for signs, words in ((RUN_ICONS, RunKind), (SESSION_ICONS, SessionKind), (PHASE_ICONS, Phase)):
        assert set(signs) == set(words)
        assert len(set(signs.values())) == len(words)


@pytest.mark.parametrize("mark", list(Mark))
def test_what_became_of_a_session_is_told_by_a_sign_and_a_word(mark: Mark) -> None:
    session = replace(cards.HEAVY, mark=mark)
    facts = replace(cards.EMPTY, days=cards.days("easy rest easy rest easy rest long", None, {2: session}))
    drawn, said = week_card(facts), week_caption(facts)
    sign = {"ahead": "ring", "done": "tick", "partial": "half", "skipped": "dash", "missed": "cross"}[mark]
    # The legend repeats it, except for a session that is simply ahead.
    assert classes(drawn, sign) == (1 if mark is Mark.AHEAD else 2)
    assert f"Wed 20: Easy + Heavy strength ({cards.WEEK_WORDS.of(mark)})" in said


def test_a_moved_session_is_marked() -> None:
    drawn = week_card(cards.FULL)
    assert classes(drawn, "moved") == 2
    assert "Power, then strength (ahead, moved)" in week_caption(cards.FULL)
    assert classes(week_card(cards.DELOAD), "moved") == 2


def test_an_easier_week_and_a_pause_are_told() -> None:
    assert classes(week_card(cards.DELOAD), "easier") == 1
    assert "Easier week" in week_caption(cards.DELOAD)
    assert classes(week_card(cards.FULL), "easier") == 0
    assert classes(week_card(cards.PAUSED), "pause") == 1
    assert cards.PAUSED.notice in week_caption(cards.PAUSED)


def test_the_caption_of_a_week_has_every_day_and_today() -> None:
    said = week_caption(cards.FULL)
    assert said.startswith("This week · 18–24 May\nBuild · 8 weeks to your half marathon\n")
    for day in cards.FULL.days:
        assert f"{day.weekday} {day.number}: {day.run_word}" in said
    assert "▸ Thu 21" in said
    assert "Today: Power, then strength" in said
    assert "35 min · after your tempo run" in said


def test_a_week_is_drawn_where_it_should_be() -> None:
    small = pixels(png(week_card(cards.FULL), 270))
    scale = 270 / WIDTH
    days = [box for box in boxes(week_card(cards.FULL)) if box.fill == palette().panel and box.bottom > 600]
    assert len(days) == 7
    for number, day in enumerate(days):
        seen = small.colours(*(edge * scale for edge in (day.left, day.top, day.right, day.bottom)))
        assert palette().runs[cards.FULL.days[number].run].ground in seen
        head = small.at(round((day.left + 14) * scale), round((day.top + 60) * scale))
        assert head == (palette().today if number == 3 else palette().panel)


def test_the_longest_words_keep_to_their_column() -> None:
    days = cards.days("intervals " * 7, 0, dict.fromkeys(range(7), cards.MOBILITY))
    long = [replace(day, weekday="Mittwochs", run_word="Intervalltraining") for day in days]
    drawn = week_card(replace(cards.FULL, days=tuple(long)))
    for one, other in combinations(texts(drawn), 2):
        assert not one.overlaps(other)


# --- the season -------------------------------------------------------------------------------------------------


def test_a_season_shows_weeks_phases_races_and_where_we_are() -> None:
    facts = seasons.MARATHON
    drawn = season_card(facts)
    assert classes(drawn, "row") == classes(drawn, "phase") == len(facts.stretches)
    assert classes(drawn, "session") == sum(week.sessions for week in facts.weeks if not week.deload)
    assert classes(drawn, "deload") == sum(week.sessions for week in facts.weeks if week.deload)
    assert classes(drawn, "now") == 1
    # In the chart and in the legend, beside the sign of the phase's own row.
    assert classes(drawn, "pennant") == 4
    assert classes(drawn, "flag") == 3


def test_the_caption_of_a_season_has_the_same_facts() -> None:
    said = season_caption(seasons.MARATHON)
    assert "▸ Base: 1 Jun – 12 Jul · 3 sessions a week · heavy lifts" in said
    assert said.count("▸") == 1
    for stretch in seasons.MARATHON.stretches:
        assert f"{stretch.word}: {stretch.dates}" in said
    assert "Berlin Marathon: Sun 27 Sep" in said
    assert "City 10 km: Sun 28 Jun" in said
    assert "easier week: 22 Jun, 20 Jul, 17 Aug" in said


def test_the_phases_reach_over_their_days() -> None:
    """A taper of three days is drawn narrower than the week of the race after it."""
    bands = [
        box for box in boxes(season_card(seasons.MARATHON)) if not box.words and box.bottom - box.top == 52
    ]
    widths = [band.right - band.left for band in bands]
    assert len(widths) == 7
    assert widths[4] < widths[5] < widths[6] < widths[1]
    assert all(one.right <= other.left for one, other in pairwise(bands))


def test_a_season_that_cannot_be_drawn_is_refused() -> None:
    facts = seasons.STEADY
    with pytest.raises(DrawingError, match="40 weeks"):
        replace(facts, weeks=facts.weeks * 4)
    with pytest.raises(DrawingError, match="40 weeks"):
        replace(facts, weeks=())
    with pytest.raises(DrawingError, match="phases"):
        replace(facts, stretches=facts.stretches * 4)
    with pytest.raises(DrawingError, match="every day"):
        replace(facts, stretches=facts.stretches[:1])
    with pytest.raises(DrawingError, match="today"):
        replace(facts, weeks=(replace(facts.weeks[0], today=7),))


def test_today_may_lie_in_the_second_phase_of_its_week() -> None:
    weeks = [replace(week, is_now=False) for week in seasons.MARATHON.weeks]
    for day, word in ((0, "Race phase"), (5, "Taper")):
        weeks[18] = replace(weeks[18], is_now=True, today=day)
        assert f"▸ {word}:" in season_caption(replace(seasons.MARATHON, weeks=tuple(weeks)))


@pytest.mark.parametrize("now", range(12))
def test_the_present_week_is_marked_wherever_it_lies(now: int) -> None:
    weeks = tuple(replace(week, is_now=number == now) for number, week in enumerate(seasons.STEADY.weeks))
    drawn = season_card(replace(seasons.STEADY, weeks=weeks))
    assert classes(drawn, "now") == 1
    (frame,) = [box for box in boxes(drawn) if box.fill == "none"]
    for number in [box for box in texts(drawn) if frame.holds(frame.left, box.top) and box.words.isdigit()]:
        assert not number.left - 3 < frame.left < number.right + 3
        assert not number.left - 3 < frame.right < number.right + 3
    for one, other in combinations(texts(drawn), 2):
        assert not one.overlaps(other)


# --- progress ---------------------------------------------------------------------------------------------------


def test_progress_shows_weeks_both_sides_and_lifts() -> None:
    drawn = progress_card(progresses.FULL)
    assert classes(drawn, "tile") == 3
    assert classes(drawn, "benchmark") == 3
    assert classes(drawn, "side") == 5
    assert classes(drawn, "lift") == 3
    # One more of each in the legend.
    assert classes(drawn, "tick") == progresses.FULL.weeks.count(Kept.KEPT) + 1
    assert classes(drawn, "dash") == 2


def test_bars_of_both_sides_can_be_compared() -> None:
    drawn = progress_card(progresses.FULL)
    colour = palette().phases[Phase.STEADY].icon
    bars = [box for box in boxes(drawn) if box.fill == colour and box.bottom - box.top == 34]
    left, right = bars[0], bars[1]
    assert left.left == right.left
    assert (left.right - left.left) / (right.right - right.left) == pytest.approx(22 / 26, abs=0.001)


def test_little_data_is_called_little() -> None:
    drawn, said = progress_card(progresses.EMPTY), progress_caption(progresses.EMPTY)
    assert classes(drawn, "tile") == classes(drawn, "side") == classes(drawn, "lift") == 0
    words = progresses.WORDS
    for empty in (words.weeks_empty, words.benchmarks_empty, words.lifts_empty):
        assert empty in said
        assert empty.split()[0] in {box.words.split()[0] for box in texts(drawn)}


def test_the_caption_of_progress_has_the_same_facts() -> None:
    said = progress_caption(progresses.FULL)
    assert "21 of 24 sessions done" in said
    assert "Your weeks: 9 kept, 1 partly, 1 missed" in said
    assert "Single-leg calf raise: Left 18 → 22, Right 25 → 26. More than last time." in said
    assert "Wall sit: 78 → 75 s." in said
    assert "Back squat: 40 → 52.5 kg" in said
    assert "Goblet squat: 16 kg, first entry" in said
    assert "Your weeks: 3 kept, 1 partly, 2 missed, 3 paused" in progress_caption(progresses.INJURED)


@pytest.mark.parametrize(
    "changed",
    [
        {"tiles": (Tile("1", "a"),) * 4},
        {"weeks": (Kept.KEPT,) * 25},
        {"benchmarks": progresses.FULL.benchmarks * 2},
        {"lifts": progresses.FULL.lifts * 2},
        {"benchmarks": (replace(progresses.FULL.benchmarks[0], sides=()),)},
        {"lifts": (replace(progresses.FULL.lifts[0], points=()),)},
    ],
    ids=["tiles", "weeks", "benchmarks", "lifts", "sides", "points"],
)
def test_progress_that_cannot_be_drawn_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(DrawingError):
        replace(progresses.FULL, **changed)  # type: ignore[arg-type]
