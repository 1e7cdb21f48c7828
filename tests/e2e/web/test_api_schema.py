"""The API does what its description says, whatever is sent (schemathesis)."""

from datetime import timedelta
from uuid import uuid4

import pytest

schemathesis = pytest.importorskip("schemathesis")

from hypothesis import HealthCheck, given, settings  # noqa: E402 - only where schemathesis is
from hypothesis.strategies import booleans, one_of  # noqa: E402 - likewise
from schemathesis import GenerationMode  # noqa: E402 - likewise
from schemathesis.specs.openapi.checks import positive_data_acceptance  # noqa: E402 - likewise

from hipspine.domain.record import Person  # noqa: E402 - likewise
from hipspine.records.api_tokens import Scope, make_token  # noqa: E402 - likewise
from hipspine.records.open_store import open_store, records_place  # noqa: E402 - likewise
from household import Clock, served, settings_in  # noqa: E402 - likewise

pytestmark = pytest.mark.slow

EXAMPLES = 6
"""For each operation: some hundred requests in all, within the minute that the suite may take."""
ANNA = Person(str(uuid4()), "Anna")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """An app at home with one person, and a token that may do everything."""
    clock = Clock()
    chosen = settings_in(tmp_path_factory.mktemp("api"), clock, api_requests_per_minute=1_000_000)
    store = open_store(records_place(chosen.data_dir), clock)
    store.add_person(ANNA)
    token = make_token(
        store, "tests", frozenset(Scope), account_id=None, valid_for=timedelta(days=1)
    )
    store.close()
    with served(chosen) as address:
        yield address, token


def test_the_api_does_what_its_description_says(running):
    address, token = running
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:
        _check(operation, address, token)


def _check(operation, address, token):
    """Send good and bad requests of one kind."""
    good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    bad = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=one_of(good, bad), is_known=booleans())
    def send(case, is_known):
        if is_known and "person_id" in (case.path_parameters or {}):
            # Any other id would only ever find nobody.
            case.path_parameters["person_id"] = ANNA.id
        case.call_and_validate(
            base_url=address,
            headers={"Authorization": f"Bearer {token}"},
            # A well-formed request may be refused all the same: for safety, or by what is kept.
            excluded_checks=[positive_data_acceptance],
        )

    send()
