"""Moments with their time zone as text: ``2026-10-25T02:30:00+01:00[Europe/Berlin]``.

The offset fixes the moment, also in the hour that a clock change repeats; the zone in brackets
says where the person was (RFC 9557). A zone without a name keeps its offset alone.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_TEXT = re.compile(r"(?P<moment>[^\[\]]+)(\[(?P<zone>[^\[\]]+)\])?")


def time_text(moment: datetime) -> str:
    """Return a moment as text.

    Raises
    ------
    ValueError
        If it has no time zone.
    """
    zone = zone_name(moment)
    text = moment.isoformat()
    return f"{text}[{zone}]" if zone else text


def zone_name(moment: datetime) -> str:
    """Return the name of a moment's time zone; empty where it has but an offset.

    Raises
    ------
    ValueError
        If it has no time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} needs its time zone")
    return str(getattr(moment.tzinfo, "key", ""))


def time_from_text(text: str) -> datetime:
    """Return the moment that a text names.

    The offset is believed before the zone's rules: those may have changed since it was written.

    Raises
    ------
    ValueError
        If it is no moment, or has no offset.
    """
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a moment")
    moment = datetime.fromisoformat(found["moment"])
    if moment.utcoffset() is None:
        raise ValueError(f"{text!r} needs its offset from universal time")
    if found["zone"] is None:
        return moment
    return in_zone(moment, found["zone"])


def in_zone(moment: datetime, zone: str) -> datetime:
    """Return a moment as clocks of a zone show it; unchanged where this machine lacks the zone."""
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment


def as_utc(moment: datetime) -> datetime:
    """Return a moment in universal time."""
    return moment.astimezone(UTC)
