// Lists the claims, events, people and terms that a search finds, above the pages that Sphinx finds.
// `folded` and `splitQuery` are in language_data.js (pakiran/find.py): spellings are compared as in the index.
addEventListener("DOMContentLoaded", () => {
  "use strict";
  const MOST = 8; // of a kind in sight; the rest is folded
  const { entries, words } = window.pakiranFind;
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const wanted = splitQuery(query);
  const results = document.getElementById("search-results");
  if (!wanted.length || !results) return;

  const spaced = (text) => ` ${splitQuery(text).join(" ")}`;
  const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;
  const forms = words.map(([english, others]) => [spaced(english), spaced(others)]);
  const joined = wanted.join("");
  const rightToLeft = /[\u0600-\u06ff]/;
  const rtl = rightToLeft.test(joined) && joined.length > 3;

  // 3: the query starts the title; 2: its words are in the title; 1: they are in the further words; 0: not found.
  function rank([, title, , more]) {
    const own = spaced(plain(title));
    const all = [more, ...forms.filter(([english]) => own.includes(english)).map(([, others]) => others)];
    const every = own + all.map(spaced).join("");
    const holds = (text) => wanted.every((word) => text.includes(` ${word}`)) || (rtl && text.replaceAll(" ", "").includes(joined));
    if (own.startsWith(` ${wanted.join(" ")}`)) return 3;
    return holds(own) ? 2 : holds(every) ? 1 : 0;
  }

  function list(found) {
    const items = document.createElement("ul");
    for (const [, title, address] of found) {
      const link = document.createElement("a");
      link.href = document.documentElement.dataset.content_root + address;
      link.innerHTML = title; // made and escaped when the book was built
      items.appendChild(document.createElement("li")).append(link);
    }
    return items;
  }

  const ranked = entries.map((entry) => [rank(entry), entry]).filter(([rank]) => rank);
  ranked.sort(([one], [other]) => other - one); // stable: within a rank the order of the tables stays
  const box = document.createElement("section");
  box.className = "pk-found";
  box.setAttribute("aria-label", "Claims, terms, people and events");
  for (const kind of ["Claims", "Terms", "People", "Events"]) {
    const found = ranked.map(([, entry]) => entry).filter((entry) => entry[0] === kind);
    if (!found.length) continue;
    const title = document.createElement("h2");
    title.textContent = `${kind} (${found.length})`;
    box.append(title, list(found.slice(0, MOST)));
    if (found.length > MOST) {
      const rest = document.createElement("details");
      const summary = document.createElement("summary");
      summary.textContent = `${found.length - MOST} more`;
      rest.append(summary, list(found.slice(MOST)));
      box.append(rest);
    }
  }
  if (box.children.length) results.before(box);

  // Sphinx writes the names of pages, and pieces of them, as they come: say of those in another language which it is.
  new MutationObserver(() => {
    for (const part of results.querySelectorAll("a:not([lang]), .context:not([lang])")) {
      const code = part.closest("li")?.querySelector("a[href*='/languages/']")?.href.match(/languages\/([a-z]{2})\.html/);
      if (!code || !rightToLeft.test(part.textContent)) continue;
      part.lang = code[1];
      part.dir = "rtl";
    }
  }).observe(results, { childList: true, subtree: true });
});
// Sphinx fetches each page that it finds for a piece of text, which browsers forbid in pages opened from a folder.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
