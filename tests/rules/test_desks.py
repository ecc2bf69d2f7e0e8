"""Folders of several desks, watchlists of other files, and which text of a file is in force."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tocsin.adoption import adopt, load_folder, read_folder
from tocsin.errors import Wrong
from tocsin.rules import RuleSet, load

RULE = "rules: [{id: a, watch: %s, when: {insider_sale: {}}}]\n"
LISTS = "watchlists: {ai: [SMCI, DELL]}\n"
RECEIVERS = {"desk": None, "ops": None, "credit": None}


def loaded(files: dict[str, str]) -> RuleSet:
    return load({f"rules/{path}": text.encode() for path, text in files.items()}, "rules")


def said(files: dict[str, str]) -> list[str]:
    with pytest.raises(Wrong) as caught:
        loaded(files)
    return str(caught.value).splitlines()


def watched(files: dict[str, str]) -> dict[str, list[str]]:
    return {rule.id: rule.watch.meaning for rule in loaded(files).rules}


# --- whose rule it is --------------------------------------------------------------------------------------


def test_a_folder_is_a_desk_and_its_rules_bear_its_name() -> None:
    rules = loaded({"x.yaml": RULE % "SMCI", "credit/x.yaml": RULE % "SMCI", "macro/y.yml": RULE % "SMCI"})
    assert [(rule.id, rule.desk) for rule in rules.rules] == [
        ("credit/a", "credit"),
        ("macro/a", "macro"),
        ("a", None),
    ]
    assert len({rule.version for rule in rules.rules}) == 3


def test_an_id_is_taken_once_in_a_desk() -> None:
    assert said(
        {"credit/x.yaml": RULE % "SMCI", "credit/y.yaml": RULE % "DELL", "z.yaml": RULE % "SMCI"}
    ) == ['rules/credit/y.yaml:1:14: rule "a" is already in rules/credit/x.yaml:1:14']


WRONG_PLACES = {
    "credit/eu/x.yaml": "a desk's folder has no folders of its own: move the file to rules/credit/x.yaml",
    "credit/eu/old/x.yaml": "a desk's folder has no folders of its own: move the file to rules/credit/x.yaml",
    "Credit/x.yaml": 'the folder "Credit" cannot name a desk: '
    "a name is lower-case letters, digits and hyphens, and not digits alone",
    "2026/x.yaml": 'the folder "2026" cannot name a desk: '
    "a name is lower-case letters, digits and hyphens, and not digits alone",
}


@pytest.mark.parametrize(("path", "message"), WRONG_PLACES.items())
def test_a_file_in_a_wrong_place_says_the_right_one(path: str, message: str) -> None:
    assert said({path: RULE % "SMCI", "credit/x.yaml": RULE % "ai"}) == [
        f"rules/{path}:1:1: {message}",
        'rules/credit/x.yaml:1:24: no watchlist "ai"; for the ticker write AI',
    ]


# --- who hears of it ---------------------------------------------------------------------------------------

ROUTES = {
    "its own": ("credit/x.yaml", "notify: desk\n", ", notify: ops", "ops"),
    "its file's": ("credit/x.yaml", "notify: desk\n", "", "desk"),
    "its desk's": ("credit/x.yaml", "", "", "credit"),
    "no receiver is named like the desk": ("macro/x.yaml", "", "", None),
    "its file's, at the top": ("x.yaml", "notify: desk\n", "", "desk"),
    "the route": ("x.yaml", "", "", None),
}


@pytest.mark.parametrize(("path", "top", "own", "heard"), ROUTES.values(), ids=ROUTES.keys())
def test_the_nearest_receiver_hears(path: str, top: str, own: str, heard: str | None, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(top + (RULE % "SMCI").replace("{}}}]", f"{{}}}}{own}}}]"))
    (rule,) = load_folder(tmp_path, RECEIVERS).rules
    assert rule.notify == heard


def test_a_desks_receiver_leaves_the_version_and_a_files_does_not() -> None:
    (plain,) = loaded({"x.yaml": RULE % "SMCI"}).rules
    (named,) = loaded({"x.yaml": "notify: desk\n" + RULE % "SMCI"}).rules
    (own,) = loaded({"x.yaml": (RULE % "SMCI").replace("}}}", "}}, notify: desk}")}).rules
    assert plain.version != named.version == own.version


def test_unknown_receivers_are_told_with_everything_else(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        "notify: dsk\nrules:\n"
        "  - {id: a, watch: smci, when: {insider_sale: {}}, notify: opps}\n"
        "  - {id: b, watch: SMCI, when: {insider_sale: {}}}\n"
    )
    with pytest.raises(Wrong) as caught:
        load_folder(tmp_path, RECEIVERS)
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems] == [
        'x.yaml:1:9: no receiver "dsk": did you mean "desk"?',
        'x.yaml:3:20: no watchlist "smci"; for the ticker write SMCI',
        'x.yaml:3:60: no receiver "opps": did you mean "ops"?',
    ]


# --- which watchlists it may name --------------------------------------------------------------------------


def test_a_watchlist_at_the_top_is_for_everybody_and_a_desks_for_the_desk() -> None:
    assert watched({"credit/x.yaml": RULE % "ai", "lists.yaml": LISTS}) == {"credit/a": ["DELL", "SMCI"]}
    assert watched({"credit/x.yaml": RULE % "ai", "credit/lists.yaml": LISTS}) == {
        "credit/a": ["DELL", "SMCI"]
    }
    assert said({"x.yaml": RULE % "ai", "credit/lists.yaml": LISTS, "macro/x.yaml": RULE % "ai"}) == [
        'rules/macro/x.yaml:1:24: no watchlist "ai"; for the ticker write AI',
        'rules/x.yaml:1:24: no watchlist "ai"; for the ticker write AI',
    ]


def test_two_desks_may_use_the_same_name_and_the_nearer_goes_before_the_top() -> None:
    files = {
        "lists.yaml": LISTS,
        "credit/x.yaml": "watchlists: {ai: [HPE]}\n" + RULE % "ai",
        "macro/x.yaml": RULE % "ai",
    }
    assert watched(files) == {"credit/a": ["HPE"], "macro/a": ["DELL", "SMCI"]}
    assert [str(warning) for warning in loaded(files).warnings] == [
        'rules/credit/x.yaml:1:14: warning: watchlist "ai" goes before the one in rules/lists.yaml:1:14 '
        "for the desk credit"
    ]


def test_an_included_file_brings_its_watchlists_and_those_that_it_includes() -> None:
    files = {
        "shared/lists.yaml": "include: [more.yaml]\n" + LISTS,
        "shared/more.yaml": "watchlists: {eu: [ASML]}\n",
        "credit/x.yaml": "include: [../shared/lists.yaml]\n" + RULE % "[ai, eu]",
    }
    assert watched(files) == {"credit/a": ["ASML", "DELL", "SMCI"]}
    one = {**files, "credit/x.yaml": "include: ./../shared//lists.yaml\n" + RULE % "[ai, eu]"}
    assert watched(one) == watched(files)
    other = {**files, "credit/y.yaml": (RULE % "ai").replace("id: a", "id: b")}
    assert said(other) == ['rules/credit/y.yaml:1:24: no watchlist "ai"; for the ticker write AI']


def test_the_same_list_by_two_ways_is_one() -> None:
    files = {
        "shared/lists.yaml": LISTS,
        "shared/more.yaml": "include: [lists.yaml]\n",
        "credit/x.yaml": "include: [../shared/lists.yaml, ../shared/more.yaml]\n" + RULE % "ai",
    }
    assert watched(files) == {"credit/a": ["DELL", "SMCI"]}


INCLUDES = {
    "../shared/list.yaml": 'there is no file "../shared/list.yaml": did you mean "../shared/lists.yaml"?',
    "nowhere-near-that.yaml": 'there is no file "nowhere-near-that.yaml": '
    "the path is taken from the folder of this file",
    "../shared": '"../shared" is no rule file: their names end in .yaml or .yml',
    "../../etc/x.yaml": '"../../etc/x.yaml" is outside the folder of rules: '
    "an included file is in it, as in ../shared/lists.yaml",
    "/etc/x.yaml": '"/etc/x.yaml" is outside the folder of rules: '
    "an included file is in it, as in ../shared/lists.yaml",
    "~/x.yaml": '"~/x.yaml" is outside the folder of rules: '
    "an included file is in it, as in ../shared/lists.yaml",
    "x.yaml": '"x.yaml" is this file itself: its watchlists are known here, delete this',
    "../credit/x.yaml": '"../credit/x.yaml" is this file itself: its watchlists are known here, delete this',
}


@pytest.mark.parametrize(("text", "message"), INCLUDES.items())
def test_an_include_that_leads_nowhere_says_where_one_may(text: str, message: str) -> None:
    files = {"shared/lists.yaml": LISTS, "credit/x.yaml": f'include: ["{text}"]\n' + RULE % "aii"}
    assert said(files) == [f"rules/credit/x.yaml:1:11: {message}"]


def test_files_cannot_include_each_other() -> None:
    files = {
        "a.yaml": "include: [b.yaml]\n",
        "b.yaml": "include:\n  - c.yaml\n",
        "c.yaml": "include: [b.yaml, a.yaml]\n",
    }
    assert said(files) == [
        "rules/c.yaml:1:11: files cannot include each other in a circle: b.yaml includes c.yaml includes b.yaml",
        "rules/c.yaml:1:19: files cannot include each other in a circle: "
        "a.yaml includes b.yaml includes c.yaml includes a.yaml",
    ]


def test_an_included_list_must_not_be_another_one() -> None:
    files = {
        "shared/lists.yaml": LISTS,
        "credit/x.yaml": "include: [../shared/lists.yaml]\nwatchlists: {ai: [HPE]}\n" + RULE % "ai",
    }
    assert said(files) == [
        'rules/credit/x.yaml:1:11: watchlist "ai" of "../shared/lists.yaml" is already in rules/credit/x.yaml:2:14'
    ]


def test_a_list_that_may_be_in_an_unreadable_file_is_not_missed() -> None:
    files = {
        "shared/lists.yaml": "a: [\n",
        "credit/x.yaml": "include: [../shared/lists.yaml]\n" + RULE % "ai",
        "macro/x.yaml": RULE % "ai",
    }
    assert said(files) == [
        'rules/macro/x.yaml:1:24: no watchlist "ai"; for the ticker write AI',
        'rules/shared/lists.yaml:2:1: the file ends within brackets: "]" or "}" is missing',
    ]


def test_a_chain_of_a_thousand_includes_is_followed() -> None:
    files = {f"f{number:04}.yaml": f"include: [f{number + 1:04}.yaml]\n" for number in range(1000)}
    files["f1000.yaml"] = "include: [f0000.yaml]\n"
    (problem,) = said(files)
    assert problem.startswith(
        "rules/f1000.yaml:1:11: files cannot include each other in a circle: f0000.yaml"
    )


# --- which text is in force --------------------------------------------------------------------------------


def in_force(
    files: dict[str, str], last_good: dict[str, str], *, starting: bool = False
) -> tuple[dict[str, str], dict[str, str]]:
    """The texts in force and the errors of newer ones, by path within the folder."""
    adopted = adopt(
        {f"rules/{path}": text.encode() for path, text in files.items()},
        {f"rules/{path}": text.encode() for path, text in last_good.items()},
        RECEIVERS,
        starting=starting,
        folder=Path("rules"),
    )
    texts = {path.removeprefix("rules/"): text.decode() for path, text in adopted.files.items()}
    return texts, {path.removeprefix("rules/"): error for path, error in adopted.errors.items()}


GOOD = {"credit/x.yaml": RULE % "SMCI", "macro/x.yaml": RULE % "DELL"}


def test_a_slip_of_one_desk_does_not_hold_up_another() -> None:
    new = {"credit/x.yaml": RULE % "smci", "macro/x.yaml": RULE % "HPE"}
    texts, errors = in_force(new, GOOD)
    assert texts == {"credit/x.yaml": GOOD["credit/x.yaml"], "macro/x.yaml": new["macro/x.yaml"]}
    assert errors == {
        "credit/x.yaml": 'rules/credit/x.yaml:1:24: no watchlist "smci"; for the ticker write SMCI'
    }


def test_a_new_wrong_file_is_left_out_until_it_is_right() -> None:
    texts, errors = in_force({**GOOD, "macro/deep/y.yaml": RULE % "SMCI"}, GOOD)
    assert texts == GOOD
    assert errors.keys() == {"macro/deep/y.yaml"}
    with pytest.raises(Wrong):
        in_force({**GOOD, "macro/deep/y.yaml": RULE % "SMCI"}, GOOD, starting=True)


def test_what_needs_a_wrong_file_waits_with_it_and_nothing_else_does() -> None:
    old = {**GOOD, "credit/lists.yaml": "watchlists: {ai: [SMCI]}\n"}
    new = {
        "credit/x.yaml": RULE % "chips",  # the list is in a text that is wrong
        "credit/lists.yaml": "watchlists: {ai: [SMCI], chips: [nvda]}\n",
        "macro/x.yaml": RULE % "HPE",
    }
    texts, errors = in_force(new, old)
    assert texts == {**old, "macro/x.yaml": new["macro/x.yaml"]}
    assert errors.keys() == {"credit/x.yaml", "credit/lists.yaml"}


def test_where_old_and_new_cannot_be_together_all_are_old() -> None:
    old = {"a.yaml": "rules: []\n", "b.yaml": LISTS, **GOOD}
    moved = {"a.yaml": LISTS, "b.yaml": "watchlist: {}\n", **GOOD, "macro/x.yaml": RULE % "HPE"}
    texts, errors = in_force(moved, old)
    assert texts == old
    assert errors.keys() == {"b.yaml"}


def test_only_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "credit").mkdir()
    (tmp_path / "credit" / "x.yaml").write_text(RULE % "SMCI")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / ".hidden.yaml").write_text("a: [")
    (tmp_path / "notes.txt").write_text("a: [")
    assert [Path(path).name for path in read_folder(tmp_path)] == ["x.yaml"]
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Wrong) as caught:
        read_folder(tmp_path)
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems] == [
        "gone.yaml:1:1: the file cannot be read: No such file or directory",
        "pipe.yaml:1:1: this is no file that can be read",
    ]
