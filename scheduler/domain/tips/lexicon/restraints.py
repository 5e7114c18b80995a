"""What is taken away, made less, put off, or handed to somebody: the other half of a caution (`tips/weighing.py`)."""

from __future__ import annotations

from scheduler.domain.articles.clean import word_set
from scheduler.domain.tips.lexicon.vocabulary import Vocabulary

# Takes away altogether, wherever it stands.
FIRM = Vocabulary(
    "likes neither, like neither, enjoys neither, enjoy neither, neither the, neither of these, n'aime ni, n'aiment "
    "ni, ne se muscle, ne se musclent, are banned, is banned, cannot do, can't do, not a combination, no combination, "
    "lights out, too long not, makes a bigger, a bigger hole, begins like thunder, emergency services, remplacent, "
    "remplacez, rangez, pas de charges, no eye pillow, a different week, an hour must, must lie between, do not go "
    "together, not go together, only instruction, the ones it attracts, not a warm up, a poor, a bad bargain, bad "
    "bargain, poor bargain, compulsory, mandatory, obligatory, is a must, too many, one too many, not even wise, not "
    "even safe, ignore the rest, close this tab, close the page, stop reading, nothing in this for, nothing here for, "
    "nothing for you here, leave it to the, to the people who, asking a lot, asks a lot, asking too much, get "
    "reported, gets reported, report it, report them, gets the day off, get the day off, a third of it, half of it, "
    "one at a time, at half, believe them, theirs is, on loan, out on loan, goes the flat, flat route, earned it, "
    "earned them, will have a view, has a view, have a view, has the last, do not get on, don't get on, doesn't get "
    "on, does not get on, the slower the, the smaller the, the gentler the, the less the, matters more than, time "
    "matters, should be in the house, somebody should, someone should, within earshot, in earshot, not alone, "
    "laissent le, laissent la, au placard, reste roulé, restera roulé, pas le moment, pas l'heure, pas la saison, pas "
    "l'endroit, ne soigne pas, ne se plie, ne se force, ne se tire, ne se masse, ne se roule, ne s'étire, ne croise "
    "pas, ne croisent pas, ne saute pas, ne sautent pas, ne court pas, ne courent pas, ne plie pas, ne plient pas, ne "
    "porte pas, ne portent pas, ne monte pas, ne lève pas, ne massent pas, n'étirent pas, mérite mieux, affaire "
    "sérieuse, en sait plus, en saura plus, sait mieux, saura mieux, connaît mieux, sans l'accord, avec l'accord, "
    "vous appelez, on appelle, appelle la, appelez la, appelez le, appelez votre, composez le, change de position, "
    "changez de position, s'arrête à, s'arrêtent à, s'arrête là, on s'en tient, on se contente, c'est déjà beaucoup, "
    "c'est assez, ça suffit, bon motif, bonne raison, préféreront, passent sur les, évitent, éviteront, veut de la "
    "glace, veut du repos, demande du repos, se repose, se reposent, montrez, montre lui, montrez lui, d'abord, "
    "attendez, attends, renonce*, s'abstien*, abstiennent, restez en là, reste assise, rester assise, tient la rampe, "
    "tenez la rampe, tiens la rampe, ni sur, ni les, not a cramp, n'est pas une crampe, not a knot, isn't a knot, "
    "isn't tiredness, not tiredness, not nothing, isn't nothing, not wind, not indigestion, isn't age, not age, not "
    "growing pains, no business, goes back a, back a week, back a stage, back a step, isn't allowed, is not allowed, "
    "are not allowed, not allowed, am not allowed, the one that counts, word is the, word counts, never mind a, does "
    "not lie, do not lie, does not push, do not push, does not hang, do not hang, make everybody miserable, read the "
    "leaflet, leaflet, off for, on saute, se discute, se voit avec, pas avant, pas sans, et pas, stop at the end, it "
    "stops, prefer the, leave the roller, to somebody else, nobody with, no one with, bad record, bad history, stop "
    "there, stops there, stopped there, that is all, et c'est tout, nothing else, have their own version, has its own "
    "version, own version, taught not read, on probation, probation, talk to somebody, see somebody, see someone, "
    "phone call, an afternoon job, another day's, other days, you know which days, not how ice, is not how, isn't "
    "how, walk away from, walks away, signed the form, permission from, a ticket, stricter, se négocie, ça se "
    "raconte, se surélèvent, ne se massent, n'a pas besoin, n'ont pas besoin, on n'étire pas, on ne masse pas, on ne "
    "tire pas, on respire, lift something lighter, something lighter, something smaller, something gentler, something "
    "easier, out of the plan, out of the programme, out of the routine, out of the sequence, says no, say no, said "
    "no, dit non, disent non, a veto, vetoes, votes no, week off, weeks off, day off, days off, month off, on "
    "holiday, a holiday, some time off, time off, a gamble, gambling, russian roulette, asking for trouble, courting "
    "trouble, tempting fate, playing with fire, playing with matches, bigger risk, not worth the, isn't worth the, "
    "insulted, insult, cruel, cruelty, killed people, kills, dangerous, hazard*, disaster, catastroph*, a bad time, "
    "wrong time, no way, home instead, send home, sent home, i send home, send them home, turn away, turned away, "
    "refuse, refuses, refused, decline, declines, keep this from, keep it from, keep them from, hide it from, bad "
    "news, none of this, none of it, nothing above, nothing below, nothing over, nothing on, nothing with, nothing "
    "that, no more than, not until, after the all, after you have been, only after, if at all, at your peril, heart "
    "rate, be boring, sensible, common sense, draws it, mène la séance, décide, tranche, a toujours raison, passe "
    "avant, passent avant, attendra, attendront, se soigne, couchée, allongée, wants bed, needs bed, bed not, on the "
    "sofa, on the bench, brakes, goes slower, another plan, different plan, different book, other plan, different "
    "rules, its own plan, biscuit, sugar to hand, nurse, the clinic, your clinic, a clinic, surgery first, "
    "ring the, give her a ring, give him a "
    "ring, give them a ring, ring first, asks first, asking first, believe the, trust them, listen to them, over the "
    "internet, through a screen, from a page, not a page, not a blog, not a video, hands on help, in the flesh, "
    "shouldn't be, has nothing to give, nothing to give, no strobe, tough luck, do not care for, don't care for, "
    "doesn't care for, does not care for, do not like, don't like, doesn't like, does not like, don't love, hate, "
    "hates, resent*, rarely enjoy, rarely enjoys, seldom enjoy, seldom enjoys, rarely like, rarely likes, won't "
    "thank, will not thank, do badly, does badly, disagree*, don't agree with, doesn't agree with, no fan of, no fans "
    "of, not a fan, isn't a fan, not fond of, isn't fond of, takes it badly, take it badly, have opinions, has "
    "opinions, other ideas, poor neighbours, bad neighbours, bad bedfellows, poor company, bad company, poor "
    "partners, unkind, happier with, happier without, happier if, would rather, we'd rather, i'd rather, prefer not, "
    "prefers not, wants nothing, want nothing, n'aime pas, n'aiment pas, n'aiment guère, n'aime guère, n'apprécient, "
    "n'apprécie, n'apprécient guère, apprécient peu, déteste*, supporte mal, supportent mal, ne supporte*, rien à "
    "faire, ne convient, ne conviennent, worth a doctor's, worth a doctor, worth a check, worth checking, worth an "
    "appointment, worth a visit, worth a call, worth a phone, worth having, deserves a proper, deserves a look, "
    "mérite un, mérite une, méritent un, beyond anything, beyond what, not something a, isn't something a, not a job, "
    "isn't a job, not a question, different sort of, different kind of, another matter, different matter, nobody's "
    "idea, isn't stiffness, is not stiffness, belongs to, belong to, belongs with, belong with, belongs in, belongs "
    "on, not theirs, aren't theirs, their own timetable, its own timetable, rules of its own, rules of their own, "
    "plan of their own, its own rules, their own rules, first word, last word, final word, dernier mot, premier mot, "
    "wins over, beats whatever, beats what, beats anything, outrank*, trumps, says otherwise, relève du, relèvent du, "
    "relève de, relèvent de, are for a doctor, is for a doctor, are for the doctor, is for the doctor, are for your "
    "doctor, hands only, no tools, no dragging, no impact, no load, no loads, no flat, poor preparation, bad "
    "preparation, into a no, a firm no, a hard no, a no, too quickly, too fast, telephone, call for help, ring for "
    "help, phone for help, dial, warning there is, oldest warning, someone qualified, somebody qualified, qualified "
    "person, qualified in the room, trained eye, supervised, supervision, under supervision, une main sous, sous "
    "surveillance, d'abord l'avis, toubib, le médecin d'abord, in its bag, in the bag, in the cupboard, come in for a "
    "chat, a chat first, come in first, get it seen, it seen, be seen, still knitting, come out first, out first, you "
    "are done, you're done, we are done, is over, session is over, that's it for today, enough for today, time to "
    "stop, go no further, take a break, have a break, take a rest, have a rest, sit down, sit back, open your eyes, "
    "lie on your side, put your head, come back to normal, breathe normally, breathing normally, normal breath, stop "
    "humming, change something, discontinue, means no, stops, au sol, laissez passer, laisse passer, skip, skips, "
    "skipping, avoid, avoids, avoiding, avoided, omit, leave out, leave it, leave this, leave that, leave them, leave "
    "these, leave those, leave well alone, left alone, left out, left in peace, left unrolled, leave alone, not for, "
    "isn't for, aren't for, is not for, are not for, not one for, not meant for, not made for, not suited, not "
    "suitable, unsuitable, not the place, not the time, not the day, not the week, not the moment, not a time, isn't "
    "the place, isn't the time, isn't the week, isn't the day, isn't the moment, no place, no time for, wrong place, "
    "wrong moment, wrong day, bad idea, poor idea, terrible idea, lousy idea, silly idea, not a good idea, not a "
    "great idea, isn't a good idea, not wise, unwise, isn't wise, isn't smart, not smart, foolish, daft, bad match, "
    "poor match, poor pair, bad pair, bad mix, don't mix, do not mix, doesn't mix, don't belong, do not belong, "
    "doesn't belong, don't go together, enemies, no friend, not your friend, isn't your friend, isn't a friend, not "
    "friends, no friends, been friends, never been friends, is a no, are a no, is out, are out, is off, are off, off "
    "limits, off the table, off the menu, out of bounds, no go, forbidden, banned, taboo, ruled out, rules out, rule "
    "out, contraindicat*, too early, too soon, too much for, too strong for, too intense for, too hard for, too heavy "
    "for, not yet, not ready for, not today, not now, not while, not during, not after, not before, not with, not on, "
    "not if, not when, never on, never with, never during, never over, never through, never into, never breathe "
    "through, can has to have to will hold off, holding off, put off, postpone, postponed, save it for, save this "
    "for, save that for, come back to it, stopped at, means stay away, stay off, stay clear, stays away, stays off, "
    "stay out of, keep away, keep off, keep clear, keep out of, keeps away, steer clear, well clear, give way to, go "
    "to bed, go home, call it a day, rest day, rest days, rest first, come first, comes first, go before, goes "
    "before, comes before, right of veto, veto, be the boss, is the boss, be the judge, be your guide, is your guide, "
    "has the last word, has the final say, has the first say, final say, sit it out, sit this out, sit this one out, "
    "give it a miss, give this a miss, give it a rest, off your list, off the list, do go no more, no further, no "
    "deeper, not longer than, no deep, no heavy, no hard, no direct, no pressure, no weight, no weights, no jumping, "
    "no jumps, no running, no twist*, no roll*, no stretch*, no massage, no heat, no inversion*, no headstand*, no "
    "plank*, no crunch*, no sit ups, no backbend*, no forward, no lifting, no breath, no bouncing, no forcing, no "
    "pushing, no pulling, no toe, no lying, no folding, shouldn't, should not, should never, must not, mustn't, must "
    "never, ought not, oughtn't, had better not, better not, best not, rather not, i wouldn't, wouldn't, would not, "
    "don't, do not, dont, never, nobody should, no one should, cannot be trusted, don't trust, let go, move away, "
    "step away, walk away, back away, back off, back out, come down, come out, lie down, gone too far, gone past, "
    "gone too deep, pushed too far, pushed too, too far, too deep, overdid, overdo*, overdone, isn't your, forget it, "
    "forget about, ditch, bin, drop it, cut out, cut short, cut it, cut the, better upright, isn't a cramp, hospital, "
    "emergency, casualty, an x ray, x ray, xray, see to, to be seen, check up, looked at, have a look, show it to, "
    "show somebody, have someone, have somebody, diagnos*, clearance, cleared, all clear, green light, go ahead, the "
    "nod, nod from, signs you off, sign off, signed off, permission, blessing, say so, says so, second get help, seek "
    "help, seek advice, take advice, ask first, ask before, ask whoever, ask the, talk to, speak to, speak with, "
    "check with, consult, call the, phone the, let your, a doctor, your doctor, the doctor, gp, évite*, éviter, on "
    "évite, s'abstenir, abstenez, abstiens, abstient, abstenir, passe ton tour, passez votre tour, on passe, on "
    "sautez, laisse tomber, laissez tomber, on laisse, laisse tranquille, se laisse, laissez tranquille, on oublie, "
    "oublie, oubliez, pas pour, n'est pas pour, pas fait pour, pas recommandé*, déconseill*, contre indiqu*, "
    "interdit*, proscri*, exclu*, pas question, hors de question, jamais, surtout pas, pas de, pas d, plus de, pas "
    "encore, trop tôt, plus tard, on attend, attendre, on patiente, remets, remettez, reporte*, arrêt*, on arrête, "
    "s'arrête, on s'arrête, cesse*, relâche*, on lâche, redescend*, on redescend, on s'assoit, on s'assied, assieds, "
    "on s'allonge, ne s'étire pas, ne se masse pas, ne force*, ne masse*, ne reste*, ne restez, ne pousse*, ne tire*, "
    "on ne, feu vert, accord de, demande l'avis, demandez l'avis, consult*, médecin, sage femme, kiné, rendez vous, "
    "urgences, s'en passe*, n'essayez, n'essaie, ne faites pas, ne fais pas, none of the above, none of it applies, "
    "none of this applies"
)
# Makes less: smaller, slower, softer, with help, something else.
MILD = Vocabulary(
    "give them ten, give it ten, give them time, give it time, warm up longer, longer warm up, before you ask, on a "
    "bed, within reach, stay short, sur le dossier, à portée de main, une chaise, un mur, la rampe, le long du corps, "
    "plus haute que, plus haut que le cœur, assis, assise, à mi hauteur, à moitié, petit mouvement, petits "
    "mouvements, en douceur, d'appui, soutenu*, soutenez, sur les poings, les poings, l'amplitude après, half the "
    "dose, half the weight, half the load, half the range, half the time, two hands, two handed, both hands on, short "
    "version, shorter version, easy version, easier version, seated half, seated version, small, stay small, moins "
    "vite, moins loin, et plus tard, take your time, in your own time, par étapes, en deux temps, en trois temps, in "
    "two stages, in three stages, elbows in, elbows kept, kept in, kept down, arms down, upright chair, short range, "
    "shorter range, middle of, where they are, chaise sous, garderont, gardent, move only, only the, two minutes "
    "longer, make that minute, stay indoors, indoors, head up, eyes open, door ajar, use a belt, tie a belt, "
    "forearms, by way of your side, by way of the side, via your side, roll to your side, onto your side, keep it, "
    "nearby, close by, to hand, handy, settle, calm down, gentle, gently, gentler, gentleness, easy, easier, go easy, "
    "take it easy, easy on, slow, slowly, slower, slow down, careful, carefully, caution, cautious*, care, with care, "
    "mind the, mind your, mindful, respect, kind to, light, lighter, lightly, soft, softer, softly, smaller, short, "
    "shorter, shorten, less, do less, half, halve, halved, half of, reduce, reduced, lower, limit, limits, limited, "
    "only, only if, only as, only with, only when, only once, only until, no higher, no lower, below, within, under, "
    "stop short, stopping short, short of, a little short, a touch, a notch, ease, ease off, ease up, ease back, back "
    "up, pull back, scale back, scale down, dial back, dial down, tone down, take it down, take it slow, hold back, "
    "modify, modification, adapt, adapted, adjust, swap, swaps, switch to, replace, substitute, instead, alternative, "
    "another way, other version, version, variation, rather, prefer, prefers, better, do better, better off, best, "
    "wiser, safer, safe, support, supported, cushion, folded towel, towel, blanket, pad, padding, wall, chair, "
    "counter, sink, rail, hold on, holding on, hand on, seated, sitting, sit, on a chair, in a chair, lie on your "
    "side, on your side, on their side, bend, bent, on your fists, on the fists, fists, in stages, in steps, one hand "
    "on, keep one hand, keep a, keep an eye, watch, warm up, twice as long, longer warm, rest, ice, upright, head "
    "above, above your heart, above their heart, above the heart, below the heart, below shoulder, normally, breathe "
    "normally, with a teacher, teacher in the room, shown you, coach, teacher, instructor, therapist, excuse, good "
    "enough, good reason, reason to, warning, warn*, a sign, signal, means, thank you for, allow, allows, allow it, "
    "allow them, as comfortable, comfortable, comfortably, pain free, without pain, wear, calls for, call for, ask, "
    "asks for, ask for, check, eat something, drink water, doucement, prudence, prudent*, douceur, léger, légère, "
    "légèrement, réduis, réduisez, réduire, réduit, diminu*, moins, raccourci*, allège*, ralenti*, limite*, adapte*, "
    "adaptez, modifi*, remplac*, plutôt, préfèr*, préférer, mieux vaut, il vaut mieux, mieux, sur le côté, par le "
    "côté, couverture, coussin, chaise, mur, main au mur, appui, appuyé*, soutien, sur les avant bras, avant bras, "
    "poings, descends, descendez, garde*, suffi*, attention, respect*, patience, tout doux, petit, petite"
)
# Two parts with a little between them: "leave the deep version to …", "give the headstand a miss".
GAPS = (
    (Vocabulary("take, takes, taken, strike, cross, leave"), Vocabulary("out of, off the list, off your list, out"), 3),
    (Vocabulary("put, puts, mets, mettez, range, rangez"), Vocabulary("away, down, aside, de côté, au placard"), 4),
    (
        Vocabulary("let, have, get, lets, ask, laisse*, fais, faites"),
        Vocabulary(
            "settle, heal, rest, calm, recover, quieten, look, look at, checked, seen, examined, assessed, looked, "
            "watch you, watch your, check your, check you, show you, help you, voir, vérifier, passer"
        ),
        6,
    ),
    (
        Vocabulary("leave, leaves, leaving, left, laisse*, laissez, laissons"),
        Vocabulary(
            "alone, out, aside, be, in peace, for now, for later, for class, to people, to those, to a, to the, to "
            "somebody, to someone, to others, to your, tomber, de côté, tranquille*, à ceux, aux"
        ),
        6,
    ),
    (Vocabulary("give, gives, giving, gave"), Vocabulary("a miss, a rest, a wide, a pass, a week, a break"), 5),
    (Vocabulary("sit, sits, sitting"), Vocabulary("out"), 4),
    (
        Vocabulary("wait, waits, waiting, hold off, holding off, put off, attend*, attendez, patient*, patienter"),
        Vocabulary("until, till, for, weeks, week, days, months, month, before, que, jusqu*, avant, semaines, mois"),
        5,
    ),
    (
        Vocabulary("save, saves, keep, park, postpone"),
        Vocabulary("for another, for later, for next, for class, for the next, for a day, for days, for after"),
        5,
    ),
    (
        Vocabulary("stop, stops, stopping, stay, stays, staying"),
        Vocabulary("short of, a little short, below, before, well within, well below, well short"),
        3,
    ),
    (
        Vocabulary("keep, keeps, keeping, stay, stays, staying, steer, steers, steering, hold"),
        Vocabulary("away, clear, off, well clear, out of"),
        5,
    ),
    (Vocabulary("take, takes"), Vocabulary("a notch, down a, easy"), 3),
    (
        Vocabulary("swap, replace, trade, exchange, change, remplace*, remplacez"),
        Vocabulary("for, with, by, par"),
        6,
    ),
    (
        Vocabulary("no, isn't a, not a, hardly a, never a, isn't an, not an"),
        Vocabulary("place, time, day, exercise, stretch, pose, move, week, hour, moment, job, matter, pour"),
        3,
    ),
    (Vocabulary("come, comes, go, goes"), Vocabulary("before, first, second"), 4),
)  # Each: an entry, another behind it, and how many words behind at most.
# A bit less: "keep the arms low".
KEEPS = (
    Vocabulary("keep, keeps, hold, make, stay, go, garde*, gardez, restez, reste"),
    Vocabulary(
        "low, bent, short, small, soft, slow, light, gentle, upright, open, close, near, handy, within, seated, "
        "shallow, supported, bas, basse, basses, pliés, pliées, ouverts, petit, près"
    ),
    5,
)

