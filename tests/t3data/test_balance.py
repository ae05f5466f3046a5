import json
import pickle
import random
import subprocess
import sys
from collections import Counter
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared

from t3data.balance import Balancer, BlindQuestion, TaskBalance, blind_question, fit_balancer
from t3data.balance_features import keys_of, option_features
from t3data.balance_fit import fit_task
from t3data.balance_texts import TextModel, fit_texts
from t3data.types import Caption, Event, Posed, Question, Scene, Timeline

NOUNS = "cat dog horse boat ball lamp tree road fish bird door cup".split()
VERBS = "sees holds drops finds lifts turns".split()


def sentence(rng: random.Random) -> str:
    return f"a {rng.choice(NOUNS)} {rng.choice(VERBS)} a {rng.choice(NOUNS)}"


def leaky(count: int, *, bias: float, seed: int = 0) -> list[BlindQuestion]:
    """One option of each says "finally"; it is the truth with probability `bias`, else evenly."""
    rng = random.Random(seed)
    questions = []
    for number in range(count):
        options = [sentence(rng) for _ in range(4)]
        told = rng.randrange(4)
        options[told] += " finally"
        others = [i for i in range(4) if i != told]
        answer = told if rng.random() < bias else rng.choice(others)
        questions.append(
            BlindQuestion("late", "Which is last?", tuple(options), answer, f"v{number // 2}")
        )
    return questions


def share_of_finally(questions: list[BlindQuestion]) -> float:
    return sum("finally" in q.options[q.answer] for q in questions) / len(questions)


def by_hand(scale: float = 1.0) -> Balancer:
    tables = {"": {"late": log(3.0), "early": -log(2.0)}, "first": {"late": -log(3.0)}}
    return Balancer(5, {"t": TaskBalance((tables, tables), {"": scale}, 1000, 0.1, 0.5)})


def hand_question(relation: str = "", answer: int = 0) -> BlindQuestion:
    # One word each and the same lengths but for keys that have no weight.
    return BlindQuestion("t", "Which?", ("late", "none", "early"), answer, "g", relation)


class TestDecision:
    def test_probabilities_are_the_softmax_of_the_weights(self) -> None:
        p = by_hand().probabilities(hand_question())
        assert p == pytest.approx([3 / 4.5, 1 / 4.5, 0.5 / 4.5])

    def test_the_scale_is_a_factor_on_the_scores(self) -> None:
        p = by_hand(0.5).probabilities(hand_question())
        assert p[0] / p[1] == pytest.approx(3**0.5)

    def test_a_known_relation_has_its_own_weights(self) -> None:
        p = by_hand().probabilities(hand_question("first"))
        assert p == pytest.approx([1 / 7, 3 / 7, 3 / 7])
        assert by_hand().probabilities(hand_question("unheard of"))[0] == pytest.approx(3 / 4.5)

    @pytest.mark.parametrize(("answer", "rate"), [(0, 0.5 / 3), (1, 0.5), (2, 1.0)])
    def test_the_truth_is_accepted_at_the_rate_of_the_least_likely_option(
        self, answer: int, rate: float
    ) -> None:
        balancer = by_hand()
        question = hand_question(answer=answer)
        kept = sum(balancer.accept(question, str(key)) for key in range(4000))
        assert kept / 4000 == pytest.approx(rate, abs=0.03)

    def test_unknown_tasks_and_scale_zero_accept_everything(self) -> None:
        other = BlindQuestion("other", "Which?", ("late", "none"), 0, "g")
        assert all(by_hand().accept(other, str(key)) for key in range(50))
        assert all(by_hand(0.0).accept(hand_question(), str(key)) for key in range(50))
        assert by_hand(0.0).probabilities(hand_question()) == [1 / 3] * 3

    def test_another_seed_draws_anew(self) -> None:
        one = by_hand()
        two = Balancer(6, one.tasks)
        keys = [str(key) for key in range(200)]
        question = hand_question(answer=1)
        assert [one.accept(question, k) for k in keys] != [two.accept(question, k) for k in keys]

    @given(st.lists(st.text(max_size=30), min_size=2, max_size=6), st.text(max_size=20))
    def test_any_text_has_probabilities(self, options: list[str], stem: str) -> None:
        p = by_hand().probabilities(BlindQuestion("t", stem, tuple(options), 0, "g"))
        assert len(p) == len(options)
        assert sum(p) == pytest.approx(1)
        assert min(p) > 0


