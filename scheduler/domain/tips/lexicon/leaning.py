"""Pronouns that mean what stood before, and the words before them that name nothing."""

from __future__ import annotations

from scheduler.domain.tips.lexicon.vocabulary import Vocabulary

MEANS_IT = Vocabulary("it, its, them, they, they're, their, these, those, this")
NO_MEANING = Vocabulary(
    "it is, it's, it was, it rains, it snows, it takes, it feels, it has been, it comes to, it gets, it seems, it "
    "helps, it looks, it would, it might, it may, it matters, it means, it can, it could, it hurts, it isn't, it "
    "doesn't, it may be, it to be, it hard, it helpful, it useful, it best, it clear, it known, it odd, it difficult, "
    "it impossible, it possible, it necessary, it strange, it tempting, it easier to, it harder to, it easy, it slow, "
    "it slowly, it simple, it a, it your, it up, it down, this week, "
    "this month, this year, this summer, this winter, this spring, this autumn, this fall, this morning, this evening,"
    "this afternoon, this time, this season, those who, those of, those with, those days, these days"
)
# Words that name no thing a pronoun could mean.
EMPTY = Vocabulary(
    "to, once, went, saw, took, tried, did, found, gave, kept, left, put, you, you've, you're, you'll, i, i've, we,"
    "we've, have, had, when, if, as, without, with, now, using, like, for, of, in, on, from, by, after, before,"
    "while, because, since, though, although, let, doing, having, finding, trying, making, adding, most, all, some,"
    "many, few, any, half, part, done, made, got, will, can, could, may, might, should, would, want, need, never,"
    "not, don't, do, does, about, around, into, over, under, whether, where, how, why, what, until, unless, whenever,"
    "wherever, despite, between, through, slowly, gently, also, even, only, just, still, always, often, sometimes,"
    "and, or, but, so, that, than, be, been, being, again, instead, rather, think, know, love, notice, feel,"
    "practise, practice, pair, combine, use"
)
