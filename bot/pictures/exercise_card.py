"""The card of an exercise: name, dose, muscles, the movement in two or three panels, three cues."""

from __future__ import annotations

from bot.library.objects import ExerciseCard, Muscle
from bot.pictures import svg
from bot.pictures.figure import Figure
from bot.pictures.fonts import Weight, clipped, measure, wrap
from bot.pictures.palette import Palette, palette
from bot.pictures.poses import Pose
from bot.pictures.scene import BASE, Panel, Stage, panel_svg

WIDTH = 1080
MARGIN = 44
_INNER = WIDTH - 2 * MARGIN
_GAP = 20
_TITLE, _DOSE, _CHIP, _CUE, _LABEL = 62, 38, 32, 38, 32
_HEAD_ROOM = 78
"""Above the figure in a panel: the label stands there."""
_SIDE_PAD = 34
_TALLEST = 640.0
_TALLEST_STACKED = 400.0
_LARGEST = 4.2
"""Pixels a centimetre at most: a kneeling figure is not blown up to the size of a standing one."""
CUES = 3


def exercise_card(card: ExerciseCard, pose: Pose, figure: Figure, dose: str) -> str:
    """Return the card as SVG, 1080 px wide; its height follows the pose and the cues."""
    colours = palette()
    head, y = _head(card, dose, colours)
    panels, y = _panels(card, pose, figure, colours, y)
    cues, y = _cues(card, colours, y + 34)
    return svg.document(WIDTH, y + 26, head, panels, cues, background=colours.paper)


def exercise_facts(card: ExerciseCard, dose: str) -> str:
    """Return what the card shows as plain text, for those who cannot see it."""
    lines = [f"{card.name} · {dose}" if dose else card.name]
    lines.append(f"Works: {_listed(card.main_muscles)}")
    if card.assisting_muscles:
        lines.append(f"Helps: {_listed(card.assisting_muscles)}")
    return "\n".join([*lines, *(f"• {cue}" for cue in card.cues[:CUES])])


def muscle_name(muscle: Muscle) -> str:
    """Return a muscle group as it is shown."""
    return muscle.value.replace("-", " ").capitalize()


def _listed(muscles: tuple[Muscle, ...]) -> str:
    return ", ".join(muscle_name(each).lower() for each in muscles)


def _head(card: ExerciseCard, dose: str, colours: Palette) -> tuple[str, float]:
    y, parts = 38.0, []
    for line in clipped(card.name, _INNER, _TITLE, Weight.BOLD, lines=2):
        y += _TITLE
        parts.append(
            svg.text(MARGIN, y - 8, line, _TITLE, fill=colours.ink, weight=Weight.BOLD, class_="title")
        )
        y += 6
    if dose:
        for line in clipped(dose, _INNER, _DOSE, Weight.SEMIBOLD, lines=2):
            y += _DOSE + 10
            parts.append(
                svg.text(
                    MARGIN, y - 6, line, _DOSE, fill=colours.soft_ink, weight=Weight.SEMIBOLD, class_="dose"
                )
            )
    legend, y = _legend(card, colours, y + 20)
    return svg.group(*parts, legend, class_="head"), y + 22


def _legend(card: ExerciseCard, colours: Palette, y: float) -> tuple[str, float]:
    """Return a chip for each muscle: a full dot for the main ones, a ring for those that help."""
    tint, parts, x = colours.figure.muscles, [], float(MARGIN)
    height, named = 52.0, [(each, True) for each in card.main_muscles]
    named += [(each, False) for each in card.assisting_muscles]
    for muscle, main in named:
        name = muscle_name(muscle)
        wide = measure(name, _CHIP, Weight.MEDIUM) + 70
        if x + wide > WIDTH - MARGIN:
            if y > 340:
                break
            x, y = float(MARGIN), y + height + 12
        middle = y + height / 2
        dot = (
            svg.circle(x + 26, middle, 11, fill=tint.main)
            if main
            else svg.circle(x + 26, middle, 9, fill=tint.assisting, stroke=tint.main, stroke_width=3)
        )
        parts.append(
            svg.group(
                svg.rect(x, y, wide, height, radius=26, fill=colours.panel),
                dot,
                svg.text(x + 48, middle + 11, name, _CHIP, fill=colours.ink, weight=Weight.MEDIUM),
                class_="legend-main" if main else "legend-assisting",
            )
        )
        x += wide + 12
    return svg.group(*parts, class_="legend"), y + height