class TestFit:
    def test_what_leaks_is_even_afterwards(self) -> None:
        questions = leaky(3000, bias=0.7)
        balancer = fit_balancer(questions, 1)
        fresh = leaky(6000, bias=0.7, seed=9)
        kept = [q for i, q in enumerate(fresh) if balancer.accept(q, str(i))]
        # 0.7 and 3 times 0.1: a share of 4 * 0.1 survives, the truth is anywhere then.
        assert share_of_finally(fresh) == pytest.approx(0.7, abs=0.02)
        assert share_of_finally(kept) == pytest.approx(0.25, abs=0.04)
        assert len(kept) / len(fresh) == pytest.approx(0.4, abs=0.06)
        assert balancer.tasks["late"].leak == pytest.approx(0.45, abs=0.03)

    def test_the_survivors_are_never_fewer_than_the_floor(self) -> None:
        balancer = fit_balancer(leaky(2000, bias=0.995), 1)
        assert balancer.tasks["late"].survival >= 0.1

    def test_clean_questions_are_all_accepted(self) -> None:
        balancer = fit_balancer(leaky(3000, bias=0.25), 1)
        assert balancer.tasks["late"].scales == {}
        assert all(balancer.accept(q, str(i)) for i, q in enumerate(leaky(100, bias=0.25)))

    def test_too_small_a_pilot_accepts_everything(self) -> None:
        assert fit_balancer(leaky(90, bias=0.9), 1).tasks == {}
        assert fit_balancer([], 1).tasks == {}

    def test_no_group_is_judged_by_a_model_that_saw_it(self) -> None:
        from t3data.balance import fold_of

        questions = []
        for question in leaky(2000, bias=0.7):
            word = ("even", "odd")[fold_of(1, question.group)]
            options = tuple(option.replace("finally", word) for option in question.options)
            questions.append(
                BlindQuestion("late", question.stem, options, question.answer, question.group)
            )
        fitted = fit_task(questions + leaky(2000, bias=0.7), 1, None)
        assert fitted is not None
        judging_even, judging_odd = (fold[""] for fold in fitted.weights)
        assert "odd" in judging_even
        assert "even" not in judging_even
        assert "even" in judging_odd
        assert "odd" not in judging_odd

    def test_relations_that_turn_the_meaning_are_told_apart(self) -> None:
        rng = random.Random(4)
        questions = []
        for number in range(3000):
            options = [sentence(rng) for _ in range(3)]
            late = rng.randrange(3)
            options[late] += " finally"
            relation = rng.choice(("starts_first", "starts_last"))
            others = [i for i in range(3) if i != late]
            answer = late if relation == "starts_last" else rng.choice(others)
            if rng.random() < 0.2:
                answer = rng.randrange(3)
            questions.append(
                BlindQuestion("t", "Which?", tuple(options), answer, f"v{number}", relation)
            )
        balancer = fit_balancer(questions, 1)
        kept = [q for i, q in enumerate(questions) if balancer.accept(q, str(i))]
        for relation in ("starts_first", "starts_last"):
            rows = [q for q in kept if q.relation == relation]
            assert share_of_finally(rows) == pytest.approx(1 / 3, abs=0.07)

    def test_orders_of_statements_are_read_by_their_words(self) -> None:
        rng = random.Random(4)
        questions = []
        for number in range(2000):
            texts = [sentence(rng), sentence(rng) + " finally"]
            rng.shuffle(texts)
            last = 2 if "finally" in texts[1] else 1
            options = ("(1), (2)", "(2), (1)")
            answer = options.index(f"({3 - last}), ({last})")
            if rng.random() < 0.3:
                answer = 1 - answer
            questions.append(
                BlindQuestion("t", "Order?", options, answer, f"v{number}", "", tuple(texts))
            )
        balancer = fit_balancer(questions, 1)
        assert balancer.tasks["t"].leak == pytest.approx(0.2, abs=0.04)
        kept = [q for i, q in enumerate(questions) if balancer.accept(q, str(i))]
        late = Counter("finally" in q.statements[int(q.options[q.answer][-2]) - 1] for q in kept)
        assert late[True] / len(kept) == pytest.approx(0.5, abs=0.05)


