// Colours, menu and search. Nothing is fetched: the index is a script of its own, which works from file:// too.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("portopt-theme"); } catch { return null; } };
  if (stored()) root.dataset.theme = stored();   // before the first paint

  document.addEventListener("DOMContentLoaded", () => {
    const theme = document.getElementById("_theme-button");
    theme.addEventListener("click", () => {
      const now = root.dataset.theme || (dark.matches ? "dark" : "light");
      root.dataset.theme = now === "dark" ? "light" : "dark";
      try { localStorage.setItem("portopt-theme", root.dataset.theme); } catch { /* private mode: for this page only */ }
    });

    const menu = document.getElementById("_menu-button");
    menu.addEventListener("click", () => menu.setAttribute("aria-expanded", document.body.classList.toggle("menu-open")));
    const here = document.querySelector(".site-nav [aria-current]");
    if (here) here.scrollIntoView({ block: "nearest" });

    const links = new Map([...document.querySelectorAll(".toc a")].map(a => [decodeURIComponent(a.hash.slice(1)), a]));
    const seen = new IntersectionObserver(entries => entries.forEach(entry => {
      if (!entry.isIntersecting) return;
      links.forEach(a => a.classList.remove("here"));
      links.get(entry.target.id).classList.add("here");
    }), { rootMargin: "0px 0px -75% 0px" });
    links.forEach((_, id) => { const heading = document.getElementById(id); if (heading) seen.observe(heading); });

    const box = document.getElementById("_search"), list = document.getElementById("_search-results");
    let loading = null;
    const load = () => loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = root.dataset.root + "search.js"; script.onload = done; script.onerror = failed;
      document.head.append(script);
    });
    const rank = (entry, words) => {
      const [, , heading, text] = entry, title = window.portoptSearch.pages[entry[0]][1].toLowerCase();
      const low = heading.toLowerCase(), body = text.toLowerCase();
      let score = 0;
      for (const word of words) {
        const found = (title.includes(word) ? 4 : 0) + (low.includes(word) ? 6 : 0) + (body.includes(word) ? 1 : 0);
        if (!found) return 0;
        score += found;
      }
      return score;
    };
    const result = (entry, words) => {
      const [url, title] = window.portoptSearch.pages[entry[0]], [, anchor, heading, text] = entry;
      const at = Math.max(0, ...words.map(word => text.toLowerCase().indexOf(word)));
      const item = document.createElement("li"), a = document.createElement("a");
      a.href = root.dataset.root + url + (anchor ? "#" + anchor : "");
      const name = document.createElement("b"), snippet = document.createElement("small");
      name.textContent = heading && heading !== title ? `${title} › ${heading}` : title;
      snippet.textContent = text.slice(Math.max(0, at - 40), at + 100);
      a.append(name, snippet); item.append(a);
      return item;
    };
    const show = async () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (!words.length) { list.hidden = true; return; }
      await load();
      const found = window.portoptSearch.sections.map(entry => [rank(entry, words), entry]).filter(([score]) => score)
        .sort((a, b) => b[0] - a[0]).slice(0, 12);
      list.replaceChildren(...found.map(([, entry]) => result(entry, words)));
      if (!found.length) list.append(Object.assign(document.createElement("li"), { className: "none", textContent: "Nothing found" }));
      list.hidden = false;
    };
    const move = step => {
      const all = [box, ...list.querySelectorAll("a")], at = all.indexOf(document.activeElement);
      all[Math.min(all.length - 1, Math.max(0, at + step))].focus();
    };
    box.addEventListener("input", show);
    box.addEventListener("focus", () => { load(); if (box.value) show(); });
    box.parentElement.addEventListener("keydown", event => {
      if (event.key === "Escape") { list.hidden = true; box.focus(); }
      else if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
      else if (event.key === "Enter" && event.target === box) { const first = list.querySelector("a"); if (first) first.click(); }
    });
    box.parentElement.addEventListener("focusout", event => {
      if (!box.parentElement.contains(event.relatedTarget)) list.hidden = true;
    });
    document.addEventListener("keydown", event => {
      if (event.key === "/" && !/^(input|textarea)$/i.test(event.target.tagName)) { event.preventDefault(); box.focus(); }
    });
  });
})();
