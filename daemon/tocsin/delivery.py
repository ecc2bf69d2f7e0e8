"""Telling what is due: committed attempt, look, send, committed outcome.

Killed before the attempt is committed, the message is due as before. Killed after, the attempt has no
outcome: nobody knows whether the message went out, so it is looked up, by the key it carries, before
anything is sent again. The same holds for every failure that leaves the question open.
"""

from __future__ import annotations

import asyncio
import datetime as dt

import structlog

from tocsin.alerts import FOLD_EVERY, LATELY, Told, Waiting, folded, folds
from tocsin.house import House
from tocsin.model import Absent, Dead, Outcome, Paused, Retry, Sent, Severity, Uncertain
from tocsin.state import DueMessage
from tocsin.words import duration

log = structlog.get_logger("tocsin")

LONGEST_PAUSE = dt.timedelta(minutes=5)
# A message that waits longer than this is a trouble that ops should hear of another way.
TOO_LONG = dt.timedelta(minutes=2)
# A pass tells each receiver so many, so that one slow channel does not keep the others waiting.
IN_ONE_PASS = 5


async def deliver_due(house: House) -> int:
    """Tells some of what is due, all receivers at once, critical alerts first and then in order.

    Returns how many messages were settled: call it again until that is none.
    """
    queues: dict[str, list[DueMessage]] = {}
    for due in house.state.outbox.due(house.clock.now()):
        queues.setdefault(due.message.receiver, []).append(due)
    for name, queue in queues.items():
        queues[name] = _fold(house, name, queue)
    return sum(await asyncio.gather(*(_deliver_to(house, *queue) for queue in queues.items())))


def _fold(house: House, receiver: str, queue: list[DueMessage]) -> list[DueMessage]:
    """Folds what is too much to be told singly, and returns what is left; the fold itself is due next."""
    now, outbox = house.clock.now(), house.state.outbox
    waiting = [
        Waiting(due.id, due.message, due.rule, Severity(due.severity) if due.severity else None, due.late)
        for due in queue
        if due.tries == 0 and due.message.thread is None
    ]
    groups = folds(waiting, _told(outbox.told_singly(receiver, now - LATELY))) if waiting else []
    if not groups:
        return queue
    last = outbox.last_fold(receiver)
    gone: set[int] = set()
    with house.state.transaction():
        for what, members in groups:
            ids = [one.id for one in members]
            gone.update(ids)
            if last and now - last < FOLD_EVERY:
                outbox.delay(ids, last + FOLD_EVERY)
            else:
                outbox.fold(ids, folded(what, members), now=now)
    return [due for due in queue if due.id not in gone]


def _told(counts: list[tuple[str | None, bool, int]]) -> Told:
    of_rule: dict[str, int] = {}
    for rule, _, count in counts:
        if rule is not None:
            of_rule[rule] = of_rule.get(rule, 0) + count
    return Told(
        late=sum(count for _, late, count in counts if late),
        notices=sum(count for rule, _, count in counts if rule is None),
        of_rule=of_rule,
    )


async def _deliver_to(house: House, name: str, queue: list[DueMessage]) -> int:
    settled = 0
    for due in queue[:IN_ONE_PASS]:
        outcome = await deliver(house, due)
        waited = house.clock.now() - due.created
        if isinstance(outcome, Retry | Uncertain) and waited >= TOO_LONG:
            house.tell_ops(
                f"receiver {name}",
                f"{name} has taken no message for {duration(waited)}: {outcome.why}. All are kept and tried"
                " again.",
                but=name,
            )
        match outcome:
            case Sent():
                settled += 1
                house.over(f"receiver {name}", f"{name} takes messages again.")
            case Dead(why):
                settled += 1
                house.tell_ops(
                    f"dead {due.message.key}",
                    f"A message to {name} can never be sent: {why}. It said:\n{due.message.text}",
                    but=name,
                )
            case Uncertain():
                # The next message may go: this one is looked up when its time-out is over.
                pass
            case Paused(why):
                house.state.outbox.pause(name, why, now=house.clock.now())
                house.tell_ops(
                    f"receiver {name}",
                    f"Nothing can be sent to {name}: {why}. Its messages are kept, and one of them is"
                    " tried every 5 minutes.",
                    but=name,
                )
                break
            case Retry(after, why):
                # The next one would fare no better, and their order is kept.
                house.state.outbox.hold(name, why, until=house.clock.now() + after)
                break
    return settled


async def deliver(house: House, due: DueMessage) -> Outcome:
    """One message, looked up first when an earlier attempt of it is open."""
    state, clock = house.state, house.clock
    receiver = house.desk.receivers.get(due.message.receiver)
    if receiver is None:
        gone = Paused("the configuration has no receiver of this name any more")
        state.outbox.look_again(due, gone, now=clock.now())
        return gone
    if due.looked_for:
        match await receiver.look(due.message, due.looked_for):
            case Sent() as there:
                with state.transaction():
                    state.outbox.found(due, there, now=clock.now())
                log.info("was told already", receiver=due.message.receiver, key=due.message.key)
                return there
            case Retry() | Paused() as not_looked:
                state.outbox.look_again(due, not_looked, now=clock.now())
                return not_looked
            case Absent():
                state.outbox.absent(due, now=clock.now())
    with state.transaction():
        attempt = state.outbox.begin(due, now=clock.now(), timeout=max(receiver.timeout, _pause(due.tries)))
    outcome = await receiver.send(due.message)
    with state.transaction():
        state.outbox.finish(due, attempt, outcome, now=clock.now())
    if isinstance(outcome, Sent):
        log.info("told", receiver=due.message.receiver, key=due.message.key)
    else:
        log.warning(
            "not told",
            receiver=due.message.receiver,
            key=due.message.key,
            outcome=type(outcome).__name__.lower(),
            why=outcome.why,
        )
    return outcome


def _pause(tries: int) -> dt.timedelta:
    """An attempt that keeps coming to nothing is looked for, and made again, ever later."""
    return min(dt.timedelta(seconds=2 ** min(tries, 20)), LONGEST_PAUSE)
