// Lets a list of events follow the chart that selects them (pakiran/explore_chronology.py): what the chart shows
// stays in the list, in a file and in a link. Without this script the list is whole and has no buttons.
(() => {
  "use strict";
  const DAY = 864e5;
  const isoDay = (time) => new Date(time).toISOString().slice(0, 10);

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // The same rules as Python's csv module, and as to_csv() for cells that a spreadsheet would run.
  function csvLine(cells) {
    const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
    return safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",") + "\r\n";
  }

  // "Publisher, date, address" of each source in one group of an event.
  function sources(item, start) {
    const group = [...item.querySelectorAll(".pk-sources")].find((part) => part.textContent.startsWith(start));
    const links = group ? [...group.querySelectorAll("a, span")] : []; // a span has no safe address to link
    return links.map((link) => [link.textContent, link.getAttribute("href")].filter(Boolean).join(", ")).join(" | ");
  }

  // Rows behind the marks of these names, wherever in the drawing they are.
  function rowsOf(mark, names) {
    if (names.includes(mark.name)) return mark.items.map((item) => item.datum);
    return mark.items.flatMap((item) => (item.items ?? []).flatMap((inner) => rowsOf(inner, names)));
  }

  function enliven(list) {
    const facts = JSON.parse(list.dataset.facts);
    const chart = document.querySelector(`#${facts.figure} .pk-chart`);
    const items = [...list.querySelectorAll("li")];
    let view; // the chart's Vega view; a new one comes when the window changes its width class
    let chosen = new Map(); // id of each chosen event, and its row
    let setting = fromAddress() ?? {}; // what differs from the first setting; restored when a view comes

    const count = element("p", { role: "status", class: "pk-count" }); // announced when it changes
    const file = element("button", { type: "button" }, "Download as CSV");
    const copy = element("button", { type: "button" }, "Copy the link");
    const free = element("button", { type: "button" }, "Clear the marked days");
    const reset = element("button", { type: "button" }, "Show all");
    const link = element("input", { type: "text", readonly: "" });
    const tools = element("div", { class: "pk-filter" },
      count, element("label", {}, "Link to this selection", link), copy, file, free, reset);

    // The setting in the address: known names with values that their controls offer, and two days.
    function fromAddress() {
      const found = new URLSearchParams(location.hash.slice(1));
      const names = [...Object.keys(facts.settings), "since", "until"].filter((name) => found.has(name));
      return names.length ? Object.fromEntries(names.map((name) => [name, found.get(name)])) : null;
    }

    function offers(name, value) {
      const control = chart.querySelector(`.vega-bind [name="${name}"]`);
      if (control.type !== "range") return [...control.options].some((option) => option.value === value);
      return Number.isInteger(+value) && +control.min <= +value && +value <= +control.max;
    }

    // The marked days as [first, last] in milliseconds, or null.
    function days() {
      const marked = view.signal("span").t;
      return marked ? [Math.ceil(marked[0] / DAY) * DAY, Math.floor(marked[1] / DAY) * DAY] : null;
    }

    function changes() {
      const changed = new URLSearchParams();
      for (const [name, first] of Object.entries(facts.settings)) {
        if (view.signal(name) !== first) changed.set(name, view.signal(name));
      }
      days()?.forEach((time, end) => changed.set(["since", "until"][end], isoDay(time)));
      return changed;
    }

    function update() {
      const span = days();
      const rows = rowsOf(view.scenegraph().root, facts.marks);
      chosen = new Map(rows.filter(({ t }) => !span || (span[0] <= t && t <= span[1])).map((row) => [row.event_id, row]));
      for (const item of items) item.hidden = !chosen.has(item.id);
      const between = span ? `, from ${isoDay(span[0])} to ${isoDay(span[1])}` : "";
      const text = `${chosen.size} of ${items.length} events${between}`;
      if (count.textContent !== text) count.textContent = text;
      free.hidden = !span;
      const changed = changes();
      setting = Object.fromEntries(changed);
      link.value = [location.href.split("#")[0], changed.toString()].filter(Boolean).join("#");
    }

    function csv() {
      const rows = items.filter((item) => chosen.has(item.id)).map((item) => {
        const row = { ...chosen.get(item.id), sources: sources(item, "Sources"), reported_differently: sources(item, "Reported") };
        return facts.columns.map((name) => (Array.isArray(row[name]) ? row[name].join("; ") : String(row[name] ?? "")));
      });
      return "\ufeff" + [facts.columns, ...rows].map(csvLine).join("");
    }

    // Sets the chart: what is not named takes its first value. The count says which names were no use.
    async function set(wanted) {
      const bad = [];
      for (const [name, first] of Object.entries(facts.settings)) {
        const given = wanted[name];
        const fits = given === undefined || offers(name, given);
        if (!fits) bad.push(name);
        view.signal(name, given === undefined || !fits ? first : typeof first === "number" ? +given : given);
      }
      await view.runAsync(); // first the scale: when it changes, Vega draws its own selection anew
      const times = [wanted.since, wanted.until].map((day) => Date.parse(day));
      const known = times.some((time) => !Number.isNaN(time));
      const { first, last } = facts.settings;
      const values = [times[0] || Date.UTC(first, 0), times[1] || Date.UTC(last, 11, 31)];
      view.data("span_store", known ? [{ unit: "", fields: [{ type: "R", channel: "x", field: "t" }], values: [values] }] : []);
      await view.runAsync();
      update();
      if (bad.length) count.textContent += `. The link has a setting that is not offered here: ${bad.join(", ")}.`;
    }

    function follow() {
      view = chart.vegaView;
      let waiting = false;
      const soon = () => {
        if (waiting) return;
        waiting = true;
        view.runAfter(() => { waiting = false; update(); });
      };
      for (const name of [...Object.keys(facts.settings), "span"]) view.addSignalListener(name, soon);
      list.prepend(tools);
      set(setting);
    }

    file.addEventListener("click", () => {
      const place = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
      element("a", { href: place, download: facts.file }).click();
      setTimeout(() => URL.revokeObjectURL(place), 1000);
    });
    copy.addEventListener("click", async () => {
      link.select();
      try {
        await navigator.clipboard.writeText(link.value);
        copy.textContent = "Copied";
        setTimeout(() => { copy.textContent = "Copy the link"; }, 2000);
      } catch { // no leave, or no such browser: the marked text can be copied by hand
        count.textContent = "The link is marked: copy it with Ctrl+C.";
      }
    });
    free.addEventListener("click", () => { view.data("span_store", []).runAsync().then(update); });
    reset.addEventListener("click", () => set({}));
    // An address with a setting calls for the chart, which comes alive when it is near.
    function answer() {
      const wanted = fromAddress();
      if (!wanted) return;
      setting = wanted;
      chart.scrollIntoView();
      if (view) set(wanted);
    }
    addEventListener("hashchange", answer);
    chart.addEventListener("pk-view", follow);
    if (chart.vegaView) follow();
    answer();
  }

  addEventListener("DOMContentLoaded", () => document.querySelectorAll(".pk-events").forEach(enliven));
})();
