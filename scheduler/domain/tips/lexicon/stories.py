"""How the writer's own story is told: in the past, and without a word to the reader."""

from __future__ import annotations

from scheduler.domain.tips.lexicon.vocabulary import Vocabulary

TELLER = Vocabulary(
    "i, i'd, i'm, i've, me, my, mine, myself, we, our, us, he, she, him, her, his, je, j'ai, j'étais, mon, ma, mes, moi"
)
LISTENER = Vocabulary(
    "you, your, yours, you're, you'll, you've, you'd, yourself, vous, votre, vos, tu, ton, ta, tes, toi, "
    "people, most of us, many of us, "
    "everyone, everybody, anyone, anybody"
)
# Who writes, as the first word: "I made her do it", "My favourite."
WRITER = Vocabulary("i, i'd, i'm, i've, my, mine, we, we've, our, je, j'ai, mon, ma, mes, mien, mienne")
# Said of anybody: "a bang you could hear in the street".
ANYBODY = Vocabulary(
    "you could hear, you could see, you could have, you could smell, you could feel, you would have thought, you'd "
    "have thought, you'd think, you would think, you never saw, you never heard, you ever saw, you ever heard, you can "
    "imagine, you know"
)
# Simple past; regular verbs are told by their ending.
PAST = Vocabulary(
    "was, were, wasn't, weren't, had, hadn't, did, didn't, went, came, said, told, asked, took, gave, got, "
    "made, felt, thought, knew, found, "
    "left, began, became, kept, let me, read, ran, sat, stood, lay, slept, woke, wept, wrote, taught, brought, "
    "bought, caught, "
    "fell, held, heard, lost, met, paid, rang, rose, saw, sent, shook, showed, spoke, spent, swam, threw, wore, "
    "won, could, couldn't, "
    "would, wouldn't, used to, étais, était, avais, avait, ai fait, ai pris, suis allé*, *ed"
)
PRESENT = Vocabulary(
    "is, are, isn't, aren't, do, does, don't, doesn't, has, needs, need, can, may, should, must, means, belong, "
    "belongs, wants, want, like, likes, say, says, est, sont, doit, doivent, peut, peuvent"
)
NOT_PAST = Vocabulary(
    "need, needed, bed, red, shed, led, bleed, speed, feed, seed, indeed, tired, relaxed, seated, folded, "
    "bended, supported"
)
