"""From the front page of the movement lab to a slider, in a real browser."""

import re

import pytest

from bone_package import VERSION, write_bone_package
from browsing import expect, follow
from hipspine.content.reference_walker import reference_walker_files
from hipspine.simulate.body_bones import BonePackage
from household import Clock, served, settings_in

WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@pytest.fixture(scope="module")
def browser(launch):
    browser = launch(*WEBGL)
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser):
    """Open an address at a size; nothing may be complained about in the browser's console."""
    contexts, complaints = [], []

    def opened(address, *, ready=True, **options):
        context = browser.new_context(locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: told.type == "error" and complaints.append(told.text))
        page.goto(address)
        if ready:
            wait_until_ready(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def address(tmp_path_factory, compiled):
    with served(settings_in(tmp_path_factory.mktemp("lab"), Clock(), workers=0)) as address:
        yield address


def wait_until_ready(page):
    """Wait until the trial and its first answer are on the page."""
    expect(page.locator("[data-lab]")).not_to_have_count(0)
    expect(page.locator("[data-lab]:not([data-ready])")).to_have_count(0)


def wait_for_answer(page):
    """Wait for the answer to the first change that is made on the page."""
    expect(page.locator("[data-lab][data-answered]")).to_be_visible()


def data(page, name):
    return page.locator("[data-lab]").first.get_attribute(f"data-{name}")


def move(page, name, value):
    """Move a slider as a person does: the page hears of it."""
    page.locator(f'[name="{name}"]').evaluate(
        "(slider, value) => { slider.value = value;"
        " slider.dispatchEvent(new Event('input', {bubbles: true})); }",
        str(value),
    )


def test_the_example_answers_a_slider_with_who_took_over(open_page, address):
    page = open_page(f"{address}/lab", ready=False)
    follow(page.get_by_role("link", name="Open the example walk"))
    wait_until_ready(page)
    assert data(page, "webgl") == "yes"
    page.get_by_label("right", exact=True).check()
    move(page, "strength", 30)
    wait_for_answer(page)
    expect(page.locator("[data-live]")).to_contain_text("Hamstrings (right) takes over most")
    assert page.locator("[data-ledger] tbody tr").count() > 3
    assert float(data(page, "answer-ms")) > 0


def test_the_body_moves_and_says_how_long_a_frame_took(open_page, address):
    page = open_page(f"{address}/lab/view/demo")
    for _ in range(20):
        page.get_by_role("button", name="One step on").click()
    expect(page.locator("[data-at-text]")).to_have_text("40 %")
    assert float(data(page, "update-ms")) > 0


def test_a_link_opens_the_very_view(open_page, address):
    page = open_page(f"{address}/lab/view/demo")
    page.get_by_role("button", name="Front", exact=True).click()
    move(page, "tone", 20)
    wait_for_answer(page)
    page.get_by_role("button", name="One step on").click()
    expect(page.locator("[data-at-text]")).to_have_text("2 %")
    # The address is written after a short rest.
    expect(page).to_have_url(re.compile(r"tone.*view=pelvis_1\.57.*&at=2$"))
    again = open_page(page.url)
    changes = page.locator("[data-changes]").inner_text()
    assert changes
    assert again.locator("[data-changes]").inner_text() == changes
    assert again.locator("[data-at-text]").inner_text() == "2 %"
    assert again.locator('[name="tone"]').input_value() == "20"


def test_a_change_can_be_taken_back_by_keyboard(open_page, address):
    page = open_page(f"{address}/lab/view/demo?c=gluteus_maximus.strength=0.5")
    chip = page.locator("[data-changes] a")
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-none]")).to_be_visible()
    expect(chip).to_have_count(0)


def test_without_3d_charts_and_tables_remain(browser, address):
    context = browser.new_context(locale="en-GB")
    context.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {"
        " return kind.startsWith('webgl') ? null : get.call(this, kind, ...more); };"
    )
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/lab/view/demo")
    wait_until_ready(page)
    expect(page.get_by_text("cannot show the body in 3-D")).to_be_visible()
    move(page, "strength", 50)
    wait_for_answer(page)
    expect(page.locator("[data-chart] canvas")).to_have_count(3)
    assert not any("three-" in each for each in asked)
    context.close()


def test_without_scripts_the_form_answers(browser, address):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/lab/view/demo?group=hamstrings&side=left&tone=20")
    expect(page.get_by_role("link", name="Undo Hamstrings, left: Tone 20 %")).to_be_visible()
    expect(page.get_by_role("button", name="Work it out")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("path", ["/lab", "/lab/view/demo", "/lab/compare"])
def test_no_page_is_wider_than_its_window(open_page, address, width, path):
    page = open_page(address + path, ready=path != "/lab", viewport={"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
@pytest.mark.opensim
def test_an_upload_ends_at_a_slider_and_survives_a_restart(browser, tmp_path):
    """Two files are sent, the app ends and starts again, and the recording opens in the lab."""
    walker, clock = reference_walker_files(), Clock()
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    with served(settings_in(tmp_path, clock, workers=0)) as address:
        page.goto(f"{address}/lab")
        page.set_input_files("[data-files]", [walker.walk, walker.forces])
        for name in ("walk.trc", "grf.mot"):
            expect(page.get_by_text(f"{name}: sent")).to_be_visible()
        page.get_by_label("Body mass in kg").fill("75.3")
        follow(page.get_by_role("button", name="Upload and work it out"))
        expect(page).to_have_url(re.compile("/lab/recordings/"))
        where = page.url.removeprefix(address)
        expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    with served(settings_in(tmp_path, clock)) as address:
        page.goto(address + where)
        # The trial can be opened before other postures are worked out: half a minute on an idle
        # machine, more where tests share it.
        opened = page.get_by_role("link", name="Open in the lab")
        expect(opened).to_be_visible(timeout=240_000)
        follow(opened)
        wait_until_ready(page)
        move(page, "strength", 30)
        wait_for_answer(page)
        expect(page.locator("[data-live]")).to_contain_text("takes over most")
    context.close()


def test_scanned_bones_take_the_place_of_drawn_ones(browser, tmp_path, monkeypatch):
    meshes = write_bone_package(tmp_path / "site")
    package = BonePackage("myo-sim", VERSION, "Apache-2.0", "licence", meshes)
    monkeypatch.setattr("hipspine.web.lab_trials.installed_bones", lambda: package)
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    complaints = []
    page.on("console", lambda told: told.type == "error" and complaints.append(told.text))
    with served(settings_in(tmp_path, Clock(), workers=0)) as address:
        page.goto(f"{address}/lab/view/demo")
        expect(page.locator("[data-lab][data-bones='scanned']")).to_be_visible()
        expect(page.get_by_text(f"Bones: myo-sim {VERSION}")).to_be_visible()
    context.close()
    assert complaints == []
