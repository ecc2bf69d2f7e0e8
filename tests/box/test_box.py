"""Any box: its log, its gates, and every fault of the language, over real connections."""

import datetime as dt
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tocsin.demo.box import Answer, Asked, Box, Fault, running_from


class Counter(Box):
    """Answers each request with the number of requests that it has handled."""

    def __init__(self) -> None:
        super().__init__()
        self.handled = 0

    def answer(self, asked: Asked) -> Answer:
        self.handled += 1
        return Answer(f"handled {self.handled}".encode(), "text/plain")


@pytest.fixture
def box() -> Iterator[Counter]:
    with Counter() as one:
        yield one


class Asking:
    """A request made on a thread, so that the test can do something meanwhile."""

    def __init__(self, url: str) -> None:
        self.answer: httpx.Response | None = None
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._ask, args=(url,))
        self._thread.start()

    def _ask(self, url: str) -> None:
        try:
            self.answer = httpx.get(url, timeout=10)
        except httpx.TransportError as error:
            self.error = error

    def done(self) -> "Asking":
        self._thread.join(10)
        return self


def test_the_log_tells_what_was_asked(box: Counter) -> None:
    httpx.get(f"{box.url}/a?b=1", headers={"User-Agent": "Example Capital ops@example.com"})
    httpx.post(f"{box.url}/api/chat.postMessage", content=b"{}")

    first, second = box.requests()
    assert (first.asked.method, first.target, first.status) == ("GET", "/a?b=1", 200)
    assert first.user_agent == "Example Capital ops@example.com"
    assert second.asked.body == b"{}"
    assert first.monotonic <= second.monotonic
    assert first.at.utcoffset() == dt.timedelta(0)
    assert box.requests("chat.postMessage") == [second]
    assert box.requests("/a?") == [first]


def test_waiting_for_a_request_that_does_not_come_says_what_came(box: Counter) -> None:
    httpx.get(f"{box.url}/other")
    with pytest.raises(TimeoutError, match=r"0 of 1 requests on /a .*/other"):
        box.wait_for("/a", timeout=0.01)
    assert [entry.target for entry in box.wait_for("/other")] == ["/other"]


