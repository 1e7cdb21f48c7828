"""The lab's front page: the example walk, recordings and where they stand, and new ones."""

from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from hipspine.domain.record import KeptFile, Person, Recording
from hipspine.domain.units import METRES_PER
from hipspine.records.jobs import Job, JobState, add_job
from hipspine.web.lab_access import (
    is_compiling,
    is_staff,
    job_runner,
    lab_job,
    lab_jobs,
    lab_person,
    lab_persons,
    lab_trials,
    open_trial,
    steer,
    uploads_of,
)
from hipspine.web.lab_status import StatusWords, quality_of
from hipspine.web.lab_uploads import (
    MEGABYTE,
    QUOTA_BYTES,
    UploadRefused,
    Uploads,
    WrongOffset,
    check_content,
    checked_name,
)
from hipspine.web.lab_work import EXAMPLE, KIND
from hipspine.web.people import now, store_of
from hipspine.web.problems import not_found
from hipspine.web.render import page
from hipspine.web.words import web_texts

router = APIRouter(prefix="/lab")

ROLES = ("motion", "forces", "static")
PIECE_BYTES = 4 * 1024 * 1024
"""Largest piece of a file that is taken at once."""
MASS_KG = (20.0, 300.0)
HEIGHT_CM = (80.0, 230.0)
LONGEST_NAME = 80


@router.get("")
def overview(request: Request) -> Response:
    """Show the example walk, the recordings, and the form for a new one."""
    if request.app.state.settings.workers and not is_compiling(request):
        lab_trials(request).make_demo_ready()
    return _overview(request)


@router.post("/recordings")
async def add_recording(request: Request) -> Response:
    """Take a new recording: files sent with the form, or sent before in pieces."""
    form = await request.form()
    person = lab_person(request, str(form.get("person", "")))
    try:
        job = await _accepted(request, person, form)
    except UploadRefused as refused:
        return _refused(request, refused, form)
    finally:
        await form.close()
    job_runner(request).wake()
    return RedirectResponse(f"/lab/recordings/{job.id}", 303)


@router.post("/example")
def add_example(request: Request, person: Annotated[str, Form()] = "") -> Response:
    """Let the example walk be worked out in other postures too."""
    owner = lab_person(request, person)
    known = [job for job in lab_jobs(request) if job.content["files"] == EXAMPLE]
    if known and known[0].state is not JobState.FAILED:
        return RedirectResponse(f"/lab/recordings/{known[0].id}", 303)
    content = {"name": web_texts(request.state.language).sentence("lab.example"), "files": EXAMPLE}
    job = Job(str(uuid4()), owner.id, KIND, now(request), content=content)
    add_job(store_of(request).database, job)
    job_runner(request).wake()
    return RedirectResponse(f"/lab/recordings/{job.id}", 303)


@router.get("/recordings/{job_id}")
def recording(request: Request, job_id: str) -> Response:
    """Show where a recording stands, and how good its data are."""
    job = lab_job(request, job_id)
    words = StatusWords(request.state.language)
    quality = None
    if job.result_id is not None:
        quality = quality_of(open_trial(request, job_id).trial, words)
    return page(
        request, "lab_recording.html.jinja", job=job, standing=words.status(job), quality=quality
    )


@router.get("/recordings/{job_id}/state")
def recording_state(request: Request, job_id: str) -> Response:
    """Give where a recording stands, for the page's script."""
    job = lab_job(request, job_id)
    status = StatusWords(request.state.language).status(job)
    return JSONResponse(status | {"can_open": job.result_id is not None})


@router.post("/recordings/{job_id}/{action}")
def change_recording(request: Request, job_id: str, action: str) -> Response:
    """Stop work on a recording, begin it again, or take it off the list."""
    job = lab_job(request, job_id)
    if action == "remove":
        job_runner(request).remove(job)
        return RedirectResponse("/lab", 303)
    steer(request, job, action)
    return RedirectResponse(f"/lab/recordings/{job.id}", 303)


