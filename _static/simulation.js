// The class beside the record. The same sums as pakiran.teach.simulation.compare; a test sets them side by side.
// The controls are made here: a reader without scripts meets no control that does nothing.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const HEADS = ["Turn", "acts", "sum", "path", "acts", "sum", "path"];

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function menu(label, options) {
    const control = element("select", {});
    control.append(...options.map(([value, words]) => element("option", { value }, words)));
    return [control, element("label", {}, label, control)];
  }

  function drawn(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // --- reading and adding up ---

  function problem(parts, sim, names) {
    if (!parts) return "write turn, actor and code, such as 2 Pakistan 114.";
    if (parts[1] < 1 || parts[1] > sim.turns) return `the turn is a number from 1 to ${sim.turns}.`;
    if (!names.has(parts[2].toLowerCase())) return `no actor ${parts[2]}. Actors: ${[...names.values()].join(", ")}.`;
    if (!Object.hasOwn(sim.codes, parts[3])) return `code ${parts[3]} is not in the table.`;
    return null;
  }

  function readMoves(text, sim) {
    const names = new Map(Object.keys(sim.actors).map((name) => [name.toLowerCase(), name]));
    const moves = [], problems = [];
    text.split(/\r?\n/).forEach((line, index) => {
      if (!line.trim()) return;
      const parts = line.match(/^\s*(\d+)\s+(.+?)\s+(\d+)\s*$/);
      const wrong = problem(parts, sim, names);
      if (wrong) problems.push(`Line ${index + 1}: ${wrong}`);
      else moves.push({ turn: Number(parts[1]), actor: names.get(parts[2].toLowerCase()), code: parts[3], value: sim.codes[parts[3]] });
    });
    return [moves, problems];
  }

  function path(moves, sim, armed) {
    const counted = moves.filter((move) => sim.actors[move.actor] && (armed || !sim.armed.includes(move.code.slice(0, 2))));
    let running = 0;
    return Array.from({ length: sim.turns }, (_, index) => {
      const own = counted.filter((move) => move.turn === index + 1);
      const sum = own.reduce((total, move) => total + move.value, 0);
      running += sum;
      return { moves: own.length, sum: sum.toFixed(1), path: (Math.round(running * 10) / 10 || 0).toFixed(1) };
    });
  }

  // --- showing ---

  function table(ours, real) {
    const cells = (name, values) => element("tr", {}, ...values.map((value) => element(name, name === "th" ? { scope: "col" } : {}, String(value))));
    const rows = ours.map((own, i) => cells("td", [i + 1, own.moves, own.sum, own.path, real[i].moves, real[i].sum, real[i].path]));
    const sides = ["Class", "Record"].map((side) => element("th", { colspan: 3, scope: "colgroup" }, side));
    const heads = element("tr", {}, element("td"), ...sides);
    return element("table", {}, element("caption", { class: "pk-heard" }, "Class and record by turn"), element("thead", {}, heads, cells("th", HEADS)), element("tbody", {}, ...rows));
  }

  function chart(ours, real, room) {
    const [wide, high, left, bottom] = [Math.max(260, Math.min(700, room)), 300, 40, 270]; // letters keep their size
    const values = [0, ...ours, ...real].map((row) => (row === 0 ? 0 : Number(row.path)));
    const low = Math.floor(Math.min(-10, ...values) / 10) * 10, top = Math.ceil(Math.max(10, ...values) / 10) * 10;
    const x = (turn) => left + turn * (wide - left - 20) / ours.length;
    const y = (value) => 12 + (top - value) * (bottom - 12) / (top - low);
    const svg = drawn("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": "Running sums of the class and of the record; the table has the numbers" });
    const step = Math.max(10, Math.ceil((top - low) / 60) * 10);
    for (let value = Math.ceil(low / step) * step; value <= top; value += step) {
      svg.append(drawn("line", { x1: left, x2: wide - 20, y1: y(value), y2: y(value), stroke: "currentColor", "stroke-opacity": value ? 0.2 : 0.7 }));
      svg.append(drawn("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, value > 0 ? `+${value}` : value));
    }
    ours.forEach((_, i) => svg.append(drawn("text", { x: x(i + 1), y: high - 8, "text-anchor": "middle" }, i + 1)));
    for (const [rows, dash, name, size] of [[real, "", "Record", 4], [ours, "6 4", "Class", 6]]) {
      const spots = [[0, 0], ...rows.map((row, i) => [i + 1, Number(row.path)])];
      svg.append(drawn("polyline", { points: spots.map(([t, v]) => `${x(t)},${y(v)}`).join(" "), fill: "none", stroke: "currentColor", "stroke-width": 2.2, "stroke-dasharray": dash }));
      for (const [t, v] of spots) svg.append(drawn("circle", { cx: x(t), cy: y(v), r: size, fill: name === "Record" ? "currentColor" : "none", stroke: "currentColor", "stroke-width": 1.6 }));
    }
    return svg;
  }

  function enliven(tool) {
    const sim = JSON.parse(tool.dataset.sim);
    const turns = Array.from({ length: sim.turns }, (_, i) => [i + 1, `Turn ${i + 1}`]);
    const [turn, turnLabel] = menu("Turn", turns);
    const [actor, actorLabel] = menu("Actor", Object.keys(sim.actors).map((name) => [name, name]));
    const [move, moveLabel] = menu("Move", sim.moves.map(([code, words]) => [code, `${words} (${code})`]));
    const add = element("button", { type: "button" }, "Add the move");
    const text = element("textarea", { rows: 8, placeholder: sim.hint, spellcheck: "false" });
    const armed = element("input", { type: "checkbox", checked: "" });
    const said = element("div", { role: "status", class: "sim-said" });
    const shown = element("div", { class: "sim-box", tabindex: "0", role: "region", "aria-label": "Class and record by turn" });
    const drawing = element("div", {});
    tool.append(
      element("div", { class: "sim-add" }, turnLabel, actorLabel, moveLabel, add),
      element("label", {}, "Moves of the class, one a line: turn, actor, code", text),
      element("label", {}, armed, " Count acts of force (codes 18, 19, 20)"), said,
      element("p", {}, "Solid line, full dots: the record. Broken line, open dots: the class."), drawing, shown);

    function show() {
      const [moves, problems] = readMoves(text.value, sim);
      const ours = path(moves, sim, armed.checked), real = path(sim.record, sim, armed.checked);
      said.replaceChildren(...problems.map((words) => element("p", {}, words)));
      drawing.replaceChildren(chart(ours, real, drawing.clientWidth));
      shown.replaceChildren(table(ours, real));
    }

    add.addEventListener("click", () => {
      const before = text.value.trimEnd();
      text.value = `${before}${before ? "\n" : ""}${turn.value} ${actor.value} ${move.value}\n`;
      show();
    });
    text.addEventListener("input", show);
    armed.addEventListener("change", show);
    addEventListener("resize", show);
    show();
  }

  addEventListener("DOMContentLoaded", () => document.querySelectorAll(".pk-sim-tool").forEach(enliven));
})();
