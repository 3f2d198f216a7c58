"""Names are matched by their words and never guessed; steps are those regularly trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.catalogue import load_catalogue
from optimizer.history.names import LoggedNames, Matcher, load_logged_names
from optimizer.parameters import load_parameters
from tests.history.logs import days, hevy, hevy_row, names, read, steps, trained


class TestNames:
    @pytest.mark.parametrize(
        ("name", "exercise"),
        [
            ("Romanian Deadlift (Barbell)", "romanian_deadlift"),
            ("Barbell romanian DEADLIFT", "romanian_deadlift"),
            ("BB RDL", "romanian_deadlift"),
            ("Romanian Deadlift (Dumbbell)", "db_rdl"),
            ("Deadlift (Barbell)", "conventional_deadlift"),
            ("Squat (Barbell)", "back_squat_high_bar"),
            ("Squat (Bodyweight)", "bw_squat"),
            ("Nordic Hamstrings Curls", "nordic_curl"),
            ("Farmer's Walk", "farmer_carry"),
            ("Farmer’s Walk", "farmer_carry"),
            ("Pull-Up", "pull_up"),
            ("Bulgarian Split Squats", "db_bulgarian_split_squat"),
            ("Ｇｌｕｔｅ Bridge", "glute_bridge"),
            ("db_rdl", "db_rdl"),
        ],
    )
    def test_words_decide(self, name: str, exercise: str) -> None:
        assert Matcher({}).find(name) == exercise

    @pytest.mark.parametrize(
        "name",
        [
            "Romanian Deadlift",  # with which implement?
            "Deadlift (Smith Machine)",
            "Pull Up (Assisted)",
            "Bench Press (Barbell)",
            "Squat",
            "(Barbell)",
            "",
            "()",
            '=HYPERLINK("http://example.org")',
        ],
    )
    def test_nothing_is_guessed(self, name: str) -> None:
        assert Matcher({}).find(name) is None

    def test_close_names_are_suggested_and_far_ones_not(self) -> None:
        matcher = Matcher({})
        assert matcher.near("Romanian Deadlifts (Barbel)") == "romanian_deadlift"
        assert matcher.near("Bench Press (Barbell)") is None
        assert matcher.near("x" * 10_000) is None

    def test_a_person_says_what_a_name_means(self, tmp_path: Path) -> None:
        text = hevy(*[hevy_row("Pulls, with straps!", "120", "1")] * 2)
        assert names(read(tmp_path, text)) == [("Pulls, with straps!", 2)]
        history = read(tmp_path, text, chosen={"pulls with STRAPS": "sumo_deadlift"})
        assert history.estimates[0].exercise.id == "sumo_deadlift"
        assert names(history) == []

    def test_every_catalogue_name_finds_its_exercise(self) -> None:
        matcher = Matcher({})
        for exercise in load_catalogue().exercises.values():
            assert matcher.find(exercise.name) == exercise.id

    def test_every_listed_name_is_needed_and_finds_its_exercise(self) -> None:
        listed, known = load_logged_names(), load_catalogue().exercises
        for exercise, several in listed.names.items():
            for name in several:
                assert Matcher({}).find(name) == exercise
                assert listed.key(name) != listed.key(known[exercise].name), name

    def test_a_name_of_two_exercises_or_of_none_is_a_fault_of_the_data(self) -> None:
        twice = {"db_rdl": ("Hinge",), "romanian_deadlift": ("hinges",)}
        with pytest.raises(ValueError, match="names both"):
            LoggedNames(abbreviations={}, notes={}, names=twice)
        with pytest.raises(ValueError, match="unknown exercises: pistol"):
            LoggedNames(abbreviations={}, notes={}, names={"pistol": ("Pistol Squat",)})

    def test_unknown_names_are_counted_most_sets_first(self, tmp_path: Path) -> None:
        rows = [hevy_row(name) for name in ("B", "C", "A", "C", "B", "C")]
        rows.append(hevy_row("D", kind="warmup"))
        assert names(read(tmp_path, hevy(hevy_row(), *rows))) == [("C", 3), ("B", 2), ("A", 1)]


class TestSteps:
    ROW = "Bent Over Row (Barbell)"

    def test_the_numbers_are_those_of_the_rule(self, tmp_path: Path) -> None:
        ladder = load_parameters().ladder
        assert (ladder.sessions, ladder.weeks) == (4, 2)
        assert read(tmp_path, hevy(hevy_row())).gate == (4, 2)

    @pytest.mark.parametrize(
        ("on", "wanted"),
        [
            # Monday is 6 July. Four days over two weeks are enough, three are not, one week is not.
            (days(6, 8, 10, 13), {"horizontal_pull": "barbell"}),
            (days(6, 8, 13), {}),
            (days(6, 7, 8, 9), {}),
            (days(9, 10, 11, 12), {}),
            (days(10, 11, 12, 13), {"horizontal_pull": "barbell"}),  # Sunday to Monday
            (days(6, 6, 8, 13), {}),  # two workouts on one day are one
        ],
    )
    def test_regularly_means(self, on: list[str], wanted: dict[str, str], tmp_path: Path) -> None:
        assert steps(read(tmp_path, hevy(*trained(self.ROW, on)))) == wanted

    def test_another_gate(self, tmp_path: Path) -> None:
        text = hevy(*trained(self.ROW, days(6, 8)))
        assert steps(read(tmp_path, text, gate=(2, 1))) == {"horizontal_pull": "barbell"}

    def test_the_highest_step_wins_and_a_lower_one_stands_in(self, tmp_path: Path) -> None:
        low = trained("Bent Over Row (Dumbbell)", days(6, 8, 13, 15))
        high = trained(self.ROW, days(6, 8, 13))
        assert steps(read(tmp_path, hevy(*low, *high))) == {"horizontal_pull": "dumbbell"}
        high += trained(self.ROW, days(15))
        assert steps(read(tmp_path, hevy(*low, *high))) == {"horizontal_pull": "barbell"}

    def test_exercises_of_one_step_add_up(self, tmp_path: Path) -> None:
        rows = trained(self.ROW, days(6, 8)) + trained("Pendlay Row (Barbell)", days(13, 15))
        assert steps(read(tmp_path, hevy(*rows))) == {"horizontal_pull": "barbell"}

    def test_old_training_does_not_count(self, tmp_path: Path) -> None:
        rows = trained(self.ROW, days(6, 8, 13, 15))
        assert steps(read(tmp_path, hevy(*rows, hevy_row("x", day="1 Jan 2027")))) == {}

    @pytest.mark.parametrize("weight", ["", "0", "-20"])
    def test_a_loaded_step_needs_a_load(self, weight: str, tmp_path: Path) -> None:
        rows = trained("Bulgarian Split Squat", days(6, 8, 13, 15), weight)
        assert steps(read(tmp_path, hevy(*rows))) == {}

    def test_warm_ups_machines_and_sets_of_nothing_do_not_count(self, tmp_path: Path) -> None:
        on = days(6, 8, 13, 15)
        rows = [hevy_row(self.ROW, day=day, kind="warmup") for day in on]
        rows += [hevy_row(self.ROW, reps="0", day=day) for day in on]
        rows += trained("Seated Leg Curl (Machine)", on)
        assert steps(read(tmp_path, hevy(*rows))) == {}

    def test_holds_have_no_repetitions(self, tmp_path: Path) -> None:
        rows = [hevy_row("Plank", "", "", day=day) for day in days(6, 8, 13, 15)]
        assert steps(read(tmp_path, hevy(*rows))) == {"core_stability": "bodyweight"}

    def test_families_without_a_ladder_are_left_out(self, tmp_path: Path) -> None:
        rows = [hevy_row("Dead Hang", "", "", day=day) for day in days(6, 8, 13, 15)]
        assert steps(read(tmp_path, hevy(*rows))) == {}
