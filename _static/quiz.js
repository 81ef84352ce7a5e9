// Quizzes that mark themselves (pakiran/teach/quizzes.py): each question becomes a form.
// Without this script the questions stand there with folded answers. Nothing is stored or sent.
(() => {
  "use strict";
  const SLACK = 1e-9; // a number on the edge of what is accepted counts

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const said = (item) => item.querySelector(".pk-why").textContent;
  const paragraphs = (texts) => texts.map((text) => element("p", {}, text));

  // What the page says to an answer: [whether it is right, a word for it, explanations].
  function markNumber(question, [field]) {
    const given = field.valueAsNumber;
    if (Number.isNaN(given)) return [null, "Write a number first.", []];
    const near = (value) => Math.abs(given - Number(value)) <= Number(question.dataset.tolerance) + SLACK;
    if (near(question.dataset.answer)) return [true, "Right.", [said(question)]];
    const slip = [...question.querySelectorAll(".pk-slips li")].find((item) => near(item.dataset.value));
    return [false, "Not right.", [(slip ?? question).querySelector(slip ? ".pk-why" : ".pk-otherwise").textContent]];
  }

  function markChoice(question, fields, answers) {
    const isRight = (index) => answers[index].dataset.right === "true";
    const chosen = fields.flatMap((field, index) => (field.checked ? [index] : []));
    if (!chosen.length) return [null, "Choose an answer first.", []];
    const wrong = chosen.filter((index) => !isRight(index));
    const missing = fields.some((field, index) => !field.checked && isRight(index));
    for (const index of chosen) fields[index].parentElement.dataset.mark = isRight(index) ? "✓" : "✗";
    if (wrong.length) return [false, "Not right.", wrong.map((index) => said(answers[index]))];
    if (missing) return [false, "Not complete.", ["What you chose is right, but more answers are right as well."]];
    return [true, "Right.", chosen.map((index) => said(answers[index]))];
  }

  function enliven(question, noteScore) {
    const kind = question.dataset.kind;
    const answers = [...question.querySelectorAll(".pk-answers > li")];
    const type = { number: "number", multiple: "checkbox" }[kind] ?? "radio";
    const controls = kind === "number"
      ? [element("label", {}, "Your answer ", element("input", { type, step: "any", autocomplete: "off" }))]
      : [...question.querySelectorAll(".pk-options > li")].map((option) =>
        element("label", {}, element("input", { type, name: question.id }), element("span", {}, option.textContent)));
    const fields = controls.map((label) => label.querySelector("input"));
    const legend = element("legend", {}, ...question.querySelector(".pk-ask").childNodes);
    const status = element("div", { role: "status", class: "pk-status" }); // announced when it changes
    const form = element("form", {},
      element("fieldset", {}, legend, ...controls), element("button", { type: "submit" }, "Check"), status);
    form.noValidate = true; // the page says itself what is missing
    question.querySelector(".pk-ask").remove();
    question.querySelector(".pk-options")?.remove();
    question.querySelector("summary").textContent = "All answers";
    question.prepend(form);

    function clear() {
      for (const label of controls) delete label.dataset.mark;
      delete status.dataset.right;
      status.replaceChildren();
    }

    form.addEventListener("input", clear);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clear();
      const [right, word, texts] = (kind === "number" ? markNumber : markChoice)(question, fields, answers);
      const sign = right === null ? "" : right ? "✓ " : "✗ ";
      const again = right === false ? [question.querySelector(".pk-see").cloneNode(true)] : [];
      status.dataset.right = right;
      status.append(element("p", {}, element("strong", {}, sign + word)), ...paragraphs(texts), ...again);
      if (right !== null) noteScore(question, right);
    });
  }

  function start(quiz) {
    const questions = [...quiz.querySelectorAll(".pk-question")];
    const right = new Set();
    const score = element("p", { class: "pk-score" });
    function noteScore(question, isRight) {
      if (question) right[isRight ? "add" : "delete"](question);
      score.textContent = `Right so far: ${right.size} of ${questions.length}. Nothing is stored or sent.`;
    }
    for (const question of questions) enliven(question, noteScore);
    quiz.after(score);
    noteScore();
  }

  addEventListener("DOMContentLoaded", () => document.querySelectorAll(".pk-quiz").forEach(start));
})();
