"""All rules of all files, and which of them a filing or a bulletin concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tocsin import yamltext as yaml
from tocsin.errors import Problem, Wrong
from tocsin.model import Reading
from tocsin.rules.grammar import Around, FileKeys, read_rule
from tocsin.rules.rule import Rule
from tocsin.rules.scope import Sheet, entries_of, placed, visible
from tocsin.rules.watch import Company
from tocsin.yamltext import Node, Place, Scalar, quote, read, validate

# What a feed tells of no company: a rate always, a headline where it names none.
_OF_MARKET = frozenset({"rate"})


@dataclass(frozen=True, slots=True)
class BoundRules:
    """Rules whose tickers are companies now. What concerns a filing is looked up, not searched.

    `ciks` are all companies that some rule watches by name; `everything` says that some rule watches
    whoever files, and `anyones_forms` which forms that rule can ring on (None: any). `of_market` are the rules that
    hear what is told of no company, each with the companies for which it is to be asked; without any it is asked
    once. Rules that are switched off are in `rules` alone.
    """

    rules: tuple[Rule, ...]
    warnings: tuple[Problem, ...] = ()
    ciks: frozenset[str] = frozenset()
    everything: bool = False
    anyones_forms: frozenset[str] | None = frozenset()
    of_market: tuple[tuple[Rule, tuple[str, ...]], ...] = ()
    _of_issuer: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict, repr=False)
    _of_anyone: tuple[Rule, ...] = field(default=(), repr=False)

    def concern(self, form: str, ciks: Iterable[str]) -> bool:
        """Whether a filing with these parties is worth reading: who is watched by name is read whole, for what
        is known of it; of everybody else only what some rule can ring on."""
        if self.everything and (self.anyones_forms is None or form in self.anyones_forms):
            return True
        return not self.ciks.isdisjoint(ciks)

    def for_issuer(self, cik: str) -> tuple[Rule, ...]:
        """The rules that watch this company, in the order of the files; `""` is the market."""
        if not cik:
            return tuple(rule for rule, ciks in self.of_market if not ciks)
        return self._of_issuer.get(cik, self._of_anyone)

    def hearers(self, bulletin: Reading) -> Iterator[tuple[Rule, str]]:
        """Every rule that a bulletin can ring, with the CIK of the company for which it is asked; `""` where it is
        asked for none."""
        cik = bulletin.issuer.cik
        if cik:
            yield from ((rule, cik) for rule in self.for_issuer(cik) if rule.rings_on(bulletin))
            return
        for rule, ciks in self.of_market:
            if not rule.rings_on(bulletin):
                continue
            if not ciks:
                yield rule, ""
            elif bulletin.form in _OF_MARKET:
                yield from ((rule, cik) for cik in ciks)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of some files, in the order of the files, and what is right in them but may not be meant."""

    rules: tuple[Rule, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def tickers(self) -> frozenset[str]:
        """Every ticker that a rule which is switched on watches."""
        return frozenset[str]().union(*(rule.watch.tickers for rule in self.rules if rule.enabled))

    def bind(self, ciks: Mapping[str, str]) -> BoundRules:
        """The rules with each ticker's CIK, by `ciks` (the SEC's spelling: `BRK-B`).

        A ticker that is not there watches nothing, and is warned of at each place that names it, and so is a
        rule that is left with none.
        """
        companies = {company for rule in self.rules if rule.enabled for company in rule.watch.companies}
        cik_of = {company: _cik(company, ciks) for company in companies}
        of_issuer: dict[str, list[int]] = {}
        of_anyone: list[int] = []
        of_market: list[tuple[Rule, tuple[str, ...]]] = []
        warnings = [_unlisted(company) for company, cik in cik_of.items() if cik is None]
        for number, rule in enumerate(self.rules):
            if not rule.enabled:
                continue
            watched = {cik for company in rule.watch.companies if (cik := cik_of[company]) is not None}
            if rule.market or rule.watch.market or (rule.watch.everything and "headline" in rule.hears):
                of_market.append((rule, ()))
            elif rule.hears & _OF_MARKET:
                of_market.append((rule, tuple(sorted(watched))))
            if rule.market:
                continue
            if rule.watch.everything:
                of_anyone.append(number)
            for cik in watched:
                of_issuer.setdefault(cik, []).append(number)
            if not watched and not rule.watch.everything and not rule.watch.market:
                warnings.append(_watches_nobody(rule))
        return BoundRules(
            self.rules,
            tuple(sorted(warnings)),
            frozenset(of_issuer),
            bool(of_anyone),
            _forms(self._numbered(of_anyone)),
            tuple(of_market),
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


def _watches_nobody(rule: Rule) -> Problem:
    message = f"rule {quote(rule.id)} can never ring: the SEC lists none of the companies that it watches"
    return rule.place.problem(message, warning=True)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What some files hold: the rules that are right, every problem, and each receiver that is named."""

    rules: RuleSet
    problems: tuple[Problem, ...]
    receivers: tuple[tuple[str, Place], ...]


def load(files: Mapping[str, bytes], folder: str | None = None) -> RuleSet:
    """The rules of these files, text by name; raises `errors.Wrong` with every problem of every file.

    `folder` is the one that all of them are in, when its own folders are desks; without it there are none.
    """
    gathered = gather(files, folder)
    if gathered.problems:
        raise Wrong(list(gathered.problems))
    return gathered.rules


def gather(files: Mapping[str, bytes], folder: str | None = None) -> Gathered:
    """As `load`, with whatever is right beside what is wrong."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    sheets = [_sheet(name, files[name], folder, problems) for name in sorted(files)]
    scopes = visible(sheets, problems, warnings)
    rules: list[Rule] = []
    named: list[tuple[str, Place]] = []
    for sheet in sheets:
        if sheet.root is None:
            continue
        of_file = _named_receiver(sheet.root)
        around = Around(scopes[sheet.name], sheet.desk, of_file[0] if of_file else None)
        nodes = entries_of(sheet.root, "rules")
        rules += [rule for node in nodes if (rule := read_rule(node, around, problems)) is not None]
        named += [found for node in (sheet.root, *nodes) if (found := _named_receiver(node)) is not None]
    problems += _same_ids(sheets)
    return Gathered(RuleSet(tuple(rules), tuple(sorted(warnings))), tuple(sorted(problems)), tuple(named))


def _sheet(name: str, content: bytes, folder: str | None, problems: list[Problem]) -> Sheet:
    """A file as far as it can be read; its root is None when it cannot."""
    tree = read(name, content)
    problems += tree.problems
    try:
        path, desk = placed(name, folder)
    except ValueError as error:
        problems.append(Place(name, 1, 1).problem(str(error)))
        return Sheet(name, name, name, None)  # a desk that nobody else is of
    if tree.root is None:
        return Sheet(name, path, desk, None)
    root = yaml.Mapping(tree.root.place, {}) if _is_nothing(tree.root) else tree.root
    problems += validate(FileKeys, root)[1]
    return Sheet(name, path, desk, root)


def _is_nothing(root: Node) -> bool:
    """Whether a file holds no more than comments."""
    return isinstance(root, Scalar) and root.text is None and not root.told


def _named_receiver(node: Node) -> tuple[str, Place] | None:
    entry = node.entries.get("notify") if isinstance(node, yaml.Mapping) else None
    if entry is None or not isinstance(entry.value, Scalar) or not (entry.value.text or "").strip():
        return None
    return (entry.value.text or "").strip(), entry.value.place


def _same_ids(sheets: list[Sheet]) -> list[Problem]:
    first: dict[tuple[str | None, str], Place] = {}
    problems = []
    for sheet in sheets:
        for rule in entries_of(sheet.root, "rules"):
            entry = rule.entries.get("id") if isinstance(rule, yaml.Mapping) else None
            if entry is None or not isinstance(entry.value, Scalar) or entry.value.text is None:
                continue
            name, place = entry.value.text.strip(), entry.value.place
            earlier = first.setdefault((sheet.desk, name), place)
            if earlier is not place:
                problems.append(place.problem(f"rule {quote(name)} is already in {earlier}"))
    return problems
