"""What an invitation is made of: what is sold or taught, whose it is, what the reader is asked to do, day and price.

Plain words, in English and in French. How they make an invitation together is `tips/offers.py`.
"""

from __future__ import annotations

from scheduler.domain.tips.lexicon.base import rule
from scheduler.domain.tips.lexicon.vocabulary import Vocabulary

# Sold, taught or kept by a studio; some of these words have another sense ("a class of muscles").
SOLD = Vocabulary(
    "half term, beginners' beginners saturday group, october group, monday group, semi private, duet, taster, "
    "tasters, open morning, open evening, immersion, training day, day retreat, evening retreat, stage, fiver off, "
    "tenner off, class, classes, workshop, workshops, course, courses, programme, programmes, program, programs, "
    "session, sessions, one to one, one to ones, appointment, appointments, consultation*, assessment, assessments, "
    "timetable, schedule page, class schedule, our schedule, retreat, retreats, membership, memberships, ten class "
    "card, class card, class pass, drop in, drop ins, series, intake, teacher training, webinar, podcast, episode, "
    "ebook, e book, workbook, newsletter, our blog, my blog, our channel, my channel, our shop, our store, studio "
    "shop, web shop, the app, our app, our website, my website, our site, my site, our page, waitlist, waiting list, "
    "booking, bookings, sign ups, gift card*, gift voucher*, gift certificate*, voucher*, community, evening slots, "
    "slots, openings, massage therapist*, our therapists, our team, our teachers, our instructors, front desk, "
    "reception, spots, places left, spaces, ticket, tickets, enrolment, enrollment, lessons, tuition, trial, "
    "challenge, our studio, the studio, my studio, our clinic, the clinic, open day, open house, weekend away, direct "
    "billing, insurers, student rate, bootcamp, masterclass, sleepover, meet up, meetup, circle, group, therapists, "
    "physios, instructors, practitioners, staff, crowd, regulars, calendar, diary, flow, intensive, our guide, free "
    "guide, hip guide, pdf, download, printable, planner, video course, on demand, livestream, live stream, zoom, le "
    "cours, un cours, ce cours, des cours, les cours, nos cours, mes cours, cours de, cours du, cours collectif*, "
    "atelier*, séance, séances, stages, abonnement*, inscriptions, studio, rendez vous, formation, retraite*"
)
# Whose it is.
OURS = Vocabulary(
    "our, we, us, we're, we've, we'll, we'd, my, i, i'm, i've, i'll, i'd, me, mine, ours, the studio's, notre, nos, "
    "nous, je, j'ai, mon, ma, mes"
)
# What is done with it: said of a class or a course, never of a muscle.
OFFERED = Vocabulary(
    "is full of, opens its doors, has a waiting list, spaces in, places in, places on, spaces on, room in, room on, "
    "room for, was made for, was designed for, is made for, designed with, starts after, starts back, begins after, "
    "restarts, is back, back on, meets, meet on, runs until, run until, runs from, run from, finishes on, costs, are "
    "for beginners, is for beginners, for all levels, is out, are out, out now, is open, are open, now open, open on, "
    "opens on, opens in, opens for, open for, bookings open, starts, start on, start in, starting, begins, begin on, "
    "begin in, runs, run by, running a, running our, offer, offers, offering, teach this, teaching, hosting, host, "
    "hosts, will be covering, covering, we cover, cover this, cover all, will cover, added, adding, welcome you, to "
    "welcome, are welcome, all levels, excited to, thrilled to, delighted to, pleased to, proud to, happy to "
    "announce, announce, look forward, looking forward, return, returns, returning, resume, resumes, launch*, are "
    "back, have space*, has space*, have room, go fast, goes fast, going fast, would love to, only a phone call, a "
    "phone call away, happy to help, here to help, here for you, can help you, ready to help, taking bookings, taking "
    "on new, you can borrow, to borrow, half full, almost full, nearly full, is full, are full, be claimed, claimed "
    "back, is waiting for you, welcome new, few places, few spots, few spaces, places left, spots left, spaces left, "
    "mats left, last few, filling up, sold out, fully booked, fill up, fills up, sell out, by appointment, can be "
    "made, can be booked, book early, are available, is available, available on, available now, available at, "
    "available in, available from, available by, now available, for free, free of charge, half price, is free, are "
    "free, is on us, is just, are just, are included, is included, provided, coming up, upcoming, this autumn, this "
    "fall, this spring, next month, next week's, this week's, this weekend, next term, new term, under one roof, "
    "would suit you, for you, might be for you, could be for you, is perfect for you, is designed for, are designed "
    "for, is for anyone, you'll learn, you will learn, we teach, we practise, we practice, i teach, we do every, part "
    "of our, part of my, one of our, learn more, learn all, go deeper, reprennent, reprend, commence*, sont ouvertes, "
    "est ouvert*, est offert*, offert*, gratuit*, il reste, disponible*, propose*, prochain, prochaine, prochains"
)
# What the reader is asked to do; an invitation with the words for whom or what.
ASKED_TO = Vocabulary(
    "book, reserve, join, come, pop, drop, stop by, swing by, hop over, head over, sign, register, enrol, enroll, "
    "subscribe, follow, contact, message, email, e mail, write, call, ring, phone, ask, reply, hit, leave, tell, "
    "share, forward, tag, save, get, grab, claim, download, click, scroll, read, see, visit, check, browse, watch, "
    "listen, find, learn, catch, meet, bring, give, send, try, take, experience, discover, explore, buy, shop, order, "
    "consider, why not, feel free, you can, you'll find, head to, go to, look for, look out, keep an eye, pick up, "
    "swing, want, interested, curious, ready, looking, need, would, réserve*, inscri*, rejoins, rejoignez, retrouve*, "
    "contacte*, écri*, appel*, suis, suivez, dites, dis, venez, viens, découvr*, abonne*"
)
TO_WHOM = Vocabulary(
    "us, our, me, my, with us, with me, the studio, the team, the schedule, the timetable, reception, at reception, "
    "our front desk, your mat, your spot, your place, your seat, a spot, a mat, the list, the link, link in, this "
    "email, this post, this article, the comments, a comment, your questions, a review, your copy, forward to a "
    "friend, someone who needs, the video, the demo, the full video, the full story, the episode, via the app, "
    "through the app, on the app, online, by phone, by email, on whatsapp, a class with, a class this, nous, moi, au "
    "studio, chez nous"
)
# An invitation by itself, at the beginning of what is said.
ALWAYS_FIRST = Vocabulary(
    "words by, become a member, become a patron, become a subscriber, become a supporter, become a friend of, text "
    "by, drawings by, drawing by, photography by, illustrations by, edited by, translated by, posted by, published "
    "by, with thanks to, special thanks, a big thank you, acknowledgements, elsewhere on, from the archive, from our "
    "archive, from the blog, trending, most viewed, most popular, editor's pick, editors' picks, keep reading, "
    "continue reading, in case you missed, in case you missed it, icymi, copy link, save for later, save to, add to "
    "favourites, support my, support our, buy me a, donate, tip jar, private lessons, private sessions, private "
    "classes, one to one sessions, group rates, corporate sessions, rates start, prices start, sliding scale, pay "
    "what you, concessions, student full price, refer a friend, bring this sheet, bring this page, bring this letter, "
    "bring this leaflet, swap you a, bring a friend and, a few last, few places, few "
    "spaces, only a few, last few, the next the next course, the next group, the new term, new term, this term's, our "
    "next, my next, next workshop, next retreat, next course, next open, la suite, à suivre, prochain rendez vous, "
    "prochain atelier, prochaine séance, le prochain cours, le prochain atelier, le prochain stage, prochain stage, "
    "il reste des places, il reste quelques, il reste deux, il reste trois, il reste quatre, il reste une place, "
    "dernières places, places restantes, tarif, tarifs, écris moi, écrivez moi, écris nous, écrivez nous, appelle "
    "moi, appelez moi, réponds à, répondez à, dis le moi, dites le moi, raconte moi, racontez moi, partage cet, "
    "partagez cet, transfère, transférez, au plaisir de vous, on se retrouve, on se voit lundi, on se voit mardi, on "
    "se voit mercredi, on se voit jeudi, on se voit vendredi, on se voit samedi, on se voit dimanche, on se voit au, "
    "on se voit bientôt, tell me in, tell us in, reply with, write back, write and tell, write to me, write to us, "
    "drop a comment, drop me, dm me, dm us, message me, message us, text me, text us, ring me, ring us, phone me, "
    "phone us, email me, email us, find me, find us, catch me, catch us, follow me, follow us, like and subscribe, "
    "hit like, give it a like, give this a like, leave a like, leave a review, leave us a review, rate us, review us, "
    "recommend us, tell your friends, send it to a friend, send to a friend, pass it on, pass this on, doors open, "
    "class meets, classes meet, the class meets, we meet at, meet us, sessions run, the sessions run, classes run, "
    "the course runs, the group meets, the group runs, term starts, term begins, courses start, courses begin, "
    "enrolment is, enrollment is, registration is, registration opens, registration closes, sign up closes, bookings "
    "close, booking is, booking opens, tickets are, tickets cost, come as you are, sign up, sign ups, save the date, "
    "get in touch, drop us, drop by, pop in, pop by, pop over, come along to, come along on, come join, come and see "
    "us, come see us, come visit, hit reply, hit the, hit subscribe, reply to this, just reply, let us know, let me "
    "know, leave a comment, leave us, leave me, leave your questions, leave your comment*, leave your thoughts, leave "
    "your email, forward this, share this, follow along, get your copy, get your free, get started with a free, get "
    "notified, click here, click through, click the, click on, tap the link, tap here, read next, read the full, read "
    "more, read also, watch the demo, watch the full, watch on, listen to the, listen on, available now, find us on, "
    "find us at, find us in, find us online, find us here, find me on, find me at, find me in, find out more, learn "
    "more, up next, next up, related, you might also, you may also like, you may also enjoy, more like this, more "
    "from, no experience, all levels, everyone is welcome, everybody is welcome, mats provided, mats and props, free "
    "parking, street parking, parking, hst, taxes, gst, about the author, about us, about me, about our, most read, "
    "popular, manage your, update your preferences, unsubscribe, view this, view in, view online, you're receiving, "
    "you are receiving, you received, join over, join the list, join the conversation, join the community, join the "
    "class, join the waitlist, no spam, enter your email, enter your address, enter your name, this month only, for a "
    "limited, limited time, early bird, last chance, don't miss, don't forget to follow, don't forget to book, don't "
    "forget to sign, don't forget to subscribe, don't forget to register, new clients, new students get, new members, "
    "first time visitor*, members get, subscribers get, got questions, any questions, have questions, ready to book, "
    "ready to join, want to see these in, want to see this in, want more, want to learn, want to know more, want "
    "help, want some help, want to try, want to go deeper, need help, need a hand, looking for more, looking for a "
    "class, looking for help, disclosure, full disclosure, affiliate, sponsored, this post was, this article was, "
    "some of the links, photo by, photo credit*, photo courtesy, photos by, photo taken, image by, image credit*, "
    "image courtesy, image shows, pictured, illustration by, fig, video by, credit, dites nous, dis moi, retrouvez "
    "nous, retrouve nous, rendez vous, contactez nous, contacte moi, suivez nous, abonnez, abonne toi, écrivez, pour "
    "réserver, pour en savoir, lire aussi, crédit, temps de lecture, partager sur, was this, rate this article, part "
    "one, part two, part three, want me to, want us to, want somebody to, want someone to, would you like me to, "
    "would you like us to, would you rather be shown, rather have somebody, rather have someone, rather be shown, "
    "we're back on, we are back on, the studio is closed, "
    "répondez simplement, réponds simplement, besoin d'un coup"
)
# Asks whether the reader would.
WHETHER = Vocabulary(
    "curious, interested, ready, questions, question, tempted, keen, want, looking, need, would you like, fancy, "
    "wondering, intéressé*, envie, curieu*, des questions, une question"
)
# A greeting that closes a letter.
CLOSING = Vocabulary(
    "take care of them, take care of yourself, take care of yourselves, look after yourself, look after yourselves, "
    "see you, catch you, until next, until then, till next, thanks for, thank you for, many thanks, with love, "
    "sending love, sending you, lots of love, much love, big hugs, hugs, yours in, yours truly, warmly, warm wishes, "
    "best wishes, kind regards, happy new year, happy holidays, merry christmas, ps, p s, namaste, cheers, we can't "
    "wait, i can't wait, can't wait to see, we look forward, looking forward to seeing, we hope to see, hope to see "
    "you, i hope to see, we'd love to see, happy moving, have a lovely, have a great, have a good, have a wonderful, "
    "have a gentle, have a restful, enjoy your week, enjoy your weekend, i'll be back, we'll be back, back next week, "
    "back next month, next month with, à très vite, à bientôt, bonne semaine, bonne pratique, belle pratique, merci "
    "de, merci d'avoir, au plaisir, à jeudi, à samedi, à lundi, that's all from, that's it from, "
    "that's all for now, that's all for today, that's all for this week, that's all for this month, "
    "that's it for now, that's it for today, that's it for this week, that's it for this month, that's me for, "
    "ta ta for now, hope to see some, off you go now, right off you go, c'est tout pour aujourd'hui, "
    "c'est tout pour cette, big love, all my love, all our love, so much love, "
    "love and light, gros bisous"
)
PARTING = Vocabulary("see you, catch you, speak soon, talk soon, à bientôt, on se voit, on se retrouve")
CLOSING_ALONE = Vocabulary(
    "all the best, over and out, be well, stay well, keep well, take good care, take care, keep moving, "
    "keep breathing, enjoy, "
    "warmly, love, sincerely, cheers, namaste, xo, xx, amicalement, bises, bien à vous, bien à toi"
)
NOT_CLOSING = Vocabulary("with love and, see you as, thanks to, thanks for the arch")
ANYWHERE = Vocabulary(
    "new episodes, next episode, last episode, our sponsor, our sponsors, this week's sponsor, brought to you by, "
    "the show notes, printable version, print version, kids welcome, children welcome, "
    "dogs welcome, places go quickly, spaces go quickly, spots go quickly, "
    "places go fast, spaces go fast, spots go fast, places fill, spaces fill, spots fill, closed on bank holidays, "
    "the diary's open, the diary is open, my diary is open, my diary's open, book a one to one, "
    "booking a one to one, is on the website, are on the website, on our website, coming up next week, "
    "coming up next month, inscription à l'accueil, inscriptions à l'accueil, inscription en ligne, "
    "first one is free, comes free, come free, comes for free, with code, with the code, à moitié prix, est offerte, "
    "est offert, nous offrons des, je propose un bilan, "
    "costs nothing to join, catch the replay, watch the replay, sell at the desk, room for one more, room for two "
    "more, room for three more, room for four more, room for five more, room for six more, room for a few more, "
    "spaces remain, places remain, spots remain, mats remain, seats remain, spaces left, places left, spots left, "
    "mats left, places free, spaces free, last minute spaces, last minute places, put your name on, put your name "
    "down, add your name to, your name on the list, name on the waiting, in the next letter, in my next letter, next "
    "letter, next newsletter, next issue, next instalment, next installment, in part two, in part three, more on this "
    "next, more about this next, in next week's, in next month's, next week's letter, next month's letter, next week "
    "i'll, next week we'll, next week i will, next week we will, next month i'll, next month we'll, next time i'll, "
    "next time we'll, if you missed part, missed last week's, missed last month's, i wrote about, i've written about, "
    "i have written about, i wrote more about, we wrote about, we've written about, wrote about this, written about "
    "this, wrote about that, wrote a whole, wrote a book, my book, our book, my new book, a chapter on it, whole "
    "chapter on, in my book, in our book, paid to say, was paid for by, paid partnership, in partnership with, in "
    "collaboration with, gifted by, gifted to me, kindly supplied, supplied by, we sell these, we sell them, i sell "
    "these, i sell them, sold sell at the front desk, stocked at, in our little shop, for sale at, for sale in, order "
    "one from, get yours, get one from us, comes as a pdf, as a pdf, instant download, with the code, use the code, "
    "discount code, promo code, code promo, off your first, off your next, first month free, first class free, first "
    "week free, first visit is free, first visit costs, on the house, "
    "money back guarantee, your money back, sliding scale, pay what you can, by "
    "donation, suggested donation, members only, for members, for subscribers, subscribers only, paid subscribers, "
    "become a member, become a subscriber, become a patron, with me on the mat, with us on the mat, see you on the "
    "mat, you on the mat, meet you on, warmly invited, you're invited, you are invited, invited to our, join in "
    "person, in person and online, in person or online, live online, watch catch in our library, in the members, "
    "bookable, book by, book before, book through, book with, reserve by, rsvp, répondez s'il vous plaît, sur le "
    "tapis bientôt, bientôt sur le tapis, en ligne ou, en présentiel, par séance, la séance est à, le cours est à, "
    "tarif réduit, au studio jeudi, au studio mardi, au studio lundi, places pour le, place pour le, encore des "
    "places, encore de la place, places disponibles, me contacter, nous contacter, nous rejoindre, me rejoindre, "
    "viens essayer, venez essayer, cours d'essai, premier cours, séance d'essai, séance découverte, goes on the list, "
    "name on the list, pour réserver, suffit pour réserver, mats are rolled out, your name on it, with your name on, "
    "send them this, send him this, send her this, pass this along, pass it along, forward it to, first come first "
    "served, first reply gets, nobody gets dropped, link in my bio, link in our bio, link in bio, in the comments, "
    "drop me a line, give us a call, give us a ring, give me a ring, give me a call, get in touch, say hi, say hello "
    "to, hit reply, reply to this email, book your spot, book your place, book your seat, book your mat, book your "
    "session, book your class, book your appointment, book your massage, book your treatment, book your free, book "
    "your first, book your intro, reserve your mat, reserve your spot, reserve your place, we're excited, we are "
    "excited, we're thrilled, we are thrilled, we're delighted, we are delighted, we're pleased, we are pleased, "
    "we're proud to, we are proud to, i'm excited to, i am excited to, i'm thrilled, we're happy to announce, excited "
    "to announce, happy to share that, affiliate link*, earn us a, earn a commission, small fee, was sponsored by, "
    "sponsored post, per person, half price, percent off, sign up, sign ups, signed up at, direct billing, would you "
    "like us to write, like us to write, want us to write, see the schedule, schedule page, class times, wherever you "
    "get your podcasts, on amazon, in all good bookshops, all good bookshops, good bookshops, on our blog, in your "
    "inbox, your email address, is free after, parking behind, free parking, subscribe below, comments "
    "down below, comment down below, link down below, links down below, form down below, "
    "box down below, questions down below, thoughts down below, subscribe down below, know down below, us down below, "
    "me down below, in the "
    "comments below, and we'll answer, come and see us, come see us, come and visit, report back, when you ring, when "
    "you call, when you book, button below, link below, form below, new in the shop, in our shop, à votre "
    "disposition, vous souhaite, vous attend, join us, joining us, wait list, waitlist, have you tried this, how did "
    "it go, commentaire, en commentaire, forward this, share this with, pass this on, pass it on, send this to, turn "
    "on the captions, captions on, sound on, press play, hit play, subtitles are, in the video above, tag a friend, "
    "tag someone, your name down, print this, pin this, save this for, bookmark this, waiting for you, my door is "
    "open, our door is open, doors are open, see clients, see patients, taking clients, stick it on the fridge, last "
    "updated, was this helpful, rate this, offrez une, offrez un, à la semaine prochaine, prenez soin de vous, prends "
    "soin de toi, places limitées, est fermé le, est ouvert le, à l'accueil, we send one, we send out, reply and, "
    "i'll send you, we'll send you, send you the link, meets on, meets every, we meet on, we meet every, we meet at"
)
TEACHES = rule(
    r"^(?:(?-i:\p{Lu})[\p{L}.'-]+(?: (?-i:\p{Lu})[\p{L}.'-]+){0,2},? |(?:i|we|je|nous) (?:also |currently |aussi )?)"
    r"(?:(?-i:[\p{Lu}]{2,5}), )?"
    r"(?:will be (?:leading|teaching|running|hosting)|enseigne|anime|teach(?:es)?|"
    r"leads?|runs?|hosts?|offers?|proposes?|propose)\b"
)
BIO = rule(
    r"^(?:with (?:over |more than |nearly )?(?:\w+[- ]){1,3}years(?:'|’)? (?:of )?(?:experience|practice|"
    r"teaching)|written by\b|"
    r"reviewed by\b|by (?-i:\p{Lu})\p{Ll}+ (?-i:\p{Lu})\p{Ll}+|"
    r"(?-i:\p{Lu})[\p{L}.'-]+(?: (?-i:\p{Lu})[\p{L}.'-]+){1,2},? (?:(?-i:\p{Lu}{2,5}),? )?(?:has been|is a|"
    r"is an|is the|runs|"
    r"owns|founded|trained|qualified|lives|works as|began|started|holds)\b|"
    r"(?-i:\p{Lu})[\p{L}.'-]+(?: (?-i:\p{Lu})[\p{L}.'-]+){0,2},? (?:teaches|enseigne|donne|anime|accompagne|"
    r"practises|"
    r"practices|has taught|has practised)\b[^.!?]{0,80}\b(?:since|depuis) (?:19|20)\d\d\b|"
    r"our (?:studio|clinic|shop) is (?:at|on|in|above|near|next)\b)"
)
# Never a word of practice.
STRONG = Vocabulary(
    "tickets, receptionist, reception, waiting list, waitlist, bookings, taking bookings, insurance, insurers, "
    "insurer, health plan*, extended health, benefits plan*, receipts, playlist, podcast, newsletter, vouchers, "
    "voucher, gift card*, gift certificate*, membership*, members', member's library, webinar*, ebook*, patreon, "
    "eventbrite, mindbody, timetable, class schedule, enrolment, enrollment, registration, inscriptions, abonnement*, "
    "bon cadeau, liste d'attente, brochure, flyer, registered charity, charity no, charity number, sold out, box "
    "office, concession*, concessions, refund*, non refundable"
)
# What costs nothing and is called so all the same: "A spare pair of socks is cheap insurance."
AS_A_FIGURE = Vocabulary(
    "cheap insurance, cheaper insurance, cheapest insurance, good insurance, better insurance, best insurance, free "
    "insurance, great insurance, simplest insurance, only insurance, insurance against, insurance policy, insurance "
    "there is, as insurance, little insurance"
)
NETWORKS = Vocabulary(
    "spotify, instagram, facebook, youtube, tiktok, whatsapp, substack, linkedin, pinterest, the channel"
)
ON_THEM = Vocabulary(
    "our, my, us, me, follow, find, find it, watch, catch, subscribe, you'll find, you will find, is on, are on, is "
    "up on, live on, for you, we filmed, we recorded, i filmed, i recorded, i've put, we've put, posted"
)
# What a price is for, where nothing else says so: a treatment by the hour.
TREATED = Vocabulary(
    "évaluation*, bilan*, home visit*, visits, treatment*, massage*, half hour, half an hour, an hour, minutes, soin, "
    "soins, consultation*"
)
COINS = Vocabulary("dollars, pounds, euros, quid, bucks, percent, per cent")
MONEY = rule(
    r"[$£€] ?\d|\d ?[$£€]|\b\d+ (?:dollars|pounds|euros|quid|bucks)\b|\b(?:ten|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|"
    r"sixty|hundred) (?:dollars|pounds|euros)\b|\b\d+ ?(?:%|percent|per cent) off\b"
)
DAY = Vocabulary(
    "monday*, tuesday*, wednesday*, thursday*, friday*, saturday*, sunday*, tue, tues, wed, thu, thur, thurs, fri, "
    "lundi*, mardi*, mercredi*, jeudi*, vendredi*, samedi*, dimanche*"
)
# The day on which something is; not "on a warm Saturday", not "our Wednesday lot".
ON_A_DAY = rule(
    r"(?:^|\b(?:on|every|this|next|until|till|from|each|come|back|see you|le|les|ce|chaque|à)) (?:the )?(?:"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanches?)\b"
    r"(?! (?:lot|group|people|crowd|class|ladies|regulars|night))"
)
# Who comes to it, and no offer of it: "half of my Tuesday class came in walking like ducks".
THEIR_CLASS = rule(
    r"\b(?:my|our) (?:[\w-]+ )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day) (?:[\w-]+ )?(?:class|group|session|lot|"
    r"people|regulars|crowd)\b(?! (?:is|are|starts?|begins?|runs?|covers?|opens?|meets?|has|welcomes?|will)\b)|"
    r"\bin class on\b"
)
MONTH = Vocabulary(
    "january, february, march, april, may, june, july, august, september, october, november, december, jan, feb, mar, "
    "apr, jun, jul, aug, sept, sep, oct, nov, dec, janvier, février, mars, avril, mai, juin, juillet, août, "
    "septembre, octobre, novembre, décembre, of the month"
)
DATE = rule(
    r"\b\d{1,2}(?:st|nd|rd|th|er)?(?: of)? (?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|janvier|février|mars|avril|mai|juin|"
    r"juillet|août|"
    r"septembre|octobre|novembre|décembre)\b|\b(?:january|february|march|april|may|june|july|august|september|"
    r"october|"
    r"november|december) \d{1,2}\b|\b(?:the first|the last|the end) of (?:the month|january|february|march|april|may|"
    r"june|july|august|september|october|november|december)\b|\bin (?:january|february|april|june|july|august|"
    r"september|"
    r"october|november|december)\b|"
    r"\b(?:first|second|third|fourth|fifth|"
    r"sixth|seventh|eighth|ninth|tenth|\w+teenth|twentieth|twenty-\w+|thirtieth) of "
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|"
    r"\ben (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
)
HOUR = rule(
    r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?(?:[ap]\.?m\b|h\b|o'clock)|\bat (?:noon|midday|\d{1,2}\b(?! ?(?:degrees|%)))|"
    r"\bfrom \d{1,2} (?:am|pm)?\b|\b\d{1,2} ?h ?\d{2}\b|"
    r"\b(?:at|around|from|by) (?:half|quarter) (?:past )?(?:[a-z]{3,6})\b|"
    r"\b(?:five|ten|twenty|quarter|half) (?:to|past) (?:one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve)\b"
)
PHONE = rule(r"\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\b0\d{2,4} \d{3,4} \d{3,4}\b|\+\d{1,3}[ \d]{8,}")
STREET = rule(
    r"\b\d{1,4}[a-d]? (?:(?-i:\p{Lu})[\p{L}'-]+ ){1,3}(?:street|st|lane|road|rd|avenue|ave|mews|square|court|"
    r"row|drive|"
    r"way|"
    r"crescent|boulevard|blvd)\b|\b\d{1,4},? rue\b"
)
TITLED_CLASS = rule(r"\b(?:in|at|for) (?:(?-i:\p{Lu})\p{Ll}+ )(?:(?:for|and|&|of) )?(?-i:\p{Lu})\p{Ll}+")

# A name with one of these may introduce somebody.
NAMED = rule(
    r"^(?-i:\p{Lu})\p{Ll}+(?: (?-i:\p{Lu})[\p{L}'’-]+){1,2},? (?:(?!as\b|is\b|was\b|its\b)\p{Ll}+s|"
    r"is an?|has been|was born)\b"
)
INTRODUCES = Vocabulary(
    "enseigne, anime, donne, accompagne, depuis, written, reviewed, by, been, is, runs, owns, founded, trained, "
    "qualified, lives, works, began, started, holds, years, teach, teaches, teaching, leads, lead, leading, run, "
    "running, hosts, host, hosting, offers, offer, propose, proposes"
)
ANY = 0
for _found in (
    SOLD,
    STRONG,
    NETWORKS,
    COINS,
    ALWAYS_FIRST,
    CLOSING,
    CLOSING_ALONE,
    PARTING,
    ANYWHERE,
    WHETHER,
    TO_WHOM,
    DAY,
    MONTH,
    INTRODUCES,
):
    ANY |= _found.bit
