"""What a typed message leads to, in this order: red flag, open question, action, question to the coach."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from bot.coach.words import Complaint, Urgency
from bot.library.objects import AnswerKind
from bot.services import answers, onboarding, pause_wishes, plans, runners, sessions, signs, spoken, talk_logs
from bot.services.questions import Problem
from bot.services.resting import Rest
from bot.services.tools import Tools
from bot.understanding.actions import Action
from bot.understanding.door import Context, Meaning
from bot.understanding.loads import parse_load
from bot.understanding.questions import Zone
from bot.understanding.things import parse_complaints, parse_rpe
from bot.understanding.triage import Triage

# The actions that the chat carries out; a wish for anything else is answered as a question.
DOABLE = frozenset(
    [
        "today",
        "start-session",
        "week",
        "season",
        "progress",
        "log",
        "why",
        "move",
        "skip",
        "pause",
        "resume",
        "snooze",
        "runs-changed",
        "change-time",
        "change-place",
        "race",
        "complaint",
        "settings",
        "calendar",
        "privacy",
        "export",
        "delete",
        "help",
        "greet",
        "thanks",
    ]
)
_NO = re.compile(r"^\W*(?:no|nope|nah|nothing|none|all good|fine)\b", re.IGNORECASE)
_HURTS = re.compile(
    r"\b(?:hurts?|hurting|pain\w*|ach(?:e|es|ed|ing|y)|twinges?|niggles?|joints?)\b", re.IGNORECASE
)
_SHARP = re.compile(r"\b(?:sharp|stabbing|joints?|pinch\w*|twinges?)\b", re.IGNORECASE)
_SORE = re.compile(r"\b(?:sore|soreness|stiff|tired|tight|doms|heavy|muscles?)\b", re.IGNORECASE)
# Named with "sore" these are muscles; the other parts of a leg that one can name are joints and tendons.
_MUSCLES = frozenset({Complaint.CALF, Complaint.HAMSTRING})
_DONE = frozenset({"done", "next", "finished", "ok done", "done that", "did it", "✓", "✅"})
# What can be done before there is a plan; any other wish has to wait until the questions are answered.
_WITHOUT_A_PLAN = frozenset({"help", "privacy", "export", "delete", "greet", "thanks"})
# Without a subject behind it "can", "do" or "will" begins an answer: "can run on Mondays", "do the long one on Sunday".
_ASKS = re.compile(
    r"^\W*(?:(?:what|how(?! about)|why|when|which|who|where)|do\s+(?:i|you|we|they|these|those|runners|people)"
    r"|(?:can|could|should|shall|does|is|are|will|would)\s+(?:i|you|we|they|he|she|it|my|your|the|there|this|that"
    r"|these|those|an?|any|runners|people|strength|running|lifting|training|stretching|walking|cycling))\b",
    re.IGNORECASE,
)
_TELLING_WORDS = 4  # fewer, and no question: an answer that was not understood rather than something else
_SKIP = frozenset({"skip", "skip it", "skip this", "skip that", "pass"})
_BACK = frozenset({"back", "go back", "previous"})


@dataclass(frozen=True, slots=True)
class RedFlagView:
    """A sign that belongs to a professional: the fixed text, and what rests for it."""

    level: Urgency
    text: Markup
    rest: Rest | None


@dataclass(frozen=True, slots=True)
class Wish:
    """Something the bot is asked to do."""

    action: Action


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, and the question of ours that is still open."""

    reply: answers.Reply
    open: onboarding.Asked | None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Words of somebody whom we have not met yet, and that no entry answers: it begins with the welcome."""


@dataclass(frozen=True, slots=True)
class Until:
    """Words that may be the last day of a pause; `code` is what is known of it."""

    code: str


Heard = (
    RedFlagView
    | Newcomer
    | Until
    | Wish
    | Told
    | onboarding.Asked
    | onboarding.Complete
    | sessions.View
    | talk_logs.View
)


def hear(tools: Tools, chat_id: int, text: str, update_id: int) -> Heard:
    """Understand a typed message and do what it asks for, as far as that needs no confirmation."""
    with tools.store.reading() as session:
        found = runners.find(session, chat_id)
        zone = found[1].zone if found else None
        awaiting = found[0].awaiting if found else None
        planned = found is not None and found[1].onboarded_at is not None
    meaning = tools.understanding.understand(text, Context(tools.today(zone), awaiting, tools.clock.now()))
    if meaning.triage is not None:
        return _red_flag(tools, chat_id, meaning.triage)
    if (
        found is not None and found[0].applied_update == update_id
    ):  # a crash came between its change and the reply
        kept = talk_logs.shown(tools, chat_id, found[0])
        if kept is not None:
            return kept
        day = None if found[0].awaiting else sessions.latest(tools, chat_id)
        return onboarding.stands(tools, chat_id) if day is None else sessions.current(tools, chat_id, day)
    if awaiting is not None and awaiting.startswith(pause_wishes.AWAITING):
        return Until(awaiting.removeprefix(pause_wishes.AWAITING))
    asked = None if awaiting is None else onboarding.waiting(tools, chat_id)
    if asked is not None:
        return _answer_to(tools, chat_id, text, update_id, asked, meaning)
    if found is None and not _answered(tools, text, meaning):
        return Newcomer()
    told = talk_logs.plain(tools, chat_id, text, meaning.action, update_id) if planned else None
    if told is not None:
        return told
    in_session = _in_session(tools, chat_id, text, update_id)
    if in_session is not None:
        return in_session
    told = talk_logs.open_talk(tools, chat_id, text, meaning.action, update_id, awaiting) if planned else None
    if told is not None:
        return told
    if meaning.action is not None and meaning.action.name in DOABLE:
        return Wish(meaning.action)
    wish = spoken.wish(text, tools.today(zone))
    if wish is not None:
        return Wish(wish)
    return Told(answers.reply(tools, chat_id, text, meaning.answer), None)


def sign(tools: Tools, chat_id: int, text: str) -> RedFlagView | None:
    """Return the red flag in words that are not answered otherwise (behind a command, in an edited message)."""
    triage = tools.understanding.red_flags.find(text)
    return None if triage is None else _red_flag(tools, chat_id, triage)


def train_again(tools: Tools, chat_id: int, *, everything: bool) -> bool:
    """The runner says that the sign was something else, or has been looked at: plan what rested again.

    Raises:
        Refusal: see `signs.clear`.
    """
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is None or not signs.clear(found[1], everything=everything):
            return False
        plans.replan(session, tools, found[1])
        return True


def rest_on(tools: Tools, chat_id: int) -> Rest | None:
    """Nobody has looked at the sign yet: the same rests for another week."""
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is None or found[1].ask_about_sign_on is None:
            return None
        return signs.rest(session, tools, found[1], everything=False)


def _red_flag(tools: Tools, chat_id: int, triage: Triage) -> RedFlagView:
    if triage.rest is None:
        return RedFlagView(triage.level, triage.text, None)
    rest: Rest | None = None
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is not None:
            everything = triage.rest is Urgency.EMERGENCY
            rest = signs.rest(session, tools, found[1], everything=everything)
    return RedFlagView(triage.level, triage.text, rest)


def _answered(tools: Tools, text: str, meaning: Meaning) -> bool:
    """Whether words can be answered before there is a plan: a question, or a wish for what needs none."""
    if meaning.action is not None and meaning.action.name in DOABLE:
        return meaning.action.name in _WITHOUT_A_PLAN - {"greet", "thanks"}
    if meaning.answer.zone not in (Zone.DIRECT, Zone.REDIRECT) or not meaning.answer.topics:
        return bool("?" in text or _ASKS.match(text))
    return tools.library.answers[meaning.answer.topics[0].id].kind is not AnswerKind.SMALLTALK


def _answer_to(
    tools: Tools, chat_id: int, text: str, update_id: int, asked: onboarding.Asked, meaning: Meaning
) -> Heard:
    said = text.strip(" .!").lower()
    for words, step_by in ((_SKIP, onboarding.skip), (_BACK, onboarding.back)):
        if said in words:
            step = step_by(tools, chat_id, asked.question, update_id)
            return asked if isinstance(step, onboarding.NotThisQuestion) else step
    if asked.number == 0:
        return _beside_edit(tools, chat_id, text, update_id, meaning)
    is_question = bool("?" in text or _ASKS.match(text)) and meaning.answer.zone is not Zone.NONE
    if not is_question:
        step = onboarding.hear(tools, chat_id, text, update_id)
        if not isinstance(step, onboarding.NotThisQuestion):
            return step
    if meaning.action is not None and meaning.action.name in _WITHOUT_A_PLAN and not is_question:
        return Wish(meaning.action)
    told = meaning.answer.zone in (Zone.DIRECT, Zone.REDIRECT) and len(text.split()) >= _TELLING_WORDS
    if is_question or told:
        return Told(answers.reply(tools, chat_id, text, meaning.answer), asked)
    return onboarding.unread(asked, Problem(f"{asked.question}-unread"))


def _beside_edit(tools: Tools, chat_id: int, text: str, update_id: int, meaning: Meaning) -> Heard:
    """One answer is being edited: anything that does not answer it ends the edit and means what it says."""
    step = onboarding.hear(tools, chat_id, text, update_id)
    if not isinstance(step, onboarding.NotThisQuestion):
        return step
    onboarding.cancel(tools, chat_id)
    if meaning.action is not None and meaning.action.name in DOABLE:
        return Wish(meaning.action)
    return Told(answers.reply(tools, chat_id, text, meaning.answer), None)


def _in_session(tools: Tools, chat_id: int, text: str, update_id: int) -> sessions.View | None:
    """Read words that belong to the session under way: a load, the effort, what hurts."""
    day = sessions.under_way(tools, chat_id)
    if day is None:
        return None
    view = sessions.current(tools, chat_id, day)
    if isinstance(view, sessions.StepView):
        if text.strip(" .!").lower() in _DONE:
            return sessions.done(tools, chat_id, day, view.position, update_id=update_id)
        kg = parse_load(text)
        return (
            sessions.load(tools, chat_id, day, view.position, kg) if kg is not None and view.loaded else None
        )
    if isinstance(view, sessions.EffortView):
        rpe = parse_rpe(text)
        return None if rpe is None else sessions.effort(tools, chat_id, day, rpe, update_id=update_id)
    if isinstance(view, sessions.PainView) and "?" not in text:
        what = _pain(text)
        if what is None:
            return None
        note = None if what == "none" else text[:500]
        return sessions.pain(tools, chat_id, day, what, note, update_id=update_id)
    return None


def _pain(text: str) -> str | None:
    """Return which of `sessions.PAINS` words describe, the worse when in doubt; None for other words."""
    parts = parse_complaints(text)
    if parts is not None and not parts and not _SHARP.search(text):
        return "none"
    if _SHARP.search(text) or (parts or frozenset()) - _MUSCLES:
        return "joint"
    if _SORE.search(text):
        return "muscle"
    if _HURTS.search(text) or parts:
        return "joint"
    return "none" if _NO.search(text) else None
