"""What a new module or document begins with: whole, so that it can be previewed at once, and easy to write over."""

from .kit_reading import KINDS

EXERCISES = {
    "choose": """### choose: which-line

The client says: “…” Which line would you use?

- [ ] “A line that is not it.”
  > Not yet: say why.
- [x] “The line you would use.”
  > Yes. Say why.
""",
    "order": """### order: the-steps

Put the steps in order.

1. The first.
2. The second.
3. The third.

> Why it is in this order.
""",
    "spot": """### spot: the-miss

Where did it go wrong?

- [ ] “Good afternoon. Take your time.”
- [x] “Anything else with that?”
  > Here: there is nothing in it to say yes to.
- [ ] “May I show you?”
""",
    "fill": """### fill: the-phrase

Choose the words that are left out.

= “Since you told me about {the sea|our offer}, I would lay {a rubber strap|something else} beside it.”

> The client’s word first, then the piece.
""",
    "say": """### say: aloud

Say it to a colleague, in two sentences.

= “One way to say it.”

- [ ] I began with the client’s word.
- [ ] I asked, and then I waited.
""",
    "hotspot": """### hotspot: where

Point to the place.

![What the picture shows](media:key-of-the-picture)

- [x] 10,20,30,30 The right place
  > Yes. Say why.
- [ ] 60,20,30,30 Another place
  > Not yet: say why.
""",
    "number": """### number: how-many

How many are there?

= 3 pieces

~ 2: One is under the tray.

> Count twice, aloud.
""",
}


def module(key: str, title: str, *, skill: str, roles: tuple[str, ...], sop: bool = False) -> str:
    """roles: job roles. sop: a procedure, which is signed before the floor gets it."""
    return f"""+++
key = "{key}"
title = {quoted(title)}
summary = "Say in one sentence what changes for the client."
skill = "{skill}"
roles = [{", ".join(f'"{role}"' for role in roles)}]
language = "en"
minutes = 5
order = 900
action = "one-thing-today"
{"sop = true" + chr(10) if sop else ""}+++
## See it

Say in two or three lines where we are and who is there.

> **Client:** What the client says.
> **Advisor:** What is said to it, word by word.

Say in one line why that works.

## Try it

{EXERCISES["choose"]}
{EXERCISES["say"]}
## Use it today

Say one thing to do with the next three clients.
"""


def document(key: str, title: str, *, kind: str, sop: bool = False) -> str:
    """kind: one of those of the kit."""
    minutes = 5 if kind == "huddle" else 2
    return f"""+++
key = "{key}"
title = {quoted(title)}
summary = "Say in one sentence when to look this up."
kind = "{kind if kind in KINDS else "job_aid"}"
order = 90
audience = ["associate", "manager"]
language = "en"
minutes = {minutes}
behaviours = []
{"sop = true" + chr(10) if sop else ""}+++
## When a client asks

Write it as you would say it at the counter.

- [ ] A step to tick on paper.
- [ ] The next one.
"""


def quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace("\\", "").replace('"', "”") + '"'
