"""The table itself: name → (English, French). Written by hand; tests/unit/test_phrases.py says what it must hold."""

from __future__ import annotations

from collections.abc import Mapping

SENT: Mapping[str, tuple[str, str]] = {
    # letters and posts
    "tip_of": ("Tip {n} of {of}", "Conseil {n} sur {of}"),
    "next_time": ("Next time: {title}", "La prochaine fois : {title}"),
    "watch": ("Watch it", "Voir la vidéo"),
    "read_all": ("Read it all", "Lire la suite"),
    "read_all_of": ("Read it all: {title}", "Lire la suite : {title}"),
    "picture": ("[Picture: {alt}]", "[Image : {alt}]"),
    "new_at": ("New at {studio}", "Du nouveau chez {studio}"),
    "come_and_move": ("Come and move with us", "Venez bouger avec nous"),
    "classes": ("Classes", "Cours"),
    "with_teacher": ("with {teacher}", "avec {teacher}"),
    "come_along": ("Come along", "Venez avec nous"),
    "button": ("{words}: {title}", "{words} : {title}"),
    "come_to": ("Come to {title}", "Venir à « {title} »"),
    "new_class": ("New: {title}", "Nouveau : {title}"),
    "colon": ("{words}:", "{words} :"),
    "line": ("{words}: {address}", "{words} : {address}"),
    "why_letter": (
        "You get this letter because you signed up for it or are a client of {studio}.",
        "Vous recevez cette lettre parce que vous l’avez demandée ou que vous faites partie de la clientèle de "
        "{studio}.",
    ),
    "in_browser": ("Read it in the browser", "Lire dans le navigateur"),
    "unsubscribe": ("Unsubscribe", "Se désabonner"),
    "choose": ("Choose what you get", "Choisir ce que vous recevez"),
    "all_letters": ("All letters", "Toutes les lettres"),
    "get_next": ("Get the next one by mail", "Recevoir la prochaine par courriel"),
    # single mails
    "mail_sign_up_subject": ("Please confirm: mails from {studio}", "Merci de confirmer : courriels de {studio}"),
    "mail_sign_up": (
        "Somebody, we hope you, asked for the mails of {studio} at this address. Is that right? Then open this page "
        "and press its button:",
        "Quelqu’un, vous sans doute, a demandé à recevoir les courriels de {studio} à cette adresse. Est-ce exact? "
        "Alors ouvrez cette page et appuyez sur son bouton :",
    ),
    "mail_sign_up_end": (
        "The link works for seven days. It was not you? Then do nothing, and nothing will come.",
        "Le lien fonctionne pendant sept jours. Ce n’était pas vous? Alors ne faites rien, et rien ne viendra.",
    ),
    "mail_known_subject": ("You are on the list of {studio}", "Vous êtes sur la liste de {studio}"),
    "mail_known": (
        "Somebody, we hope you, asked for the mails of {studio} at this address. You get them already: there is "
        "nothing to do. What you read, breaks and leaving are on your own page:",
        "Quelqu’un, vous sans doute, a demandé à recevoir les courriels de {studio} à cette adresse. Vous les recevez "
        "déjà : il n’y a rien à faire. Vos lectures, les pauses et le départ se règlent sur votre page :",
    ),
    "mail_known_end": (
        "It was not you? Then nothing has changed.",
        "Ce n’était pas vous? Alors rien n’a changé.",
    ),
    "mail_address_subject": (
        "Please confirm your new address: {studio}",
        "Merci de confirmer votre nouvelle adresse : {studio}",
    ),
    "mail_address": (
        "A reader of {studio}, we hope you, wants to get our mails at this address. Is that right? Then open this "
        "page and press its button:",
        "Quelqu’un qui lit {studio}, vous sans doute, souhaite recevoir nos courriels à cette adresse. Est-ce exact? "
        "Alors ouvrez cette page et appuyez sur son bouton :",
    ),
    "mail_address_end": (
        "The link works for two days. It was not you? Then do nothing, and nothing will come.",
        "Le lien fonctionne pendant deux jours. Ce n’était pas vous? Alors ne faites rien, et rien ne viendra.",
    ),
    "mail_moved_subject": (
        "Your mails go to another address now: {studio}",
        "Vos courriels vont maintenant à une autre adresse : {studio}",
    ),
    "mail_moved": (
        "You asked us to send the mails of {studio} to another address, and it was confirmed there. Nothing more "
        "comes to this one.",
        "Vous nous avez demandé d’envoyer les courriels de {studio} à une autre adresse, où cela a été confirmé. Plus "
        "rien ne vient à celle-ci.",
    ),
    "mail_moved_end": (
        "It was not you? Then please write to us: {contact}",
        "Ce n’était pas vous? Alors écrivez-nous : {contact}",
    ),
    "mail_open": ("Open the page", "Ouvrir la page"),
    "mail_copy": ("Or copy this address:", "Ou copiez cette adresse :"),
}

