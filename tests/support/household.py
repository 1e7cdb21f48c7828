"""A person at home who uses the app without scripts: follows links, fills in forms, day by day."""

import re
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from fastapi.testclient import TestClient

from hipspine.web.app import create_app
from hipspine.web.serving import server_of
from hipspine.web.settings import WebSettings

START = datetime(2026, 11, 2, 12, tzinfo=UTC)
"""A Monday."""
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""Of a Saturday, for tests in which no time passes."""
CALM = ("no", "none", "lower_back", "same")
"""Answers that raise no flag, where a question offers one of them."""
NUMBERS = {"age_years": "44", "pain_today": "3", "pain_average": "3"}


def form_token(text: str) -> str:
    """Return the token of the first form of a page."""
    return re.search(r'name="csrf" value="(\w+)"', text).group(1)


class Clock:
    """A clock that stands still until it is moved on."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        # Every look moves it on a little, as a real one does.
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_days(self, days):
        self.now += timedelta(days=days)


def settings_in(folder: Path, clock: Clock, **more) -> WebSettings:
    return WebSettings(
        data_dir=folder / "data",
        cache_dir=folder / "cache",
        clock=clock,
        hosts=frozenset({"testserver", "127.0.0.1"}),
        **more,
    )


TRIES = 3
"""A port found free may be taken by another test before the app has it."""


@contextmanager
def served(settings: WebSettings) -> Iterator[str]:
    """Give the address of an app that runs for real browsers as long as the context."""
    for _ in range(TRIES):
        port = _free_port()
        server = server_of(settings, port=port)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        if server.started:
            break
    else:
        raise RuntimeError("the app did not start: what uvicorn logged says why")
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


class Household:
    """One person's visits. Use it as a context: the app runs as long."""

    def __init__(self, settings: WebSettings, clock: Clock):
        self.clock = clock
        self.client = TestClient(create_app(settings))

    def __enter__(self):
        self.client.__enter__()
        return self

    def __exit__(self, *problem):
        self.client.__exit__(*problem)

    @property
    def store(self):
        return self.client.app.state.store

    @property
    def person(self):
        return self.store.persons()[0]

    @property
    def programme(self):
        return self.store.programme(self.person.id)

    def get(self, path):
        return self.client.get(path)

    def post(self, path, fields=None, **more):
        return self.client.post(path, data={"csrf": self.token, **(fields or {}), **more})

    @cached_property
    def token(self):
        return _found(r'name="csrf" value="(\w+)"', self.get("/check-in").text)

    def screen(self, answers=None):
        """Answer all safety questions; return the last page."""
        answers = answers or {}
        response = self.get("/safety")
        while name := _found(r'name="question" value="(\w+)"', response.text):
            values = re.findall(r'name="answer" value="(\w+)"', response.text)
            calm = next((value for value in CALM if value in values), None)
            usual = NUMBERS.get(name) or calm or (values[0] if values else "40")
            answer = answers.get(name, usual)
            response = self.post("/safety", question=name, answer=answer)
        return response

    def make_plan(self, **more):
        """Say what is wanted and at hand; return the plan's page."""
        fields = {
            "minutes": "20",
            "days": list("0123456"),
            "equipment": ["chair", "wall", "mat"],
            "goals": ["climb_stairs", "stronger_hips"],
            "gate.getting_to_floor": "no",
            "gate.unsteady": "no",
            "gate.wrist_pain": "no",
            "gate.new_hip_joint": "no",
            **more,
        }
        return self.post("/self-check", fields)

    def session_fields(self, *, pain="1", effort="5", leg="same", sides=("left", "right", "both")):
        """Return the session's form, filled in as planned, with these words for how it went."""
        text = self.get("/session").text
        fields = {
            "id": _found(r'name="id" value="([\w-]+)"', text),
            "version": _found(r'name="version" value="(\d+)"', text),
        }
        amounts = re.findall(r'name="([\w.]+)" type="number"[^>]*value="([\d.]*)"', text)
        fields |= dict(amounts)
        for done in re.findall(r'name="([\w.]+\.done)"', text):
            exercise, side, _ = done.split(".")
            if side in sides:
                fields |= {done: "yes", f"{exercise}.{side}.pain": pain}
            fields |= {f"{exercise}.effort": effort, f"{exercise}.leg": leg}
        return fields

    def log_session(self, **more):
        return self.post("/session", self.session_fields(**more))

    def check_in(self, pain, *, flare="no", **more):
        fields = {"id": str(uuid4()), "pain_average": str(pain), "flare": flare}
        return self.post("/check-in", {**fields, **more})

    def live(self, days: Iterable[int], *, pain=3):
        """Live through days from today on: mornings, sessions, and every week what is due."""
        for day in days:
            if "Answer the safety questions" in self.get("/today").text or day % 7 == 0:
                self.screen()
                self.check_in(
                    max(pain - day // 7, 1),
                    sitting_hours_per_day="7",
                    breaks_per_hour="1",
                    **{f"hard_{task}": str(max(5 - day // 7, 1)) for task in TASKS},
                )
            self.post("/today/morning", morning=str(max(pain - 1 - day // 7, 0)))
            if "/session" in self.get("/today").text:
                self.log_session()
            self.clock.pass_days(1)


TASKS = (
    "chair_rise",
    "stairs",
    "walk_15_minutes",
    "lift_a_bag",
    "sit_30_minutes",
    "stand_15_minutes",
    "socks_and_shoes",
    "turn_in_bed",
)


def _found(pattern, text):
    found = re.search(pattern, text)
    return found and found.group(1)