class TestKeeping:
    def test_json_and_pickle_keep_every_decision(self) -> None:
        timelines = [timeline(f"v{n}", random.Random(n)) for n in range(150)]
        balancer = fit_balancer(leaky(1000, bias=0.7), 1, timelines)
        assert balancer.texts is not None
        fresh = leaky(300, bias=0.7, seed=3)
        decisions = [balancer.accept(q, str(i)) for i, q in enumerate(fresh)]
        again = Balancer.from_dict(json.loads(json.dumps(balancer.to_dict())))
        assert again == balancer
        assert pickle.loads(pickle.dumps(balancer)) == balancer
        backwards = [again.accept(q, str(i)) for i, q in reversed(list(enumerate(fresh)))]
        assert decisions == backwards[::-1]
        assert {True, False} == set(decisions)

    def test_the_fit_does_not_depend_on_anything_but_its_input(self) -> None:
        questions = leaky(600, bias=0.6)
        assert fit_balancer(questions, 1) == fit_balancer(questions, 1)

    def test_importing_it_is_light(self) -> None:
        code = "import sys, t3data.balance; print('sklearn' in sys.modules, 'numpy' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert done.stdout.split() == [b"False", b"False"]


def timeline(video: str, rng: random.Random) -> Timeline:
    """Four events; the first says so with "begins", the last with "finally", long ones "slowly"."""
    events = []
    start = 0.0
    for number in range(4):
        length = rng.choice((3.0, 12.0))
        words = [sentence(rng)]
        words += ["begins"] * (number == 0) + ["finally"] * (number == 3)
        words += ["slowly"] * (length > 10)
        caption = Caption(" ".join(words), f"{video}/{number}", "s", None, video)
        events.append(Event(Scene(caption, (caption.text,)), start, start + length))
        start += length
    return Timeline(f"s/{video}", "timed", tuple(events), duration=start)


class TestTexts:
    def test_words_tell_how_late_and_how_long_an_event_is(self) -> None:
        model = fit_texts([timeline(f"v{n}", random.Random(n)) for n in range(300)], 1, (0, 1))
        assert model is not None
        for fold in (0, 1):
            plain = model.tell(fold, "a cat sees a dog")
            assert model.tell(fold, "a cat sees a dog finally")[0] > plain[0] + 1
            assert model.tell(fold, "a cat sees a dog begins")[0] < plain[0] - 1
            assert model.tell(fold, "a cat sees a dog slowly")[1] > plain[1] + 1
        assert model.tell(0, "zzz") == (0.0, 0.0, 0.0)

    def test_composed_or_few_timelines_tell_nothing(self) -> None:
        some = [timeline(f"v{n}", random.Random(n)) for n in range(60)]
        composed = [Timeline(t.id, "composed", t.events) for t in some]
        assert fit_texts(composed, 1, (0, 1)) is None
        assert fit_texts(some[:20], 1, (0, 1)) is None

    def test_what_is_told_adds_up(self) -> None:
        model = TextModel(({"a": (1.0, 0.0, 2.0), "a b": (0.5, 1.0, 0.0)}, {}))
        assert model.tell(0, "A b!") == (1.5, 1.0, 2.0)
        assert model.tell(1, "A b!") == (0.0, 0.0, 0.0)


