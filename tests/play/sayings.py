"""What random runners type: answers, wishes with days and loads, logs, worries, questions, and what no one expects."""

from __future__ import annotations

import base64
from random import Random

from tests.chat.files import calendar, entry

ANSWERS: dict[str, tuple[str, ...]] = {
    "runs": (
        "tue intervals, thu tempo, sun long",
        "mon easy, wed hills, fri easy, sat long",
        "intervals tue, tempo thu, long on sunday, monday off",
        "tue intervals, sat easy",
        "every day easy, long run saturday",
        "long sunday, intervals wednesday, race saturday",
        "rest",
        "yes",
        "looks right",
    ),
    "level": ("new", "on and off", "regularly", "never lifted", "3 times a week for years"),
    "equipment": (
        "nothing",
        "dumbbells, a kettlebell and bands",
        "full gym",
        "barbell and a bench",
        "two chairs and a backpack",
    ),
    "race": (
        "none",
        "10k",
        "marathon",
        "half marathon in ten weeks",
        "5k next sunday",
        "ultra on 18 april",
        "7 march",
        "18 april",
        "in 16 weeks",
        "yesterday",
        "29 february",
    ),
    "complaints": ("nothing", "my achilles is sore", "runner's knee", "shin splints and low back", "none"),
    "time": (
        "7:00",
        "18:30",
        "6:15 am",
        "0:00",
        "2:30",
        "23:59",
        "1:30 at night",
        "25:00",
        "evening before at 8",
    ),
    "zone": (
        *("London", "Berlin", "New York", "Lord Howe Island", "Kathmandu", "Auckland", "Chatham Islands"),
        *("Casablanca", "St John's", "Springfield", "Kiritimati", "Honolulu", "nowhere at all", "UTC"),
    ),
}
COMMANDS = (
    *("/today", "/week", "/plan", "/log", "/season", "/progress", "/move", "/pause", "/runs", "/race"),
    *("/calendar", "/ask", "/settings", "/help", "/exercise", "/privacy", "/export", "/cancel", "/start"),
    *("/exercise goblet squat", "/exercise zzz", "/log squats 3x8 60kg", "/ask is lifting bad for knees?"),
    *("/start week", "/start settings", "/start x" + "y" * 60, "/admin", "/admin send Hello everybody"),
    *(
        "/nonsense",
        "/today@Stridesmith_bot",
        "/TODAY",
        "/log yesterday plank 3x40s",
        "/pause ill until friday",
    ),
)
WISHES = (
    *("move today's session to wednesday", "move thursday to saturday", "can I lift tomorrow instead?"),
    *("swap tuesday and friday", "skip today", "skip thursday", "skip this week", "no time on friday"),
    *("I'm busy tomorrow", "my intervals moved to thursday", "long run on saturday this week"),
    *(
        "only easy runs this week",
        "no run on sunday",
        "race on saturday",
        "tempo instead of intervals tomorrow",
    ),
    *("I'm ill", "ill until friday", "on holiday for two weeks", "travelling from tomorrow to sunday"),
    *(
        "injured",
        "on holiday from 1 december to 12 december",
        "pause for 3 weeks",
        "I'm back",
        "back on monday",
    ),
    *("why tuesday?", "why not friday?", "what's today?", "show me my week", "start", "let's go", "snooze"),
    *("remind me in an hour", "remind me at 8 pm", "remind me the evening before", "stop reminding me"),
    *("change my reminder to 6:30", "I moved to Sydney", "use pounds", "12 hour clock", "3 sessions a week"),
    *("I ran a half marathon", "cancel my race", "new race: 10k on 12 april", "delete everything", "undo"),
    *("only dumbbells this week", "I'm in a hotel without a gym until sunday", "thanks", "hello", "help"),
)
LOGS = (
    *("done", "done yesterday", "did squats 3x8 @ 60kg", "goblet squats 3x10 @ 16kg, planks 2x45s"),
    *(
        "done yesterday, felt like an 8, goblet squats 3x10 @ 16kg",
        "calf raises 3x15 each side",
        "16 kg",
        "35 lb",
    ),
    *(
        "bodyweight",
        "8",
        "9.5",
        "rpe 7",
        "actually it was 20 kg",
        "no pain",
        "my quads are sore",
        "knee hurts a bit",
    ),
    *(
        "deadlift 5x5 140kg last monday",
        "squat 3x8 @ 9999kg",
        "delete my last log",
        "log 26 november: lunges 3x10",
    ),
    *(
        "side plank 40 s left 35 s right",
        "25 calf raises left, 22 right",
        "next",
        "skip",
        "back",
        "✓",
        "easier",
    ),
)
QUESTIONS = (
    *(
        "should I lift before or after my run?",
        "how heavy?",
        "will I bulk up?",
        "what is the capital of Mongolia",
    ),
    *("is it bad to lift on rest days?", "how do I warm up?", "what about yoga", "taper?", "why strength?"),
    *("how long does it take until I see results?", "can I do this with a kettlebell only?", "squat"),
)
WORRIES = (
    *(
        "I think I broke my foot",
        "chest pain when I run",
        "my calf is swollen and hot",
        "I fainted yesterday",
    ),
    *("I'm pregnant", "sharp pain in my shin at night", "I'm 14", "numb leg and can't hold my bladder"),
    *("my legs are dead", "chest sore after push-ups", "I had surgery two weeks ago"),
)
NONSENSE = (
    *("?", "!!!", ".", "👍", "0", "-1", "1e999", "asdf qwer", "yes", "no", "maybe", "ok", "stop", "a" * 4096),
    *(
        "<b>bold</b> & <script>alert(1)</script>",
        "{{ 7*7 }} {% for x in y %}",
        "'; DROP TABLE chat;--",
        "%s%n%d",
    ),
    *(
        "\u202egnirts",
        "\u200b\u200d\ufeff",
        "e\u0301" * 300,
        "🏃‍♀️" * 200,
        "\u0645\u0631\u062d\u0628\u0627 5x5",
        "跑步膝盖 3x8",
    ),
    *(
        "\n" * 40 + "x",
        "x " * 2000,
        "٣x٨ squats",
        "½ marathon",
        "31/02/2027",
        "99:99",
        "\x07\x1b[31m",
        "/",
        "//",
        "/ today",
    ),
    *(
        "next next next",
        "monday tuesday wednesday thursday friday saturday sunday",
        "ten thousand weeks",
        "in 0 days",
    ),
)
FORGED = (
    *(
        "",
        "0",
        "1",
        "2",
        "9",
        "-1",
        "99999999999999999999",
        "20261124",
        "20269999",
        "00010101",
        "99991231",
        "x",
    ),
    *(
        "back",
        "ok",
        "skip",
        "show",
        "ask",
        "yes",
        "no",
        "week",
        "day",
        "plan",
        "why",
        "of",
        "use",
        "kg",
        "nan",
        "1e9",
    ),
    *(
        "legs",
        "all",
        "none",
        "done",
        "undo",
        "really",
        "src",
        "edit",
        "runs",
        "zone",
        "time",
        "²",
        "٣",
        "<b>",
        "%00",
        ":",
    ),
)
_HOSTILE_CALENDARS = (
    b"",
    b"BEGIN:VCALENDAR\r\n",
    b"\x00\xff\xfe" * 200,
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:99999999\r\nSUMMARY:Long run\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
)
_TITLES = ("Intervals", "Long run", "Tempo run", "Easy 5k", "Rest", "Strength", "Hill repeats", "Dentist")


