// Views of a deck: slides, overview, notes in a second window. Without this script a deck scrolls and prints.
(() => {
  "use strict";
  const root = document.documentElement;
  const slides = [...document.querySelectorAll("article")];
  const asNotes = location.search === "?notes";
  let other = asNotes ? window.opener : null; // the window that shows the other view
  let view = "deck";
  let now = 0;

  const atSlide = () => Math.min(slides.length, Math.max(1, Number(location.hash.slice(1)) || 1)) - 1;

  function show(number, tell = true) {
    now = Math.min(slides.length - 1, Math.max(0, number));
    slides.forEach((slide, n) => slide.classList.toggle("now", n === now));
    history.replaceState(null, "", `#${now + 1}`);
    if (view === "overview" || view === "scroll") slides[now].scrollIntoView({ block: "nearest" });
    if (tell && other && !other.closed) other.postMessage({ slide: now }, "*");
  }

  function set(name) {
    view = matchMedia("(max-width: 799px)").matches && !asNotes ? "scroll" : name; // a phone scrolls
    root.classList.remove("deck", "overview", "notes");
    if (view !== "scroll") root.classList.add(view);
  }

  const home = asNotes ? "notes" : "deck";
  const dark = () => root.classList.contains("contrast") ||
    (!root.classList.contains("plain") && matchMedia("(prefers-contrast: more)").matches);
  const does = {
    next: () => show(now + 1),
    back: () => show(now - 1),
    overview: () => { set(view === "overview" ? home : "overview"); show(now); },
    notes: () => { if (!asNotes) other = window.open(`${location.pathname}?notes#${now + 1}`, "notes"); },
    contrast: () => { const on = dark(); root.classList.toggle("contrast", !on); root.classList.toggle("plain", on); },
  };
  const keys = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
    ArrowLeft: "back", ArrowUp: "back", PageUp: "back", o: "overview", n: "notes", c: "contrast",
  };

  const bar = document.createElement("nav");
  bar.setAttribute("aria-label", "Slides");
  for (const [name, sign] of [["back", "◀"], ["next", "▶"], ["overview", "Overview"], ["notes", "Notes"], ["contrast", "Contrast"]]) {
    const button = Object.assign(document.createElement("button"), { textContent: sign, onclick: does[name] });
    button.setAttribute("aria-label", name);
    bar.append(button);
  }
  document.body.append(bar);

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || view === "scroll") return;
    if (event.key === " " && event.target.closest?.("button")) return; // a button takes the space bar itself
    if (event.key === "Home" || event.key === "End") show(event.key === "Home" ? 0 : slides.length - 1);
    else if (view === "overview" && ["Enter", "Escape"].includes(event.key)) does.overview();
    else if (keys[event.key]) does[keys[event.key]]();
    else return;
    event.preventDefault();
  });
  let start = null;
  addEventListener("touchstart", (event) => { start = event.touches.length === 1 ? event.touches[0].clientX : null; }, { passive: true });
  addEventListener("touchend", (event) => {
    const way = start === null || view !== "deck" ? 0 : event.changedTouches[0].clientX - start;
    if (Math.abs(way) > 60) does[way < 0 ? "next" : "back"]();
  });
  slides.forEach((slide, n) => slide.addEventListener("click", () => {
    if (view === "overview") { set(home); show(n); }
  }));
  addEventListener("message", (event) => {
    if (event.source === other && Number.isInteger(event.data?.slide)) show(event.data.slide, false);
  });
  addEventListener("hashchange", () => show(atSlide()));
  matchMedia("(max-width: 799px)").addEventListener("change", () => { set(home); show(now, false); });
  set(home);
  show(atSlide(), false);
})();
