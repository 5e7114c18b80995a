"""Lines of a page and offers, in many wordings, and words of practice that look like them."""

from __future__ import annotations

import pytest

from scheduler.domain.articles import junk
from scheduler.domain.tips.roles import role_of

NEVER_IN_A_TIP = """
Our 6-week Back Care series begins in October.
Big love, and see you on the slackline.
Sleep well, and see you at the barre.
Rest up, see you Monday.
That's all from the boathouse.
That's it for this month, folks.
Hope to see some faces by the lake.
New episodes on the first of the month.
This month's letter was brought to you by Hops & Co.
The links are in the show notes.
A printable version hangs by the kettle.
Kids welcome.
Spaces go quickly.
We are closed on bank holidays.
For a one-to-one, my diary is open.
Coming up next week: wrists.
C'est tout pour aujourd'hui !
All my love until then.
Listen: 38 min, on Spotify
Écouter : mp3, 22 min
Download: episode-12.mp3
Watch: the whole thing on YouTube
Listen to this episode on Apple Podcasts
Transcript
If you'd like some hands-on help, I have openings on Wednesday afternoons.
I'm teaching a free webinar about this next month.
You can find the full routine on my YouTube channel.
There's a video of this on our Instagram.
My new online course covers all of this in detail.
The next intake opens in January.
Gift vouchers are available at reception.
Spaces are limited, so don't wait.
Members get 20 minutes free.
If you found this useful, please share it with a friend.
Got questions? Pop them in the comments.
What's your favourite stretch? Tell us below!
I'd love to hear how you get on.
Let me know how it goes.
Drop in any Tuesday evening.
Come say hello at the studio.
Come and try a class with us this week.
Our yin classes are the perfect place to start.
We run a beginners' course every spring.
This is exactly what we work on in our Friday class.
Call 519-555-0134 to book.
Your first class is on us.
New to the studio? Your first week is free.
Treat yourself to a massage this weekend.
Looking for a teacher near you?
Join the waitlist.
Pre-order the book here.
My book, Strong Back, is out now.
Grab the free PDF.
Download the printable version.
Subscribe so you don't miss the next one.
Next week: why your hips click.
Next time, we'll look at the shoulders.
In next month's newsletter I'll cover the feet.
Stay tuned for part two.
Thanks for reading!
Thank you for being here.
See you in class.
Happy stretching!
Until next time, keep breathing.
With love, Sam
Namaste
About Sam: Sam is a physiotherapist and Pilates teacher based in Leeds.
Sam Okafor is a registered massage therapist who works in Kitchener.
Anna has taught yoga for twenty years and lives in Bath with her dog.
Jo is the founder of Willow Yoga.
This post was first published in the Guelph Mercury.
Originally published March 2021.
Updated 4 June 2023
Reviewed by Dr. Lee, physiotherapist
This post contains affiliate links.
As an Amazon Associate I earn from qualifying purchases.
We may earn a commission if you buy through our links.
Use code SPRING10 at checkout.
£45 for four weeks.
Drop-in £12 / 5-class pass £50
Tuesdays 6:30pm, Main Studio
Mon/Wed/Fri 7 am – 8 am
Prices from $95
Book your place by 1 May.
Early bird ends Friday.
Follow @willowyoga for more.
Image: Jane Doe / Unsplash
Photo by Jane Doe on Unsplash
Credit: Pexels
Pictured above: the bridge pose.
Reading time: 4 minutes
4 minute read
Share on Facebook
Share this article
Tweet Share Pin Email
Tags: hips, yoga
Filed in: Wellness
Category: Yoga
Posted by admin
← Older post
Previous post: Why we stretch
Back to blog
Back to all posts
View all posts
See all
More from the blog
Related Articles
You may also enjoy
Recommended for you
Popular posts
Leave a comment
2 comments
Comments are closed.
Log in to leave a comment
Be the first to comment
Write a comment...
Your email address will not be published.
Sign up for our newsletter
Get weekly tips in your inbox
Enter your email
We'll never share your email.
Accept cookies
This website uses cookies to improve your experience.
Terms and Conditions
Privacy
© Willow Yoga 2023
All rights reserved.
Website by Pixel Studio
Powered by Squarespace
Skip to content
Menu
Home About Classes Blog Contact
Home > Blog > Hips
Search
Cart (0)
12 King Street, Kitchener, ON N2G 1A1
hello@willow.example
(519) 555-0123
Open in app
Listen to this article
Print this page
Save to Pinterest
Jump to recipe
Advertisement
Sponsored by MatCo
[gallery ids="1,2,3"]
[Insert photo of bridge here]
TODO check with Mia
NOTE TO SELF: add link
Draft v3 - do not publish
(photo of cat-cow here)
Sent from my iPhone
Sent from Gmail on Android
Begin forwarded message:
--
Facebook | Instagram | YouTube
#yoga #hips
@willowyoga
Inscris-toi à la newsletter
Cours le jeudi à 18 h, 15 €
Réserve ta place sur notre site.
Rejoins-nous jeudi prochain !
Partage cet article
Laisser un commentaire
Lire aussi : Le dos en hiver
Publié le 3 mars 2024
Photo : Claire D.
Tous droits réservés
À propos de l'auteure
Crédit photo : Unsplash
"""

