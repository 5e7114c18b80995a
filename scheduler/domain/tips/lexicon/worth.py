"""What makes a tip worth sending, and what an article promises.

Patterns only, in English and in French; what follows from a match is elsewhere.
"""

from __future__ import annotations

from scheduler.domain.tips.lexicon.base import guarded, rule, unguarded

BENEFIT = unguarded(
    r"\b(?:feels?|felt|feeling|(?:can |may |will |to )?help(?:s|ed|ing)? (?:to )?(?:you|us|your|our|relieve|reduce|"
    r"ease|calm|restore|release|prevent|improve|with|maintain|fluid|people|keep|alleviate|counter|undo|open|lengthen|"
    r"loosen|strengthen|build|bring|create|increase|promote|settle|soothe|quiet|relax)|relie(?:f|ve[sd]?|ving)|"
    r"eas(?:e[sd]?|ing|ier)|sooth\w*|calm(?:s|er|ing|ed)?|improv(?:e[sd]?|ing|ement)|reduc(?:e[sd]?|ing|tion)|"
    r"restor(?:e[sd]?|ing)|promot(?:e[sd]?|ing)|increas(?:e[sd]?|ing) (?:your|blood|circulation|mobility|flexibility|"
    r"range|strength|energy|awareness)|boost(?:s|ed|ing)?|strengthen(?:s|ed|ing)?|stronger|steadier|freer|warmer|"
    r"lighter|looser|better|benefits?|great for|good for|wonderful|perfect for|favou?rite|lovely|worth|"
    r"so (?:that )?you|you(?:'ll| will|'re| may| might| can)? (?:\w+ )?(?:feel|notice|find|sleep|move|breathe|stand|"
    r"gain|discover|wake)|most (?:people|of us|of our|clients|students)|many (?:people|students|clients|of us|"
    r"of our)|sleep|stress|more energy|energi[sz]\w*|mood|better posture|confidence|wakes up|undo(?:es)?|counter(?:s|"
    r"acts)?|protect(?:s|ed|ing)?|prevent(?:s|ed|ing)?|"
    r"aide[nrz]?|soulage\w*|réduit|réduire|améliore\w*|détend\w*|apaise\w*|bienfaits?|mieux|renforce\w*|libère\w*|"
    r"favorise\w*)\b"
)
CONSEQUENCE = unguarded(
    r"\b(?:because|that's why|which is why|so that|leads? to|led to|results? in|ends? in|causes?|caused by|"
    r"can (?:create|cause|leave|make|lead|result|contribute)|creates?|leaves? (?:you|us|your)|makes? (?:you|us|it|"
    r"your|all)|worse|wear|ach(?:e|es|ing|y)|pain\w*|sore\w*|stiff\w*|tight\w*|tension|tense|tired|fatigue|weak\w*|"
    r"headaches?|migraine|cramp\w*|numb\w*|hurt\w*|strain\w*|grumpy|clench\w*|hunch\w*|slump\w*|overwork\w*|overuse|"
    r"imbalance\w*|shorten\w*|compress\w*|discomfort|restless|stressed|anxi\w*|pull under|"
    r"parce que|c'est pourquoi|provoque\w*|cause[nrs]?|entraîne\w*|douleurs?|raideurs?|tensions?|fatigue)\b"
)
READER = unguarded(
    r"\b(?:you|your|you're|you've|yours|we|our|us|i|my|most people|many people|people|clients|students|sitting|desk|"
    r"screen|driving|work|everyday|daily|morning|vous|votre|vos|nous|nos)\b"
)
WHY_HEADING = unguarded(
    r"\b(?:why|benefits?|how it helps|how (?:this|it) works|what it does|good for|pourquoi|bienfaits)\b"
)
GAIN_HEADING = unguarded(r"\b(?:benefits?|what it does|what it's good for|good for|bienfaits?)\b")
FELT = unguarded(
    r"\b(?:feel\w*|felt|ach\w*|pain\w*|sore\w*|stiff\w*|tight\w*|tension|tired|headaches?|cramp\w*|numb\w*|hurt\w*|"
    r"grumpy|weakness|strain\w*|discomfort|sleep|stress\w*|calm\w*|relax\w*|blood flow|relief|douleurs?|raideurs?|"
    r"fatigue)\b"
)
ANATOMY = unguarded(
    r"\b(?:muscles?|bones?|joints?|tendons?|ligaments?|fascia|attach(?:es|ed)?|originates?|inserts?|located|"
    r"vertebrae?|nerves?|pelvis|sacrum|femur|tibia|ilium|iliac|gluteus|trapezius|lumbar|thoracic|cervical|"
    r"superficial|posterior|anterior|lateral(?:ly)?|medial|internal rotation|external rotation|adduction|abduction|"
    r"consists? of|made up of|named|muscles?|tendons?|vertèbres?)\b"
)
HEALTH = guarded(
    "pain heal cure nerve nervous sciatic arthritis osteo syndrome disease disorder injury inflammation "
    "hernia fasciitis tendon bursitis scoliosis asthma copd diabetes neuropathy glaucoma blood "
    "hypertension cancer depression anxiety insomnia migraine headache dysfunction degenerate hyper "
    "pregnant trauma stroke carpal tmj tmd fibro immune detox medical therapeutic symptom diagnose treat "
    "numb vertigo reflux ibs constipation douleur guéri nerf maladie blessure arthrose arthrite sciatique "
    "maux",
    r"\b(?:pain\w*|heal(?:s|ed|ing|er|ers)?|cures?|cured|nerves?|nervous system|sciatic\w*|arthrit\w*|osteo\w*|"
    r"syndrome|disease|disorder|injur\w*|inflammat\w*|herniat\w*|fasciitis|tendon[io]tis|bursitis|scoliosis|asthma|"
    r"copd|diabet\w*|neuropath\w*|glaucoma|blood pressure|hypertension|cancer|depress(?:ion|ive)|anxiety|insomnia|"
    r"migraines?|headaches?|dysfunction\w*|degenerat\w*|hypermobil\w*|pregnan\w*|trauma|stroke|carpal tunnel|tmj|tmd|"
    r"fibromyalgia|immune|detox\w*|medical|therapeutic|symptoms?|diagnos\w*|treat(?:s|ed|ing|ment|ments)?\b(?= (?:of|"
    r"for|pain|injur|your))|numbness|vertigo|reflux|ibs|constipation|"
    r"douleurs?|guéri\w*|nerfs?|nerveux|syndrome|maladies?|blessures?|inflammation|arthrose|arthrite|sciatique|"
    r"migraines?|maux de tête|dysfonction\w*)\b",
)
PRACTICE_WORDS = rule(
    r"\b(?:(?:\w+ )?(?:rolling|release|breathing|massage|self-massage|relaxation|stretching|"
    r"strengthening) techniques?|techniques?|exercises?|stretches|poses|moves|routines?|sequences?|drills|how to|"
    r"step[- ]by[- ]step|exercices?|étirements?|postures|mouvements)\b"
)
NEED = rule(
    r"\b(?:you(?:'ll| will)?(?: only| also)? need|what you(?:'ll| will)? need|you(?:'ll| will) want|"
    r"vous aurez besoin|il vous faut)\b[^.!?]{0,40}:?\s*$|\byou(?:'ll| will) need:"
)
PROPS_HEADING = guarded(
    "",
    r"^(?:\d+[.)]\s*)?(?:props?|equipment|supplies|materials?|tools|gear|what you(?:'ll| will)? need|you(?:'ll|"
    r" will)? need|what to (?:bring|wear|gather)|gather(?: your)?|set[- ]?up list|ingredients|shopping list|matériel|"
    r"accessoires|ce qu'il (?:vous )?faut)\b(?:[ :,-]|$)",
)
PROPS = guarded(
    "",
    r"^(?:(?:to do|for) (?:this|these|all|each|the)[^,.]{0,50},? )?(?:all )?"
    r"(?:(?:you(?:'ll| will)?(?: only| also)? need|you(?:'ll| will) want(?= ?:)|what you(?:'ll| will)? need|"
    r"vous aurez besoin)(?:\b|(?=:))"
    r"(?=[^.!?]{0,120}(?::|\b(?:mats?|blocks?|straps?|bolsters?|blankets?|balls?|rollers?|bands?|chair|wall|towels?|"
    r"cushions?|pillows?|weights|dumbbells|props|tapis|balles?|couverture|brique|sangle)\b))|"
    r"(?:gather|grab|bring(?![^.!?:]{0,30} (?:to(?! (?:class|(?:the|your) (?:studio|class|session|"
    r"lesson|mat)))|towards?|into|in|up|down|back|forwards?|together|over|across|closer)\b)|have ready|"
    r"props?(?: needed| required)?|equipment(?: needed)?|materials?|matériel)\b"
    r"[^.!?:]{0,60}:|props? ?[-–—:])",
)
# An item that only names a thing: "a yoga mat", "2 blocks".
THING = rule(r"(?-i:(?:an?|some|two|three|one|your|\d{1,2}|un|une|des|deux)) (?:[\w'-]+ ){0,5}[\w'-]+(?: \([^)]*\))?$")
FORWARD = unguarded(
    r"\b(?:the following|below|here(?:'s|'re| is| are)|these|this|that follow|voici|suivante?s?)\b[^.!?]{0,80}:\s*$"
)
OURSELVES = unguarded(r"\b(?:we|we're|we've|we'll|our|us|i|i'm|i've|my|nous|notre|nos|je)\b")
FIRST_PERSON = rule(r"^[\"“«]")

COUNTED = rule(
    r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|"
    r"dix)\s+(?:[\p{L}'-]+\s+){0,3}?(?P<what>exercises|moves|poses|stretches|techniques|steps|ways|tips|shapes|"
    r"drills|rolls|releases|practices|movements|exercices|étirements|postures|mouvements|façons|conseils)\b"
)