def _panels(card: ExerciseCard, pose: Pose, figure: Figure, colours: Palette, y: float) -> tuple[str, float]:
    stage = Stage.of(pose)
    panels, bottom = layout(stage, y)
    main, helping = card.main_muscles, card.assisting_muscles
    parts = []
    for n, panel in enumerate(panels):
        parts.append(panel_svg(stage, n, panel, figure, colours, main, helping))
        parts.append(_label(n, pose.frames[n].label, panel, colours, numbered=len(panels) > 1))
    return svg.group(*parts, class_="panels"), bottom


def layout(stage: Stage, y: float) -> tuple[list[Panel], float]:
    """Return the panels from `y` downward and where they end: beside or above each other, whichever is larger."""
    bounds = [stage.bounds(n) for n in range(len(stage.pose.frames))]
    count = len(bounds)
    wide, high = sum(each.width for each in bounds), max(each.height for each in bounds)
    room = _INNER - _GAP * (count - 1) - 2 * _SIDE_PAD * count
    beside = min(room / wide, (_TALLEST - _HEAD_ROOM - BASE) / high, _LARGEST)
    above = min(
        (_INNER - 2 * _SIDE_PAD) / max(each.width for each in bounds),
        (_TALLEST_STACKED - _HEAD_ROOM - BASE) / high,
        _LARGEST,
    )
    stacked = stage.pose.layout == "stacked" or (stage.pose.layout is None and above > beside * 1.12)
    panels: list[Panel] = []
    if stacked and count > 1:
        for each in bounds:
            height = max(each.height * above + _HEAD_ROOM * 0.8 + BASE, 200.0)
            panels.append(Panel(MARGIN, y, _INNER, height, above))
            y += height + _GAP
        return panels, y - _GAP
    height = high * beside + _HEAD_ROOM + BASE
    spare = max(room - wide * beside, 0.0)
    x = float(MARGIN)
    for each in bounds:
        width = each.width * beside + 2 * _SIDE_PAD + spare / count
        panels.append(Panel(x, y, width, height, beside))
        x += width + _GAP
    return panels, y + height


def _label(number: int, label: str, panel: Panel, colours: Palette, *, numbered: bool) -> str:
    x, y = panel.x + 22, panel.y + 22
    parts = []
    if numbered:
        parts.append(svg.circle(x + 22, y + 22, 22, fill=colours.ink))
        parts.append(
            svg.text(
                x + 22, y + 33, str(number + 1), 30, fill=colours.on_ink, weight=Weight.BOLD, anchor="middle"
            )
        )
        x += 56
    room = panel.x + panel.width - x - 12
    line = clipped(label, room, _LABEL, Weight.SEMIBOLD)[0]
    parts.append(svg.text(x, y + 33, line, _LABEL, fill=colours.ink, weight=Weight.SEMIBOLD))
    return svg.group(*parts, class_="panel-label")


def _cues(card: ExerciseCard, colours: Palette, y: float) -> tuple[str, float]:
    parts = []
    for cue in card.cues[:CUES]:
        lines = wrap(cue, _INNER - 52, _CUE, Weight.MEDIUM)
        tick = [(MARGIN + 6, y + 27), (MARGIN + 15, y + 36), (MARGIN + 31, y + 15)]
        parts.append(svg.polyline(tick, stroke=colours.done, width=6))
        for line in lines:
            parts.append(
                svg.text(
                    MARGIN + 52, y + 38, line, _CUE, fill=colours.ink, weight=Weight.MEDIUM, class_="cue"
                )
            )
            y += _CUE + 12
        y += 10
    return svg.group(*parts, class_="cues"), y
