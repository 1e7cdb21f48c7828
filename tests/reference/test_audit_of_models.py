"""The audit against models whose defects are known, and against our own."""

import re
from pathlib import Path

import pytest

from hipspine.domain.problem import Level
from hipspine.simulate.body.audit import audit_model
from hipspine.simulate.body.build import write_model

pytestmark = pytest.mark.opensim

EXPLANATION = Path(__file__).parents[2] / "docs" / "explanation" / "body-model.md"


@pytest.fixture(scope="module")
def own_report(tmp_path_factory):
    return audit_model(write_model(tmp_path_factory.mktemp("body") / "hipspine.osim"))


@pytest.fixture(scope="module")
def published_report(recordings):
    return audit_model(recordings / "models" / "Model_Pose2Sim_muscles_flex.osim")


def parts(report, level, check):
    return {f.part for f in report.at_level(level) if f.check == check}


def test_our_own_model_has_no_error(own_report):
    assert own_report.at_level(Level.ERROR) == ()
    assert own_report.is_usable


def test_every_warning_about_our_own_model_is_explained_in_the_documentation(own_report):
    text = EXPLANATION.read_text(encoding="utf-8")
    explained = {
        (check, part.strip())
        for check, listed in re.findall(r"^\| `(\w+)` \| ([^|]*) \|", text, flags=re.MULTILINE)
        for part in listed.replace("`", "").split(";")
    }
    found = {(f.check, f.part) for f in own_report.at_level(Level.WARNING)}
    # Both ways: no warning without its explanation, no explanation without its warning.
    assert found == explained


@pytest.mark.recordings
class TestThePublishedLumbarModel:
    def test_overlong_plantarflexor_fibres_are_found(self, published_report):
        found = parts(published_report, Level.ERROR, "fibre_length")
        assert {"soleus_r", "gasmed_r", "tibpost_r", "perlong_r"} <= found

    def test_the_psoas_is_found_twice_and_decoupled(self, published_report):
        assert parts(published_report, Level.ERROR, "duplicated_muscle") == {"psoas_r", "psoas_l"}
        decoupled = parts(published_report, Level.ERROR, "decoupled_muscle")
        assert len([name for name in decoupled if name.startswith("Ps_")]) == 22
        assert parts(published_report, Level.ERROR, "decoupled_trunk")

    def test_passive_forces_are_found_switched_off(self, published_report):
        (found,) = [f for f in published_report.findings if f.check == "passive_force_off"]
        assert found.value == 318

    def test_the_twelve_contact_spheres_are_found(self, published_report):
        (found,) = [f for f in published_report.findings if f.check == "contact_force"]
        assert (found.level, found.value) == (Level.ERROR, 12)

    def test_coupled_lumbar_coordinates_and_the_massless_abdomen_are_found(self, published_report):
        (coupled,) = [f for f in published_report.findings if f.check == "coupled_lumbar"]
        assert coupled.value == 15
        assert parts(published_report, Level.ERROR, "massless_anchor") == {"Abdomen"}


@pytest.mark.recordings
@pytest.mark.parametrize("name", ["Rajagopal2016", "RajagopalLaiUhlrich2023"])
def test_the_published_leg_models_have_no_error(recordings, name):
    report = audit_model(recordings / "models" / f"{name}.osim")
    assert report.at_level(Level.ERROR) == ()
    assert "no_lumbar_levels" in {f.check for f in report.at_level(Level.INFO)}
