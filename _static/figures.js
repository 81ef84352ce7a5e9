// Brings a chart to life when the reader comes near it. Without this script, or
// if anything in it fails, the drawing and the table of the page stay as they are.
(() => {
  "use strict";
  // Beside this script. A script tag, not fetch(): it also works from a folder (file://).
  const bundle = new URL("vega-bundle.js", document.currentScript.src);
  const narrow = matchMedia("(max-width: 600px)"); // the same width as in figures.css
  const MOST_LINES = 12; // as many as one cares to listen to
  const views = new Map(); // each chart that is alive, and its Vega view
  let vega; // a promise: the bundle is asked for once, by the first chart

  const load = () => (vega ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = bundle;
    script.onload = () => resolve(window.pakiranVega);
    script.onerror = () => reject(new Error("the chart script did not load"));
    document.head.append(script);
  }));

  // The specification for this width, with the data that both widths share.
  function specification(chart) {
    const both = JSON.parse(chart.querySelector("script").textContent);
    const spec = both[narrow.matches ? "narrow" : "wide"];
    for (const source of spec.data ?? []) {
      if (source.name in both.data) source.values = both.data[source.name];
    }
    return spec;
  }

  const tip = document.createElement("div");
  tip.className = "pk-tip";
  tip.hidden = true;

  // Vega calls this with the value under the pointer, or with null when there is none.
  function showTip(handler, event, item, value) {
    tip.hidden = value == null || value === "";
    if (tip.hidden) return;
    const rows = typeof value === "object" ? Object.entries(value) : [["", value]];
    tip.replaceChildren(...rows.map(([name, text]) => {
      const row = document.createElement("div");
      const label = document.createElement("b");
      label.textContent = name && `${name}: `;
      row.append(label, String(text)); // as text, never as HTML
      return row;
    }));
    document.body.append(tip);
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 12, document.documentElement.clientWidth - width - 4);
    const above = event.clientY - height - 12;
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${above > 0 ? above : event.clientY + 12}px`;
  }

  // A mark that stands for a claim leads to its entry. A finger taps to read the tip: it finds the link in the table.
  function openClaim(chart, event, item) {
    const claim = item?.datum?.claim_id;
    if (claim && event.pointerType !== "touch") location.href = `${chart.dataset.ledger}#${claim.toLowerCase()}`;
  }

  // The words in the drawing, each line as it is seen: the label of a row and its value stand together.
  function linesOf(plot) {
    const words = [...plot.querySelectorAll(".mark-text text")].map((text) => {
      const { left, top, bottom } = text.getBoundingClientRect();
      return { left, middle: (top + bottom) / 2, text: text.textContent.trim() };
    });
    const lines = [];
    let last = -Infinity;
    for (const word of words.filter(({ text }) => text).sort((one, other) => one.middle - other.middle)) {
      if (word.middle - last > 4) lines.push([]);
      lines.at(-1).push(word);
      last = word.middle;
    }
    return lines.map((line) => line.sort((one, other) => one.left - other.left).map(({ text }) => text).join(" "));
  }

  // After a control was used: the lines that changed, for readers who hear the page.
  function announcer(plot, controls) {
    const status = document.createElement("p");
    status.className = "pk-heard";
    status.setAttribute("role", "status");
    let before = linesOf(plot);
    let waiting;
    controls.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const now = linesOf(plot);
        const fresh = now.filter((line) => !before.includes(line)).slice(0, MOST_LINES);
        before = now;
        status.textContent = `The chart has changed. ${fresh.join("; ")}`;
      }, 800); // when the hand rests
    });
    return status;
  }

  async function enliven(chart) {
    try {
      const { View, parse, expressionInterpreter } = await load();
      const box = document.createElement("div");
      const controls = document.createElement("div");
      const plot = document.createElement("div");
      box.className = "pk-live";
      box.append(controls, plot); // controls first: the keyboard meets them before the chart
      chart.querySelector(".pk-live")?.remove();
      chart.classList.remove("pk-ready");
      chart.append(box);
      views.get(chart)?.finalize();
      // "ast" and the interpreter: no eval(). SVG: its colours follow the page's mode by themselves.
      const runtime = parse(specification(chart), null, { ast: true });
      const view = new View(runtime, { expr: expressionInterpreter, renderer: "svg", hover: true });
      views.set(chart, view);
      view.tooltip(showTip).initialize(plot, controls);
      if (chart.dataset.ledger !== undefined) view.addEventListener("click", (event, item) => openClaim(chart, event, item));
      await view.runAsync();
      plot.setAttribute("role", "img"); // one image with one description, as the drawing was
      plot.removeAttribute("aria-roledescription");
      plot.querySelector("svg").setAttribute("aria-hidden", "true");
      if (controls.hasChildNodes()) box.append(announcer(plot, controls));
      chart.vegaView = view; // for the curious, and for tests that set a control
      chart.classList.add("pk-ready");
      chart.dispatchEvent(new Event("pk-view")); // for a script that follows this chart
    } catch (error) {
      chart.querySelector(".pk-live")?.remove();
      console.warn(`This chart stays a drawing: ${error.message}`);
    }
  }

  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      enliven(target);
    }
  }, { rootMargin: "200px" });

  // Vega looks at the room of a chart when the window changes. The room changes without it when the reader folds the
  // contents away, and after it where the theme moves its columns slowly.
  const rooms = new WeakMap();
  const room = new ResizeObserver((entries) => {
    const changed = entries.filter(({ target, contentRect }) => {
      const before = rooms.get(target);
      rooms.set(target, contentRect.width);
      return before !== undefined && before !== contentRect.width;
    });
    if (changed.length) dispatchEvent(new Event("resize"));
  });

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".pk-chart").forEach((chart) => {
      near.observe(chart);
      room.observe(chart);
    });
  });
  narrow.addEventListener("change", () => [...views.keys()].forEach(enliven));
  addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
})();
