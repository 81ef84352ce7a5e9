"""Quizzes on the built pages: every question answered right and wrong, by mouse and by keyboard, and without script."""

import pytest
from pages import PAGES, PHONE, SITE, soup, wait_until

from pakiran.teach import quizzes

PATHS = {f"chapters/{chapter}.html": chapter for chapter in quizzes.chapters()}
HERE = [page for page in PATHS if page in PAGES]

pytestmark = pytest.mark.skipif(not HERE, reason="this site has no chapters")


def asked(page: str) -> list[quizzes.Question]:
    return quizzes.questions(PATHS[page])


def wrong_answers(question: quizzes.Question) -> list:
    """Each answer that is wrong in its own way: options one by one, numbers of typical slips, and one far away."""
    if question.kind == "number":
        return [*(slip.value for slip in question.slips), -987.0]
    return [{option.text} for option in question.options if not option.right]


def right_answer(question: quizzes.Question):
    return question.answer if question.kind == "number" else {option.text for option in question.right}


def by_mouse(tab, form, question, answer):
    if question.kind == "number":
        form.locator("input").fill(f"{answer}")
    else:
        for number, option in enumerate(question.options):
            field = form.locator("input").nth(number)
            if option.text in answer or (question.kind == "multiple" and field.is_checked()):
                field.set_checked(option.text in answer)
    form.get_by_role("button", name="Check").click()


def by_keyboard(tab, form, question, answer):
    """Only Tab, arrows, Space, digits and Enter, from the first field of the question on."""
    form.locator("input").first.focus()
    press = tab.keyboard.press
    if question.kind == "number":
        press("Control+A")
        tab.keyboard.type(f"{answer}")
        press("Enter")
        return
    if question.kind == "multiple":
        for number, option in enumerate(question.options):
            field = form.locator("input").nth(number)
            assert field.evaluate("(field) => field === document.activeElement")
            if field.is_checked() != (option.text in answer):
                press("Space")
            press("Tab")
    else:
        chosen = next(number for number, option in enumerate(question.options) if option.text in answer)
        press("Space")
        for _ in range(chosen):
            press("ArrowDown")
        press("Tab")
    assert form.get_by_role("button").evaluate("(button) => button === document.activeElement")
    press("Enter")


def expect(form, question, answer):
    """The page says what `quizzes.mark` says, in words and with a sign."""
    right, reasons = quizzes.mark(question, answer)
    said = form.get_by_role("status").inner_text()
    assert said.startswith("✓ Right." if right else "✗ Not right."), (question.key, answer, said)
    assert all(reason in said for reason in reasons), (question.key, answer, said)
    assert (question.see in said) is not right


def check_names(group, question):
    """The question is the name of its group, and each field is named by its option."""
    assert question.ask[:40] in group.locator("legend").inner_text()
    role = {"multiple": "checkbox", "number": "spinbutton"}.get(question.kind, "radio")
    assert group.get_by_role(role).count() == max(1, len(question.options))
    for option in question.options:
        assert group.get_by_role(role, name=option.text, exact=True).count() == 1


# One script serves all quizzes: by keyboard it is asked once.
@pytest.mark.parametrize(
    "page, give", [*((page, by_mouse) for page in HERE), *((page, by_keyboard) for page in HERE[:1])]
)
def test_every_question_right_and_wrong(visit, page, give):
    tab = visit(page, size=PHONE if give is by_mouse else {"width": 1280, "height": 900}, files=give is by_mouse)
    questions = asked(page)
    score = tab.locator(".pk-score")
    for number, question in enumerate(questions):
        form = tab.locator(f"#check-{question.key} form")
        if give is by_keyboard:
            check_names(form.get_by_role("group"), question)
        for answer in wrong_answers(question):
            give(tab, form, question, answer)
            expect(form, question, answer)
        assert f"{number} of {len(questions)}" in score.inner_text()
        give(tab, form, question, right_answer(question))
        expect(form, question, right_answer(question))
    assert f"{len(questions)} of {len(questions)}" in score.inner_text()
    assert not tab.said and not tab.asked


def test_empty_and_half_answers(visit):
    page = HERE[0]
    tab = visit(page)
    for question in asked(page):
        form = tab.locator(f"#check-{question.key} form")
        form.get_by_role("button", name="Check").click()
        assert "first" in form.get_by_role("status").inner_text()
        if question.kind == "multiple":
            form.get_by_label(question.right[0].text).check()
            assert form.get_by_role("status").inner_text() == ""  # a new choice takes the old word away
            form.get_by_role("button", name="Check").click()
            assert form.get_by_role("status").inner_text().startswith("✗ Not complete.")
            assert question.right[0].why not in form.get_by_role("status").inner_text()


@pytest.mark.parametrize("page", HERE)
def test_without_script_answers_are_folded(visit, page):
    tab = visit(page, script=False, size=PHONE)
    assert tab.locator("form input[type=radio], form input[type=checkbox]").count() == 0
    for question in asked(page):
        item = tab.locator(f"#check-{question.key}")
        assert item.locator(".pk-ask").is_visible() and not item.locator(".pk-see").is_visible()
        assert item.locator(".pk-options > li:visible").count() == len(question.options)
    item.locator("summary").click()
    assert item.locator(".pk-see").is_visible()


@pytest.mark.parametrize("page", HERE)
def test_pointers_lead_somewhere(page):
    tree = soup(page)
    wanted = {link["href"][1:] for link in tree.select(".pk-see a")}
    assert wanted and wanted <= {tag["id"] for tag in tree.select("[id]")}


def test_script_and_style_are_only_where_they_are_needed():
    texts = {page: (SITE / page).read_text("utf-8") for page in PAGES}
    for name in ("quiz.js", "quiz.css"):
        assert {page for page, text in texts.items() if f"_static/{name}" in text} == set(HERE)
        assert (SITE / "_static" / name).stat().st_size <= 8_000


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_reaches_past_a_phone_and_words_stand_out(visit, dark):
    """The text of the forms has at least the contrast that WCAG asks of text (4.5)."""
    tab = visit(HERE[0], size=PHONE, dark=dark)
    form = tab.locator(".pk-question form").nth(1)
    form.locator("input").first.check()
    form.get_by_role("button").click()
    wait_until(tab, "document.documentElement.scrollWidth <= 360")
    for part in (
        form.locator("legend"),
        form.locator("label").first,
        form.get_by_role("button"),
        form.get_by_role("status"),
    ):
        assert part.evaluate(CONTRAST) >= 4.5


CONTRAST = """(element) => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element;
  while (behind.parentElement && /, 0\\)$|transparent/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  const [one, other] = [light(getComputedStyle(element).color), light(getComputedStyle(behind).backgroundColor)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}"""
