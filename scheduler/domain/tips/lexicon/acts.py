"""Verbs a reader can be told, parts of the body, and how a position is noted down: "Front shin across the mattress"."""

from __future__ import annotations

from scheduler.domain.tips.lexicon.base import rule
from scheduler.domain.tips.lexicon.vocabulary import Vocabulary

# Verbs in their plain form that are seldom a noun at the head of a sentence.
DO = Vocabulary(
    "accept, adjust, adopt, aim, allow, anchor, apply, arch, arrange, arrive, ask, avoid, balance, begin, bend,"
    "borrow, breathe, bring, brush, build, buy, carry, catch, change, check, choose, circle, clasp, clear, climb,"
    "close, come, complete, compare, consider, continue, cover, cradle, crawl, cross, cup, curl, cut, decide, dip,"
    "direct, discover, dissolve, divide, do, dot, drag, drape, draw, dress, drink, drive, drop, eat, elongate, empty,"
    "encourage, engage, enjoy, ensure, enter, establish, exhale, expand, expect, explore, extend, face, fasten, feel,"
    "fill, find, finish, flatten, flex, flick, flip, float, flutter, focus, fold, follow, forget, form, gather, gaze,"
    "get, give, glance, glide, glue, go, grab, grasp, grip, ground, grow, guide, hang, have, heat, help, hinge, hold,"
    "hook, hover, hug, hum, hunt, imagine, include, increase, inhale, interlace, interlock, invite, isolate, iron,"
    "jiggle, jog, join, jot, jump, keep, kick, kneel, knead, knit, lace, launch, lay, lead, lean, leave, lengthen,"
    "let, level, lie, lift, lighten, light, limit, line, link, list, listen, load, lock, look, loop, loosen, lower,"
    "lunge, maintain, make, march, mark, massage, melt, mind, mirror, miss, mix, move, nestle, nod, nose, notice,"
    "nudge, observe, open, own, pack, pad, paint, pair, pause, pay, pedal, peel, perch, perform, pick, picture, pile,"
    "pinch, place, plant, play, plug, point, pop, position, pour, practise, practice, prepare, press, pretend, pull,"
    "pulse, pump, push, put, raise, reach, read, relax, release, remain, remember, remind, remove, repeat, replace,"
    "reset, resist, rest, return, reverse, ride, rinse, rise, rock, roll, rotate, round, rub, run, save, say, scan,"
    "scoop, scoot, scrunch, seal, seat, secure, see, seek, select, send, sense, separate, set, settle, shake,"
    "sharpen, shift, shorten, shrug, shuffle, shut, sigh, sink, sip, sit, skip, slide, slip, slow, smile, smooth,"
    "snuggle, soak, soften, spend, spin, spiral, splay, spread, squash, squat, squeeze, stack, stand, start, stay,"
    "steady, step, stick, stir, stop, straddle, straighten, strap, stretch, stroke, suck, support, surrender,"
    "swallow, swap, sway, sweep, swing, switch, sync, tackle, take, tap, tell, tense, test, thread, think, tie,"
    "tighten, tilt, time, tip, toss, touch, trace, track, train, transfer, travel, treat, tremble, try, tuck, turn,"
    "twist, unclench, uncross, uncurl, undo, unfold, unlock, unroll, use, vary, visit, visualise, visualize, wait,"
    "wake, walk, warm, wash, watch, wear, wedge, weave, welcome, wiggle, widen, wind, work, wrap, wring, write, yawn,"
    "yield, zip, zigzag, zoom, acknowledge, alternate, activate, contract, count, cool, dangle, deepen, dim,"
    "distribute, double, ease, exaggerate, grind, halve, hollow, initiate, invert, jut, lick, mobilise, mobilize,"
    "pronate, protract, purse, reposition, retract, revolve, seesaw, shimmy, slacken, slouch, stagger, strike,"
    "sustain, swivel, taper, toggle, trust, untuck, vibrate, waggle, whisper, wobble, ditch, drum, hop, schedule,"
    "plan, ice, elevate, hydrate, journal, log, note, swim, cycle, stroll, dance, stomp, tiptoe, crouch, nap, doze,"
    "unplug, unwind, air, dry, slump, substitute, nibble, chew, swig, sniff, snooze, bounce, hoover, adosse, monte,"
    "descends, fais, tiens, mets, pousse, rapproche, recommence, saute, marche, bois, respire, inspire, expire, lève,"
    "plie, tends, étire, relâche, allonge, assieds, tourne, penche, garde, serre, ouvre, ferme, appuie, glisse,"
    "roule, compte, répète, remplace, ajoute, prends, choisis, essaie, laisse, pose, reste, baisse, repose, bascule,"
    "écarte, ramène, avance, recule, souffle, dessine, bouge, pince, enroule, déroule, masse, frotte, secoue, va,"
    "viens, arrête, ralentis, accélère, contracte, décontracte, étends, fléchis, rentre, pivote, creuse, arrondis,"
    "attrape, tire, soulève, croise, décroise, lâche, couche, redresse, commence, commencez, alterne, enchaîne,"
    "maintiens"
)
# The same letters, but a noun or an adjective unless an object or a direction follows.
MAY_BE_NOUN = Vocabulary(
    "aim, arch, balance, brush, change, check, circle, climb, close, complete, count, cover, cradle, cross, cup,"
    "curl, cut, dip, direct, dot, drag, dress, drink, drive, drop, empty, experience, face, float, focus, fold, form,"
    "gaze, glide, glue, grip, ground, guide, heat, help, hold, hook, hug, iron, jump, kick, lace, launch, lead, lean,"
    "level, lie, lift, light, limit, line, link, list, load, lock, look, loop, lower, lunge, march, mark, massage,"
    "mind, mirror, mix, move, nose, notice, open, own, pack, pad, paint, pair, pause, pedal, pick, picture, pile,"
    "pinch, place, plan, plant, play, plug, point, pop, position, practice, press, pulse, pump, push, reach, release,"
    "rest, return, reverse, ride, rise, rock, roll, round, run, say, scan, seal, seat, secure, sense, separate, set,"
    "shake, shift, shrug, sigh, sip, skip, slide, slip, slow, smile, smooth, spin, spiral, spread, squat, squeeze,"
    "stack, stand, start, stay, steady, step, stick, stop, strap, stretch, stroke, support, swap, sway, sweep, swing,"
    "switch, tackle, tap, test, thread, tie, time, tip, toss, touch, trace, track, train, transfer, travel, treat,"
    "try, tuck, turn, twist, use, visit, wait, wake, walk, warm, wash, watch, wear, wedge, welcome, wind, work, wrap,"
    "yawn, yield, double, ease, hollow, strike, taper, trust, wobble, drum, hop, schedule, log, note, swim, cycle,"
    "stroll, dance, nap, ice, cool, contract, air, dry, exercise, pace, pose, marche, tends, ferme, masse, va,"
    "engage, tire, avance, bois, lève, monte, suck, bounce, slump, reste, repose, creuse"
)
AFTER = Vocabulary(
    "your, the, a, an, both, one, each, every, it, them, this, that, these, those, up, down, on, in, into, onto, out,"
    "off, to, from, for, with, without, through, forward, forwards, back, backward, backwards, over, under, side,"
    "sideways, as, until, till, and, gently, slowly, lightly, firmly, tall, still, here, there, around, across,"
    "against, along, at, away, any, all, some, two, three, four, five, more, less, only, just, straight, wide,"
    "upright, comfortably, quietly, softly, deeply, between, within, where, when, what, how, before, after, again,"
    "heavy, evenly, toward, towards, yourself, his, her, my, our, if, by, not, small, big, slow, no, low, high,"
    "instead, round, ten, six, eight, twice, once, like, daily, weekly, often, first, near, behind, below, above,"
    "beside, past, halfway, somewhere, something, anything, half, whatever, whichever, barefoot, then, too, outside,"
    "inside, home, everyone, someone, somebody, people, long, short, smaller, larger, bigger, slower, le, la, les,"
    "un, une, ton, ta, tes, votre, vos, sur, dans, en, à, au, aux, du, des, l'avant, vers, contre, bien, doucement,"
    "lentement, plus, dix, quinze, vingt, trente, trois, cinq, pendant, jusqu'à, jusqu'au, toi, vous, et"
)
NOT_ACTS = Vocabulary(
    "lower back, lower body, lower belly, lower abs, lower spine, lower legs, lower limbs, lower half, open hips,"
    "open chest, cross training, cross country, rest day*, light touch, face down position, back to back, stretch "
    "marks, work out clothes"
)
AFTER_NOUN = Vocabulary(
    "is, are, was, were, can, may, has, have, had, will, would, could, should, might, does, did, do, helps, makes,"
    "means, works, comes, goes, feels, gives, takes, becomes, remains, matters, alone"
)
BODY = Vocabulary(
    "head, neck, chin, jaw, tongue, lips, teeth, eyes, nose, ears, face, forehead, throat, shoulder, shoulders, arm,"
    "arms, elbow, elbows, forearm, forearms, wrist, wrists, hand, hands, palm, palms, finger, fingers, fingertips,"
    "thumb, thumbs, knuckles, fists, chest, ribs, ribcage, breastbone, spine, back, belly, tummy, stomach, abs, core,"
    "navel, waist, pelvis, hip, hips, bum, bottom, seat, buttocks, glutes, sit bones, tailbone, leg, legs, thigh,"
    "thighs, knee, knees, shin, shins, calf, calves, ankle, ankles, foot, feet, heel, heels, toe, toes, big toe,"
    "sole, soles, weight, gaze, breath, crown, tête, épaules, bras, mains, genoux, pieds, dos, ventre, menton,"
    "bassin, talons, paumes, coudes, jambes, regard"
)
# "Front shin across the mattress, back foot on the floor": a position in a few words.
POSED = rule(
    r"^(?!back in \d)(?:(?:left|right|front|back|top|bottom|both|one|upper|lower|other|outer|inner|"
    r"opposite) )?(?P<part>[\p{L}]+(?: and [\p{L}]+)?)"
    r"(?: (?!that\b|which\b|often\b|who\b)[\p{L}]+)? (?:in|out|on|onto|across|wide|down|up|over|under|behind|"
    r"flat|bent|straight|together|apart|forward|back|"
    r"against|beside|between|above|below|to|towards?|at|long|soft|heavy|relaxed|closed|open|hip[- ]width|"
    r"shoulder[- ]width|"
    r"crossed|stacked|level|parallel|still|lifted|lowered|sur|vers|à|contre|fléchis|souples|écartés|tendus?)\b"
)
# "Your knees stay over your ankles."
STAYS = rule(
    r"^(?:and |but |then )?(?:your|both|one|the|each|vos|les|le|la)(?: (?:left|right|front|back|top|bottom|"
    r"other|upper|lower|whole|"
    r"same|working|free|supporting|standing|bent|straight|whole))? (?P<part>[\p{L}]+)(?: (?:and|"
    r"or) (?:your )?[\p{L}]+)? (?:(?:should|can|"
    r"may|will|must) )?(?:stays?|remains?|goes|comes|rests?|points?|hangs?|lifts|presses|drops|"
    r"stacks?|faces|restent?|reste|se posent?)\b"
)
# "10 x", "3 sets of 12", "2 mins each side"
COUNTS = rule(
    r"^\W*(?:(?:about|around|roughly|just|only) )?(?:\d{1,3}|one|two|three|four|five|six|eight|ten|twelve|"
    r"fifteen|twenty|thirty|"
    r"sixty)(?: ?[-–x×] ?\d{1,3})? ?(?:x\b|times|reps?|rounds?|sets?|slow|deep|full|breaths?|mins?|minutes?|"
    r"secs?|seconds?|each|"
    r"per|a side|on each|secondes?|fois|respirations?|répétitions?|tours?|(?:[\p{L}-]+ ){0,2}(?:squats|rows|"
    r"raises|lunges|"
    r"bridges|circles|push-?ups|press-?ups|planks|taps|rolls|swings|steps|curls|lifts|presses|dips|hops|jumps|twists|"
    r"crunches|holds|stretches|drops|slides|shrugs|nods|pulses))\b[^.!?]{0,70}[.!]?$|"
    r"\b\d{1,2} ?[x×] ?(?:\d{1,3}\b|$)|[x×] ?\d{1,2}\b|\b\d{1,2} x$"
)
FINITE = Vocabulary(
    "is, are, was, were, has, have, had, does, did, isn't, aren't, wasn't, hasn't, haven't, doesn't, don't, didn't,"
    "won't, will, would, could, should, may, might, must, can't, cannot, means, mean, gets, get, got, became, become,"
    "becomes, carries, works, helps, makes, gives, needs, est, sont, a, ont"
)
LEADS = Vocabulary(
    "gently, slowly, then, now, next, please, also, simply, just, carefully, always, finally, first, again, still,"
    "instead, lightly, softly, actively, consciously, mindfully, repeatedly, and, once more, once, so, but, or, ok,"
    "okay, right, quietly, firmly, quickly, very, really, only, maybe, perhaps, together, later, today, tonight,"
    "tomorrow, meanwhile, from there, from here, at first, to start, to begin, to finish, to end, in the end, after "
    "that, as before, this time, step one, step two, step three, step four, step five, if possible, when ready, if "
    "you like, if you can, as you do"
)
# How often, how long: "six times a day", "Gentle strokes, morning and evening". What has a dose is practised.
NUMBERS = Vocabulary(
    "one, two, three, four, five, six, seven, eight, nine, ten, twelve, fifteen, twenty, thirty, forty, sixty, half a, "
    "half an, a few, a couple of, several, un, une, deux, trois, quatre, cinq, sept, huit, neuf, dix, douze, quinze, "
    "vingt, trente, quelques, plusieurs"
)
MEASURES = Vocabulary(
    "breath, breaths, round, rounds, times, minute, minutes, min, mins, second, seconds, sec, secs, reps, "
    "repetitions, set, sets, circle, circles, stroke, strokes, lap, laps, souffle, souffles, respiration, "
    "respirations, fois, seconde, secondes, tour, tours, répétition, répétitions, série, séries"
)
OFTEN = Vocabulary(
    "a day, each day, every day, per day, once a day, twice a day, daily, a week, each week, every week, twice a week, "
    "each morning, every morning, each evening, every evening, each night, every night, morning and evening, morning "
    "and night, each side, every side, a side, per side, either side, each leg, each arm, each foot, each hand, per "
    "leg, per arm, par jour, chaque jour, tous les jours, par semaine, chaque matin, chaque soir, matin et soir, de "
    "chaque côté, par côté, chaque jambe, chaque bras"
)
