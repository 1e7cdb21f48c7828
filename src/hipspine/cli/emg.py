"""`hipspine emg`: what muscle signals show."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.session_output import (
    AsJson,
    In,
    OutFolder,
    Since,
    VisitName,
    earlier_visits,
    tell_session,
)
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import RecordingError

if TYPE_CHECKING:
    from hipspine.measure.emg.channel_names import ChannelName
    from hipspine.measure.emg.results import EmgChannel


def run_emg(  # noqa: PLR0913 - one argument per option of the command line
    file: Annotated[Path, typer.Argument(help="A .c3d, .csv, .sto or .anc file.")],
    *,
    mvic: Annotated[
        list[Path] | None, typer.Option(help="Maximum voluntary contraction trial; repeat.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(help="Gait events, if the file has none (CSV or TOML).")
    ] = None,
    side: Annotated[
        Side | None, typer.Option(help="Side of channels whose names do not say it.")
    ] = None,
    muscle: Annotated[
        list[str] | None,
        typer.Option(help="Name a channel, as in EMG1=gluteus_maximus:right; repeat."),
    ] = None,
    rest: Annotated[
        tuple[float, float] | None, typer.Option(help="Start and end of rest, in seconds.")
    ] = None,
    hold: Annotated[
        list[str] | None, typer.Option(help="Isometric hold in seconds, as in 2.5:32.5; repeat.")
    ] = None,
    rate: Annotated[
        float | None, typer.Option(help="Sampling rate in Hz, if a CSV does not state it.")
    ] = None,
    since: Since = None,
    visit: VisitName = None,
    out: OutFolder = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Measure when and how much muscles work, from surface EMG."""
    from hipspine.clinic.assess_signals import assess_emg_file
    from hipspine.clinic.explain_assessment import explain_signals
    from hipspine.measure.emg.request import EmgRequest
    from hipspine.report.session_page import Session

    earlier = earlier_visits(since)
    request = EmgRequest(
        rest_s=rest,
        holds_s=tuple(_span(text) for text in hold or []),
        names=channel_names(muscle or []),
    )
    found = assess_emg_file(
        file, request, mvic=tuple(mvic or ()), events=events, side=side, rate_hz=rate
    )
    baseline = earlier[0].measurements if earlier else ()
    explained = explain_signals(found, baseline=baseline, language=language)
    session = Session(
        kind="emg",
        name=visit or file.name,
        measurements=found.measurements,
        problems=found.problems,
        findings=explained.findings,
        mechanism_map=explained.mechanism_map,
        channels=found.channels,
        earlier=earlier,
    )
    own = {"source": found.source, "channels": [_channel(channel) for channel in found.channels]}
    tell_session(session, explained, own, out=out, language=language, as_json=json)


def _span(text: str) -> tuple[float, float]:
    start, _, end = text.partition(":")
    try:
        span = float(start), float(end)
    except ValueError:
        span = (0.0, 0.0)
    if not span[0] < span[1]:
        raise RecordingError(
            "--hold", expected="START:END in seconds", got=repr(text), do="As in 2.5:32.5."
        )
    return span


def channel_names(given: list[str]) -> "Mapping[str, ChannelName]":
    """Return what ``CHANNEL=muscle:side`` says of channels, by channel.

    Raises
    ------
    RecordingError
        If a text has another form, or names no known muscle.
    """
    from hipspine.measure.emg.channel_names import ChannelName, read_channel_name

    names = {}
    for text in given:
        channel, _, rest = text.partition("=")
        muscle, _, side = rest.partition(":")
        read = read_channel_name(muscle)
        if not channel or read.muscle is None or side not in {"", *Side}:
            raise RecordingError(
                "--muscle",
                expected="CHANNEL=muscle or CHANNEL=muscle:side",
                got=repr(text),
                do="As in EMG1=gluteus_maximus:right.",
            )
        own = Side(side) if side else read.side
        names[channel] = ChannelName(channel, read.muscle, read.group, own)
    return names


def _channel(channel: "EmgChannel") -> dict[str, object]:
    """Return a channel's bursts and curve as JSON can hold them."""
    bursts = [] if channel.bursts is None else channel.bursts.bursts
    curve = channel.curve
    return {
        "channel": channel.channel,
        "muscle": channel.muscle,
        "side": channel.side,
        "kind": channel.kind,
        "reference": channel.reference,
        "bursts": [
            {
                "start_s": None if burst.start is None else burst.start.time_s,
                "start_between_s": None
                if burst.start is None
                else [burst.start.earliest_s, burst.start.latest_s],
                "end_s": None if burst.end is None else burst.end.time_s,
                "end_between_s": None
                if burst.end is None
                else [burst.end.earliest_s, burst.end.latest_s],
                "size_over_noise_db": burst.size_over_noise_db,
            }
            for burst in bursts
        ],
        "curve": None
        if curve is None
        else {
            "cycles": curve.values.tolist(),
            "on_share": None if curve.on_share is None else curve.on_share.tolist(),
            "normal_on": curve.normal_on,
            "normal_source": curve.normal_source,
        },
    }