MAY_BE_IN_A_TIP = """
Listen to your breath on the way down.
Listen: the heel should land before you hear it.
Watch: the knee stays over the second toe.
All the best jumpers land softly.
That's it for the left side.
That's all the left hip needs.
When the lungs fill, the ribs widen.
Stretch on bank holidays, too.
Over and out with the arms, then in.
Babies welcome a firm hand under the belly.
Breathe out slowly, and see your belly fall.
Come to your hands and knees.
Come to standing slowly.
Come into a low lunge.
Tap your fingertips along your collarbone.
Click your heels together.
Follow the breath with your attention.
Find a wall and lean your back against it.
Share your weight evenly between both feet.
Join your palms in front of your chest.
Visit each side three times.
Book your hips some rest after a long drive.
Save your strength for the second round.
Call to mind a place where you feel safe.
Contact the floor with your whole foot.
Text neck is the name for what phones do to us.
See how far your knee goes without pain.
See your breath as a wave.
View the spine as a chain of beads.
Watch your knee as you bend it.
Read the signals your body sends.
Try a pillow under your knees.
Try it for a week and see what changes.
Order matters: warm up first.
Happy baby opens the hips and the low back.
Enjoy the stretch for five breaths.
Take care of your wrists by spreading your fingers.
Learn to breathe into your back.
Sign language for tired hips: they click.
Press for five seconds at 9 and at 3 o'clock.
Do this twice a day, morning and evening.
Monday mornings are when most backs complain.
On Sunday evening, roll your feet for two minutes.
A ten-minute walk at noon does more than a run on Sunday.
Thank your feet with a warm bath.
Good shoes cost money, but bare feet are free.
We teach our bodies to sit, and they learn well.
I teach this to beginners because it is safe.
Runs and walks both count.
Cathy runs every morning and never stretches.
Hold for 30 seconds, rest for 30 seconds.
Next, lift your left leg.
Previous injuries deserve extra care.
Back pain often starts in the hips.
Home practice doesn't need much space.
Search for the tight spot with the ball.
Like a hinge, the elbow moves in one direction.
By the third breath, your shoulders will drop.
By Friday evening most of us are stiff.
May is a good month to start walking.
Photographs of your posture can surprise you.
Comments on your posture never helped anyone.
Tags and labels aside, pain is real.
Share the load with the other arm.
5-10 breaths on each side is plenty.
Open your chest and breathe.
Close the front ribs gently.
Submit to gravity and soften.
Print the shape of your foot into the sand.
Start in a comfortable seat.
Start today with one breath.
Get a chair and sit tall.
The Cat stretch: Arch and round your back.
Inhale, 2, 3, 4.
Rest.
Breathe.
Step 3: Lower the hips.
Keep the price of your habit low: two minutes.
You can buy a massage ball for a few dollars, or use a tennis ball.
Use code words like soft and wide to cue yourself.
Join in when you are ready.
Book in time for rest after a hard week.
Our hips carry us everywhere.
Our teachers called this the root lock.
Check out of work mode with one long exhale.
Drop in to the feeling of weight in your heels.
Let me tell you what helped my knees.
Visit your edge, then back off a little.
In this pose, the hips are above the heart.
In this series of moves the spine bends both ways.
This series of muscles works together.
The following muscles get tight when we sit: hip flexors and calves.
Here is what happens when you hold your breath.
Above the knee, the muscle is thick.
Below the knee sits the calf.
We often talk about core strength as if it were one muscle.
Today most people sit for ten hours.
Now we know that fascia responds to load.
"""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("line", _lines(NEVER_IN_A_TIP))
def test_an_offer_or_a_line_of_the_page_is_known_for_what_it_is(line: str) -> None:
    assert junk.reason(line) or role_of(line) in ("call-to-action", "intro")


