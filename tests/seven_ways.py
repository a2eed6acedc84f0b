"""A module with every kind of exercise once, for tests of what shows and judges them."""

from cabochon.programme import modules
from cabochon.programme.module_reading import parse

TEXT = """+++
key = "seven-ways"
title = "Seven ways to try"
summary = "Every kind of exercise once, with a picture to look at."
skill = "add-on-prompt"
roles = ["advisor"]
language = "en"
minutes = 7
action = "one-question-a-client"
pass = 0.5
+++
## See it

A client has settled on a **steel** watch.

> **Client:** I’ll mostly wear it by the sea.
> **Advisor:** Then a rubber strap would earn its place. May I show you one?

![A watch on a wrist](media:wrist-try-on)

## Try it

### choose: which-line

Which line would you use?

- [ ] “Anything else?”
  > Not yet: there is nothing in it to say yes to.
- [x] “As you swim, a rubber strap would earn its place.”
  > Yes. It begins with the client’s word.

### order: the-order

Put the visit in its order.

1. Welcome the client
2. Ask what it is for
3. Show two pieces
4. Ask which they prefer

> The question comes before the pieces.

### spot: the-miss

Where did it go wrong?

- [ ] Advisor: “Good morning.”
- [x] Advisor: “This one is our best seller.”
  > Nothing the client said leads to it.

### fill: the-words

Complete the phrase.

= “Since you told me about {the sea|our offer}, a {rubber strap|second watch} helps.”

### say: aloud

Say it to a colleague.

= “As you cycle, a rubber strap would spare the leather.”

- [ ] I began with the client’s word.
- [ ] I waited.

### hotspot: the-place

Where does the client sit?

![A boutique’s table](media:counter-plan)

- [x] 10,10,30,40 The quiet table
- [ ] 60,50,30,40 The counter
  > They stand there, and leave sooner.

### number: the-count

You start with 24 straps, sell 9 and take in 12. How many are there?

= 27 straps

~ 45: You added what was sold.

> Start, less sold, plus taken in.

## Use it today

Ask one question before you show a piece.
"""

MODULE = parse(TEXT, "seven-ways.md")
KEY, ACTION = MODULE.key, MODULE.action.key


def ship(monkeypatch):
    """As if it came with the product."""
    shipped = {**modules.starter(), KEY: {"en": MODULE}}
    monkeypatch.setattr(modules, "starter", lambda: shipped)
