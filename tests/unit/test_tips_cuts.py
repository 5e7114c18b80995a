"""Where one tip ends and the next begins: tables that teach, short lists, steps and their cautions, remarks."""

from __future__ import annotations

import pytest

from scheduler.domain.articles import read
from scheduler.domain.tips import Split, split
from scheduler.domain.tips.openings import ALONE, NEVER, TITLED, opening
from scheduler.domain.tips.roles import role_of
from scheduler.domain.tips.stories import is_past

ABOVE = """# Knees on the stairs

Stairs ask more of a knee than a flat road does. The thigh lowers you on the way down.

"""


def _split(text: str, source: str = "article.md") -> Split:
    return split(read(text.encode(), source=source))


def _texts(found: Split) -> list[str]:
    return [tip.text for tip in found.tips]


def _reason(found: Split, part: str) -> str:
    return next(rest.reason for rest in found.unused if part in rest.text)


class TestTables:
    TEACHES = """| What you feel | What to do |
|---|---|
| Heavy thighs | Lean the trunk a little forward |
| A grumbling kneecap | Put the whole foot on the step |
| Out of breath | Rest for two breaths on the landing |
"""

    def test_one_that_tells_what_to_do_is_a_list_a_line_for_a_row(self) -> None:
        found = _split(f"{ABOVE}## On the way up\n\n{self.TEACHES}")
        assert _texts(found)[-1].split("\n") == [
            "Heavy thighs Lean the trunk a little forward",
            "A grumbling kneecap Put the whole foot on the step",
            "Out of breath Rest for two breaths on the landing",
        ]
        assert found.tips[-1].role == "how-to"
        assert _reason(found, "What you feel") == "a table"

    def test_it_stays_with_the_line_that_leads_into_it(self) -> None:
        found = _split(f"{ABOVE}## On the way up\n\nThree small changes help most people:\n\n{self.TEACHES}")
        assert _texts(found)[-1].startswith("Three small changes help most people:\nHeavy thighs")

    def test_it_is_read_the_same_from_a_page(self) -> None:
        rows = "".join(
            f"<tr>\n<td>{a}</td>\n<td>{b}</td>\n</tr>"
            for a, b in (("Going up", "Push through the heel"), ("Going down", "Turn the toes out a little"))
        )
        below = "<p>The rail is there to be used.</p>"
        page = f"<article><h1>Stairs</h1><h2>Both ways</h2><table>{rows}</table>{below}</article>"
        found = _split(page, "stairs.html")
        assert "Going up Push through the heel\nGoing down Turn the toes out a little" in _texts(found)[-1]

    def test_a_caution_in_a_row_makes_the_row_a_caution(self) -> None:
        table = self.TEACHES + "| A new hip | Ask your surgeon before you take the stairs |\n"
        found = _split(f"{ABOVE}## On the way up\n\n{table}")
        assert "Ask your surgeon" in _texts(found)[-1]

    @pytest.mark.parametrize(
        "table",
        [
            "| Class | Day | Price |\n|---|---|---|\n| Barre | Mon 9:15 | £12 |\n| Flow | Wed 18:00 | £12 |\n",
            "| Week | Run | Walk |\n|---|---|---|\n| 1 | 2 min | 3 min |\n| 2 | 4 min | 2 min |\n",
            "| Step | Height |\n|---|---|\n| Kerb | 12 cm |\n| Bus | 35 cm |\n",
            "| Class | How |\n|---|---|\n| Barre | Book your mat online now |\n| Flow | Book by the bell |\n",
        ],
        ids=["prices", "figures", "names", "bookings"],
    )
    def test_one_of_figures_days_and_prices_is_none(self, table: str) -> None:
        found = _split(f"{ABOVE}## On the way up\n\n{table}\nHold the rail and look two steps ahead of your feet.\n")
        assert _texts(found)[-1] == "Hold the rail and look two steps ahead of your feet."


class TestLists:
    ITEMS = (
        "- One star: the knee feels warm. Go on as you are.\n"
        "- Two stars: it aches at night. Take half the stairs tomorrow.\n"
        "- Three stars: it swells. Take the lift for a week.\n"
    )

    def test_a_short_one_below_its_lead_in_is_one_tip_however_many_sentences_its_items_have(self) -> None:
        found = _split(f"{ABOVE}## How much\n\nI give the evening after three stars:\n\n{self.ITEMS}")
        assert _texts(found)[-1].startswith("I give the evening after three stars:\nOne star")
        assert _texts(found)[-1].endswith("Take the lift for a week.")

    def test_one_without_a_lead_in_is_a_list_of_tips(self) -> None:
        found = _split(f"{ABOVE}## How much\n\n{self.ITEMS}")
        assert len([text for text in _texts(found) if "star" in text]) == 3


