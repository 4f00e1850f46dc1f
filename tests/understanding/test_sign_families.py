"""Families of signs and of what only sounds like one: each is told in several ways, with the harmless kin beside it."""

from __future__ import annotations

import pytest

from bot.coach.words import Urgency
from bot.understanding.triage import RedFlags
from tests.understanding.signs import no_sign

FAMILIES: dict[str, tuple[str, ...]] = {
    "low-blood-sugar": (
        "my dad is a diabetic and he's drowsy and can't swallow anything",
        "type 1, reading of 23 and I keep vomiting",
        "ketones are high and my sugar will not come down",
        "in a hypo, cannot get my sugar up",
    ),
    "self-harm": (
        "i swallowed a box of pills an hour ago",
        "took 30 tablets because I want it to be over forever",
        "I have taken too many painkillers",
    ),
    "head-injury-danger": (
        "slipped on the ice, hit the back of my head and threw up twice",
        "my mate banged his head on the rack and does not know what day it is",
        "came off the bike, knocked out for a few seconds",
        "knocked out on my run when a branch hit me",
        "fell on my head wearing a headtorch and keep vomiting",
    ),
    "head-injury": ("banged my head on the bar, a bit dizzy", "hit my head when I tripped, now a headache"),
    "frostbite": (
        "my fingertips are white and hard after the blizzard",
        "got frostnip on my ears in the snow",
        "took off my wet shoes and two toes are white, hard and numb",
    ),
    "cold-limb": (
        "my fingers are white and suddenly my whole hand is cold and numb",
        "my foot has gone white and cold and I cannot feel it",
    ),
    "choking": (
        "I am choking",
        "choking on an energy chew",
        "a guy in the gym is choking, what do I do",
        "he's choking on his gel, hurry up",
    ),
    "seizure": (
        "my wife is fitting on the kitchen floor",
        "I had a fit last night, can I lift today",
        "she had a seizure and her tablets are at home",
        "my mate had a fit in his new running shoes",
    ),
    "systemic": ("felt a small lump in one testicle",),
    "testicle-pain": ("sudden testicle pain", "one testicle is in agony since lunch"),
    "spine-injury": (
        "tripped down the steps, neck hurts and tingling in my hand",
        "hit by a van while cycling, my neck hurts",
        "flew over the handlebars and my neck is sore",
        "fell from the pull up bar and cannot feel my legs",
        "crashed my bike on a recovery session and can't move my legs",
    ),
    "meningitis": (
        "my neck is really stiff and I have chills and a headache",
        "neck is so stiff, bright lights hurt and I have a temperature",
    ),
    "anaphylaxis": (
        "severe allergic reaction after a prawn sandwich",
        "wasp sting and my tongue is blowing up",
        "usually only hay fever, but now my throat is closing",
    ),
    "fainting": ("collapsed near mile 18 today", "memory gap of the last mile, came to on the grass"),
    "infected-skin": ("my big toe is oozing pus",),
    "stroke": ("one eye went dark during my run", "half my face has gone droopy"),
    "low-sodium": ("only drank water all marathon, now confused and I had one beer",),
    "pregnancy-warning": (
        "31 weeks and bleeding since my run",
        "my c section wound has not healed and I have a fever",
    ),
    "belly-pain": ("stomach agony since this morning",),
    "muscle-tear": ("felt a snap in my hamstring sprinting, big purple bruise",),
    "lasting-pain": (
        "hip pain for two months, tried everything, getting worse",
        "my knee has hurt for 8 weeks, tried everything, not getting better, the marathon is 3 weeks away",
        "shin pain not getting better in 6 weeks of trying, nothing helps",
    ),
    "bone-stress": ("my stress fracture has not healed, what can I do",),
    "numbness": ("my thigh is getting weaker and thinner on one side",),
    "low-energy": ("no period for half a year since my mileage went up",),
}