# Force and ambition, whose denial is a caution for everybody.
FORCE = Vocabulary(
    "press on you, push on you, push you, pull you, pull on you, sit on you, lean on you, walk on you, stand on you, "
    "anyone push, anyone pull, anyone press, somebody push, somebody press, anybody push, help you deeper, press you "
    "deeper, forcing, forces, forced, push, pushing, push through, pushing through, press on, pull on, pull your, "
    "pulling, yank*, crank*, jerk*, wrench*, tug, tugging, bounc*, chas*, strain*, struggl*, fight, fighting, grit, "
    "gritting, power through, work through, muscle through, breathe through, train through, run through, stretch "
    "through, overstretch*, over stretch*, overreach*, overdo*, hyperextend*, collapse, sink into the joint, lock "
    "your, lock the, jam, jamming, slam, drop into, hang on the joint, dig, digging, past the, past your, beyond "
    "your, beyond the, go beyond, go past, compete, competing, be a hero, heroics, hero, heroes, prove anything, "
    "forcez, forcer, forcé, brusqu*, à coup*, tirer sur, pousser, rebond*, insist*, dépass*, précipit*"
)
# Nearly one: a person should look.
NEARLY = Vocabulary(
    "not a competition, isn't a competition, not a contest, isn't a contest, not a race, isn't a race, not a test, "
    "isn't a test, pas un concours, don't rush, do not rush, never rush, don't hurry, do not hurry, up to the point, "
    "within a comfortable, respect your, is too much, is too far, is too hard, is too deep, don't chase, do not "
    "chase, never chase, ne précipite*, without forcing, without force, no force, no strain, without strain, without "
    "straining, no further, no higher than, risk of"
)
DENIED = Vocabulary(
    "don't, do not, dont, never, not, nobody, no one, nothing, avoid, resist, isn't, needn't, need not, shouldn't, "
    "should not, mustn't, won't, there's no, there is no, has no, have no, no need, no prize, rather than, ne, n', "
    "pas, jamais, rien, inutile, on ne, évite*"
)
# "Don't hold your breath": a habit of practice, no caution.
PUSHED = Vocabulary(
    "don't hold your breath, do not hold your breath, never hold your breath, without holding your, don't hold the "
    "breath, stop holding your breath, holding your breath without, ne retiens pas, ne retenez pas"
)
# "There is nothing to push against": a want, no ban.
TO_PUSH = Vocabulary("nothing to push, nothing to pull, nothing to press, nothing to force, rien à pousser")
# Takes back what the rest of the sentence might frighten with.
COMFORTS = Vocabulary(
    "a sign that you've, a sign that you have, a sign that something, a sign that anything, a sign of anything, "
    "nothing to worry about, nothing to panic, nothing to be alarmed, no cause for, no reason to worry, no need to "
    "panic, rien d'inquiétant, rien de grave"
)
# A caution by itself, whoever reads it.
ALWAYS = Vocabulary(
    "any of these apply, any of these applies, any of those apply, any of those applies, any of this applies, any of "
    "the above apply, any of the above applies, one of these applies, one of these apply, l'un de ces cas, un de ces "
    "cas, "
    "or not at all, is a mistake to, a mistake to do, not to read scans, not to diagnose, not to treat, not trained "
    "to diagnose, trained to teach, a pain that climbs, pain that climbs, pain climbs, stop and find, not meet alone, "
    "rather not meet, pas plus loin que, pas plus bas que, pas plus haut que, pas plus longtemps, avant que la "
    "respiration, avant que ça, avant la douleur, jusqu'à la douleur, dans la douleur, malgré la douleur, sur l'os, "
    "ni sur un bleu, ni sur une plaie, rien ne doit faire, ne doit pas faire mal, ne doit jamais, ne doivent jamais, "
    "on ne roule pas sur, on n'appuie pas, on n'insiste pas, n'insistez pas, n'insiste pas, sans insister, sans "
    "jamais forcer, where the accidents, accidents happen, accidents live, accident waiting, way of finding the, "
    "clunks and hurts, have my blessing to, you have my blessing, from experience never, a wise body, sois prudent*, "
    "soyez prudent*, restez prudent*, reste prudent*, yours may be, yours might be, yours may say, yours may differ, "
    "ask yours, never alarm, not alarm, never round the neck, round the neck, is a mistake you, mistake you make, "
    "sometimes you stop, moi pas, moi non, mal finir, finit mal, outside my field, outside my training, outside my "
    "competence, beyond my field, beyond my training, beyond my competence, not mine to, is not mine, isn't mine to, "
    "above my pay, out of my depth, my department, not my field, not my job, isn't my job, not a yoga teacher's, as "
    "far as i take, as far as i go, as far as i can take, more than i can, more than a blog, more than a newsletter, "
    "more than a page, more than this page, with a licence, with a license, somebody qualified, someone qualified, "
    "stop while, quit while, mention that to, mention it to, tell someone, tell somebody, say so to, let someone "
    "know, let somebody know, somebody else had a look, someone else had a look, have a proper look, ring the clinic, "
    "ring your clinic, call the clinic, phone the clinic, ring the surgery, call the surgery, ring the practice, call "
    "the practice, ring the unit, ring the ward, call the unit, call the ward, don't be brave, don't be proud, no "
    "bravery, no bravado, this is not bravery, bravery is not, pride has no, leave your pride, leave the ego, leave "
    "your ego, ego at the, check your ego, harder is not, harder isn't, deeper is not, deeper isn't, further is not, "
    "stronger is not, longer is not, faster is not, bigger is not, n'est pas mieux, ne veut pas dire mieux, veut pas "
    "dire mieux, rien à prouver, nothing to prove, too keen, you were too, you have been too, you've been too, too "
    "long upside, too long upside down, too much too soon, too far too soon, too soon too, past the point where, past "
    "the point of, gets to say no, is allowed to say no, you're allowed to leave, allowed to leave, allowed to stop, "
    "allowed to skip, free to skip, free to stop, permission to stop, permission to skip, permission to leave, take a "
    "strange, convient pas à tout, convient pas à toutes, ne convient pas à tout le, not everyone's friend, not "
    "everybody's friend, everyone's friend, not for every, isn't for every, was not made for, wasn't made for, "
    "weren't made for, never made for, never meant for, never intended for, was not meant for, wasn't meant for, no "
    "qualifications, not qualified, no medical training, no medical, not medically trained, leave something in the "
    "tank, in the tank, middle of the range, middle of your range, inside your range, within your range, end of your "
    "range, not meant to feel, not supposed to feel, shouldn't feel, should not feel, should never feel, not meant to "
    "hurt, not supposed to hurt, isn't meant to hurt, shouldn't hurt, never hurt, session is over, séance est finie, "
    "is how people get, is how backs, is how necks, is how knees, is how calf, is how calves, is how hamstrings, is "
    "how tendons, is how shoulders, is how ankles, is how injuries, is how accidents, ends in casualty, ends in "
    "tears, end in tears, ends in hospital, ends in an ambulance, ends at the physio, never over them, never over it, "
    "around them never, wrong place, the weight is wrong, too heavy, weight is too heavy, come away from it, go "
    "nowhere near, get nowhere near, is the ceiling, is the limit, is the maximum, then off, full day off, day off "
    "between, days between, gap of two, leave a day, leave two days, days apart, day's rest between, rest day "
    "between, not everybody's, not everyone's, not every body, not every back, not every neck, not every knee, not "
    "every shoulder, not every hip, no hanging, no bouncing, no forcing, no yanking, no jerking, no heroics, has had "
    "enough, have had enough, had enough when, only if your, only if it feels, only if it's comfortable, only as long "
    "as it's, only as long as it, only as far as it, only as far as is, only as far as your, only as deep as, as your "
    "knees allow, as your body allows, as your back allows, your knees allow, your back allows, your body allows, "
    "your shoulders allow, your hips allow, needn't go, need not go, don't have to go all, don't need to go all, no "
    "need to go all, needn't be deep, says do less, means do less, no prize, no prizes, no medal*, not a race, be a "
    "hero, don't be a hero, more is not better, more isn't better, more is not more, more isn't more, no pain no "
    "gain, you've gone too far, you've gone too deep, you've pushed too, you've pushed too far, you've gone past, "
    "gone past your, you have gone too, you're going too, you are going too, pushed too far, folded too deep, you "
    "overdid, overdid it, you've overdone, you've done too much, done too much, doing too much, when in doubt, if in "
    "doubt, less is more today, stop short of, short of a strain, short of pain, not through pain, past the pain, "
    "into pain, through the pain, never a sting, never sharp, never pain, not pain, pain is not, pain isn't, pain is "
    "never, isn't a sign that, not a sign that, hurt themselves, hurt yourself, hurt your, you'll hurt, will hurt "
    "you, injure yourself, injure your, get hurt here, how people get hurt, people get hurt doing, "
    "people get hurt when, people hurt, end up on my table, regret it, "
    "you'll regret, pay for it, you'll pay for, mugged tomorrow, can bring on a cramp, bring on a cramp, bring on a "
    "headache, bring on a, make you dizzy, make you light, make you faint, make you sick, make you feel sick, feel "
    "sick, leaves you dizzy, leave you dizzy, will spin, room spins, leave a bruise, leave bruises, leaves a bruise, "
    "can irritate, will irritate, may irritate, can inflame, can damage, can injure, can tear, can strain, can "
    "overload, can aggravate, will aggravate, make it worse, makes it worse, make things worse, makes things worse, "
    "make matters worse, does more harm, do more harm, do harm, does harm, can harm, is risky, are risky, is "
    "dangerous, are dangerous, at your own risk, at off limits, wide berth, no not beyond, your limit, your limits, "
    "own limits, own limit, your edge today, be honest with yourself, listen to your body and know your limits, "
    "better safe, play it safe, on the safe side, err on the, side of caution, not be a hero, go at your own, a no "
    "no, is plenty for a first, is enough for a first, no not and no more, not a minute longer, not longer, never "
    "longer, and no further, and not more, twice a week is plenty, once a week is plenty, is too long, never fall "
    "asleep, never alone, don't practise this alone, unattended, with a teacher in the room, mal faire, ne ne forcez, "
    "sans forcer, on ne sans douleur, rien ne presse, pas une compétition, pas plus, jamais plus, au maximum, en "
    "faire moins, fais en moins, faites en moins, n'est jamais normale, n'est pas normal*, pas piquer, mauvaise idée, "
    "à éviter, à proscrire, contre indiqu*, déconseillé*, tes limites, vos limites, pas pour tout le monde, not for "
    "everyone, not for everybody, isn't for everyone, ne remplace*, no substitute, replaces a visit, replace a visit, "
    "replaces your doctor, not medical, not a physio*, not a doctor, i'm a potter not, for healthy adults, for "
    "healthy people, right for you, may not suit, might not suit, doesn't suit everyone, meant for acute"
)
# What such a reader or such a part of the body needs.
NEEDS = Vocabulary(
    "need, needs, want a, wants a, want something, wants something, want less, wants less, prefer, prefers, may "
    "prefer, might prefer, do better, does better, do well, does well, are better, is better, better off, fare "
    "better, call for, calls for, ask for, asks for, thank you for, deserve, deserves, appreciate, appreciates, may "
    "want, might want, will want, may need, might need, préfère*, demande*, mérite*, réclame*, apprécie*, ont besoin, "
    "a besoin, ont intérêt, a intérêt"
)
# "Two minutes a side, no longer."
NO_MORE = frozenset(
    ("no", word) for word in ("longer", "more", "further", "farther", "deeper", "higher", "lower", "harder", "heavier")
) | {("pas", "plus"), ("pas", "davantage")}
# Before an illness or a complaint: any such one.
ANY = word_set("a an any some old recent fresh new every un une tout toute les des ces vieille ancienne")
# Where pressure, weight or pulling does harm, and the words that keep it away.
PLACES = Vocabulary(
    "throat, windpipe, front of the neck, front of your neck, spine, spines, vertebra*, backbone, bone, bones, bony, "
    "kneecap*, tailbone, coccyx, nerve*, joint, joints, vein*, artery, arteries, armpit*, groin, kidney*, lower ribs, "
    "floating ribs, eyeball*, abdomen, collarbone*, inside of the knee, back of the knee, behind the knee, funny "
    "bone, the neck, your neck, your head, the head, low back, lower back, gorge, colonne, vertèbre*, os, rotule*, "
    "nerf*, articulation*, aisselle*, reins, la nuque"
)
OFF = (
    (
        Vocabulary("keep, stay, steer, keeps, stays, take, reste*, restez, work"),
        Vocabulary("off, clear, away, well away, around, à distance, loin"),
        5,
    ),
    (
        Vocabulary("no, never, not, avoid, don't, do not, évite*, jamais, pas"),
        Vocabulary(
            "pressure, press, pressing, roll on, roll over, rolling on, rolling over, weight on, directly, straight "
            "on, over the, on the, inside of, appuie*, appuyez, directement, de pression, sur"
        ),
        4,
    ),
)
NOT = frozenset(("not", "isn't", "aren't", "pas", "non"))