@router.post("/uploads")
def begin_upload(
    request: Request,
    name: Annotated[str, Form()],
    size: Annotated[int, Form()],
    person: Annotated[str, Form()] = "",
) -> Response:
    """Make room for a file that comes in pieces."""
    uploads = uploads_of(request, lab_person(request, person))
    try:
        upload = uploads.begin(name, size)
    except UploadRefused as refused:
        return _problem(request, refused)
    return JSONResponse({"id": upload.id, "offset": upload.offset}, 201)


@router.get("/uploads/{upload_id}")
def upload_state(
    request: Request, upload_id: str, person: Annotated[str, Query()] = ""
) -> Response:
    """Tell how much of a file is safe here."""
    upload = uploads_of(request, lab_person(request, person)).find(upload_id)
    if upload is None:
        raise not_found()
    return JSONResponse({"id": upload.id, "offset": upload.offset, "size": upload.size})


@router.put("/uploads/{upload_id}")
async def add_piece(
    request: Request,
    upload_id: str,
    offset: Annotated[int, Query(ge=0)],
    person: Annotated[str, Query()] = "",
) -> Response:
    """Take a piece of a file; the answer says that it is on the disk."""
    uploads = uploads_of(request, lab_person(request, person))
    upload = uploads.find(upload_id)
    if upload is None:
        raise not_found()
    piece = bytearray()
    async for part in request.stream():
        piece += part
        if len(piece) > PIECE_BYTES:
            return JSONResponse({"problem": "piece"}, 413)
    try:
        # The disk is waited for outside the loop that serves everybody else.
        upload = await run_in_threadpool(uploads.append, upload, offset, bytes(piece))
    except WrongOffset as wrong:
        return JSONResponse({"offset": wrong.offset}, 409)
    except UploadRefused as refused:
        return _problem(request, refused)
    return JSONResponse({"id": upload.id, "offset": upload.offset})


@router.delete("/uploads/{upload_id}")
def discard_upload(
    request: Request, upload_id: str, person: Annotated[str, Query()] = ""
) -> Response:
    """Forget a file on its way in."""
    uploads_of(request, lab_person(request, person)).discard(upload_id)
    return Response(status_code=204)


def _overview(
    request: Request, *, status: int = 200, problem: str = "", typed: FormData | None = None
) -> Response:
    words = StatusWords(request.state.language)
    persons = lab_persons(request) if is_staff(request) else ()
    names = {person.id: person.name for person in persons}
    recordings = [
        words.status(job) | {"id": job.id, "person": names.get(job.person_id, "")}
        for job in lab_jobs(request)
    ]
    own = None if is_staff(request) else lab_person(request)
    return page(
        request,
        "lab.html.jinja",
        status=status,
        recordings=recordings,
        persons=persons,
        problem=problem,
        typed=_typed(typed, own),
        megabytes=request.app.state.settings.upload_limit_bytes // MEGABYTE,
        piece_bytes=PIECE_BYTES // 2,
    )


def _typed(form: FormData | None, own: Person | None) -> dict[str, str]:
    """Return what stands in the form's fields: what was typed, else what is known."""
    if form is not None:
        return {name: str(form.get(name, "")) for name in ("name", "mass", "height")}
    mass = f"{own.mass_kg:g}" if own is not None and own.mass_kg else ""
    height = f"{own.height_m / METRES_PER['cm']:g}" if own is not None and own.height_m else ""
    return {"name": "", "mass": mass, "height": height}


