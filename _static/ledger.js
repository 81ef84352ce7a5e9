// Filters for the claims ledger. The list is whole without this script, so the controls are made here:
// a reader without scripts meets no control that does nothing.
(() => {
  "use strict";
  const VERDICTS = ["supported", "partly supported", "contradicted", "unverifiable", "not a factual claim"];
  // Letters without accents, in lower case, and one spelling of Baloch: "Baluchistān" is found by "balochistan".
  const plain = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("baluch", "baloch");

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function menu(label, values) {
    const control = element("select", {}, element("option", { value: "" }, "all"));
    control.append(...values.map((value) => element("option", { value }, value)));
    return [control, element("label", {}, label, " ", control)];
  }

  function enliven(ledger) {
    const sections = [...ledger.querySelectorAll("section")];
    const claims = [...ledger.querySelectorAll("li[data-kind]")].map((item) => ({
      item,
      section: item.closest("section").querySelector("h3").textContent,
      kind: item.dataset.kind,
      verdict: item.querySelector("[data-verdict]").dataset.verdict,
      forecast: item.dataset.class ?? "",
      text: plain(item.textContent),
    }));
    const values = (key) => [...new Set(claims.map((claim) => claim[key]).filter(Boolean))];
    const strength = (one, other) => VERDICTS.indexOf(one) - VERDICTS.indexOf(other);
    const [section, sectionLabel] = menu("Section", values("section"));
    const [kind, kindLabel] = menu("Kind", values("kind").sort());
    const [verdict, verdictLabel] = menu("Verdict", values("verdict").sort(strength));
    const [forecast, forecastLabel] = menu("Forecast class", values("forecast").sort());
    const words = element("input", { type: "search", autocomplete: "off" });
    const reset = element("button", { type: "reset" }, "Show all");
    const count = element("p", { role: "status", class: "pk-count" }); // announced when it changes
    const form = element("form", { role: "search", "aria-label": "Filter the claims", class: "pk-filter" },
      sectionLabel, kindLabel, verdictLabel, forecastLabel, element("label", {}, "Words ", words), reset, count);

    function apply() {
      const wanted = plain(words.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const claim of claims) {
        const fits = (!section.value || claim.section === section.value) && (!kind.value || claim.kind === kind.value)
          && (!verdict.value || claim.verdict === verdict.value)
          && (!forecast.value || claim.forecast === forecast.value) && wanted.every((word) => claim.text.includes(word));
        claim.item.hidden = !fits;
        shown += fits;
      }
      for (const part of sections) part.hidden = !part.querySelector("li:not([hidden])");
      count.textContent = `${shown} of ${claims.length} claims${shown ? "" : ". Use fewer words, or show all."}`;
    }

    // A link to one claim shows it, whatever the filters say.
    function goToClaim() {
      const target = document.getElementById(location.hash.slice(1));
      if (!target?.hidden) return;
      form.reset();
      apply();
      target.scrollIntoView();
    }

    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply)); // after the browser has emptied the fields
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", goToClaim);
    ledger.prepend(form);
    apply();
    goToClaim();
  }

  addEventListener("DOMContentLoaded", () => document.querySelectorAll(".pk-ledger").forEach(enliven));
})();
