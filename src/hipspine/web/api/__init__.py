"""The API for programs, version 1: the same use cases as the pages, with tokens."""

from fastapi import APIRouter

from hipspine.web.api import about, log, persons, plans, results, screenings, what_ifs
from hipspine.web.api.problem_shape import PROBLEMS

PREFIX = "/api/v1"

API = APIRouter(prefix=PREFIX, responses=PROBLEMS)
for part in (about, persons, screenings, plans, log, results, what_ifs):
    API.include_router(part.router)