# Somebody, told by what they know or did: "the people who looked after it".
SOMEBODY = Vocabulary(
    "somebody, someone, person, people, those, whoever, the one, anyone, hands, eyes, quelqu'un, la personne, celui, "
    "celle, ceux"
)
QUALIFIED = Vocabulary(
    "letters after, qualified, trained, certified, registered, licensed, a degree, a couch, examine, examined, "
    "explain it, scan, scanned, x ray, looked after, looks after, look after, looked at it, look at it, treats you, "
    "treated you, treat you, treats it, operated, operates, prescribes, prescribed, white coat, stethoscope, knows "
    "your, know your, put the pin, put it in, put them in, delivered, signed you, signed off, formé, formée, diplômé, "
    "diplômée, soigne, soigné, opéré, prescrit, suivi"
)
MOST_BETWEEN = 7
# Said to some readers only, what they do instead.
SHOULD = Vocabulary(
    "should, must, need, needs, can, may, might, ought, had better, will want, would do, do better, are better, get "
    "the, gets the, could, garderont, gardent, feront, doivent, peuvent, devraient, choisiront, prendront, resteront, "
    "éviteront, preferably"
)
SOME_READERS = Vocabulary(
    "people, those, those of you, those with, anyone, anybody, whoever, folks, women, men, mums, moms, mothers, "
    "clients, students, readers, runners, dancers, swimmers, everyone with, everybody with, personnes, celles, ceux, "
    "femmes, hommes, élèves"
)
# Says for whom the article is: "written for adults with no history of …".
WRITTEN = Vocabulary(
    "write, wrote, written, writing, pages, programme, program, plan, sheet, page, routine, meant, intended, made, "
    "designed, built, s'adresse, s'adressent, écrit, écrite, écris, pensé, pensée"
)
FOR_WHOM = Vocabulary(
    "for people, for adults, for those, for anyone, for bodies, for readers, for healthy, for women, for runners, for "
    "the healthy, à des, aux, à celles, à ceux, pour des, pour les"
)
SOUND = Vocabulary(
    "healthy, well, no history, signed off, cleared, merely, bonne santé, free of, not for, outside that, in good "
    "health, fit and, without any, sans antécédent*, no injur*, no condition*, uninjured, no known"
)
# "Leave the psoas to somebody with a licence."
TO_OTHERS = (
    Vocabulary("leave, leaves, leaving, belongs, belong, laisse*, laissez, laissons"),
    Vocabulary(
        "to somebody, to someone, to people, to those, to a professional, to professionals, to the professionals, to "
        "your, to the physio, to the doctor, with somebody, with someone, aux professionnels, à quelqu'un, à ceux, à "
        "celles"
    ),
    5,
)
YOUR = word_set("your his her their ton ta votre leur son sa")
THAT = (["that"], ["which"], ["with"], ["whose"], ["who"], ["qui"], ["avec"], ["dont"])
# "Not with a fever", "Pas avant six semaines": forbidden in a few words.
NOT_SO = word_set(
    "before until till without during after while if when with on over near for in under avant sans pendant si quand "
    "sur après en dans"
)
NEVER_MIND = word_set("skip mind underestimate miss forget fear say too again stop ever once had have has been")
# "Never after wine": what is done never, and when; no story follows.
NEVER_SO = NOT_SO | word_set(
    "alone after at from through into over against more past beyond within seul seule chez devant sous vers"
)
THEREFORE = word_set("and or but nor so et ou ni mais")
SPEAKS = word_set("i i'm i've i'd we we're we've je j'ai nous on have has had")
BESIDE = Vocabulary("with, during, after, before, on, avec, pendant, après, avant")
NONE = word_set("no not none nothing pas rien aucun aucune")
NONE_FOR = (
    Vocabulary(
        "no, none, not, nothing here, nothing in here, nothing in it, nothing in this, nothing on this, pas de, pas d, "
        "aucun, aucune"
    ),
    Vocabulary(
        "for the, for those, for anyone, for anybody, for people, for readers, for you, for a, pour les, pour ceux, "
        "pour celles, pour qui"
    ),
    4,
)
# "Nothing in this letter is for the first six weeks."
NONE_OF_IT_FOR = (
    Vocabulary(
        "nothing here, nothing in here, nothing in it, nothing in this, nothing on this, nothing in these, none of "
        "this, none of these, none of it, none of them, none of the above, none of what follows, nothing above, "
        "nothing below, rien ici, rien de tout, rien de ceci, rien de cela, rien dans, aucun de ces, aucune de ces"
    ),
    Vocabulary(
        "is for, are for, suits, suit, is meant for, are meant for, is safe, are safe, is suitable, are suitable, "
        "should hurt, should be painful, est pour, n'est pour, convient, ne convient, doit faire mal, ne doit faire mal"
    ),
    8,
)
# "It may click, but it should not catch."
MAY_NOT = (
    Vocabulary("may, can, might, could, peut, peuvent"),
    Vocabulary("should not, shouldn't, must not, mustn't, may not, should never, must never, ne doit, ne doivent"),
    8,
)