class TestNotes:
    HEAD = "ladder notes for the site\n\nHOW TO STAND\nFace the rungs and keep both knees soft. Look up, not down.\n\n"

    def test_jotted_lines_together_are_one_list_also_where_one_of_them_has_its_full_stop(self) -> None:
        lines = (
            "Climb with the legs.\nhands only steady you\ncome down the same way, no hurry\nwait for the shake to stop"
        )
        found = _split(f"{self.HEAD}GOING UP\n{lines}\n\nLast rung is for looking, not for standing.\n", "notes.txt")
        assert lines in _texts(found)

    def test_what_is_written_out_below_them_is_a_paragraph(self) -> None:
        lines = "Climb with the legs\nhands only steady you\ncome down the same way, no hurry"
        below = "Rest on the ground when you are out of breath. The ladder will wait for you, and so will the roof."
        blocks = read(f"{self.HEAD}GOING UP\n{lines}\n{below}\n".encode(), source="notes.txt").blocks
        assert [block.kind for block in blocks[-4:]] == ["item", "item", "item", "paragraph"]


class TestStepsAndTheirCaution:
    STEPS = (
        "Stand side-on to the bottom stair with one hand on the rail.\n\n"
        "Put the near foot up and keep its heel heavy.\n\n"
        "{third}Press the stair away until the other toes are light, and come down as slowly.\n\n"
    )
    CAUTION = (
        "Not with a knee that is hot. Not on the day of an injection either.\n\n"
        "On blood thinners? Hold on with both hands.\n"
    )

    def test_a_caution_that_finds_no_room_below_the_steps_is_cut_off_and_not_the_last_step(self) -> None:
        found = _split(f"{ABOVE}## Step up\n\n{self.STEPS.format(third='Pause. ')}{self.CAUTION}")
        steps = next(tip for tip in found.tips if "side-on" in tip.text)
        assert steps.text.endswith("come down as slowly.")
        assert any("hot" in caution for caution in steps.caveats)

    def test_where_there_is_room_it_stays(self) -> None:
        found = _split(f"{ABOVE}## Step up\n\n{self.STEPS.format(third='')}Not with a knee that is hot.\n")
        assert _texts(found)[-1].endswith("Not with a knee that is hot.")

    def test_a_bare_name_opens_what_it_names(self) -> None:
        heron = "Heron. Stand on one leg on the bottom stair and let the other hang. Swing it ten times, slowly."
        crane = "Crane. Lift the knee in front of you and hold it there. Count to ten while you look ahead."
        assert _texts(_split(f"{ABOVE}## Up\n\n{heron}\n\n{crane}\n"))[-2:] == [heron, crane]


class TestRemarks:
    @pytest.mark.parametrize(
        "remark",
        [
            "My best one.",
            "I get asked about this one more than about my prices.",
            "I made him do it twice for the camera.",
        ],
    )
    def test_the_writers_before_the_advice_is_left_out(self, remark: str) -> None:
        advice = "Walk up sideways with one hand on the rail and let the far foot follow."
        found = _split(f"{ABOVE}## Sideways\n\n{remark}\n\n{advice}\n")
        assert _texts(found)[-1] == advice
        assert _reason(found, remark) == "a remark before the advice"

    @pytest.mark.parametrize(
        "kept",
        [
            "My own knee likes the third stair best of all.",  # says something of the body
            "Going up sideways is slower than you think.",  # turns to the reader
            "Sideways is how the porters did it.",
        ],
    )
    def test_what_says_something_stays(self, kept: str) -> None:
        advice = "Walk up sideways with one hand on the rail and let the far foot follow."
        found = _split(f"{ABOVE}## Sideways\n\n{kept}\n\n{advice}\n")
        assert any(kept in text for text in _texts(found))

    def test_before_what_is_no_advice_it_stays(self) -> None:
        found = _split(
            f"{ABOVE}## Sideways\n\nI get asked about this one a lot. The rail takes a third of the weight.\n"
        )
        assert "I get asked about this one a lot" in _texts(found)[-1]


