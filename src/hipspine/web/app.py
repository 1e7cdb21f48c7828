"""The app, put together: middleware, pages, API, static files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Lock

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI

from hipspine import __version__
from hipspine.records.open_store import open_store, records_place
from hipspine.web import lab_jobs
from hipspine.web.api import API
from hipspine.web.defects import Defects
from hipspine.web.forms import check_form
from hipspine.web.lab_compiling import compiling
from hipspine.web.lab_trials import LabTrials
from hipspine.web.login import Logins
from hipspine.web.packed_files import PackedFiles
from hipspine.web.pages import PAGES
from hipspine.web.preferences import with_preferences
from hipspine.web.problems import add_problem_handlers
from hipspine.web.rate import RateLimit
from hipspine.web.roles import check_role
from hipspine.web.security import Guard
from hipspine.web.settings import WebSettings
from hipspine.web.visitor import Visitors

STATIC = Path(__file__).parent / "static"
THREADS = 15
"""Requests worked on at once. As many as the database lends connections (SQLAlchemy's default: 5,
and 10 more): one that got a thread but no connection would wait, and after 30 s fail."""


def create_app(settings: WebSettings) -> FastAPI:
    """Return the app, its database opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        place = records_place(settings.data_dir, settings.database_url)
        app.state.store = open_store(place, settings.clock)
        with (
            lab_jobs.running(app.state.store, settings) as app.state.lab_jobs,
            compiling(settings) as app.state.compiling,
        ):
            yield
        app.state.lab.close()
        app.state.store.close()

    app = FastAPI(
        title="hipspine",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.settings = with_preferences(settings)
    app.state.first_visit = Lock()
    app.state.lab = LabTrials()
    app.state.api_requests = RateLimit(settings.api_requests_per_minute, per_s=60)
    app.state.login_tries = RateLimit(settings.login_tries_per_minute, per_s=60)
    for router in PAGES:
        app.include_router(
            router, dependencies=[Depends(check_role), Depends(check_form)], include_in_schema=False
        )
    app.include_router(API)
    # The report's charts and findings look the same here as in its files.
    app.mount("/static/report", PackedFiles(packages=[("hipspine.report", "static")]))
    app.mount("/static", PackedFiles(directory=STATIC), name="static")
    add_problem_handlers(app)
    # The last one added is the first that a request meets.
    app.add_middleware(Defects)
    app.add_middleware(Logins, settings=settings)
    app.add_middleware(Visitors, settings=settings)
    app.add_middleware(Guard, settings=settings)
    return app
