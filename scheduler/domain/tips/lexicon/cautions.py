"""What a caution is made of: whom it concerns, what the body says, what is limited, who should be asked.

Plain words, in English and in French. How they make a caution together is `tips/cautions.py`.
"""

from __future__ import annotations

from scheduler.domain.tips.lexicon.vocabulary import Vocabulary

# An illness, an injury, a state: whoever has it needs other advice.
CONDITION = Vocabulary(
    "vaccination*, vaccine*, jab, jabs, lost a tooth, tooth out, teeth out, wisdom tooth, six week check, week check, "
    "low pressure, pressure runs, bruise like, bruises like, déboîte*, se déboîtent, luxation*, been replaced, in "
    "plaster, in a cast, a filling, fillings, dentures, come out before, came out before, clicks and, skips a beat, "
    "skipped a beat, skipped about, have fallen, has fallen, fallen this, fallen recently, sixth month, seventh "
    "month, eighth month, ninth month, inner ear, bendier, bendiest, sous cortisone, nuque raide, dos fragile, "
    "plâtre, dentier, ménopause, thin bones, thinning bones, bones are thin, bones are on, weak bones, soft bones, "
    "ticker, popped out, pops out, popping out, slips out, slipped out, had a fall, a fall since, a fall in the last, "
    "jeune maman, jeunes mamans, jeune mère, césarienne*, placenta, cervix, breech, os fragile*, os fins, coeur "
    "fragile, cœur fragile, hernie*, sciatique*, lombalgie*, migraineu*, phlébite*, pregnan*, expecting, trimester, "
    "postpartum, postnatal, antenatal, prenatal, midwi*, breastfeed*, nursing mother*, had a baby, have a baby, "
    "expecting a baby, after birth, given birth, gave birth, giving birth, newborn, c section, caesarean, cesarean, "
    "diastasis, prolaps*, pelvic girdle, menstruat*, your period, moon cycle, menopaus*, glaucoma, eye pressure, "
    "retina*, cataract*, hypertens*, blood pressure, osteopor*, osteopen*, brittle bones, fragile bones, bones are "
    "fragile, bone density, surger*, operation, operated, surgical, post op, stitches, scar, scars, implant*, "
    "pacemaker, stent, replacement, injur*, hernia*, slipped disc, slipped discs, bulging disc, bulging discs, disc "
    "trouble, disc problem*, disc issue*, disc injur*, disc bulge*, disk, sciatica, fractur*, broken, sprain*, "
    "dislocat*, torn, tear in, rupture*, whiplash, concuss*, diabet*, neuropath*, asthma*, copd, emphysema, "
    "respiratory, heart condition*, heart disease, heart problem*, heart trouble, heart attack, cardiac, arrhythm*, "
    "epilep*, seizure*, vertigo, arthrit*, rheumat*, bursitis, tendin*, tendon problem*, fasciitis, impingement, "
    "frozen shoulder, carpal tunnel, stenosis, scoliosis, spondylo*, hypermobil*, bendy, replaced, prone to, twins, "
    "triplets, acute phase, acute stage, immune, dialysis, gallbladder, appendix, transplant*, ostomy, catheter, "
    "shingles, gout, plantar fasci*, shin splints, hamstring tear*, ehlers, varicose, blood clot*, clot, clots, dvt, "
    "thromb*, cancer, chemo*, tumour, tumor, a stroke, had a stroke, stroke survivor*, multiple sclerosis, "
    "parkinson*, fibromyalgia, chronic condition*, chronic illness*, chronic pain, medical condition*, health "
    "condition*, medical history, health issue*, health problem*, health concern*, medication*, medicine, blood "
    "thinner*, steroid, drowsy, infection*, infected, infectious, fever*, flu, have a cold, has a cold, "
    "with a cold, from a cold, got a cold, bad cold, heavy cold, cold or a, or a cold, open wound*, wound*, rash, "
    "reflux, heartburn, stomach ulcer*, ulcer*, migraine*, reduced sensation, reduced feeling, loss of sensation, "
    "loss of feeling, lost feeling, numbness, bruise easily, bruises easily, bruised, inflam*, lymph*, oedema, edema, "
    "anxiety disorder, trauma, ptsd, panic attack*, eating disorder, coming back from illness, back from illness, "
    "illness, unwell, ill, low back problem*, back problem*, back trouble, back condition*, back issue*, neck "
    "problem*, neck trouble, neck issue*, knee problem*, knee trouble, knee issue*, hip problem*, hip issue*, "
    "shoulder problem*, shoulder trouble, shoulder issue*, wrist problem*, wrist trouble, wrist issue*, joint "
    "problem*, joint issue*, balance problem*, balance issue*, balance trouble, tmj, recovering, rehab*, recent fall, "
    "bad back, bad knee*, bad hip*, bad shoulder*, bad neck, bad wrist*, dodgy knee*, dodgy back, dodgy hip*, knee "
    "pain, back pain, neck pain, wrist pain, shoulder pain, hip pain, cramps at night, over sixty, over seventy, over "
    "fifty, enceinte*, grossesse, accouch*, opéré*, opération, chirurgi*, blessur*, blessé*, hypertendu*, tension "
    "artérielle, glaucome, ostéopor*, entorse*, diabète, diabétique*, asthm*, cardia*, épilep*, vertiges, arthrose, "
    "hyperlax*, varice*, phlébit*, cicatrice*, fièvre, infecti*, inflammat*, cervicales, fragile, fragiles, règles, "
    "traitement, anticoagulant*, *itis, *opathy, *algia, *ectomy, *plasty, *aemia, *philia, *sclerosis, *porosis, "
    "*thrombosis, *fibrosis, stoma, cortisone, pills, tablets, temperature is up, a temperature, before the birth, "
    "before birth, the birth, growth spurt, tattoo*, piercing*, sunburn*, a big meal, a heavy meal, a meal, after "
    "eating, full stomach, alcohol, wine, skin tears, abîmé*, red joints, hot joint*, hot red, statins, insulin, "
    "chronic fatigue, long covid, covid, pneumonia, bronchit*, kidney*, liver, gallstones, lupus, hives, eczema, "
    "psoriasis, blister*, cyst*, lump*, prothèse*, cracked tooth, new crown, root canal, braces, recent break, a "
    "break, new hip, new knee, pins in, metalwork"
)
# What a body says when something is too much.
ALARM = Vocabulary(
    "hiccup, gulps, gasps, never crack, makes the nerve, fatter than, bluer than, hotter than, redder than, derrière "
    "le genou, queasy, room tilt*, room spin*, room turn*, room sway*, floor move*, world spin*, fingers turn, toes "
    "turn, turns blue, winc*, grimac*, suck your teeth, grit your teeth, gritting your teeth, hold your breath, "
    "gush*, tête tourne, nuque tire, genou tire, dos tire, ça tire, tiraille*, élance*, ça pique, ça brûle, ça pince, "
    "descend dans, fourmi*, souffle court, sharp, sharpness, stab*, shooting, electric, burn, burns, burning, pinch, "
    "pinches, pinching, pinchy, jab*, numb, numbness, goes dead, fall asleep, tingl*, pins and needles, dizz*, light "
    "headed, lightheaded, woozy, faint*, spinning, giddy, nause*, sick, breathless, short of breath, shortness of "
    "breath, out of breath, gasping, blur*, vision, see stars, ringing, palpitations, heart races, chest pain*, tight "
    "chest, chest tight*, panicky, panicked, panicking, feel panic, up panic, of panic, any panic, panic attack*, "
    "panic or, or panic, bleed*, spotting, contraction*, leak, leaking, doming, domes, coning, ridge, bulge, bulges, "
    "bulging, swell*, swollen, throb*, spasm*, lock up, locks, locking, gives way, hot and, lump, weakness, travels "
    "down, radiat*, wakes you, feels wrong, doesn't feel right, does not feel right, not feel right, overwhelm*, "
    "agitated, distress*, zing*, zap*, twinge*, grind*, lose your balance, lose balance, losing your balance, lose "
    "control, hurts, hurting, hurt, fourmillement*, engourdi*, vertige*, tête vous tourne, tête te tourne, étourdi*, "
    "nausée*, essoufflé*, vive, aiguë, lancinant*, pincement*, brûlure*, malaise, heard a pop, a pop, popped, weight "
    "on the foot, weight on the leg, bear weight, put any weight, locked, stuck, limp, limping, boites, boite, wakes "
    "you at night, gives out, hot to the touch, red and, pulse in, hear your pulse, heartbeat under, "
    "heaviness down, heaviness in the pelvi*, heaviness or, dragging feeling, dragging sensation, dragging down, "
    "ears ring, ears "
    "pop*, vision swimming, like a knife, a knife, pulls behind, vertige, goes white, go white, turn blue, goes cold"
)
# Weaker: a reader with this may as well need the exercise. It limits only with words that limit.
DISCOMFORT = Vocabulary(
    "starts talking, start talking, talks back, talk back, speaks up, speak up, starts shouting, shouts, has an "
    "opinion, have an opinion, playing up, plays up, acting up, acts up, râle, râlent, proteste*, grince*, mumble*, "
    "moan*, moans, groan*, pain*, ache, aches, aching, achy, sore, soreness, tender, tenderness, sensitive, "
    "sensitivity, uncomfortable, discomfort, strain, strained, straining, cramp, cramps, cramping, headache*, "
    "complain*, grumble*, grumbles, protest*, cranky, dodgy, grumpy, touchy, delicate, irritat*, flared, flares, "
    "flare, bother*, trouble*, worse, symptom*, unstable, wobbly, wobble, shaky, feverish, puffy, too much, too "
    "intense, too deep, unpleasant, doubt*, unsure, not sure, uncertain, balance is, balance isn't, your balance, new "
    "to, never done, beginner, beginners, unsteady, hard to breathe, catch your breath, mal, douleur*, douloureu*, "
    "gêne*, sensible*, inconfort*, doute*, fatigué*, débutant*"
)
# Opens a case: what follows holds for some readers, or for some moments.
CASE = Vocabulary(
    "if, when, whenever, unless, until, in case, as soon as, the moment, the minute, the second, once, where, should, "
    "even if, only if, especially if, particularly if, except, as long as, should you, while, si, quand, dès que, "
    "lorsque, tant que, en cas, au moindre, s'il, sauf, days when, on days"
)
# Sets apart some of the readers.
SOME = Vocabulary(
    "anyone, anybody, people, persons, those, those of you, folks, women, men, mothers, mums, moms, readers, "
    "students, clients, patients, everyone, not everyone, children, kids, older adults, older people, seniors, "
    "beginners, newcomers, runners, somebody, someone, whoever, who, with, during, after, following, in, for, under, "
    "over, before, if, when, unless, until, les personnes, personnes, femmes, ceux, celles, toute personne, avec, "
    "pendant, après, avant, pour, durant, lors, en cas, si, avez, vous avez, dos"
)
PEOPLE = Vocabulary(
    "anyone whose, anybody whose, those carrying, those of us, my older, my bendier, les personnes sous, personnes "
    "sous, anyone with, anyone who, anyone who's, anyone prone, anyone living, anyone recovering, anyone on, anyone "
    "in, anyone taking, anybody with, anybody who, people with, people who, people whose, people on, people living, "
    "people recovering, those with, those who, those whose, those of you, folks who, folks with, women with, women "
    "who, men with, students with, students who, clients with, clients who, readers with, readers who, everyone with, "
    "everyone who, somebody with, someone with, someone who, if you're someone, whoever, les personnes, toute "
    "personne, ceux qui, celles qui"
)
# Begins advice that holds back.
HOLDS_BACK = Vocabulary(
    "halve, do half, do less, do fewer, go nowhere, sit where, asseyez, assieds, allongez, baissez, ralentis*, "
    "laissez, put it off, save it for, you back out, you back off, you stop, you ease, you skip, you leave, we stop, "
    "we back off, we talk, let's talk, passe ton, passez votre, on repose, on arrête, on s'arrête, on lâche, on "
    "revient, on oublie, on saute, on évite, on laisse, on attend, on passe, on en parle, on en discute, parlons, "
    "discutons, quit, stop, pause, rest, avoid, skip, omit, drop, leave, back off, back away, back out, back up, ease "
    "off, ease up, ease out, ease back, come out, come up, come down, come back, let go, lower, release, wait, hold "
    "off, do not, don't, never, no, not, nothing, only, keep off, keep away, keep clear, keep out, stay away, stay "
    "off, stay clear, stay below, stay within, stay in, stay under, stay on, steer, keep, limit, reduce, shorten, "
    "lighten, soften, swap, switch, replace, substitute, choose, modify, adapt, adjust, take it easy, take it slow, "
    "take extra care, take care, take a, give, go gently, go slow*, go easy, go light*, go no, go only, be careful, "
    "be gentle, be cautious, be mindful, be kind, use extra, use caution, proceed, exercise caution, discontinue, "
    "refrain, resist, sit down, sit this, sit out, sit back, lie down, open your eyes, return, seek, get help, get "
    "medical, get advice, get checked, see, talk, speak, check, consult, ask, call, ring, phone, tell, contact, make "
    "it, move, treat, arrête*, évite*, évitez, cessez, sortez, sors, relâche*, revenez, reviens, restez, reste, "
    "laisse*, attend*, ne, n', pas, jamais, prudence, allez, vas, préfère*, pose*, garde*, limite*, remplace*, "
    "consulte*, demande*, parle*, get, go straight, rock, walk it off, go and see, have it"
)
# Says by itself that something is limited, wherever it stands.
LIMIT = Vocabulary(
    "is off duty, are off duty, n'ont rien à faire, n'a rien à faire, past the useful, don't teach this to, wants a "
    "smaller, want a smaller, wants a shorter, wants a lower, wants a softer, then off, nowhere near, want nothing to "
    "do, wants nothing to do, not one to do, not one to try, séance est finie, séance est terminée, c'est fini pour, "
    "a poor match, poor match, bad match, a wide berth, wide berth, is forbidden, are forbidden, strictly forbidden, "
    "is banned, has no business, have no business, cue to ease, cue to back, cue to quit, cue to rest, cue to slow, "
    "sign to ease, sign to back, sign to quit, signal to ease, signal to back, leave that to somebody, leave that to "
    "someone, leave it to somebody, leave it to someone, leave those to, is done for today, are done for today, all "
    "done for today, done for the day, you are done until, you're done until, passez votre tour, passe ton tour, "
    "passer votre tour, passer ton tour, est interdit*, sont interdit*, off limits, off the menu, off the table, out "
    "of bounds, no go, a no no, no place for, not the place for, best avoided, better avoided, best left, better "
    "left, should be avoided, must be avoided, not advised, not advisable, isn't advisable, inadvisable, ill advised, "
    "unadvisable, not recommended, isn't recommended, not suitable, isn't suitable, unsuitable, not appropriate, "
    "isn't appropriate, inappropriate, not safe for, not for everyone, isn't for everyone, not everyone should, not "
    "everybody should, contraindicat*, contra indicat*, stop sign, sign to stop, signal to stop, cue to stop, reason "
    "to stop, red flag*, warning sign*, gone too far, going too far, went too far, gone too deep, gone too hard, no "
    "direct pressure, no direct weight, no pressure on, should be checked, should be looked at, needs to be checked, "
    "need to be checked, needs checking, not everybody's, not everyone's, hands off any, at your own risk, medical "
    "attention, urgent help, urgent care, déconseillé*, contre indiqu*, à éviter, à proscrire, pas recommandé*, do "
    "not go together, don't go together, don't mix, do not mix, a bad mix, bad combination, doing too much, overdoing "
    "it, never like a, not like a knife"
)
# Says so where somebody or some state is spoken of.
LIMIT_IN_CASE = Vocabulary(
    "press half, half as hard, half as long, half as deep, half as far, half the time, half the range, come back to "
    "it next, come back to this next, afternoon at the hospital, trip to the hospital, use a soft, use a softer, no "
    "day for, no week for, no time for, no moment for, not the day for, not the week for, say so, says so, gives the "
    "nod, give the nod, give this one a rest, give it a rest, give this a rest, good reason to skip, good reason to "
    "stop, good reason to leave, another matter, attendra, attendront, has to wait, have to wait, will wait, will "
    "have to wait, on arrête, passe son tour, not a good idea, isn't a good idea, not a good fit, not a good choice, "
    "not safe, isn't safe, unsafe, not wise, unwise, not for you, isn't for you, isn't one for, not for anyone, not "
    "the right, isn't the right, not right for, wrong exercise, wrong pose, give it a miss, give this a miss, give "
    "them a miss, sit this one out, sit it out, leave it out, leave this out, leave them out, leave that out, leave "
    "out, leave it alone, skip, avoid, miss out, stop, instead, too far, think twice, heal first, fully healed, has "
    "healed, have healed, is healed, not meant for, not intended for, not designed for, not made for, not a good "
    "stretch, not a good exercise, not a good pose, not a good position, not a stretch for, no exercise for, no "
    "stretch for, no pose for, aren't for, isn't for, not for, not during, not after, not before, not while, not "
    "with, pas adapté*, n'est pas fait*, avis médical, l'urgence, emergency, can wait, stays off, stay off, ought to, "
    "is rest, belongs, half the load, half the weight, is the last, does not belong, bad idea, poor idea, on reste, "
    "on s'assoit, on s'arrête, on garde, on évite, on ne, jamais"
)
# "You should not", "can make it worse": said of the reader, in a clause of its own.
FORBIDS = Vocabulary(
    "nobody should, no one should, nobody ought, appuieront, resteront, passeront, s'abstiendront, prendront, "
    "choisiront, feront, demanderont, attendront, had better, would do well to, do well to, will do better, may "
    "leave, can leave, can skip, may skip, should not, shouldn't, should never, must not, mustn't, must never, ought "
    "not, ought to, should avoid, must avoid, need to avoid, want to avoid, should skip, should leave, should stay, "
    "should keep, should stick, should wait, should only, should be, should use, should have, should bend, should "
    "press, should start, should go, should take, should talk, should ask, should see, should speak, should check, "
    "should consult, should stop, should work, should sit, should get, should choose, should hold, should begin, "
    "should always, should do, should practise, should practice, should modify, should rest, should lie, should put, "
    "should move, should support, should lower, must, need to wait, need to take, need to be careful, need shorter, "
    "need a shorter, need less, need lighter, need extra, need more care, needs extra, do better, does better, may "
    "need to, might need to, might want to, may want to, will want to, can do this, can do it, can use, can stay, can "
    "sit, can rest, can practise, can practice, can keep, can come, press lightly, changes the rules, change the "
    "rules, only the, will not help, won't help, make it worse, makes it worse, make things worse, makes things "
    "worse, not the time, isn't the time, not the moment, would not do, wouldn't do, would not try, wouldn't try, "
    "would avoid, would skip, may want a, may want the, want a chair, might want a, may prefer, might prefer, do not, "
    "don't, never, doit, doivent, devez, devrai*, garderont, éviteront, évitez, éviter, attendez, demandez, arrêtez, "
    "sortez, préférez"
)
# What the body says means: enough.
MEANS = Vocabulary(
    "are your signal, is your signal, are your sign, are your cue, are your reminder, mean the, means the, mean your, "
    "means your, mean it, means it's, mean it's, means too, mean too, means back off, mean back off, means stop, mean "
    "stop, means you, mean you, means that you, mean that you, means it's time, means keeping, mean keeping, means "
    "no, mean no, means not, means avoid*, means skip*, means keep*, means rest, mean rest, calls for, call for, is a "
    "reason, are a reason, is a sign to, is a sign that you, is your sign, is the sign, are a sign to, are signs to, "
    "that's your sign, that's your cue, is your cue, is a cue to, is a signal, are signals to, is a no, are a no, "
    "should be looked, should be checked, should be seen, needs a doctor, need a doctor, everybody stops, everyone "
    "stops, we all stop, you stop, that you stop, tu ne, on ne fait pas, on arrête"
)
IS_NOT = Vocabulary(
    "is not, isn't, are not, aren't, is never, are never, n'est pas, n'est jamais, ne sont pas, ne doit, ne doivent"
)
# Ends an exercise at once.
STOPPING = Vocabulary(
    "stop, back out, back off, ease off, ease out, come out, come straight out, discontinue, pause, let go, arrête*, "
    "sortez, sors, relâche*"
)
# What such readers do instead.
DOES = Vocabulary(
    "do this one, do it, do this, does this, does it, keep, keeps, use, uses, stay, stays, practise, practice, "
    "practises, practices, sit, sits, choose, chooses, skip, skips, leave, leaves, avoid, avoids, stop, stops, press "
    "lightly, move slowly, go slowly, take it, need, needs, wait, waits, bend, lie, lies"
)
# Takes a little away from an exercise: a cushion, a smaller movement.
EASIER = Vocabulary(
    "smaller, less, lower, lighter, lightly, softer, shorter, gentler, gently, slower, slowly, easier, higher, "
    "closer, support, supported, supports, cushion*, blanket*, bolster, pillow*, folded, padding, towel, chair, wall, "
    "bend, bent, instead, forearms, forearm, fists, fist, elbows, side, knees, rest, earlier, sooner, half, reduce, "
    "partial, seated, within reach, hold on to, hold onto, teacher, one round, range, wider, comfortable, "
    "comfortably, halfway, back off, nearby, next to, beside, easy, light, plus bas, doucement, coussin, couverture, "
    "chaise, mur, moins, douceur"
)
# What must not be done, whoever reads it: where force or pressure does harm.
HARM = Vocabulary(
    "crack, cracks, cracking, pop, pops, bounc*, forc*, crank*, yank*, jerk*, jam, jams, jamming, wrench*, "
    "overstretch*, overdo*, over stretch, over do, over extend*, overextend*, hyperextend*, push through, pushing "
    "through, work through, power through, push past, push into pain, into pain, through pain, past pain, through the "
    "pain, into the pain, pain, past the, beyond your, beyond what, to exhaustion, to failure, dig, digging, exceed*, "
    "all your weight, full weight, full body weight, cold muscle*, on the spine, the spine itself, your spine, on "
    "your spine, over the spine, directly on, directly over, directly under, direct pressure, straight on, on a "
    "joint, on the joint, over a joint, over joints, on bone, on bones, on a bone, over a bone, over bone*, bony, on "
    "the bone*, kneecap*, tailbone, coccyx, throat, front of the neck, front of your neck, carotid, windpipe, armpit, "
    "inside of the knee, back of the knee, behind the knee, groin, abdomen, vein*, artery, arteries, nerve*, broken "
    "skin, bruise*, bruised, wound*, swollen, inflamed, injured, injury, fresh, skin, stitches, ice, heat, bare skin, "
    "alone, unattended, headstand, neck to, on your neck, on the neck, off your neck, off the neck, off your head, "
    "off the head, off your wrists, off the wrists, off your knees, off the knees, off your spine, off your low back, "
    "off your lower back, off your belly, off the belly, weight on the head, weight on your head, drive, driving, "
    "forcez, force, colonne, brusque*, à coups, douleur, directement"
)
NEGATIVE = Vocabulary(
    "your jaw should never, your neck should never, your knees should never, your knee should never, your back should "
    "never, on ne, on n', never, do not, don't, dont, avoid, no, not, refrain from, resist, steer, keep, stay, please "
    "do not, please don't, please never, please avoid, you should never, you should not, you shouldn't, you must not, "
    "we never, ne, n', n'appuyez, n'appuie, évitez, évite"
)
AWAY = Vocabulary("off, away, clear, out of, away from")
# How much at most.
DOSE = Vocabulary(
    "no more than, not more than, never more than, no longer than, not longer than, never longer than, no deeper "
    "than, no further than, no farther than, no heavier than, no harder than, no higher than, not exceed, never "
    "exceed, exceed, at most, at the most, maximum, max, tops, is the ceiling, is the limit, is the maximum, enough "
    "for your first, enough for the first, plenty for your first, plenty for the first, enough to begin with, only as "
    "low as, only as far as, only as deep as, only as high as, only as hard as, only as much as, only as long as, "
    "limit yourself, keep it under, keep this under, keep it below, keep it to, keep it short, more will only, wait "
    "at least, leave at least, allow at least, a day off between, a rest day, dépassez, pas plus de, jamais plus, au "
    "maximum"
)
NO_DOSE = Vocabulary(
    "takes no more than, needs no more than, need no more than, requires no more than, limit the time, by no more "
    "than, usually by, by at most"
)
# How many there are, and no word to one of them: "About one in three women who have had a baby does it".
SHARES = Vocabulary(
    "one in two, one in three, one in four, one in five, one in six, one in eight, one in ten, one in twenty, two in "
    "three, two in five, out of ten women, out of ten men, out of ten people, out of ten mothers, out of ten runners, "
    "out of ten of, percent of, per cent of, une femme sur, un homme sur, une personne sur, un coureur sur, une sur "
    "deux, une sur trois, un sur trois, un sur dix, pour cent des"
)
# As far as it does not hurt.
PAIN_FREE = Vocabulary(
    "pain free, painless, without pain, without any pain, free of pain, point where it hurts, before it hurts, short "
    "of pain, not painful, never painful, no pain, douleur n'est, does not hurt, doesn't hurt, do not hurt, isn't "
    "painful, never hurt, not be painful, not hurt, never feel pain, not feel pain, not feel any pain, not cause "
    "pain, not cause any pain, pain is not, pain isn't, pain is never, pain is no, sans douleur, sans forcer, jamais "
    "faire mal, pas faire mal, pas mal"
)
PAIN_IS_NO = Vocabulary("pain is not, pain isn't, pain is never, pain is no, douleur n'est")
# People to ask.
ASKED = Vocabulary(
    "whoever keeps an eye, whoever treats, whoever operated, whoever prescribed, people who operated, people who "
    "plastered, votre soignant*, le toubib, toubib, doctor, doctors, doctor's, gp, gps, physician*, physio, physios, "
    "physiotherap*, physical therap*, health care, healthcare, care provider*, care team, care professional*, medical "
    "professional*, health professional*, medical provider*, medical team, medical advice, medical help, medical "
    "attention, medical clearance, medical check*, midwife, midwives, dentist, podiatrist*, chiropodist*, specialist, "
    "specialists, osteopath*, chiropract*, pharmacist, surgeon, surgeons, obstetric*, ob gyn, ob, obgyn, gynaecolog*, "
    "gynecolog*, nurse, health visitor, psychologist*, psychotherap*, counsellor, counselor, paramedic*, rmt, your "
    "therapist, a therapist, massage therapist, pelvic health, professional, professionals, a professional help, "
    "practitioner, consultant, optometrist, ophthalmolog*, whoever looks after you, someone about it, emergency room, "
    "a and e, a e, ambulance, médecin*, docteur, sage femme, sages femmes, kiné*, physiothérap*, ostéopathe, "
    "chirurgien*, professionnel, professionnels, spécialiste, avis médical, pharmacien*, dentiste, soignant*, "
    "*ologist, *ologists, *iatrist, *iatrists, *opath, *opaths, *therapist, *ologue, *ologues"
)
EMERGENCY = Vocabulary(
    "maternity unit, maternity ward, labour ward, labor ward, delivery suite, triage, the ward, helpline, samu, "
    "maternité, le samu, ambulance, emergency, emergencies, 999, 911, 112, 111, a e, a and e, er, hospital, casualty, "
    "urgent care, urgences, le 15"
)
TAUGHT_BY = Vocabulary(
    "teacher, instructor, your therapist, coach, trainer, professeur*, prof, enseignant*, thérapeute"
)
# Words that send somebody to them.
ASKING = Vocabulary(
    "coup de fil, un appel, passez un, clear it, keeps an eye, outrank*, orders outrank, overrule*, overrides, "
    "override, trumps, trump, last word, final word, dernier mot, knows better, know better, over mine, beats mine, "
    "says otherwise, says different, says differently, thinks otherwise, ask, asks, talk, talks, speak, speaks, see, "
    "check, checks, check with, consult, consults, consulting, contact, call, ring, phone, visit, seek, get, go to, "
    "tell, let, show, mention, run it past, run this past, run it by, run this by, follow, work with, under the "
    "guidance, guidance of, wait for, wait until, before, first, unless, until, cleared, clearance, all clear, go "
    "ahead, green light, permission, approval, approved, okay, okayed, advice, advised, needs, need, may want to see, "
    "should, looked at, checked by, seen by, said otherwise, tells you, told you, prior, if, please, comes before, "
    "come first, comes first, refer*, up to, question for, matter for, conversation with, consultez, consulte, "
    "consulter, demandez, demande, demander, parlez, parle, parler, voyez, voir, avis, means, mean, calls for, call "
    "for, accord, attendez, conseil, avant, si, feu vert, l'aval, needs an, worth, appointment, rendez vous, prends, "
    "prenez, chez, discuss, chat with, chat, cleared by, blessing, clear it with, clear this with, clear, are for "
    "the, one for the, one for your, one for a, that is for, job for, belongs with, hands of, is for the gp, is for "
    "the doctor, is for your doctor, is for a doctor, is for a physio, is for the physio, is for the dentist, is for "
    "the hospital"
)
# A story about one of them is no advice.
STORY = Vocabulary(
    "i worked as, i trained as, i was a, i used to be, i used to work, j'ai travaillé comme, j'étais, my, our, "
    "calls this, call this, calls it, call it, taught me, told me, said to me, have used, once told, "
    "laughed, now tell us, tell us, waiting room, agree, agrees, agreed, ma mère, mon, says that, we often work with, "
    "we asked, we spoke, i asked, i spoke"
)
CHECKED = Vocabulary(
    "leave that to somebody, leave that to someone, leave it to somebody, leave it to someone, leave those to "
    "somebody, leave those to someone, have it checked, get it checked, have it looked, looked at, be checked, be "
    "seen, get checked, checked out, get it seen, have them checked, see someone, see somebody, talk to someone, "
    "medical check*, seek help, seek urgent, seek medical, get help, get advice, get clearance, ask first, ask "
    "before, check before, check first, in doubt, when in doubt, if in doubt, ask for help, follow that advice, "
    "faites vérifier, demandez conseil, an assessment, assessed, x rayed, x ray, a scan, an appointment, appointment, "
    "examined, investigated, a referral, get it x rayed, prends rendez vous, prenez rendez vous, have somebody look, "
    "have someone look, let somebody look, let someone look, one for the doctor, consulte si"
)
NOTICE = Vocabulary(
    "caution, warning, please note, safety note, safety first, disclaimer, contraindication*, contraindicated, take "
    "note, a word of caution, a word of warning, one warning, fair warning, a warning, one caution, a caution, big "
    "warning, one word of warning, one note of caution, one safety note, health warning, a note of caution, a note on "
    "safety, n b, attention, avertissement, mise en garde, contre indication*, précaution*, prudence, heads up, "
    "head's up, a heads up, quick heads up, important"
)
NO_ADVICE = Vocabulary(
    "no substitute for, not a substitute, not a replacement for, does not replace, doesn't replace, do not replace, "
    "cannot replace, can't replace, not replace, not medical advice, not meant to treat, not meant to diagnose, not "
    "intended to, not meant as, not meant to replace, general information, general suggestions, general guidance, "
    "general advice, informational purposes, educational purposes, information only, ne remplace, ne remplacent, ne "
    "constitue, ne se substitue, à titre informatif, safety comes first, not a doctor, not doctors, no doctor, is "
    "general and, are general and, is not individual, not individual advice, individual assessment, not tailored, ne "
    "suis pas médecin, pas médecin, conseils généraux, not your doctor, not your physio*, not physiotherapy, not a "
    "physio*, not a medical professional, as general advice, general advice only, is medical advice, as medical "
    "advice, constitutes medical advice, in place of medical advice, instead of medical advice, un avis médical"
)
EXCESS = Vocabulary(
    "too much, too hard, too long, too fast, too soon, too deep, too far, too often, overdo*, over doing, forc*, "
    "pressing, rolling, bouncing, yank*, crank*, more than, longer than, don't, do not, never, avoid, resist, "
    "careful, trop, go easy, easy on, gentle, gently, lightly"
)
# Begins a sentence that holds back because of a condition it names later.
HOLDS_BACK_FIRMLY = Vocabulary(
    "go nowhere, put it off, you back out, you back off, you stop, you ease off, you skip, we stop, passe ton tour, "
    "passez votre tour, on arrête, on s'arrête, on oublie, on évite, stop, avoid, skip, omit, leave, back off, back "
    "away, ease off, wait, hold off, do not, don't, never, no, not, only, keep off, keep away, keep clear, stay away, "
    "stay off, steer, limit, take it easy, take extra care, take care, go gently, go slow*, go easy, be careful, be "
    "gentle, be cautious, be mindful, use extra, use caution, exercise caution, proceed, discontinue, refrain, give, "
    "évite*, arrête*, ne, pas, prudence, attend*"
)
DANGER = Vocabulary(
    "tears easily, tear easily, can tear, can irritate, may irritate, can bruise, may bruise, leave bruises, can "
    "injure, may injure, can damage, may damage, can strain, can make it worse, can make things worse, can make a "
    "headache worse, make matters worse, makes it worse, do harm, does harm, more harm, can harm, is risky, are "
    "risky, is dangerous, are dangerous, can be dangerous, slippery, risk of injury, risk injury, risk of falling, "
    "could fall, might fall, can cause pain, can cause damage, can aggravate, may aggravate, will aggravate, can "
    "trigger, can set off, can overload, too much pressure, annoy the, upset the, nerve lies, nerves lie, lies right "
    "there, lie right there, close to the surface, close to the skin"
)
# Takes a worry away: no caution, though it begins like one.
REASSURES = Vocabulary(
    "don't worry, do not worry, don't be surprised, don't be alarmed, don't be put off, don't be discouraged, don't "
    "panic, don't give up, do not panic, do not be, don't be afraid, don't be shy, never mind, no need, no problem, "
    "no worries, no matter, not to worry, not a problem, that's fine, that is fine, that's okay, that's ok, that's "
    "normal, that is normal, it's normal, it is normal, it's fine, it's okay, it's ok, this is normal, don't "
    "hesitate, don't feel, don't despair, don't fret, do not fret, don't be cross, don't be hard on, don't mind, "
    "it doesn't matter, it does not matter, ne vous en faites, ne t'en fais, ne t'inquiète, peu importe si, "
    "don't forget, no big deal, nothing wrong, not alone, ne "
    "t'inquiète, ne vous inquiétez, pas de panique, pas besoin, n'oubliez, n'oublie, n'hésitez, n'hésite"
)
# Readers who bear less, whatever else they have.
BEARS_LESS = Vocabulary(
    "children, kids, toddlers, babies, infants, older adults, older people, older readers, older students, elderly, "
    "the elderly, seniors, pensioners, beginners, newcomers, heavier people, anyone under, anyone over, people over, "
    "people under, those over, those under, les enfants, enfants, les débutants, débutants"
)

WORRIES = CONDITION.bit | ALARM.bit | DISCOMFORT.bit
RUNG = Vocabulary("ring*, call*, phone*, dial*, appel*, composez")
# No caution is without one of these.
ANY = WORRIES
for _found in (
    LIMIT,
    HARM,
    DOSE,
    PAIN_FREE,
    ASKED,
    TAUGHT_BY,
    CHECKED,
    NOTICE,
    NO_ADVICE,
    DANGER,
    BEARS_LESS,
    STOPPING,
):
    ANY |= _found.bit