def test_a_status_strikes_as_often_as_told_and_only_where(box: Counter) -> None:
    box.fail(Fault.status(503, "<html>later</html>", retry_after=7), on="/a", times=2)

    assert httpx.get(f"{box.url}/b").status_code == 200
    answers = [httpx.get(f"{box.url}/a/1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert answers[0].text == "<html>later</html>"
    assert box.handled == 2
    assert [entry.status for entry in box.requests("/a")] == [503, 503, 200]


def test_faults_on_one_path_strike_in_order_until_healed(box: Counter) -> None:
    box.fail(Fault.status(500), times=1)
    box.fail(Fault.status(429))
    assert [httpx.get(box.url).status_code for _ in range(3)] == [500, 429, 429]
    box.heal()
    assert httpx.get(box.url).status_code == 200


def test_a_page_under_200_where_something_else_was_due(box: Counter) -> None:
    box.fail(Fault.body("<html>temporarily unavailable</html>"), times=1)
    answer = httpx.get(box.url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")
    assert "unavailable" in answer.text


def test_a_reset_comes_before_the_work(box: Counter) -> None:
    box.fail(Fault.reset(), times=1)
    with pytest.raises(httpx.ReadError):
        httpx.get(box.url)
    assert box.handled == 0
    assert box.requests()[0].status is None


def test_a_reset_after_comes_when_the_work_is_done(box: Counter) -> None:
    box.fail(Fault.reset_after(), times=1)
    with pytest.raises(httpx.ReadError):
        httpx.get(box.url)
    assert box.handled == 1


@pytest.mark.parametrize(("fault", "handled"), [(Fault.hang(), 0), (Fault.hang_after(), 1)])
def test_a_hang_lasts_until_the_box_is_healed(box: Counter, fault: Fault, handled: int) -> None:
    box.fail(fault, times=1)
    asking = Asking(box.url)
    box.wait_for("/")
    assert httpx.get(box.url).status_code == 200
    box.heal()
    assert isinstance(asking.done().error, httpx.TransportError)
    assert box.handled == handled + 1


def test_a_truncated_body_is_promised_whole(box: Counter) -> None:
    box.fail(Fault.truncate(4), times=1)
    with (
        pytest.raises(httpx.RemoteProtocolError, match="received 4 bytes, expected 9"),
        httpx.stream("GET", box.url) as answer,
    ):
        assert answer.headers["Content-Length"] == "9"
        answer.read()


def test_a_cut_body_looks_whole(box: Counter) -> None:
    box.fail(Fault.cut(4), times=1)
    assert httpx.get(box.url).text == "hand"


def test_a_huge_body_has_no_length(box: Counter) -> None:
    box.fail(Fault.huge(), times=1)
    seen = 0
    with httpx.stream("GET", box.url) as answer:
        assert "Content-Length" not in answer.headers
        for chunk in answer.iter_bytes():
            seen += len(chunk)
            if seen > 3_000_000:
                break
    assert seen > 3_000_000


def test_a_huge_body_can_be_small_on_the_wire(box: Counter) -> None:
    box.fail(Fault.huge(20_000_000, gzipped=True), times=1)
    with httpx.stream("GET", box.url) as answer:
        unpacked = sum(len(chunk) for chunk in answer.iter_bytes())
        assert unpacked == 20_000_000
        assert answer.num_bytes_downloaded < 100_000


def test_a_slow_body_comes_whole_in_the_end(box: Counter) -> None:
    box.fail(Fault.slow(2, pause=0), times=1)
    assert httpx.get(box.url).text == "handled 1"


def test_a_gate_holds_requests_before_they_are_handled(box: Counter) -> None:
    gate = box.gate("/a")
    asking = Asking(f"{box.url}/a")
    gate.wait()
    assert (box.handled, gate.held) == (0, 1)
    gate.open()
    assert asking.done().answer is not None
    assert box.handled == 1
    assert httpx.get(f"{box.url}/a").status_code == 200


def test_a_gate_can_hold_the_answer_alone(box: Counter) -> None:
    with box.gate("/a", handled=True) as gate:
        asking = Asking(f"{box.url}/a")
        gate.wait()
        assert box.handled == 1
        assert asking.answer is None
    assert asking.done().answer is not None


def test_a_gate_lets_one_go_at_a_time(box: Counter) -> None:
    gate = box.gate("/a")
    first = Asking(f"{box.url}/a")
    gate.wait()
    second = Asking(f"{box.url}/a")
    gate.wait(2)
    gate.let_go()
    assert first.done().answer is not None
    assert gate.held == 1
    gate.drop()
    assert second.done().error is not None
    assert box.handled == 1


def test_a_process_killed_while_it_is_held_has_done_nothing(box: Counter) -> None:
    gate = box.gate("/a")
    code = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])"
    process = subprocess.Popen([sys.executable, "-c", code, f"{box.url}/a"])
    gate.wait()
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    gate.drop()
    assert httpx.get(f"{box.url}/b").text == "handled 1"


def test_a_box_that_is_down_refuses_connections_and_comes_back_at_its_address(box: Counter) -> None:
    url = box.url
    with httpx.Client() as kept:
        kept.get(url)
        box.go_down()
        with pytest.raises(httpx.TransportError):
            kept.get(url)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    box.come_up()
    assert box.url == url
    assert httpx.get(url).status_code == 200


def test_closing_a_box_lets_nobody_wait() -> None:
    askings: list[Asking] = []
    with Counter() as box:
        gate = box.gate("/a")
        box.fail(Fault.hang(), on="/b")
        askings += [Asking(f"{box.url}/a"), Asking(f"{box.url}/b")]
        gate.wait()
        box.wait_for("/b")
    assert all(asking.done().error for asking in askings)


def test_a_box_that_does_not_run_says_so() -> None:
    with pytest.raises(RuntimeError, match="does not run"):
        Counter().gate("/")


@pytest.mark.parametrize("pace", [1.0, 60.0])
def test_a_clock_that_runs_from_a_moment(pace: float, clock: Any) -> None:
    now = running_from(clock(), pace)
    first, second = now(), now()
    assert clock() <= first <= second < clock() + dt.timedelta(minutes=1)
