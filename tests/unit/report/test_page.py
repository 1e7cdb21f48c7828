"""report.html: offline, safe, plain on its first page, complete behind it."""

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from hipspine.content.norms import published_norms
from hipspine.content.text import Texts, report_texts
from hipspine.domain.assessment import Finding, Quality
from hipspine.domain.cohort import CohortBand, CohortBands
from hipspine.domain.measurement import Measurement, NormRange
from hipspine.domain.motion import CycleKind
from hipspine.domain.problem import Level, Problem
from hipspine.domain.provenance import InputFile
from hipspine.report import render_report
from hipspine.report.page import safe_json
from made_sharing import BY_SIGNALS
from report_page import Page, payload_of

VARIANTS = ["walk", "walk_without_lumbar", "walk_without_cycles", "walk_shared_anew", "squat"]
ONE_OF_EACH_GROUP = (
    Measurement.absent("gait_profile_score", "rad", "no table"),
    Measurement("walking_speed", "m/s", 1.2, norm=NormRange(1.1, 1.4, "a study", "adults")),
    *(
        Measurement(name, "rad", 0.1)
        for name in (
            "step_time",
            "hip_extension_at_push_off",
            "pelvis_drop_in_single_support",
            "hip_load_peak_side_difference",
            "lumbar_extension_dose_per_stride",
            "hip_extension_mean",
            "hip_work_generated_swing",
            "gluteus_maximus_use_mean_in_stance",
            "gluteus_maximus_force_side_difference",
        )
    ),
)
NEVER_SAY = (
    r"glutes? (are|is) the cause",
    r"inhibited",
    r"switched off",
    r"out of alignment",
    r"(posture|pelvis) is wrong",
    r"unstable",
    r"fragile",
    r"no serious cause",
    r"you will recover",
    r"stop seeing your doctor",
    r"take \w+ ?\d+ ?mg",
    r"degenerat",
    r"damaged",
    r"crumbl",
)
"""What the report never says: a cause, a fault, a promise, a drug, or words that frighten."""


@pytest.fixture(scope="module", params=VARIANTS)
def any_html(request):
    return render_report(request.getfixturevalue(request.param))


def test_the_page_asks_the_network_for_nothing(any_html):
    assert not re.search(r"https?:|//[a-z]|@import|url\(", any_html)
    for tag, attributes in Page(any_html).elements:
        assert "src" not in attributes, tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "default-src 'none'" in any_html


def test_there_is_one_style_one_script_and_one_block_of_data(any_html):
    page = Page(any_html)
    assert len(page.of("style")) == 1
    scripts = page.of("script")
    assert [each.get("type") for each in scripts] == ["application/json", None]
    assert not any(name.startswith("on") for _, each in page.elements for name in each)


def test_the_policy_allows_exactly_the_script_that_is_there(html):
    script = html.rsplit("<script>", 1)[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html


def test_tags_are_balanced_and_ids_are_unique(any_html):
    page = Page(any_html)
    assert page.faults == []
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_links_lead_to_sections_that_are_there(any_html):
    page = Page(any_html)
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert {link["href"][1:] for link in page.of("a")} <= ids


def test_a_report_of_twelve_sweeps_stays_below_three_megabytes(walk, html):
    assert len(walk.sweeps) == 12
    assert len(html.encode()) < 3_000_000


def test_markup_in_names_and_files_stays_text(walk):
    evil = "</script><script>alert(1)</script><img src=x>"
    sweep = replace(walk.sweeps[0], title=evil)
    result = walk.sweeps[7].results[-1]
    short = replace(result.shortfalls[0], at_limit=(evil,), coordinate=evil)
    bad_level = replace(result, shortfalls=(short,))
    infeasible = replace(walk.sweeps[7], results=(*walk.sweeps[7].results[:-1], bad_level))
    asked = replace(walk.what_ifs[0], scenario=replace(walk.what_ifs[0].scenario, name=evil))
    poisoned = replace(
        walk,
        subject=replace(walk.subject, name=evil),
        provenance=replace(walk.provenance, inputs=(InputFile(evil, evil, evil),), model=evil),
        quality=replace(walk.quality, problems=(Problem(Level.ERROR, evil, evil, evil),)),
        segment_label=evil,
        sweeps=(sweep, infeasible),
        what_ifs=(asked,),
        findings=(Finding(evil, evil, evil, evil),),
    )
    html = render_report(poisoned)
    assert "<script>alert" not in html
    assert "<img" not in html
    assert len(Page(html).of("script")) == 2
    # The data still hold the name as it was, for the script to show as text.
    assert payload_of(html)["cards"][sweep.id]["levels"][0]["sentence"].startswith(evil)


def test_embedded_json_cannot_end_its_script_and_reads_back_unchanged():
    value = {"a": "</script><!-- & \u2028", "b": [1.5]}
    text = safe_json(value)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == value


@pytest.mark.parametrize("phrase", NEVER_SAY)
def test_no_forbidden_phrase_is_in_any_sentence(phrase, any_html):
    every = " ".join(report_texts().sentences.values()) + Page(any_html).visible_text()
    assert not re.search(phrase, every, re.IGNORECASE)


def test_every_chart_has_title_description_and_a_table(any_html):
    figures = re.findall(r'<figure class="panel">.*?</figure>', any_html, re.DOTALL)
    assert figures
    for figure in figures:
        assert "<svg viewBox" in figure or 'class="chart"' in figure
        assert re.search(r"<title>.+</title><desc>.+</desc>", figure, re.DOTALL)
        assert "<table" in figure


def test_left_and_right_are_told_by_dash_and_word_not_by_colour_alone(html):
    section = re.search(r'<section id="activation".*?</section>', html, re.DOTALL).group()
    first = section.split("</figure>")[0]
    assert ">Left</b>" in first
    assert ">Right</b>" in first
    assert ">L</text>" in first
    assert ">R</text>" in first
    assert re.search(r"\.mean\.left \{[^}]*stroke-dasharray", html)


def test_published_ranges_are_named_beside_the_curve(html):
    section = re.search(r'<section id="loads".*?</section>', html, re.DOTALL).group()
    assert "Arshad 2018" in section
    assert "6 men" in section
    assert "4 to 5 km/h" in section
    assert 'class="band"' in section


def test_a_squat_is_not_compared_with_walking(squat):
    html = render_report(squat)
    assert "Arshad" not in html
    assert 'class="timing"' not in html
    assert report_texts()("activation.no_norm") in html


def test_part_of_a_cycle_is_not_compared_with_whole_cycles(walk_without_cycles):
    html = render_report(walk_without_cycles)
    assert 'class="timing"' not in html
    assert 'class="band"' not in html


def test_a_missing_lumbar_result_is_said_with_its_reason(walk_without_lumbar):
    html = render_report(walk_without_lumbar)
    section = re.search(r'<section id="loads".*?</section>', html, re.DOTALL).group()
    assert "the model has no lumbar muscles" in section
    assert "Hips: contact force" in section


def test_a_trial_without_anything_still_gives_a_page(walk):
    bare = replace(
        walk,
        activations={},
        forces={},
        hip_extension_moments={},
        loads={},
        what_ifs=(),
        sweeps=(),
        findings=(),
        quality=Quality((), None, None, (), ()),
        absent=(),
    )
    text = Page(render_report(bare)).visible_text()
    for key in ("hip_extension.absent", "activation.absent", "loads.absent", "what_if.no_sweeps"):
        assert report_texts()(key) in text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "another movement"), ("de", "einer anderen Bewegung")]
)
def test_a_movement_that_is_not_known_is_held_against_nothing(walk, language, words):
    cycles = replace(walk.cycles, kind=CycleKind.UNKNOWN, cycles=())
    standing = replace(
        walk, cycles=cycles, segment_label="part of the recording with all forces measured"
    )
    html = render_report(standing, language=language)
    assert words in Page(html).visible_text()
    assert 'class="timing"' not in html