class TestFeatures:
    def test_keys_are_words_and_neighbours(self) -> None:
        assert keys_of("The cat's CAT.") == ("the", "cat's", "cat", "^ the", "the cat's",
                                             "cat's cat", "cat $")  # fmt: skip

    def test_time_spans_are_ranked_by_start_and_length(self) -> None:
        question = BlindQuestion(
            "t", "When?", ("0.0s - 2.0s", "4.0s - 5.0s", "1.0s - 4.0s"), 0, "g", subjects=("a dog",)
        )
        tell = {"a dog": (2.0, 3.0, 5.0)}.__getitem__
        keys = [
            {key: value for value, key in found.keys} for found in option_features(question, tell)
        ]
        marks = "#0/3 #1/3 #2/3 #d0/3 #d1/3 #d2/3".split()
        assert [sorted(key for key in found if key in marks) for found in keys] == [
            ["#0/3", "#d1/3"],
            ["#2/3", "#d0/3"],
            ["#1/3", "#d2/3"],
        ]
        assert keys[0]["#0|dog"] == 1.0
        assert keys[1]["#2~order"] == 2.0
        assert keys[1]["~at"] == pytest.approx(0.9)
        assert keys[1]["~at~order"] == pytest.approx(1.8)
        assert keys[2]["~span~duration"] == pytest.approx(3 * log(3))

    def test_orders_weigh_parts_by_place(self) -> None:
        question = BlindQuestion("t", "Order?", ("a, then b, then c", "c, then b, then a"), 0, "g")
        first, second = option_features(question, None)
        assert first.texts == [(-1.0, "a"), (0.0, "b"), (1.0, "c")]
        assert second.texts == [(-1.0, "c"), (0.0, "b"), (1.0, "a")]

    def test_a_posed_question_is_grouped_by_its_video(self) -> None:
        one = timeline("v1", random.Random(0))
        evidence = {"relation": "at", "position": "end", "item": "a dog", "event": 3}
        posed = Posed(one, Question("refer", "Which?", ("x", "y"), 1, evidence))
        blind = blind_question(posed)
        assert blind.group == "s/v1"
        assert blind.relation == "at end"
        assert blind.subjects == ("a dog",)


@pytest.mark.slow
def test_real_captions_leak_and_then_do_not() -> None:
    """First and last, and the longest, of ActivityNet and YouCook2 events."""
    from t3data.audit.guessers import half_of
    from t3data.audit.regressions import OptionRegression
    from t3data.audit.rows import BlindRow

    def excess(questions: list[BlindQuestion]) -> float:
        rows = [
            BlindRow(
                q.task, f"{q.relation} {q.stem}", q.statements, q.options, q.answer, True, q.group
            )
            for q in questions
        ]
        earned = OptionRegression().credits(rows, [half_of(row.group) for row in rows])
        return sum(e - row.chance for e, row in zip(earned, rows, strict=True)) / len(rows)  # type: ignore[operator]

    timelines = real_timelines()
    for task, moment in (("first_last", 0), ("duration", 1)):
        questions = [q for t in timelines for q in real_questions(t, task, moment)][:12_000]
        balancer = fit_balancer(questions[:6000], 1, timelines)
        kept = [q for i, q in enumerate(questions) if balancer.accept(q, str(i))]
        assert excess(questions[:6000]) > 0.1
        assert abs(excess(kept)) < 0.03
        assert len(kept) > 0.1 * len(questions)


def real_timelines() -> list[Timeline]:
    found = []
    for name in ("activitynet_captions/val_1.json", "youcook2/yc2_val.json"):
        for video, record in json.loads(shared(name).read_text()).items():
            events = sorted(zip(record["timestamps"], record["sentences"], strict=True))
            timed = tuple(
                Event(
                    Scene(Caption(text.strip(), f"{video}/{i}", "s", None, video), ()), start, end
                )
                for i, ((start, end), text) in enumerate(events)
                if start < end
            )
            if len(timed) >= 3:
                found.append(Timeline(f"s/{video}", "timed", timed, duration=record["duration"]))
    return found


def real_questions(timeline: Timeline, task: str, moment: int) -> list[BlindQuestion]:
    questions = []
    for number in range(3):
        rng = random.Random(f"{timeline.id} {number}")
        shown = rng.sample(timeline.events, min(4, len(timeline.events)))
        relation = rng.choice(("least", "most"))
        values = [
            (event.start or 0.0) if moment == 0 else (event.end or 0.0) - (event.start or 0.0)
            for event in shown
        ]
        ranked = sorted(values, reverse=relation == "most")
        if abs(ranked[0] - ranked[1]) >= 1 and len({e.scene.caption.text for e in shown}) > 2:
            options = tuple(event.scene.caption.text for event in shown)
            answer = values.index(ranked[0])
            questions.append(BlindQuestion(task, "Which?", options, answer, timeline.id, relation))
    return questions