def saying(rng: Random) -> str:
    """Return something that a runner with a plan might type."""
    pools = (WISHES, LOGS, QUESTIONS, WORRIES, NONSENSE, ANSWERS[rng.choice(tuple(ANSWERS))])
    (pool,) = rng.choices(pools, weights=(34, 28, 10, 4, 8, 16))
    return rng.choice(pool)


def forged(rng: Random, heads: tuple[str, ...]) -> str:
    """Return a button's data that no keyboard of ours has, or hardly."""
    parts = [rng.choice(heads), *(rng.choice(FORGED) for _ in range(rng.randrange(5)))]
    return ":".join(parts)


def file(rng: Random, today: str) -> tuple[str, str]:
    """Return the name and the content (base64) of a file; `today` is a day as YYYYMMDD."""
    if rng.random() < 0.3:
        content = rng.choice(_HOSTILE_CALENDARS) or b" "
    else:
        month, first = today[:6], int(today[6:])
        days = sorted({min(28, first + rng.randrange(10)) for _ in range(rng.randrange(1, 6))})
        content = calendar(*(entry(f"{month}{day:02}", rng.choice(_TITLES)) for day in days)).encode()
    return rng.choice(("plan.ics", "plan.ics", "plan.txt", "x.pdf")), base64.b64encode(content).decode()
