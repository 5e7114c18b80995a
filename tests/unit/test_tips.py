"""How an article is split: what stays together, what is left out, what travels along, what is worth sending."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.articles import read
from scheduler.domain.tips import Split, Tip, as_json, order, series, split
from scheduler.domain.tips.openings import ALONE, NEVER, TITLED, opening
from scheduler.domain.tips.roles import role_of
from scheduler.domain.tips.sentences import sentences
from scheduler.domain.tips.splitter import join
from scheduler.domain.tips.warnings import likely_typos


def _split(text: str, source: str = "article.md") -> Split:
    return split(read(text.encode(), source=source))


def test_a_small_french_word_of_a_caution_names_no_other_exercise() -> None:
    path = Path(__file__).parents[1] / "year" / "posts" / "le-dos-au-jardin.md"
    found = split(read(path.read_bytes(), source=path.name))
    assert "Si votre poignet vous fait mal" in _tip(found, "avant-bras").text
    assert [tip.caveats for tip in found.tips] == [()] * 4


def _texts(found: Split) -> list[str]:
    return [tip.text for tip in found.tips]


def _tip(found: Split, part: str) -> Tip:
    return next(tip for tip in found.tips if part in tip.text)


def _reasons(found: Split) -> dict[str, str]:
    return {rest.text: rest.reason for rest in found.unused}


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Breathe in. Breathe out.", ["Breathe in.", "Breathe out."]),
            ("It moves the hip.So it helps.", ["It moves the hip.", "So it helps."]),
            ("Hold for approx. 20 seconds. Rest.", ["Hold for approx. 20 seconds.", "Rest."]),
            ("Set a timer for 10 min. so you can rest.", ["Set a timer for 10 min. so you can rest."]),
            ("See www.example.com/Feet.Html today. Rest.", ["See www.example.com/Feet.Html today.", "Rest."]),
            ("Write to Jo.Park@example.com now. Rest.", ["Write to Jo.Park@example.com now.", "Rest."]),
            ("Well done! 🙌 Now rest.", ["Well done! 🙌", "Now rest."]),
            ("1. Lift the knee. 2. Rest.", ["1. Lift the knee.", "2. Rest."]),
            ("Dr. Singh calls it bliss. Rest.", ["Dr. Singh calls it bliss.", "Rest."]),
            ("Wait … if it hurts, stop. Rest.", ["Wait … if it hurts, stop.", "Rest."]),
            ("She said “Yes!” and sat. Rest.", ["She said “Yes!” and sat.", "Rest."]),
        ],
    )
    def test_they_end_where_a_reader_sees_an_end(self, text: str, wanted: list[str]) -> None:
        assert [text[start:end] for start, end in sentences(text, 0, len(text))] == wanted


class TestOpenings:
    @pytest.mark.parametrize(
        "sentence",
        [
            "Each foot has 26 bones.",
            "It's important to breathe.",
            "These days, most of us sit.",
            "Instead of stretching, rest.",
            "Also known as the low lunge, this is a classic.",
            "Hold one arm out and lift it with the other hand.",
            "Allongez la colonne.",
        ],
    )
    def test_these_can_stand_first(self, sentence: str) -> None:
        assert opening(sentence)[0] == ALONE

    @pytest.mark.parametrize(
        "sentence",
        [
            "It works like a bowstring.",
            "This shape is a favourite.",
            "They attach to the pelvis.",
            "Repeat five times.",
            "Avoid it if you are tired.",
            "Stay for two minutes.",
            "Yes, and slowly.",
            "Il aide à respirer.",
        ],
    )
    def test_these_need_their_heading(self, sentence: str) -> None:
        assert opening(sentence)[0] == TITLED

    @pytest.mark.parametrize(
        "sentence",
        [
            "However, go slowly.",
            "So why does it work?",
            "In this post, I share three moves.",
            "As mentioned above, rest.",
            "For example, roll the calf.",
            "Ensuite, respirez.",
            "and then rest.",
        ],
    )
    def test_these_never_stand_first(self, sentence: str) -> None:
        assert opening(sentence)[0] == NEVER


class TestRoles:
    @pytest.mark.parametrize(
        ("sentence", "role"),
        [
            ("Lift your left knee and breathe out.", "how-to"),
            ("On each inhale, imagine the ribs getting wider.", "how-to"),
            ("Dim the lights an hour before bed.", "how-to"),
            ("Placez la main droite contre un mur.", "how-to"),
            ("Lower back pain is common.", "background"),
            ("Rest is part of training.", "background"),
            ("Rolling can help to restore blood flow.", "benefit"),
            ("Stop if you feel sharp pain.", "caveat"),
            ("If you are pregnant, skip the twists.", "caveat"),
            ("Please talk to your health care provider first.", "caveat"),
            ("People with low back problems should sit on a blanket.", "caveat"),
            ("Demandez l'avis de votre médecin avant de commencer.", "caveat"),
            ("Dr. Singh, a physiotherapist we often work with, calls it bliss.", "background"),
            ("Book your spot now.", "call-to-action"),
            ("Join me for Foot Lab on Saturday.", "call-to-action"),
            ("See our guide for more.", "intro"),
            ("Use code FEET for 10% off.", "call-to-action"),
            ("In this post, I'll share three moves.", "intro"),
            ("You will need a mat and two blocks.", "lead-in"),
            ("Do your knees hurt?", "question"),
        ],
    )
    def test_a_sentence_is_read_for_what_it_does(self, sentence: str, role: str) -> None:
        assert role_of(sentence) == role


class TestPassages:
    def test_a_paragraph_is_a_tip_and_one_that_leans_on_it_joins_it(self) -> None:
        found = _split(
            "## Feet\n\nEach foot has 26 bones. They share the load.\n\nThis load adds up over the day.\n\n"
            "Your toes want room to spread as you walk. Choose shoes that are wide in front."
        )
        assert _texts(found) == [
            "Each foot has 26 bones. They share the load.\nThis load adds up over the day.",
            "Your toes want room to spread as you walk. Choose shoes that are wide in front.",
        ]

    def test_a_long_paragraph_is_cut_where_a_thought_can_open(self) -> None:
        long = (
            "Your hips move in many ways each day. They carry the weight of the body with every single step you take. "
            * 5
        )
        for text in _texts(_split(f"## Hips\n\n{long}")):
            assert text.startswith("Your hips")
            assert len(text.split()) <= 120

    def test_a_procedure_with_its_lead_in_stays_whole(self) -> None:
        items = "\n".join(f"{n}. Lift your left foot {n} times and breathe slowly." for n in range(1, 6))
        found = _split(f"## Feet\n\nTry the following:\n\n{items}\n\n## Hips\n\nRest your hips on a cushion tonight.")
        assert found.tips[0].text.startswith("Try the following:\nLift your left foot 1 times")
        assert found.tips[0].text.count("\n") == 5

    def test_items_that_are_paragraphs_are_tips_of_their_own(self) -> None:
        item = (
            "- **Dim the {0}.** Bright {0} tell your brain that it is noon. "
            "Use small {0} after eight, and feel the change.\n"
        )
        found = _split("# Calm\n\n" + "".join(item.format(word) for word in ("lamps", "screens", "lights", "windows")))
        assert len(found.tips) == 4

    def test_nothing_of_the_page_or_about_the_article_is_in_a_tip(self) -> None:
        found = _split(
            "# Feet\n\nIn this post, I share two moves. They are easy.\n\n## What you'll need\n\n- a ball\n- a wall\n\n"
            "## Roll\n\nStand tall and roll a ball under one foot. Breathe slowly while you do. Want to learn more? "
            "Book a class.\n\n> “I love this move.”\n\nYou'll need:\n"
        )
        assert _texts(found) == ["Stand tall and roll a ball under one foot. Breathe slowly while you do."]
        reasons = _reasons(found)
        assert reasons["a ball"] == "a list of props"
        assert reasons["Book a class."].startswith("asks the reader")
        assert reasons["In this post, I share two moves."] == "introduces the article"
        assert reasons["“I love this move.”"] == "somebody else's words"

    def test_a_question_is_kept_only_where_the_next_words_lean_on_it(self) -> None:
        kept = _split(
            "# Feet\n\nHow much do your feet do for you?\n\nThey hold you up all day and ask for nothing at all."
        )
        assert kept.tips[0].text.startswith("How much do your feet")
        dropped = _split(
            "# Feet\n\nSo why does it matter?\n\nFeet carry your whole weight with every step that you take."
        )
        assert dropped.tips[0].text.startswith("Feet carry")

    def test_title_and_path_are_those_of_the_article(self) -> None:
        found = _split("# Poses\n\n## 1. Child's pose:\n\n### How to\n\nKneel down and rest your forehead on the mat.")
        assert (found.tips[0].title, found.tips[0].section) == ("How to", ("Child's pose", "How to"))
        assert not found.tips[0].needs_title

    def test_a_missing_space_is_put_in_and_listed(self) -> None:
        found = _split("## Hips\n\nThe hip is a ball and socket.So it turns in every direction.")
        assert found.tips[0].text == "The hip is a ball and socket. So it turns in every direction."
        assert [(edit.at, edit.insert) for edit in found.edits] == [(found.article.text.index("So it turns"), " ")]


class TestTheFoot:
    ROWS = (
        "# Rowing\n\nSit tall and pull the handle to your ribs.\n\nPush with your legs before you pull.\n\n"
        "Let the chain run back slowly.\n\nTen strokes are a good start for anybody.\n\n"
    )

    @pytest.mark.parametrize("name", ["- Maren", "- Maren & Jo", "– Maren K. xx"])
    def test_a_name_behind_a_stroke_closes_the_article(self, name: str) -> None:
        assert not any("Maren" in tip.text for tip in _split(self.ROWS + name, "rows.txt").tips)

    def test_a_bidding_behind_a_stroke_does_not(self) -> None:
        assert any("Rest" in tip.text for tip in _split(self.ROWS + "- Rest", "rows.txt").tips)

    def test_from_the_mark_of_a_copyright_on_it_is_small_print(self) -> None:
        found = _split(self.ROWS + "Never row through pain. © Maren Holt 2021. Set in Georgia.")
        assert _reasons(found)["© Maren Holt 2021."] == _reasons(found)["Set in Georgia."] == "small print"
        assert any("Never row through pain." in (tip.text, *tip.caveats) for tip in found.tips)

    def test_what_is_no_advice_travels_with_the_practice_and_is_no_tip(self) -> None:
        found = _split(self.ROWS + "Nothing we print is medical advice. ™ and © Holt 2021.")
        assert not any("we print" in tip.text for tip in found.tips)
        assert any("Nothing we print is medical advice." in caveat for tip in found.tips for caveat in tip.caveats)


class TestCautions:
    MOVES = "## Bridge\n\nLie down and lift your hips slowly.\n\n## Twist\n\nSit tall and turn to the left slowly.\n\n"

    def test_a_section_of_cautions_limits_every_practice(self) -> None:
        found = _split(self.MOVES + "## When to skip it\n\nPlease don't do this with an open wound or a fracture.")
        for part in ("lift your hips", "turn to the left"):
            assert _tip(found, part).caveats == ("Please don't do this with an open wound or a fracture.",)

    def test_a_caution_about_one_exercise_limits_that_one(self) -> None:
        found = _split(self.MOVES + "## Good to know\n\nIf you are pregnant, skip the twist and just sit tall.")
        assert _tip(found, "turn to the left").caveats
        assert not _tip(found, "lift your hips").caveats

    def test_a_caution_in_a_section_limits_that_section(self) -> None:
        found = _split(
            "## Bridge\n\nLie down and lift your hips. "
            + "Press your feet down. " * 5
            + "\n\nStop if your knees hurt.\n\n"
            + self.MOVES[self.MOVES.index("## Twist") :]
        )
        assert "Stop if your knees hurt." in (
            *_tip(found, "lift your hips").caveats,
            _tip(found, "lift your hips").text,
        )
        assert not _tip(found, "turn to the left").caveats

    def test_a_caution_that_points_back_takes_what_it_points_to_along(self) -> None:
        found = _split(
            "## Knees\n\nKneel down and sit back on your heels. Lean back on your hands. Breathe. Soften. Smile at "
            "it.\n\n"
            "Swelling and warmth are common after a fall. Locking may also occur. "
            "If you notice any of these, please see your doctor.\n"
        )
        assert _tip(found, "Kneel down").caveats == (
            "Swelling and warmth are common after a fall. Locking may also occur. "
            "If you notice any of these, please see your doctor.",
        )

    DOUBT = "Those with a new hip will have been given a list of directions."

    def test_what_turns_to_some_readers_goes_along_in_its_section_to_be_safe(self) -> None:
        steps = "Lie down and lift your hips. " + "Press your feet down. " * 5
        found = _split(f"## Bridge\n\n{steps}\n\nRest on the floor. {self.DOUBT}\n\n" + self.MOVES[50:])
        assert self.DOUBT in _tip(found, "lift your hips").caveats
        assert self.DOUBT in _tip(found, "Rest on the floor").text
        assert not _tip(found, "turn to the left").caveats

    @pytest.mark.parametrize(
        "fact",
        [
            "Osteoporosis begins long before a bone breaks.",
            "Lie on your good side and breathe into your hand as if you were filling a hot-water bottle.",
            "Sleeping on your side is fine with asthma.",
        ],
    )
    def test_a_fact_a_likeness_and_a_comfort_do_not(self, fact: str) -> None:
        steps = "Lie down and lift your hips. " + "Press your feet down. " * 5
        found = _split(f"## Bridge\n\n{steps}\n\nRest on the floor. {fact}\n")
        assert not _tip(found, "lift your hips").caveats

    @pytest.mark.parametrize(
        "caution",
        [
            "Nothing in this letter is for the first six weeks after a birth.",
            "None of this is for anyone with a fever.",
            "All of the above is off the table while you have a fever.",
            "Everything below is too much for a fresh sprain.",
            "Skip this flow if you are in your first trimester.",
            "This practice is not suitable for people with high blood pressure.",
            "Please don't start this routine if you've just had surgery.",
            "If you're pregnant, none of the above applies.",
            "If you have a heart condition, don't try anything here.",
            "Rien dans cette lettre n'est pour les six premières semaines.",
            "Aucune de ces postures ne doit faire mal.",
            "Cette séance est déconseillée en cas d'hypertension.",
            "N'essayez pas cet enchaînement si vous avez mal au dos.",
        ],
    )
    def test_a_caution_about_all_of_it_holds_for_all_of_it_wherever_it_stands(self, caution: str) -> None:
        words = self.MOVES.replace("slowly.\n\n## Twist", f"slowly. {caution}\n\n## Twist")
        assert caution in _tip(_split(words), "turn to the left").caveats

    def test_this_sequence_in_the_section_of_a_sequence_is_that_one(self) -> None:
        found = _split(
            "## Morning sequence\n\nStand tall and reach up. Skip this sequence if you have a fever.\n\n"
            "## Evening sequence\n\nLie down and lift your legs up the wall.\n"
        )
        assert not _tip(found, "lift your legs").caveats

    def test_what_to_get_ready_before_the_start_is_no_caution(self) -> None:
        found = _split(
            "## Before you start\n\n- Turn off the phone and dim the lights.\n- Put on warm socks.\n\n" + self.MOVES
        )
        assert not _tip(found, "lift your hips").caveats
        warned = _split("## Before you start\n\n- Put on warm socks.\n- Skip it if you have a fever.\n\n" + self.MOVES)
        assert "fever" in " ".join(_tip(warned, "lift your hips").caveats)

    def test_what_sends_to_somebody_holds_for_all_also_as_the_answer_to_a_question(self) -> None:
        asked = (
            "## What helps my jaw?\n\nRest your fingertips on the hinge and circle slowly.\n\n"
            "## What helps my calves?\n\nPush the wall and press your heel down.\n\n"
            "## How long will it take?\n\nGive it a month. If you're no better, see a physio.\n"
        )
        assert _tip(_split(asked), "Push the wall").caveats == ("If you're no better, see a physio.",)

    @pytest.mark.parametrize("heading", ["Not for everybody", "What else", "Careful"])
    def test_a_list_below_a_line_that_limits_is_a_caution(self, heading: str) -> None:
        found = _split(
            f"{self.MOVES}## {heading}\n\nSkip the long holds, or talk to your doctor first, if you:\n\n"
            "- have a connective tissue disorder\n- had an injection in the last two weeks\n\n"
            "If any of these apply to you, a restorative class is the better choice."
        )
        said = "\n".join(_tip(found, "lift your hips").caveats)
        assert "talk to your doctor first, if you:" in said
        assert "had an injection in the last two weeks" in said
        assert "restorative class" in said

    def test_a_list_below_a_line_that_limits_nothing_is_none(self) -> None:
        found = _split(f"{self.MOVES}## What else\n\nYou will like this if you:\n\n- sit a lot\n- sleep badly\n")
        assert not _tip(found, "lift your hips").caveats

    @pytest.mark.parametrize("heading", ["When squeezing is the wrong thing", "Staying safe", "Keep in mind"])
    def test_what_to_do_instead_belongs_to_the_warning(self, heading: str) -> None:
        found = _split(
            f"{self.MOVES}## {heading}\n\nIf you have pain in the pelvis, more work makes it worse. Do the twist only."
        )
        assert "Do the twist only." in _tip(found, "lift your hips").caveats

    def test_the_benefits_below_an_exercise_are_limited_as_the_exercise_is(self) -> None:
        found = _split(
            "Ask your doctor first if you had an operation this year.\n\n# Chair\n\n## How to do it\n\nBend the knees "
            "and take the hips back.\n\n## Benefits\n\nIt generates heat and tones the thighs on a damp morning.\n"
        )
        assert _tip(found, "generates heat").caveats

    def test_a_share_of_all_people_is_a_fact(self) -> None:
        assert role_of("About one in three women who have had a baby does it.") != "caveat"

    def test_an_illness_in_the_last_exercise_is_about_that_exercise(self) -> None:
        last = "If you have glaucoma, bend your knees and keep your feet on the wall."
        found = _split(
            f"{self.MOVES}## Legs up\n\nSit close to a wall and swing your legs up. Rest your arms beside you."
            f"\n\n{last}\n\n## Final thoughts\n\nConsistency matters more than intensity to most of us."
        )
        assert not _tip(found, "turn to the left").caveats
        assert last in (*_tip(found, "swing your legs").caveats, _tip(found, "swing your legs").text.split("\n")[-1])

    def test_a_few_words_that_only_answer_the_heading_are_no_caution(self) -> None:
        found = _split(f"{self.MOVES}## Is it safe?\n\nNot quite. Never do it with a fever.\n")
        assert _tip(found, "lift your hips").caveats == ("Never do it with a fever.",)

    def test_what_has_a_dose_is_practised(self) -> None:
        found = _split(
            "## Rubbing\n\nGentle strokes toward the heart, morning and evening, with any oil that you like.\n\n"
            "## When to skip it\n\nPlease don't do this with an open wound or a fracture."
        )
        assert _tip(found, "Gentle strokes").caveats

    ROPE = "# Rope\n\n## Swing\n\nHold the rope with both hands and lean back slowly.\n\n"

    @pytest.mark.parametrize("sign", ["⚠️", "🛑", "❗"])
    def test_a_paragraph_below_or_behind_a_sign_of_warning_is_a_caution(self, sign: str) -> None:
        for below in (f"{sign} Two on the rope. A mat below it.", f"{sign}\n\nTwo on the rope. A mat below it."):
            found = _split(self.ROPE + below + "\n\n## Climb\n\nPush with your legs and let the arms stay long.")
            swing = _tip(found, "lean back")
            assert all(part in " ".join((swing.text, *swing.caveats)) for part in ("Two on the rope.", "A mat below"))

    def test_a_tick_is_no_sign_of_warning(self) -> None:
        assert role_of("✅ Keep one hand on the rope.") == "how-to"

    @pytest.mark.parametrize("lead", ["Please read this first.", "Now the safety bit:", "A word of warning."])
    def test_what_is_to_be_read_first_is_a_caution_for_all(self, lead: str) -> None:
        text = f"# Rope\n\n{lead} If you faint easily, ask your doctor. Everyone: gloves on, rings off.\n\n"
        found = _split(text + self.ROPE.removeprefix("# Rope\n\n"))
        assert any("gloves on" in caveat for caveat in _tip(found, "lean back").caveats)

    def test_what_is_to_be_read_at_leisure_is_none(self) -> None:
        found = _split("# Rope\n\nRead this with a cup of tea. Everyone: gloves on, rings off.\n\n" + self.ROPE[8:])
        assert not any("gloves on" in caveat for tip in found.tips for caveat in tip.caveats)

    @pytest.mark.parametrize("end", ["See somebody.", "Get it looked at.", "Do the wall version instead."])
    def test_a_few_words_that_finish_a_caution_belong_to_it(self, end: str) -> None:
        found = _split(
            self.ROPE + f"If your elbow swells, leave the rope alone. {end}\n\n## Climb\n\nPush with your legs."
        )
        swing = _tip(found, "lean back")
        assert end in " ".join((swing.text, *swing.caveats))

    def test_the_same_words_behind_no_caution_are_what_they_were(self) -> None:
        assert [role_of(one) for one in ("Do the wall version instead.", "See somebody you like.")] == [
            "how-to",
            "how-to",
        ]

    def test_what_not_to_do_below_a_heading_that_warns_holds_for_all(self) -> None:
        found = _split(
            self.ROPE + "## When not to\n\nWith a fever, stay in bed. And not on a wet floor, as we learned."
        )
        assert any("wet floor" in caveat for caveat in _tip(found, "lean back").caveats)

    @pytest.mark.parametrize(
        ("feeling", "caution"),
        [
            ("Numb fingers mean come down.", True),
            ("A sharp elbow = stop.", True),
            ("A dragging feeling in the pelvis means put the rope away.", True),
            ("Pinching in the palm means looser gloves.", False),
            ("A deep breath means a long one.", False),
            ("At three out of ten, stop.", True),
            ("Pull until it is a six out of ten.", False),
            ("Nine times out of ten it is the grip.", False),
            ("Don't worry if your arms shake like a newborn's.", False),
            ("Float on your back until the shivering stops, then swim.", False),
            ("No lengths until the shivering stops.", True),
            ("Sit down until the dizziness stops.", True),
            ("No diving with grommets.", True),
            ("No sunbathing after laser eye surgery.", True),
            ("No music with this one.", False),
            ("If your heart does somersaults, ring 112.", True),
            ("There are 112 steps if you start at the lake.", False),
            ("Babies under three months: leave out the cold tap.", True),
            ("The cards are for those of you who prefer sitting.", False),
            ("Those of you with a pacemaker should prefer the warm pool.", True),
            ("N'ayez crainte et ne vous en faites pas si les bras brûlent demain.", False),
            ("Don't worry if it stings, but never pull through numbness.", True),
        ],
    )
    def test_what_is_felt_limits_where_something_is_to_be_done_then(self, feeling: str, caution: bool) -> None:
        assert (role_of(feeling) == "caveat") is caution

    @pytest.mark.parametrize(
        "advice",
        [
            "Ask your optician to check your reading glasses.",
            "That conversation belongs with your surgeon.",
            "This decision belongs with your midwife.",
        ],
    )
    def test_one_matter_for_somebody_limits_no_other_exercise(self, advice: str) -> None:
        found = _split(self.ROPE + f"## The house\n\n{advice} Put a lamp on the stairs. Clear the hall.")
        assert not any(advice in caveat for caveat in _tip(found, "lean back").caveats)

    LETTING_GO = (
        "# Ropes\n\n## What if I am scared of letting go?\n\nThe beginners swing out over the pit with a friend on the"
        " tail, and they let go at the top of the arc. The first one is loud. After three of those it is a game. Next"
        " week the pit is deeper.\n\nFeel the air leave you as you drop. "
    )

    @pytest.mark.parametrize(
        ("caution", "travels"),
        [
            ("(And keep off the pit if you are pregnant or have a bad disc.)", True),
            ("Ten swings at the most.", False),
        ],
    )
    def test_an_illness_limits_also_what_its_section_only_tells(self, caution: str, travels: bool) -> None:
        found = _split(f"{self.LETTING_GO}{caution}\n\n## How do I climb?\n\nPush with your legs. Keep your arms long.")
        assert any(caution in caveat for caveat in _tip(found, "beginners swing").caveats) is travels

    def test_one_of_the_exercises_is_any_of_them(self) -> None:
        found = _split(
            self.ROPE + "## In the cold\n\nWear a hat. If one of the moves hurts in the elbow, leave it out."
        )
        assert any("elbow" in caveat for caveat in _tip(found, "lean back").caveats)

    @pytest.mark.parametrize(
        "told",
        [
            "I have seen fathers arrive with their jaws clenched and leave like schoolboys.",
            "I worked as a midwife for ten years before I learned to sit still.",
            "It is wonderful for a granny in a wheelchair or a child with growing pains.",
        ],
    )
    def test_what_the_writer_has_seen_is_no_caution(self, told: str) -> None:
        assert role_of(told) != "caveat"

    @pytest.mark.parametrize(
        "advice", ["Ask your doctor to check your pulse before you start.", "Ring your surgeon before you climb."]
    )
    def test_what_is_to_be_asked_first_limits_all_of_them(self, advice: str) -> None:
        found = _split(self.ROPE + f"## The house\n\n{advice} Put a lamp on the stairs. Clear the hall.")
        assert any(advice in caveat for caveat in _tip(found, "lean back").caveats)

    def test_sore_knees_question_and_answer_are_one_caution(self) -> None:
        found = _split(
            "## Frog\n\nKneel wide and rock back. " + "Breathe slowly. " * 4 + "\n\nKnees complaining? Skip this one."
        )
        assert any(
            "Knees complaining?" in text
            for text in (*_tip(found, "Kneel wide").caveats, _tip(found, "Kneel wide").text)
        )

    @pytest.mark.parametrize(
        "caution",
        [
            "If you are unsure whether any of these exercises suits you, ask before you begin.",
            "Pain that wakes you at night is one for your doctor.",
            "Everybody stops for chest pain or dizziness.",
        ],
    )
    def test_one_that_is_about_all_of_them_limits_all_wherever_it_stands(self, caution: str) -> None:
        found = _split(f"{self.MOVES}## Rest\n\nLie down and close your eyes for a minute. {caution}")
        for part in ("lift your hips", "turn to the left"):
            assert _tip(found, part).caveats == (caution,)

    def test_one_that_names_exercises_by_their_headings_limits_those(self) -> None:
        caution = "Keep a wall behind you for the clock if your balance is poor."
        found = _split(
            "## The clock\n\nStand on one leg and reach round the dial slowly.\n\n## The ladder\n\nLift each knee "
            f"in turn and breathe out slowly.\n\n## The bench\n\nSit down and stand up ten times. {caution}"
        )
        assert _tip(found, "round the dial").caveats == (caution,)
        assert _tip(found, "Lift each knee").caveats == ()

    def test_one_below_an_exercise_limits_that_exercise_also_where_all_headings_are_set_alike(self) -> None:
        page = "<h2>Poses</h2><p>Two of them for tired legs.</p>"
        for name, step in (("Bridge", "Lift your hips slowly."), ("Tree", "Stand on your left leg.")):
            page += f"<p><b>{name}</b></p><p><b>How to</b></p><p>{step} Breathe out for four counts.</p>"
            page += f"<p><b>Please be careful</b></p><p>With glaucoma, leave the {name.lower()} out.</p>" * (
                name == "Bridge"
            )
            page += "<p><b>Why it helps</b></p><p>Most people feel their legs grow lighter at once.</p>"
        found = _split(page, "page.html")
        assert _tip(found, "Lift your hips").section[-2:] == ("Bridge", "How to")
        assert _tip(found, "Lift your hips").caveats == ("With glaucoma, leave the bridge out.",)
        assert _tip(found, "Stand on your left").caveats == ()

    def test_one_in_words_that_are_left_out_still_travels(self) -> None:
        found = _split(
            "# Feet\n\nIn this post, I share two moves. If you have diabetes, check your skin before and after.\n\n"
            + self.MOVES
        )
        assert _tip(found, "lift your hips").caveats == ("If you have diabetes, check your skin before and after.",)

    def test_a_caution_in_one_item_does_not_limit_the_others(self) -> None:
        long = "Use small lamps after eight in the evening, and feel how your whole body calms down within a week."
        found = _split(
            f"# Calm\n\n- **Lights.** {long} It is free. It works.\n- **Legs up.** {long} If you have glaucoma, skip "
            f"it.\n"
            f"- **Lists.** {long} Keep the paper in the kitchen.\n"
        )
        assert [bool(tip.caveats) for tip in found.tips] == [False, False, False]

    def test_health_claims_are_marked(self) -> None:
        found = _split("## A\n\nRolling promotes healing in the muscle.\n\n## B\n\nSit tall and lift your chin slowly.")
        assert [tip.health_claim for tip in found.tips] == [True, False]


class TestWorthAndOrder:
    ARTICLE = (
        "# Glutes\n\n## Parts\n\nGluteus maximus attaches along the ilium. Gluteus medius is shaped like a fan.\n\n"
        "## Sitting\n\nThe gluteus minimus is the smallest muscle and attaches to the femur below the others.\n\n"
        "Sitting all day leaves your hips stiff and your lower back sore in the evening.\n\n"
        "## Bridge\n\nLie down, bend your knees and lift your hips slowly.\n\n"
        "## Care\n\nSee your doctor before you start if you have had surgery.\n"
    )

    def test_every_tip_is_worth_sending_for_one_reason_and_says_it(self) -> None:
        found = _split(self.ARTICLE)
        worths = {tip.text[:8]: (tip.worth, tip.carries) for tip in found.tips}
        assert worths["Gluteus "] == ("know", "gap")
        assert worths["The glut"][0] in ("know", "why")
        assert worths["Lie down"] == ("do", "alone")
        assert worths["See your"] == ("care", "waits")
        assert all(tip.worth_reason for tip in found.tips)

    def test_best_first_and_anatomy_never_leads_or_follows_anatomy(self) -> None:
        ranked = order(_split(self.ARTICLE).tips)
        assert ranked[0].worth == "do"
        issues = series(ranked)
        assert "know" not in {issues[0].worth}
        assert {tip.worth for tip in issues} <= {"do", "why", "know", "care"}

    def test_background_is_an_issue_only_with_a_why_of_its_own_section(self) -> None:
        found = _split(
            "## Sitting\n\nThe gluteus minimus is the smallest muscle. Its fibres attach to the femur. The hip joint "
            "lies "
            "below it. Two nerves pass behind the joint. Ligaments hold the joint in place.\n\n"
            "Sitting all day leaves your hips stiff and your lower back sore. Most people notice it in the evening. "
            "Walking for five minutes helps you feel better.\n\n## Parts\n\nGluteus maximus attaches along the ilium."
        )
        know = [tip for tip in found.tips if tip.worth == "know"]
        assert [tip.carries for tip in know] == ["with_why", "gap"]
        assert know[0].why in found.article.text
        assert know[0].why_span == (
            found.article.text.index(know[0].why),
            found.article.text.index(know[0].why) + len(know[0].why),
        )

    def test_an_article_that_promises_practice_and_holds_none_is_told_with_three_remedies(self) -> None:
        found = _split(
            "# Rolling techniques for the feet\n\nToday, we'll explore three exercises.\n\nTo do these exercises, "
            "you'll need:\n\n"
            "## The sole\n\nThe plantar fascia attaches to the heel bone. Stiff shoes can make your soles ache at "
            "night.\n"
        )
        warning = next(text for text in found.warnings if "announces practice" in text)
        assert all(part in warning for part in ("“you'll need:”", "video", "one to three sentences", "class"))

    def test_an_article_that_says_how_is_not_told_that_it_does_not(self) -> None:
        found = _split("# Three exercises\n\n" + TestCautions.MOVES)
        assert not any("announces practice" in text for text in found.warnings)

    def test_news_makes_one_post_and_no_tips(self) -> None:
        found = _split(
            "# New fall classes\n\nWe're excited to announce our fall schedule. New classes start on Monday, "
            "September 9.\n\n"
            "Gentle Flow runs on Tuesdays at 6 pm. Join the new morning class on Fridays at 7 am for $20."
        )
        assert (found.article.kind, found.tips) == ("news", ())
        assert found.opening.startswith("We're excited")
        assert any("news" in text for text in found.warnings)


def test_likely_typing_mistakes_are_doubled_letters_and_nothing_else() -> None:
    assert likely_typos("The illium and the ilium. The ilium again.") == [("illium", "ilium")]
    assert likely_typos("The hip and the hips, the ilium and the ileum.") == []


def test_the_json_has_every_key_of_the_contract() -> None:
    found = as_json(_split("# Feet\n\n## Roll\n\nStand tall and roll a ball under one foot."))
    assert {"article", "text", "tips", "unused", "edits", "warnings"} <= set(found)
    assert {"title", "format", "source", "kind"} <= set(found["article"])
    assert set(found["tips"][0]) >= {
        "title", "section", "text", "role", "worth", "worth_reason", "needs_title", "caveats", "spans", "rank",
    }  # fmt: skip


def test_words_left_out_in_the_midst_of_a_paragraph_part_its_lines() -> None:
    """What stands on one line is the article's own, without a gap that nobody sees."""
    text = "The towpath is quiet in winter. We meet there. Nobody is fast."
    spans = [(0, 31), (47, len(text))]
    assert join(text, spans, []) == "The towpath is quiet in winter.\nNobody is fast."
    assert join(text, [(0, 31), (32, 46)], []) == "The towpath is quiet in winter. We meet there."
