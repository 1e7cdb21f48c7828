"""What patients and clinicians do in the app while the load is measured."""

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import uuid4

from benchmarks.web_browser_like import Browser, Taken
from benchmarks.web_people import User
from hipspine.records.logins import AccountRole

SLIDER_MOVES = 6
SLIDER_PAUSE_S = 0.4
USUAL_LEVELS = (0, 25, 50, 75)
"""Strengths [%] that everybody tries: their answers are asked for again and again."""

PATIENT_PAGES = (
    "/today", "/today", "/today", "/plan", "/exercise/bridge", "/session", "/progress",
    "/progress", "/understand", "/learn", "/learn/heat", "/check-in", "/settings",
)  # fmt: skip
PATIENT_WRITES = ("morning", "check_in", "session")


@dataclass
class Visit:
    """One user at work."""

    user: User
    browser: Browser
    chance: random.Random
    think_s: tuple[float, float]
    left_to_write: list[str] = field(default_factory=lambda: list(PATIENT_WRITES))
    has_scene: bool = False

    async def go_on_until(self, end_s: float) -> None:
        """Do one thing after the other, with a pause between them."""
        home = await self.browser.get("/today" if self._is_patient else "/caseload", "first")
        for path in sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', home))):
            await self.browser.get(path, "static")
        while time.monotonic() < end_s:
            await (self._patient() if self._is_patient else self._clinician())
            await asyncio.sleep(self.chance.uniform(*self.think_s))
        self.browser.close()

    @property
    def _is_patient(self) -> bool:
        return self.user.role is AccountRole.PATIENT

    async def _patient(self) -> None:
        drawn = self.chance.random()
        if drawn < 0.08:
            await self._lab()
        elif drawn < 0.25:
            await self._write()
        else:
            await self.browser.get(self.chance.choice(PATIENT_PAGES))

    async def _write(self) -> None:
        """Log what is not logged yet today; then the morning again, as one who corrects it."""
        self.chance.shuffle(self.left_to_write)
        wanted = self.left_to_write.pop() if self.left_to_write else "morning"
        await getattr(self, f"_{wanted}")()

    async def _morning(self) -> None:
        await self.browser.get("/today")
        await self.browser.post("/today/morning", {"morning": str(self.chance.randint(1, 3))})

    async def _check_in(self) -> None:
        await self.browser.get("/check-in")
        fields = {"id": str(uuid4()), "pain_average": "2", "flare": "no"}
        await self.browser.post("/check-in", fields)

    async def _session(self) -> None:
        text = await self.browser.get("/session")
        fields = dict(re.findall(r'name="(id|version)" value="([\w-]+)"', text))
        fields |= re.findall(r'name="([\w.]+)" type="number"[^>]*value="([\d.]*)"', text)
        for done in re.findall(r'name="([\w.]+\.done)"', text):
            fields |= {done: "yes", done.replace(".done", ".pain"): "1"}
        await self.browser.post("/session", fields)

    async def _clinician(self) -> None:
        person = self.chance.choice(self.user.patients)
        drawn = self.chance.random()
        if drawn < 0.08:
            await self._lab()
        elif drawn < 0.28:
            await self.browser.get(f"/patients/{person}")
            note = {"text": f"Well done ({uuid4()}).", "to": "person"}
            await self.browser.post(f"/patients/{person}/notes", note)
        elif drawn < 0.5:
            await self.browser.get("/caseload")
        elif drawn < 0.65:
            await self.browser.get(f"/patients?q={quote('person 0')}")
        elif drawn < 0.75:
            await self.browser.get(f"/patients/{person}/plan")
        else:
            await self.browser.get(f"/patients/{person}")

    async def _lab(self) -> None:
        await self.browser.get("/lab/view/demo", "lab page")
        if not self.has_scene:
            await self.browser.get("/lab/view/demo/scene", "lab page")
            self.has_scene = True
        for move in range(SLIDER_MOVES):
            if move % 2:
                change = f"gluteus_maximus.strength={self.chance.choice(USUAL_LEVELS) / 100}"
                kind = "what-if, asked before"
            else:
                change = f"hamstrings.tone={self.chance.random() / 4:.4f}"
                kind = "what-if, new"
            await self.browser.get(f"/lab/view/demo/answer?c={quote(change)}", kind)
            await asyncio.sleep(SLIDER_PAUSE_S)


async def visit_all(
    port: int, users: list[User], taken: Taken, *, think_s: tuple[float, float], end_s: float
) -> None:
    """Let all users be there at once; they come one after the other within a few seconds."""

    async def come(number: int, user: User) -> None:
        await asyncio.sleep(0.1 * number)
        chance = random.Random(number)
        visit = Visit(user, Browser(port, user.session, taken), chance, think_s)
        await visit.go_on_until(end_s)

    await asyncio.gather(*(come(number, user) for number, user in enumerate(users)))