def test_problems_and_absent_results_are_listed_with_what_to_do(walk, html):
    section = re.search(r'<section id="quality".*?</section>', html, re.DOTALL).group()
    for problem in walk.quality.problems:
        assert problem.suggestion in section
    assert walk.absent[0].reason in section
    assert walk.provenance.inputs[0].sha256[:12] in section
    assert walk.provenance.inputs[0].sha256[:13] not in section


def test_every_sentence_that_ships_is_said_somewhere(walk, squat, walk_without_cycles, monkeypatch):
    used: set[str] = set()
    plain_sentence = Texts.sentence

    def noted(self, key):
        used.add(key)
        return plain_sentence(self, key)

    monkeypatch.setattr(Texts, "sentence", noted)
    bare = replace(
        walk,
        activations={},
        forces={},
        hip_extension_moments={},
        loads={},
        findings=(),
        absent=(),
    )
    fine = Quality((), walk.quality.marker_error, walk.quality.residuals, (), ())
    lacking = walk.sweeps[7].results[-1].shortfalls[0]
    short = replace(walk.quality, shortfalls=(lacking, replace(lacking, at_limit=())))
    idle = replace(walk.what_ifs[0], ledger=())
    right, *_ = walk.cycles.cycles
    one_squat = replace(squat, activations={}, loads=walk_without_cycles.loads)
    for each in (
        replace(walk, what_ifs=(idle,), cycles=replace(walk.cycles, cycles=(right,))),
        one_squat,
        walk,
        squat,
        walk_without_cycles,
        bare,
        replace(bare, sweeps=(), what_ifs=()),
        replace(walk, quality=fine),
        replace(walk, quality=short),
        without_plates(walk),
        replace(walk, sharing=BY_SIGNALS),
        replace(walk, measurements=ONE_OF_EACH_GROUP),
        replace(walk, loads={"hip_left": walk.loads["hip_left"]}, absent=()),
    ):
        render_report(each)
    band = CohortBand("L5_S1", "compression", (1.0,) * 101, (1.5,) * 101)
    people = CohortBands("Runners", None, 31, walk.segment_label, is_generated=False, bands=(band,))
    for group in (people, replace(people, is_generated=True), replace(people, segment="squat")):
        render_report(walk, compare_with=group)
    by_lookup = (
        "group.",
        "joint.",
        "coordinate.",
        "trial.",
        "side.",
        "sure.",
        "stack.",
        "quality.level_",
    )
    unused = set(report_texts().sentences) - used
    assert {key for key in unused if not key.startswith(by_lookup)} == set()


def without_plates(walk):
    options = (*walk.provenance.options, ("ground_reaction", "predicted"))
    return replace(walk, provenance=replace(walk.provenance, options=options))


def test_the_first_page_says_when_the_forces_were_predicted(walk, html):
    said = "There was no plate on the floor"
    predicted = render_report(without_plates(walk))
    assert said in predicted
    assert said not in html
    # Before the section of loads, which is for clinicians.
    assert predicted.index(said) < predicted.index('id="loads"')


def test_norms_in_use_are_listed_with_their_full_reference(html):
    text = Page(html).visible_text()
    for source in published_norms().sources.values():
        assert source.reference in text