PAGES: Mapping[str, tuple[str, str]] = {
    "mails": ("Mails", "Courriels"),
    # signing up
    "consent": (
        "Yes, send me tips and news of classes by e-mail. They come from {studio}, {address}, {reach}. I can withdraw "
        "my consent at any time, with one click in every mail.",
        "Oui, envoyez-moi par courriel des conseils et des nouvelles des cours. Ils viennent de {studio}, {address}, "
        "{reach}. Je peux retirer mon consentement à tout moment, d’un clic dans chaque courriel.",
    ),
    "sign_up": ("Sign up", "S’inscrire"),
    "mails_from": ("Mails from {studio}", "Les courriels de {studio}"),
    "sign_up_lead": (
        "One useful tip a week, with the classes that fit it. Never more than two mails a week.",
        "Un conseil utile par semaine, avec les cours qui vont avec. Jamais plus de deux courriels par semaine.",
    ),
    "email": ("E-mail address", "Adresse courriel"),
    "first_name": ("First name", "Prénom"),
    "if_you_like": ("(if you like)", "(si vous voulez)"),
    "leave_empty": ("Leave this empty", "Laissez ce champ vide"),
    "look_in_mailbox": ("Look in your mailbox", "Regardez dans votre boîte de réception"),
    "asked": (
        "If mail can be sent to this address, a mail from {studio} with one button is on its way. Press the button, "
        "and you are on the list. Until then nothing else comes.",
        "Si cette adresse peut recevoir du courrier, un courriel de {studio} avec un bouton est en route. Appuyez sur "
        "le bouton, et vous êtes sur la liste. D’ici là, rien d’autre ne vient.",
    ),
    "asked_wait": (
        "Nothing there after some minutes? Look among the spam. The mail comes at most once a day.",
        "Rien après quelques minutes? Regardez parmi les indésirables. Ce courriel vient au plus une fois par jour.",
    ),
    "please_confirm": ("Please confirm", "Merci de confirmer"),
    "confirm_head": ("Do you want our mails?", "Voulez-vous nos courriels?"),
    "confirm_lead": (
        "One press, and you are on the list of {studio}. You can leave with one click in every mail.",
        "Un clic, et vous êtes sur la liste de {studio}. Chaque courriel permet de la quitter d’un clic.",
    ),
    "confirm_yes": ("Yes, sign me up", "Oui, inscrivez-moi"),
    "confirm_here_head": ("Get our mails here?", "Recevoir nos courriels ici?"),
    "confirm_here_lead": (
        "One press, and the mails from {studio} come to this address.",
        "Un clic, et les courriels de {studio} viennent à cette adresse.",
    ),
    "confirm_here_yes": ("Yes, send them here", "Oui, envoyez-les ici"),
    "not_you": (
        "It was not you? Then do nothing, and nothing will come.",
        "Ce n’était pas vous? Alors ne faites rien, et rien ne viendra.",
    ),
    "done": ("Done", "C’est fait"),
    "used_up": ("This link is used up", "Ce lien a déjà servi"),
    "used_up_lead": (
        "It is too old, or it was used already. Ask for a new one on the page where you asked for this.",
        "Il est trop ancien, ou il a déjà servi. Demandez-en un autre là où vous avez demandé celui-ci.",
    ),
    "moved_head": ("Done: your mails come here now", "C’est fait : vos courriels viennent maintenant ici"),
    "moved_lead": ("We have told your earlier address too.", "Votre ancienne adresse en est avertie aussi."),
    "welcome_head": ("Welcome: you are on the list", "Bienvenue : vous êtes sur la liste"),
    "welcome_next": (
        "The next mail from {studio} comes to you.",
        "Le prochain courriel de {studio} sera pour vous.",
    ),
    "welcome_page": (
        "Your own page, which every mail links to: what you would like to read, breaks and leaving",
        "Votre page, liée dans chaque courriel : vos lectures, les pauses et le départ",
    ),
    # leaving and one's own page
    "leave": ("Leave", "Quitter"),
    "leave_head": ("Leave {studio}’s mails?", "Quitter les courriels de {studio}?"),
    "leave_lead": (
        "One press, and nothing more will be sent to you.",
        "Un clic, et plus rien ne vous sera envoyé.",
    ),
    "leave_yes": ("Yes, leave", "Oui, quitter"),
    "leave_or": ("Or take a break, or choose what you get", "Ou faire une pause, ou choisir ce que vous recevez"),
    "left_head": ("Done: you have left", "C’est fait : vous avez quitté la liste"),
    "left_lead": (
        "No more mail from {studio} will come to this address. Nothing else is needed.",
        "Plus aucun courriel de {studio} ne viendra à cette adresse. Rien d’autre n’est nécessaire.",
    ),
    "erased_head": ("Done: you are erased", "C’est fait : tout est effacé"),
    "erased_lead": (
        "Your name, your address and what we knew about you are gone. Only a fingerprint that shows neither stays, so "
        "that nobody else puts you back on the list. You can sign up again yourself, whenever you like.",
        "Votre nom, votre adresse et ce que nous savions de vous ont disparu. Seule reste une empreinte qui ne montre "
        "ni l’un ni l’autre, pour que personne d’autre ne vous remette sur la liste. Vous pouvez vous réinscrire quand "
        "vous voulez.",
    ),
    "your_mails": ("Your mails", "Vos courriels"),
    "your_mails_from": ("Your mails from {studio}", "Vos courriels de {studio}"),
    "on_a_break": (
        "You are on a break until {day}. Nothing is sent to you before then.",
        "Vous êtes en pause jusqu’au {day}. Rien ne vous est envoyé avant.",
    ),
    "topics_head": ("What you would like to read", "Ce que vous aimeriez lire"),
    "topic_tips": ("A tip a week", "Un conseil par semaine"),
    "topic_classes": ("News of classes", "Des nouvelles des cours"),
    "save": ("Save", "Enregistrer"),
    "break_head": ("A break", "Une pause"),
    "weeks_4": ("4 weeks", "4 semaines"),
    "months_3": ("3 months", "3 mois"),
    "break_end": ("End the break", "Terminer la pause"),
    "break_until": ("Or until", "Ou jusqu’au"),
    "break_take": ("Take a break until then", "Faire une pause jusque-là"),
    "address_head": ("Another address", "Une autre adresse"),
    "address_new": ("Your new e-mail address", "Votre nouvelle adresse courriel"),
    "address_hint": (
        "A mail goes there; press its button, and your mails come there from then on.",
        "Un courriel y est envoyé; appuyez sur son bouton, et vos courriels y viennent désormais.",
    ),
    "address_send": ("Send the mail", "Envoyer le courriel"),
    "leave_counts": ("It counts at once.", "Cela compte tout de suite."),
    "leave_good": ("Leave for good", "Quitter pour de bon"),
    "data_head": ("What we know about you", "Ce que nous savons de vous"),
    "data_lead": (
        "Everything, as a file that other programs can read.",
        "Tout, dans un fichier que d’autres logiciels savent lire.",
    ),
    "data_get": ("Download my data", "Télécharger mes données"),
    "erase_head": ("Erase me", "M’effacer"),
    "erase_lead": (
        "Everything we know about you is deleted for good. A fingerprint that shows neither name nor address stays, so "
        "that no later list brings you back. Only you can: by signing up again.",
        "Tout ce que nous savons de vous est supprimé pour de bon. Une empreinte qui ne montre ni nom ni adresse "
        "reste, pour qu’aucune liste ne vous ramène plus tard. Seule une nouvelle inscription de votre part le peut.",
    ),
    "erase_sure": ("Yes, I am sure", "Oui, c’est certain"),
    "erase_yes": ("Erase me for good", "M’effacer pour de bon"),
    "noted": (
        "Noted. If this link is yours, it counts from now on.",
        "C’est noté. Si ce lien est le vôtre, cela compte dès maintenant.",
    ),
    "break_over": ("Your break is over.", "Votre pause est terminée."),
    "address_asked": (
        "If mail can be sent to that address, one is on its way there: press its button, and your mails come there.",
        "Si cette adresse peut recevoir du courrier, un courriel y est en route : appuyez sur son bouton, et vos "
        "courriels y viendront.",
    ),
    "missing": ("There is no such page", "Cette page n’existe pas"),
    "missing_lead": (
        "The address is old or mistyped. Open the link in our newest mail once more, or write to us.",
        "L’adresse est ancienne ou mal écrite. Rouvrez le lien de notre dernier courriel, ou écrivez-nous.",
    ),
    # letters on the web
    "letters": ("Letters", "Lettres"),
    "letters_from": ("Letters from {studio}", "Les lettres de {studio}"),
    "letters_none": ("The first one has not gone out yet.", "La première n’est pas encore partie."),
    "letters_feed": ("Follow them in a feed reader", "Les suivre dans un lecteur de flux"),
    # to print
    "poster_head": ("One useful tip a week", "Un conseil utile par semaine"),
    "poster_lead": (
        "From {studio}, by e-mail, with the classes that fit it.",
        "De {studio}, par courriel, avec les cours qui vont avec.",
    ),
    "poster_code": ("QR code that leads to {address}", "Code QR qui mène à {address}"),
    "poster_how": ("Point your phone’s camera at it, or open", "Visez-le avec votre téléphone, ou ouvrez"),
    "poster_leave": ("Leave with one click, any time.", "Vous partez d’un clic, quand vous voulez."),
}

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "untold_box": (
        "Please tick the box that says you want the mails; without it nothing may be sent to you.",
        "Veuillez cocher la case qui dit que vous voulez ces courriels; sans elle, rien ne peut vous être envoyé.",
    ),
    "no_address": (
        "There is no e-mail address here; write one like name@place.ca.",
        "Il n’y a pas d’adresse courriel ici; écrivez-en une comme nom@lieu.ca.",
    ),
    "odd_unseen": (
        "“{typed}” has a character that cannot be seen before the @, which many mail servers refuse; ask for an "
        "address without it.",
        "« {typed} » contient avant le @ un caractère invisible, que bien des serveurs refusent; utilisez une "
        "adresse qui n’en a pas.",
    ),
    "odd_letter": (
        "“{typed}” has “{letter}” before the @, which many mail servers refuse; ask for an address without it.",
        "« {typed} » contient avant le @ le caractère « {letter} », que bien des serveurs refusent; utilisez une "
        "adresse qui n’en a pas.",
    ),
    "bad_address": (
        "“{typed}” is no e-mail address that mail can be sent to; write it like name@place.ca.",
        "« {typed} » n’est pas une adresse courriel utilisable; écrivez-la comme nom@lieu.ca.",
    ),
    "too_often": (
        "Too many people signed up from this network within the hour; please try again in an hour.",
        "Trop d’inscriptions sont venues de ce réseau en une heure; réessayez dans une heure.",
    ),
    "no_topic": (
        "Choose at least one; to get nothing any more, press “Leave for good”.",
        "Choisissez-en au moins un; pour ne plus rien recevoir, appuyez sur « Quitter pour de bon ».",
    ),
    "no_day": (
        "That is not a day; write it like 2027-03-31.",
        "Ce n’est pas une date; écrivez-la comme 2027-03-31.",
    ),
    "bad_break": (
        "A break ends on a day to come, within a year; choose another, or leave for good.",
        "Une pause finit un jour à venir, d’ici un an; choisissez-en un autre, ou quittez la liste.",
    ),
}  # fmt: skip