@pytest.mark.parametrize("line", _lines(MAY_BE_IN_A_TIP))
def test_words_of_practice_are_not_taken_for_an_offer(line: str) -> None:
    assert junk.reason(line) == ""
    assert role_of(line) not in ("call-to-action", "intro", "lead-in")


LIMITS_ADVICE = """
If you're over 60 or on blood pressure tablets, get up slowly.
Skip this one in late pregnancy.
Leave the inversions out during your period if they feel wrong.
Not suitable after a recent knee operation.
This isn't one for anyone with glaucoma.
Best avoided if you have a slipped disc.
Give it a miss if your shoulder has ever dislocated.
If you feel a sharp pain, that's your sign to stop.
Pain that wakes you at night should be looked at.
Any tingling down the leg means you've gone too far.
Numbness is a no.
If your knee twinges, straighten it a little.
Ease off at the first hint of pinching.
Go gently if you're hypermobile.
Pregnant? Stay off your back after twenty weeks.
Had a C-section? Wait until your doctor gives the all-clear.
Ask your midwife before you try it.
Check with your GP if you're unsure.
Please see someone if it hasn't eased in a fortnight.
See a professional if symptoms persist.
If symptoms persist, see a doctor.
If in doubt, leave it out.
Stop immediately if you feel faint.
You should never feel pain in your lower back.
It should never hurt.
This should not be painful.
Discomfort is fine, pain is not.
Avoid deep twists if you're expecting.
People with osteoporosis should not round the spine.
Those with wrist injuries can come down onto their forearms.
Anyone with high blood pressure should keep the head above the heart.
Do not do this exercise if you have a hernia.
Contraindicated in the first trimester.
Talk to your doctor first if you have a heart condition.
Heart condition? Talk to your doctor first.
Keep away from heat if the joint is hot and swollen.
Don't use heat on a fresh injury.
Never put ice directly on the skin.
Be careful if you have varicose veins.
Take care with this one if your balance isn't great.
Use a wall if your balance is poor.
If you take blood thinners, use a softer ball.
Children under five should not do this.
Listen to your body and stop if anything hurts.
If it hurts, don't do it.
A word of warning: this can leave bruises.
If your back is already sore, skip to the next one.
Avoid if you are in the first 12 weeks of pregnancy.
Évitez cet exercice si vous avez mal au dos.
Si la douleur persiste, consultez un médecin.
Déconseillé aux femmes enceintes.
Arrête-toi si tu as mal.
En cas de doute, demande à ton médecin.
"""

LIMITS_NOTHING = """
If your hamstrings are tight, bend your knees.
If your heels don't touch the floor, that's fine.
Doctors now tell us to move more.
My doctor laughed when I told her.
Back pain is the most common reason people come to see me.
Pain makes us hold our breath.
Don't worry if you wobble.
Don't let your knee fall in.
Keep your knees over your toes.
Never underestimate a nap.
Stop and look at the sky.
Rest for a minute between sets.
Avoid screens before bed.
Skip the snooze button.
When your shoulders hurt after work, this helps.
If you sit all day, your hips get tight.
If you wake up stiff, roll your ankles before you stand.
Most headaches start in the neck.
It helped after my knee surgery.
Rolling eases pain by calming the nerves.
Take five slow breaths.
Sore muscles need blood flow.
Stop slouching by thinking of a string at the crown.
Physios call this neural flossing.
Hold for thirty seconds and swap.
Leave your phone in another room.
Instead of crunches, try this.
You don't have to be flexible.
If you can't reach your toes, use a strap.
When the timer rings, stop.
Si vos talons décollent, pliez les genoux.
"""


@pytest.mark.parametrize("line", _lines(LIMITS_ADVICE))
def test_a_caution_is_known_in_many_wordings(line: str) -> None:
    assert role_of(line) == "caveat"


@pytest.mark.parametrize("line", _lines(LIMITS_NOTHING))
def test_what_only_sounds_like_a_caution_is_none(line: str) -> None:
    assert role_of(line) != "caveat"