class TestGoingOn:
    def test_what_only_goes_on_below_no_heading_is_left_out_and_listed(self) -> None:
        end = "So there we are, a year and one new banister later. Nobody has fallen since."
        found = _split(
            f"{ABOVE}## Down\n\nTurn the toes out a little and look at the third step below you. Let the hand "
            f"slide along the rail without a grip.\n\nMost falls are on the last step of all. The eye has gone ahead "
            f"into the room by then. The foot thinks it is there. The hand has let go of the rail.\n\n{end}\n"
        )
        assert not any("banister" in text for text in _texts(found))
        assert _reason(found, "banister") == "leans on what stands before it"

    @pytest.mark.parametrize(
        "end",
        [
            "Also the lamp on the landing. It shows the edge of each step before the foot has to find it by itself.",
            "iPads are no good on the stairs. The eye goes to the screen and the foot has to find the edge alone.",
            "So hold the rail on the way down, too. It takes a third of the weight off the knee that bends the most.",
        ],
    )
    def test_what_adds_a_thought_or_instructs_stays(self, end: str) -> None:
        full = (
            "Turn the toes out a little and look at the third step below you. Let the hand slide along the rail and do "
            "not grip it. Keep the chest over the hips. Breathe out on each step. Stop on the landing for two breaths."
        )
        assert any(end in text for text in _texts(_split(f"{ABOVE}## Down\n\n{full}\n\n{end}\n")))

    @pytest.mark.parametrize(
        ("told", "past"),
        [
            ("She came down three at a time with a bang you could hear at the bakery.", True),
            ("He laughed so loudly that you'd have thought the roof was coming in.", True),
            ("She told me that you could keep the rail.", False),
            ("We learned that your knees come first.", False),
            ("I told you to keep the rail.", False),
        ],
    )
    def test_a_story_stays_one_where_anybody_could_have_heard_it(self, told: str, past: bool) -> None:
        assert is_past(told) is past


def test_below_the_articles_own_name_on_a_page_with_another_it_is_introduced_too() -> None:
    page = (
        "<title>Rung by rung</title><h1>Letter 12: banisters</h1>"
        "<p>This letter is about banisters. My guest built four hundred of them in the harbour.</p>"
        "<h2>Height</h2><p>Hold the rail a little above your hip and let the arm hang straight.</p>"
        "<h2>Grip</h2><p>Lay the whole hand on top and keep the thumb on the near side.</p>"
    )
    found = _split(page, "letter.html")
    assert _reason(found, "My guest") == "introduces the article"
    assert [tip.title for tip in found.tips] == ["Height", "Grip"]


class TestWords:
    @pytest.mark.parametrize(
        "sentence",
        [
            "A torch by the bed is the best insurance against a fall.",
            "Five minutes of warming up is cheap insurance.",
            "A heavy feeling down below tells you to leave out the jumps.",
        ],
    )
    def test_a_figure_of_speech_sells_nothing(self, sentence: str) -> None:
        assert role_of(sentence) != "call-to-action"

    @pytest.mark.parametrize(
        "sentence", ["We can bill your insurance directly.", "Put your question in the comments down below."]
    )
    def test_and_the_thing_itself_does(self, sentence: str) -> None:
        assert role_of(sentence) == "call-to-action"

    @pytest.mark.parametrize(
        ("sentence", "role"),
        [
            ("Bring the spoon to your mouth, not your mouth to the spoon: elbows in, neck long.", "how-to"),
            ("Bring your knees together slowly: five breaths out, five in.", "how-to"),
            ("Bring to class: a towel and a long band.", "lead-in"),
            ("Bring: two towels.", "lead-in"),
        ],
    )
    def test_what_is_brought_to_the_body_is_no_prop(self, sentence: str, role: str) -> None:
        assert role_of(sentence) == role

    @pytest.mark.parametrize(
        "sentence",
        [
            "The rules below are those of our rehab room.",
            "My answer from three questions ago still holds.",
            "Read this first, please.",
            "All we did in the hall is written down here.",
        ],
    )
    def test_what_speaks_of_the_article_is_in_no_tip(self, sentence: str) -> None:
        assert opening(sentence)[0] == NEVER or role_of(sentence) == "intro"

    @pytest.mark.parametrize(
        ("sentence", "opens"),
        [
            ("The muscles below the kneecap tire first.", ALONE),
            ("Two years ago the advice was to rest.", ALONE),
            ("Read the room with your feet before you jump.", ALONE),
            ("It is no shame to take the lift.", ALONE),
            ("It doesn't matter one bit whether you start left or right.", ALONE),
            ("It doesn't matter.", TITLED),
            ("I would like it to be said that lifts are fine.", ALONE),
            ("I like it.", TITLED),
            ("Oh, the poor knees.", TITLED),
            ("Ohio walkers go up sideways.", ALONE),
            ("It is a problem.", TITLED),
        ],
    )
    def test_and_these_do_not(self, sentence: str, opens: int) -> None:
        assert opening(sentence)[0] == opens
        assert role_of(sentence) != "intro"
