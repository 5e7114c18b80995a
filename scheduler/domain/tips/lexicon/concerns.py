"""Whom a caution may concern: illness, injury, life, age, the state of a part of the body, a moment, a sign.

Wide lists, in English and in French: what they weigh together is `tips/weighing.py`.
"""

from __future__ import annotations

from scheduler.domain.tips.lexicon.vocabulary import Vocabulary

# An illness, an injury, an operation, a time of life (beside `cautions.CONDITION`).
GRAVE = Vocabulary(
    "past sixty, past seventy, past fifty, past forty, after sixty, after seventy, after fifty, after forty, over "
    "sixty, over seventy, over fifty, over eighty, over sixties, over seventies, over eighties, over 50, over 60, "
    "over 65, over 70, over 75, over 80, at your age, at my age, at our age, older adult*, older people, older "
    "reader*, older bod*, elderly, senior, seniors, pensioner*, frail, in your seventies, in your eighties, in their "
    "seventies, personnes âgées, aîné*, passé soixante, passé cinquante, après soixante, après cinquante, plus de "
    "soixante, plus de 60, plus de 65, plus de 70, out of ten, out of 10, sur dix, sur 10, headaches are new, new "
    "headache*, fresh tear*, fresh injur*, fresh scar*, fresh bruise*, fresh sprain*, fresh wound*, fresh break*, "
    "fresh strain*, a tear, bare concrete, hip replaced, knee replaced, shoulder replaced, joint replaced, artificial "
    "hip, artificial knee, artificial joint*, plate in, screws in, pin in, rod in, metal in, had an op, an op, their "
    "op, your op, anaesthetic, anesthetic, laparoscop*, keyhole, graft, hysterectom*, mastectom*, vasectom*, bypass, "
    "catheter*, weeks along, months along, weeks gone, months gone, weeks pregnant, months pregnant, week thirty, "
    "week twenty, week twelve, twenty weeks, thirty weeks, twelve weeks, sixteen weeks, due date, overdue, baby bump, "
    "the bump, your bump, a bump, big belly, baby on the way, baby on board, trying for a baby, trying to conceive, "
    "ivf, fertility treatment, miscarriage, pre eclampsia, preeclampsia, c section*, c sections, fourth trimester, "
    "the birth, just given birth, weeks postpartum, months postpartum, mum to be, mums to be, mom to be, moms to be, "
    "mother to be, mothers to be, new mum*, new mom*, new mother*, breast feed*, engorged, lactat*, mastitis, "
    "osteoarthr*, osteopor*, osteopen*, osteop, scar, scars, scarred, birth scar, torn ligament*, ligament tear, "
    "herniated disc*, slipped disc*, bulging disc*, prolapsed disc*, worn disc*, disc trouble, disc problem*, disc "
    "protrusion, disc flare*, disc injur*, flare up*, flared up, flares up, a flare, flare day, in a flare, giving "
    "birth, gave birth, given birth, panic attack*, panicky, bad cough, chest cough, arm in a sling, in a cast, out "
    "of a cast, chronic pain, chronic condition*, acute pain, acute phase, degenerative, pre labour, in labour, "
    "arthros*, arthritic, meniscus, menisci, acl, mcl, rotator cuff, cuff labrum, labral, prolapsed, slipped a "
    "protrusion, sciatic spondyl*, listhesis, subluxat*, dislocat*, luxat*, popped out, pops out, come out of its "
    "socket, out of its socket, stress reaction, stress fracture*, hairline, splint, crutch*, walking stick, a cane, "
    "your cane, a walker, walking rollator, wheelchair, recent break, avuls*, strain injury, rsi, tennis elbow, "
    "golfer's elbow, de quervain, trigger finger, ganglion, neuroma, bone spur*, heel spur*, spurs, bunion surgery, "
    "tendinopath*, tendonit*, tendinit*, torn, tears your, ruptur*, pulled muscle, pulled hamstring, pulled calf, "
    "pulled a muscle, muscle tear*, contusion, haematoma*, hematoma*, bruis*, black and blue, graze, grazes, open "
    "skin, sores, broken skin, stitched, scab*, burn scar, tattooed, pierced, sunburn*, burnt skin, athlete's foot, "
    "verruca*, wart, warts, ingrown, cellulitis, impetigo, ringworm, contagious, kidney stone*, gallstone*, ibs, "
    "crohn*, colitis, celiac, hiatus, hiatal, gerd, ulcers, stoma, diarrh*, constipat*, bladder, incontinen*, "
    "prolaps*, endometrio*, fibroid*, pcos, heavy period*, on your period, during your period, period pain, period "
    "cramps, hot flush*, hot flash*, pelvic pain, vulvo*, vaginis*, diastase, diastasis, recti, domes, doming, tummy "
    "gap, lymph node*, lymphoed*, lymphed*, radiotherap*, radiation, chemotherap*, oncolog*, tumo*, metasta*, "
    "remission, immunosuppress*, transplant*, autoimmune, lupus, thyroid*, addison*, cushing*, anaemi*, anemi*, "
    "haemophil*, hemophil*, bleeding disorder, clotting, thinner*, thinners, warfarin, aspirin, steroid*, cortisone, "
    "beta blocker*, antidepressant*, sleeping pill*, sedat*, painkiller*, ibuprofen, paracetamol, opioid*, on "
    "medication, on meds, meds, prescri*, dose of, tablets, pills, blood sugar, sugar runs, low sugar, hypogly*, "
    "insulin pump, insulin, diabet*, neuropath*, no feeling in, little feeling in, can't feel your, can't feel the, "
    "cannot feel, don't feel your, reduced feeling, lost the feeling, poor circulation, circulation problem*, "
    "raynaud*, chilblain*, varicos*, spider vein*, thrombo*, phleb*, clot, clots, embol*, aneurysm*, angina, stents, "
    "pacemaker*, defibrillat*, arrhythm*, fibrillation, murmur, palpitat*, weak heart, heart trouble, heart problem*, "
    "heart condition*, heart attack*, high pressure, low pressure, blood pressure, hypertens*, hypotens*, tension "
    "haute, stroke*, tia, parkinson*, ms, sclerosis, dementia, alzheimer*, epilep*, seizure*, migraine*, vertigo, "
    "meniere*, ménière*, labyrinth*, tinnitus, concuss*, head injury, blow to the head, hit your head, whiplash*, "
    "faint*, fainter, blackout*, blacked out, passed out, syncope, pots, glaucoma, retina*, detached, cataract*, eye "
    "surgery, laser eye, eye operation, eye pressure, eye infection, contact lens*, contacts in, ear infection, "
    "perforated, grommets, sinus infection, blocked sinus*, head cold, a cold, chest infection, flu, covid, virus, "
    "viral, pneumon*, bronch*, asthma*, copd, emphysem*, wheez*, inhaler, sleep apn*, apnoea, apnea, feverish, "
    "fever*, a temperature, running a temperature, infect*, antibiotic*, unwell, poorly, under the weather, ill, "
    "illness, disease*, chemo, anxiety, ptsd, trauma*, flashback*, depress*, bipolar, psycho*, manic, dissociat*, "
    "eating disorder*, anorex*, bulimi*, bereave*, addiction, burnout, burn out, chronic fatigue, long haul, me cfs, "
    "fibromyalg*, hypermobil*, ehlers, eds, marfan, bendy joint*, bendy people, very bendy, loose joints, loose "
    "ligaments, double jointed, laxity, hungover, hangover, been drinking, drunk, tipsy, alcohol*, glass of wine, a "
    "few drinks, had a drink, wine, beer, full stomach, full belly, just eaten, after eating, after a meal, after "
    "dinner, after lunch, big meal, heavy meal, large meal, haven't eaten, dehydrat*, sleep deprived, jet lag*, "
    "recently had, had recent, recent surgery, recently operated, recently broke, recently injured, history of, past "
    "injur*, old injur*, previous injur*, injur*, recover*, convalesc*, healing, mending, post surgery, after "
    "surgery, since surgery, surgeon's, surger*, operat*, post op, rehab*, inflam*, grossesse*, enceinte*, femme "
    "enceinte, trimestre, mois de grossesse, allait*, accouch*, césar*, périnée, descente d'organe*, prolapsus, "
    "fausse couche, règles douloureuses, opér*, opération*, chirurg*, intervention, prothès*, cicatri*, points de "
    "suture, fractur*, fêlur*, entors*, déchir*, claquage*, élongation, bursit*, sciati*, hernie*, lumbago, lombalg*, "
    "disque*, discal*, arthrit*, polyarthrit*, ostéop*, spondyl*, scolios*, inflamm*, poussée*, hypert*, hypot*, "
    "tension artérielle, cardia*, infarctus, avc, phléb*, varic*, embolie, caillot*, anticoag*, aspirine, "
    "traitement*, médicament*, somnifère*, cortis*, diabét*, glyc*, insulin*, épileps*, épilep*, migrain*, vertig*, "
    "ménièr*, acouph*, commotion, glaucom*, rétin*, catarac*, lentilles, otite*, sinusit*, rhume, grippe, fièv*, "
    "fiév*, asthm*, apnée, reflux, hiatale, ulcèr*, endométri*, cancer*, chimio*, radioth*, tumeur*, lymph*, "
    "hématom*, ecchymos*, plaie*, brûlure*, coup de soleil, angoiss*, dépress*, hyperlax*, repas copieux, repas "
    "lourd, ventre plein, estomac plein, après le repas, alcool, gueule de bois, antécédent*, maladie*, malade, "
    "pathologi*, post partum, postpartum, jeune accouchée"
)
# The state of a part: it complains, is weak, is fresh.
FRAIL = Vocabulary(
    "heavy or, leak, leaks, leaking, troubled, stitchy, giving out, at risk, playing, replaced, fused, operated, "
    "recovering, loose, clicks, ",
    "cranky, grumpy, grouchy, tender, touchy, fragile, delicate, dodgy, iffy, dicky, gammy, bad, bum, weak, wonky, "
    "temperamental, unhappy, angry, irritable, irritat*, sensitive, sore, raw, aching, achy, painful, painfully, "
    "hurting, hurts, hurt, ouch, wobbly, shaky, unsteady, unstable, rickety, creaky, creaking, clicky, clicks and "
    "hurts, crunchy, stiff and sore, inflamed, swollen, puffy, hot, red, bruised, battered, injured, damaged, "
    "unreliable, trick, untrustworthy, troublesome, problem, problems, problematic, troubles, trouble, complain*, "
    "protest*, grumbl*, moan*, whing*, nag, nags, nagging, niggl*, twing*, scream*, shout*, howl*, yell*, object, "
    "objects, sulk*, rebel*, playing up, plays up, acts up, acting up, play up, act up, acts strange, bothers, "
    "bother, bothering, bothersome, troubling, gives you give you gives you trouble, give you trouble, "
    "gives way, give way, giving way, gave way, gives out, give out, given out, gone out, goes out, seizes, seized, "
    "spasm*, cramp*, lock, locks, locked, locking, catches, catching, clunk*, pops, popping, slips, slipping, buckle*,"
    "collapse*, collapses, roll easily, rolls easily, pain, pains, ache, aches, discomfort, soreness, trouble you, "
    "bad day, off day, has had enough, have had enough, isn't happy, aren't happy, not happy, unhappy with, doesn't "
    "like, don't like, doesn't enjoy, hates, hate, isn't ready, aren't ready, not ready, not up to,"
    "isn't up to, aren't up to, not used to, isn't used to, aren't used to, isn't great, aren't great, isn't good, "
    "not great, poor, poorly, frozen, pinch, pinches, pinched, nipped, impinge*, "
    "fragile*, sensible*, douloureu*, douleur*, mal au, mal aux, mal à, mal en, faibl*, irrit*, enflé*, gonflé*, "
    "rouge*, raide et, capricieu*, délicat*, abîmé*, meurtri*, se plaint, se plaignent, plaint, plaignent, proteste*,"
    "râle*, grince*, craque*, coince*, bloqu*, lâche*, se dérobe*, tire trop, crie, crient, souffr*, fatigue, fait "
    "mal, font mal, gêne, gêné*",
)
PARTS = Vocabulary(
    "kneeling, lying, twisting, squatting, jumping, hanging, this position, being upside, back, lower back, low back, "
    "upper back, neck, necks, knee, knees, kneecap, kneecaps, hip, hips, shoulder, shoulders, elbow, elbows, wrist, "
    "wrists, hand, hands, finger, fingers, thumb, thumbs, knuckle*, ankle, ankles, foot, feet, heel, heels, toe, "
    "toes, arch, arches, shin, shins, calf, calves, thigh, thighs, hamstring*, quad, quads, groin, glute, glutes, "
    "buttock*, sacrum, sacroil*, si joint*, coccyx, tailbone, pelvis, pelvic floor, belly, stomach, tummy, abdomen, "
    "ribs, rib, chest, collarbone*, sternum, spine, spines, spinal, vertebra*, joint, joints, bone, bones, tendon, "
    "tendons, achilles, muscle, muscles, nerve, nerves, jaw, jaws, tooth, teeth, head, ear, ears, eye, eyes, throat, "
    "skin, vein, veins, leg, legs, arm, arms, body, balance, heart, lungs, breath, form, dos, nuque, cou, genou, "
    "genoux, hanche, hanches, épaule, épaules, coude*, poignet*, main, mains, doigt*, pouce*, cheville*, pied, pieds, "
    "talon*, orteil*, mollet*, cuisse*, aine, fessier*, bassin, ventre, estomac, côtes, poitrine, colonne, vertèbre*, "
    "articulation*, tendon*, muscle*, nerf*, mâchoire*, tête, oreille*, yeux, gorge, peau, veine*, jambe*, bras, "
    "corps, équilibre, cœur, coeur, périnée, lombaire*, cervicale*"
)
# Readers who bear less.
GROUPS = Vocabulary(
    "beginner*, newcomer*, novice*, first timer*, new to, never done, never lifted, never tried, unused to, "
    "inexperienced, out of practice, out of shape, deconditioned, coming back from, coming back after, back after a "
    "break, first week back, returning from, returning to, first class, first time, first few times, first weeks, "
    "over seventy, the over, older reader*, older student*, older bod*, getting on in years, children, child, "
    "child's, children's, kids, kid's, toddler*, bab*, teen*, adolescent*, under sixteen, under twelve, under ten, "
    "bigger bodies, heavier bodies, larger bodies, living alone, lives alone, live alone, débutant*, première fois, "
    "les premières fois, reprise, seniors, enfants, enfant, ados, nourrisson*, jamais fait, jamais pratiqué"
)
# A day or an hour that bears less.
MOMENTS = Vocabulary(
    "bad day, bad days, off day, off days, rough day, rough days, on days when, days when, slept badly, slept poorly, "
    "bad night, no sleep, exhausted, worn out, run down, overtired, stressed, same day, day after, morning after, "
    "night before, straight after, right after, directly after, heat wave, heatwave, hot weather, in the heat, ice, "
    "icy, wet floor, wet stairs, slippery, in socks, in the car, while driving, behind the wheel, alone in, in water, "
    "in the bath, in the shower, on your own, on concrete, cold muscles, stone cold, without warming, without a warm, "
    "in a hurry, in a rush, first thing, flare day, canicule, mauvaise nuit, mal dormi, épuisé*, crevé*, jour sans, "
    "mauvais jours, jours de, jour de, sans échauffement, à froid, au volant, seul dans, en chaussettes, sol mouillé, "
    "sol glissant"
)
# What the body says when it is too much (beside `cautions.ALARM`).
SIGNS = Vocabulary(
    "your pulse in, heartbeat, pulse in your, hear your pulse, ears ring, ears ringing, vision swims, vision "
    "swimming, vision blurs, vision goes, vision narrows, room tilts, room tilt, room sways, doesn't feel right, does "
    "not feel right, feels unsafe, goes numb, go numb, turns sharp, turn sharp, turns into a burn, gets sharp, "
    "swelling, swells, swollen, sudden weakness, sudden pain, sudden, anxious, panic, panicky, without a limp, limp, "
    "limping, tire derrière, boites, boite, numb, numbness, stabs, stabbing, stabbed, shooting, burns, burning, "
    "pinches, pinching, pinchy, brûle, brûlure*, ça pince, pincement*, ça pique, qui pique, persists, persistent, "
    "persisting, tingl*, pins and needles, electric*, zap*, zing*, sharp, sharpness, sting*, searing, jab*, throb*, "
    "dizz*, light headed, lightheaded, giddy, woozy, head spins, spinning, room will spin, room spin*, nause*, "
    "queasy, sick, vomit*, breathless*, out of breath, gasp*, ragged, blur*, see stars, seeing stars, spots in front, "
    "floaters, clammy, cold sweat, break out in a sweat, shaking uncontrollabl*, chest tight chest, pain in your "
    "chest, heart pounds, heart pounding, heart races, heart racing, faint, fainting, gone to sleep, goes to sleep, "
    "goes dead, go dead, gone dead, goes white, go white, turns white, turn white, turns blue, gives way, go weak, "
    "goes weak, lose control, lose feeling, lost feeling, bleed*, contraction*, lump*, hot to touch, red and hot, hot "
    "and red, wakes you, travels down, shoots down, runs down your, radiat*, spreads down, lingers, isn't any better, "
    "no better, not better, not improving, without improvement, doesn't ease, hasn't eased, doesn't settle, hasn't "
    "settled, getting worse, gets worse, worse tomorrow, worse the next, still sore, night pain at night, weight "
    "loss, unexplained, grit your teeth, gritting, wince*, grimac*, domes, doming, bulg*, pull too, fourmi*, picot*, "
    "engourd*, décharge*, élance*, lancin*, aigu, aiguë, vive, vertig*, étourdi*, tête qui tourne, tête tourne, tête "
    "vous tourne, tête te tourne, nausé*, essouffl*, vue trouble, voile noir, palpit*, malaise*, saign*, gonfl*, fait "
    "mal, tire trop, réveille persiste*, s'aggrave*, empire, lendemain"
)
# Weaker: the very thing that practice is for.
PAINS = Vocabulary(
    "bothers you, troubles you, hurts you, upsets you, scares you, frightens you, worries you, makes you anxious, "
    "make you anxious, makes you uneasy, makes you panic, feel uneasy, feels wrong, feel wrong, feels off, doubt, "
    "doubts, unsure, not sure, wary, nervous about, wobble, wobbles, wobbling, wobbly, too much, un doute, si cela "
    "vous gêne, pain, pains, painful, hurt, hurts, hurting, discomfort, uncomfortable, cramp, cramps, cramping, "
    "headache*, sore, soreness, aches, ache, aching, strain, strains, strained, straining, complain*, worse, "
    "douleur*, douloureu*, gêne, inconfort*, mal, courbatur*"
)
IF = Vocabulary(
    "if, when, whenever, unless, until, in case, as soon as, the moment, the minute, the second, should the, should "
    "your, should you, should a, should any, should it, anyone, anybody, whoever, si, s'il, quand, dès que, lorsque, "
    "en cas, au moindre, le moindre, la moindre"
)
# Turns to some readers, or to a case.
CASE = Vocabulary(
    "if, when, whenever, unless, until, in case, as soon as, the moment, the minute, the second, should the, should "
    "your, should you, should a, should any, should it, with a, with an, with any, with your, with high, with low, "
    "with recent, with heart, with old, after a, after an, after any, during, following, for anyone, for anybody, for "
    "people, for those, for a, anyone, anybody, any, those of, those who, those with, people who, people with, people "
    "on, people whose, folks, folk, clients, students, women, men, some people, somebody, someone, whoever, whose, "
    "since your, since the, recent, recently, history of, coming back, new to, past, on days, weeks after, weeks of, "
    "weeks since, months after, in the weeks, si, quand, dès que, dès, lorsque, tant que, en cas, au moindre, le "
    "moindre, la moindre, s'il, sauf, avec, après, avant, pendant, personnes, celles, ceux, toute, tout, passé, au "
    "premier, en période, les jours"
)
# The story of one person, or a fact about many: no advice.
TOLD = Vocabulary(
    "most of us, most people, more people, many people, many of us, some of us never, than any other, not only a, is "
    "not only, isn't only, is the most, are the most, makes up, accounts for, costs us, half of all, one in, la "
    "plupart, beaucoup de gens, i had, i was, i've had, i have had, i went, i got, i broke, i i hurt, i found, i "
    "thought, i used to, i learned, i learnt, my knee was, my back went, my back was, my hip was, she had, he had, "
    "she was, he was, they had, they were, we were, we had, was told, were told, taught me, told me, showed me, said "
    "to me, studies, study, research*, scientist*, is common, are common, more common, the most common, is caused, "
    "are caused, is called, are called, comes from, come from, is often, are often, begins at, begins in, begins "
    "with, starts in, starts at, j'ai, j'étais, elle avait, il avait, m'a montré, m'a dit, études, étude"
)
# Takes a worry away.
SOOTHES = Vocabulary(
    "don't worry, do not worry, no need to worry, that's fine, that is fine, is fine, are fine, is normal, are "
    "normal, perfectly normal, quite normal, that's normal, totally normal, is okay, is ok, never mind, no problem, "
    "not a problem, helps with, help with, helps against, is good for, are good for, relieves, eases, ease the, works "
    "well, works wonders, pas de souci, c'est normal, rien de grave, soulage, aide à"
)
