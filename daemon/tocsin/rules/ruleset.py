"""All rules of all files, and which of them a filing concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tocsin import yamltext as yaml
from tocsin.errors import Problem, Wrong
from tocsin.rules.grammar import FileKeys, read_rule
from tocsin.rules.rule import Rule
from tocsin.rules.watch import Company, Watchlists, read_watchlist
from tocsin.yamltext import Entry, Node, Place, Scalar, quote, read, validate


@dataclass(frozen=True, slots=True)
class BoundRules:
    """Rules whose tickers are companies now. What concerns a filing is looked up, not searched.

    `ciks` are all companies that some rule watches by name; `everything` says that some rule watches
    whoever files, and `anyones_forms` which forms that rule can ring on (None: any). Rules that are
    switched off are in `rules` alone.
    """

    rules: tuple[Rule, ...]
    warnings: tuple[Problem, ...] = ()
    ciks: frozenset[str] = frozenset()
    everything: bool = False
    anyones_forms: frozenset[str] | None = frozenset()
    _of_issuer: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict, repr=False)
    _of_anyone: tuple[Rule, ...] = field(default=(), repr=False)

    def concern(self, form: str, ciks: Iterable[str]) -> bool:
        """Whether a filing with these parties is worth reading: who is watched by name is read whole, for what
        is known of it; of everybody else only what some rule can ring on."""
        if self.everything and (self.anyones_forms is None or form in self.anyones_forms):
            return True
        return not self.ciks.isdisjoint(ciks)

    def for_issuer(self, cik: str) -> tuple[Rule, ...]:
        """The rules that watch this company, in the order of the files."""
        return self._of_issuer.get(cik, self._of_anyone)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of some files, in the order of the files."""

    rules: tuple[Rule, ...]

    @property
    def tickers(self) -> frozenset[str]:
        """Every ticker that a rule which is switched on watches."""
        return frozenset[str]().union(*(rule.watch.tickers for rule in self.rules if rule.enabled))

    def bind(self, ciks: Mapping[str, str]) -> BoundRules:
        """The rules with each ticker's CIK, by `ciks` (the SEC's spelling: `BRK-B`).

        A ticker that is not there watches nothing, and is warned of at each place that names it.
        """
        companies = {company for rule in self.rules if rule.enabled for company in rule.watch.companies}
        cik_of = {company: _cik(company, ciks) for company in companies}
        of_issuer: dict[str, list[int]] = {}
        of_anyone: list[int] = []
        for number, rule in enumerate(self.rules):
            if not rule.enabled:
                continue
            if rule.watch.everything:
                of_anyone.append(number)
            for cik in {cik_of[company] for company in rule.watch.companies}:
                if cik is not None:
                    of_issuer.setdefault(cik, []).append(number)
        return BoundRules(
            self.rules,
            tuple(sorted(_unlisted(company) for company, cik in cik_of.items() if cik is None)),
            frozenset(of_issuer),
            bool(of_anyone),
            _forms(self._numbered(of_anyone)),
            {cik: self._numbered(numbers + of_anyone) for cik, numbers in of_issuer.items()},
            self._numbered(of_anyone),
        )

    def _numbered(self, numbers: list[int]) -> tuple[Rule, ...]:
        return tuple(self.rules[number] for number in sorted(numbers))


def _forms(rules: Iterable[Rule]) -> frozenset[str] | None:
    forms: set[str] = set()
    for rule in rules:
        if rule.forms is None:
            return None
        forms |= rule.forms
    return frozenset(forms)


def _cik(company: Company, ciks: Mapping[str, str]) -> str | None:
    if company.is_cik:
        return company.name
    cik = ciks.get(company.name)
    return None if cik is None else cik.zfill(10)


def _unlisted(company: Company) -> Problem:
    message = f"the SEC lists no ticker {company.name}, so nothing is watched for it: write its CIK instead"
    return company.place.problem(message, warning=True)


def load(files: Mapping[str, bytes]) -> RuleSet:
    """The rules of these files, text by name; raises `errors.Wrong` with every problem of every file."""
    problems: list[Problem] = []
    trees = [read(name, files[name]) for name in sorted(files)]
    roots = [tree.root for tree in trees if tree.root is not None and not _is_nothing(tree.root)]
    for tree in trees:
        problems += tree.problems
    for root in roots:
        problems += validate(FileKeys, root)[1]
    lists = _watchlists(roots, problems)
    nodes = [node for root in roots for node in _items(root, "rules")]
    # A file that could not be read may hold any watchlist.
    known = None if any(tree.root is None for tree in trees) else lists
    rules = [rule for node in nodes if (rule := read_rule(node, known, problems)) is not None]
    problems += _same_ids(nodes)
    if problems:
        raise Wrong(sorted(problems))
    return RuleSet(tuple(rules))


def _is_nothing(root: Node) -> bool:
    """Whether a file holds no more than comments."""
    return isinstance(root, Scalar) and root.text is None and not root.told


def _watchlists(roots: list[Node], problems: list[Problem]) -> Watchlists:
    entries = [named for root in roots for named in _entries(root, "watchlists")]
    names = {name for name, _ in entries}
    lists: Watchlists = {}
    first: dict[str, Place] = {}
    for name, entry in entries:
        if name in first:
            problems.append(entry.key.problem(f"watchlist {quote(name)} is already in {first[name]}"))
        first.setdefault(name, entry.key)
        lists.setdefault(name, read_watchlist(name, entry, names, problems))
    return lists


def _entries(root: Node, key: str) -> list[tuple[str, Entry]]:
    """What stands under a key of the file, if it is a mapping."""
    node = root.entries[key].value if isinstance(root, yaml.Mapping) and key in root.entries else None
    return list(node.entries.items()) if isinstance(node, yaml.Mapping) else []


def _items(root: Node, key: str) -> tuple[Node, ...]:
    """What stands under a key of the file, if it is a list."""
    node = root.entries[key].value if isinstance(root, yaml.Mapping) and key in root.entries else None
    return node.items if isinstance(node, yaml.Sequence) else ()


def _same_ids(rules: list[Node]) -> list[Problem]:
    first: dict[str, Place] = {}
    problems = []
    for rule in rules:
        entry = rule.entries.get("id") if isinstance(rule, yaml.Mapping) else None
        if entry is None or not isinstance(entry.value, Scalar) or entry.value.text is None:
            continue
        name, place = entry.value.text.strip(), entry.value.place
        if name in first:
            problems.append(place.problem(f"rule {quote(name)} is already in {first[name]}"))
        first.setdefault(name, place)
    return problems