async def _accepted(request: Request, person: Person, form: FormData) -> Job:
    """Keep the files of a new recording and return the job that works it out.

    Raises
    ------
    UploadRefused
        If a file or a figure cannot be taken; nothing is kept then.
    """
    mass = _figure(str(form.get("mass", "")), MASS_KG, "mass")
    height = str(form.get("height", "")).strip()
    height_m = _figure(height, HEIGHT_CM, "height") * METRES_PER["cm"] if height else None
    coming = _Coming(request, uploads_of(request, person), person)
    files = await coming.kept(form)
    name = str(form.get("name", "")).strip()[:LONGEST_NAME] or Path(files["motion"].name).stem
    job = Job(
        str(uuid4()),
        person.id,
        KIND,
        now(request),
        content={
            "name": name,
            "mass_kg": mass,
            "height_m": height_m,
            "files": [
                {"role": role, "name": file.name, "sha256": file.sha256}
                for role, file in files.items()
            ],
        },
    )
    store = store_of(request)
    store.add(person.id, Recording(job.id, job.made_at, "gait", tuple(files.values()), name))
    add_job(store.database, job)
    return job


def _figure(text: str, limits: tuple[float, float], reason: str) -> float:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        raise UploadRefused(reason) from None
    if not (isfinite(value) and limits[0] <= value <= limits[1]):
        raise UploadRefused(reason)
    return value


@dataclass(frozen=True)
class _Coming:
    """Files of one recording that came with a form, or before it in pieces."""

    request: Request
    uploads: Uploads
    person: Person
    received: list[str] = field(default_factory=list)
    """Uploads made of files that came with the form itself; gone again if it is refused."""

    async def kept(self, form: FormData) -> dict[str, KeptFile]:
        """Keep the files, each by its role; all are checked before the first is kept."""
        try:
            return await self._kept(form)
        except UploadRefused:
            for identity in self.received:
                self.uploads.discard(identity)
            raise

    async def _kept(self, form: FormData) -> dict[str, KeptFile]:
        found = {role: await self._file(form, role) for role in ROLES}
        ready = {role: file for role, file in found.items() if file is not None}
        if "motion" not in ready:
            raise UploadRefused("no_motion")
        for name, path in ready.values():
            check_content(path, name)
        self._check_quota()
        kept = {
            role: await run_in_threadpool(self._keep, role, name, path)
            for role, (name, path) in ready.items()
        }
        for upload in self.uploads.open():
            if upload.path in {path for _, path in ready.values()}:
                self.uploads.discard(upload.id)
        return kept

    async def _file(self, form: FormData, role: str) -> tuple[str, Path] | None:
        identity = str(form.get(f"{role}_upload", ""))
        if identity:
            upload = self.uploads.find(identity)
            if upload is None or not upload.is_whole:
                raise UploadRefused("no_motion")
            return upload.name, upload.path
        sent = [
            each for each in form.getlist(role) if isinstance(each, UploadFile) and each.filename
        ]
        if len(sent) > 1:
            say = web_texts(self.request.state.language)
            raise UploadRefused("two", role=say.sentence(f"lab.role_{role}"))
        return await self._received(sent[0]) if sent else None

    async def _received(self, sent: UploadFile) -> tuple[str, Path]:
        """Bring a file that came with the form to the disk, as if it had come in pieces."""
        name = checked_name(sent.filename or "")
        upload = self.uploads.begin(name, sent.size or 0)
        self.received.append(upload.id)
        while piece := await sent.read(PIECE_BYTES):
            upload = await run_in_threadpool(self.uploads.append, upload, upload.offset, piece)
        return upload.name, upload.path

    def _keep(self, role: str, name: str, path: Path) -> KeptFile:
        content = path.read_bytes()
        return store_of(self.request).keep_bytes(self.person.id, content, name=name, role=role)

    def _check_quota(self) -> None:
        folder = store_of(self.request).files.root / self.person.id
        kept = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
        if kept > QUOTA_BYTES:
            raise UploadRefused("quota", megabytes=QUOTA_BYTES // MEGABYTE)


def _reason(request: Request, refused: UploadRefused) -> str:
    return web_texts(request.state.language)(f"lab_refused.{refused.reason}", **refused.gaps)


def _refused(request: Request, refused: UploadRefused, form: FormData) -> Response:
    return _overview(request, status=422, problem=_reason(request, refused), typed=form)


def _problem(request: Request, refused: UploadRefused) -> Response:
    return JSONResponse({"problem": _reason(request, refused)}, 422)