HARMLESS: dict[str, tuple[str, ...]] = {
    "diabetes and figures": (
        "diabetic here, which squats suit me at 50 years",
        "type 1 diabetic and want to do 3 sets of squats",
        "how do ketones affect running",
        "I feel sick after too much sugar in the gels",
    ),
    "pills in their place": (
        "I took 2 paracetamol before my run, ok?",
        "took 20 salt tablets over the ultra",
    ),
    "hay fever": (
        "pollen count is high: scratchy throat, itchy eyes, swollen lids",
        "sneezing all day, itchy throat, can I lift",
    ),
    "a stiff neck": ("headache and a tight neck after pull ups", "neck is stiff, is a light session alright"),
    "blood and breath": (
        "blood test for iron on Friday, legs are sore today",
        "my calf is sore, breathing fine",
        "my nose bled for a minute on the trail",
    ),
    "people who drop out": (
        "training partner dropped out of the marathon, help",
        "she went down the stairs and now wants squats",
        "my physio partner uses a foam roller on the floor",
    ),
    "things that fit": (
        "how do I find well fitting trail shoes",
        "is my vest fitting right",
        "I had a bike fit last week",
    ),
    "cars and bars": (
        "can't do my legs today, the car is at the garage",
        "my car broke down so no leg day",
        "can't lift my legs high in hanging raises before I drop off",
        "bar slipped in my hands, legs tired, bit numb from gripping",
    ),
    "rest and races": (
        "my knee is sore, I was resting for a fortnight",
        "hip is still sore, ten weeks until my marathon",
        "tired for weeks, rested, still no better",
    ),
    "what was drunk": ("had too many beers after the race, headache now",),
    "what was knocked out": ("knocked out three sets of squats", "knocked out a pb at parkrun"),
    "what one does not remember": (
        "don't remember how long my last run was",
        "I don't remember which race I ran in the spring",
    ),
    "what has healed": (
        "caesarean scar healed well, when can I lift",
        "my bone stress injury is healed, how do I load again",
        "is it ok to train with frostbite from last winter",
    ),
    "small things": (
        "stung by a wasp on the shin, a bit red and swollen",
        "bruise on my thigh from the bench",
        "calf cramps for three weeks after long runs",
        "my fingers go white and numb on winter runs, raynaud's",
        "choking up a bit at the finish line",
        "my pizza collapsed",
        "I'm epileptic, can I lift",
        "top of my foot hurts from tight laces",
        "no period, I am on the pill",
    ),
}


@pytest.mark.parametrize(
    ("flag", "text"), [(flag, text) for flag, texts in FAMILIES.items() for text in texts]
)
def test_a_sign_is_known_in_all_its_ways(red_flags: RedFlags, flag: str, text: str) -> None:
    found = red_flags.find(text)
    assert found is not None
    assert found.flag == flag


@pytest.mark.parametrize(
    "text", [text for texts in HARMLESS.values() for text in texts], ids=lambda text: text[:40]
)
def test_its_harmless_kin_is_none(red_flags: RedFlags, text: str) -> None:
    no_sign(red_flags, text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("chest pain on the hill", Urgency.EMERGENCY),
        ("I think I broke my foot", Urgency.TODAY),
        ("my knee locks", Urgency.ASSESS),
        ("my knee locks, and I have chest pain", Urgency.EMERGENCY),
        ("I want to kill myself", None),
        ("I want to kill myself and my knee locks", Urgency.ASSESS),
        ("a runner is on the ground not breathing", None),
        ("my friend has chest pain and can't breathe, what do I do", None),
        ("my wife collapsed, should I call somebody", None),
        ("my friend drove me home, I have chest pain", Urgency.EMERGENCY),
        ("I fainted and my wife caught me", Urgency.EMERGENCY),
        ("he said that my chest pain is nothing", Urgency.EMERGENCY),
        ("man, chest pain since the morning", Urgency.EMERGENCY),
    ],
)
def test_training_rests_for_the_writers_own_signs(
    red_flags: RedFlags, text: str, rest: Urgency | None
) -> None:
    found = red_flags.find(text)
    assert found is not None
    assert found.rest == rest


def test_a_look_alike_accounts_for_the_words_where_it_begins(red_flags: RedFlags) -> None:
    # "sets" is listed before "3 sets": all of the longer one must be accounted for
    assert red_flags.find("insulin pump, 3 sets of rows, is that fine") is None
    assert red_flags.find("insulin pump, was 3 this morning") is not None
