/* The preview's part in the page: takes what the server pushes, morphs the page into it without losing the reader's
   place, and shows faults beside it. Nothing of this is in the site that is built. */
(() => {
  "use strict";
  const me = document.currentScript;
  // When the page is read and none of its own scripts has run.
  if (document.readyState === "loading") document.addEventListener("readystatechange", begin, { once: true });
  else begin();

  function begin() {
  const root = document.documentElement;
  const OWN = "/.chancery/";
  const asOf = new URLSearchParams(location.search).get("as-of");
  let hash = me.dataset.hash;
  let word = me.dataset.word;
  let panel = null;

  /* 1. The stream: one for each tab, closed while nobody looks at it ---------- */
  let stream = null, tries = 0, asleep = 0;

  const ask = (what, more) => {
    const query = new URLSearchParams({ word, page: decodeURIComponent(location.pathname), ...more });
    if (asOf) query.set("as-of", asOf);
    return `${OWN}${what}?${query}`;
  };

  function connect() {
    stream?.close();
    stream = new EventSource(ask("events", { has: hash }));
    stream.addEventListener("open", () => { tries = 0; corner.say("lost", false); });
    stream.addEventListener("page", (event) => applyPage(JSON.parse(event.data)));
    stream.addEventListener("panel", (event) => applyPanel(JSON.parse(event.data)));
    stream.addEventListener("error", () => {
      stream.close();
      stream = null;
      tries += 1;
      if (tries > 2) corner.say("lost", true);
      setTimeout(meetAgain, Math.min(200 * tries, 2000));
    });
  }

  /* A preview that was started anew has another word: its pages tell it. */
  async function meetAgain() {
    if (document.hidden) return;
    try {
      const text = await (await fetch(location.href, { cache: "no-store" })).text();
      word = new DOMParser().parseFromString(text, "text/html").querySelector(`script[src="${OWN}preview.js"]`)?.dataset.word ?? word;
    } catch { /* it is not there yet */ }
    if (!document.hidden) connect();
  }

  // A browser opens six connections to a server at most; a tab in the background gives up its own, and one that was opened there
  // takes none until it is looked at.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(asleep);
    asleep = 0;
    if (document.hidden) asleep = setTimeout(() => { stream?.close(); stream = null; }, 10000);
    else if (!stream) connect();
  });
  addEventListener("pageshow", (event) => { if (event.persisted && !document.hidden) connect(); });

  /* 2. What the page's own scripts did stays as it is ------------------------- */
  const owned = new WeakMap();  // element → attributes that a script or the reader set
  const written = new WeakSet(); // elements whose text a script wrote
  const brought = new WeakSet(); // elements that a script brought

  const note = (records) => {
    for (const record of records) {
      if (record.type === "attributes") {
        const names = owned.get(record.target) ?? new Set();
        owned.set(record.target, names.add(record.attributeName));
      } else {
        const target = record.type === "characterData" ? record.target.parentElement : record.target;
        if (target && !target.firstElementChild) written.add(target);
        for (const node of record.addedNodes) if (node.nodeType === 1) brought.add(node);
      }
    }
  };
  const observer = new MutationObserver(note);
  observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });

  /* 3. A new form of the page ------------------------------------------------- */
  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, td, th, dt, dd, pre, figcaption, blockquote, .note";
  const LABELS = ".pno, .secno, .nno, .back";
  const main = () => document.querySelector("main") ?? document.body;

  /* The words of a block, without the numbers that the site puts in. */
  function words(element) {
    let text = "";
    const walk = (node) => {
      if (node.nodeType === 3) text += node.data;
      else if (node.nodeType === 1 && !node.matches(LABELS)) node.childNodes.forEach(walk);
    };
    walk(element);
    return text.replace(/\s+/g, " ").trim();
  }

  /* Numbers shift when a paragraph comes or goes. Elements keep their identity by what they say, not by their number:
     those of the old page are renumbered first, so that only what is new is made new. */
  function align(old, fresh) {
    const numbered = (body) => [...body.querySelectorAll("[id]")].filter((e) => /\d/.test(e.id));
    const [before, after] = [numbered(old), numbered(fresh)];
    if (before.length === after.length && before.every((e, i) => e.id === after[i].id && (e.textContent === after[i].textContent))) return;
    const index = (list) => {
      const found = new Map();
      for (const e of list) {
        const key = e.localName + "\n" + words(e);
        found.set(key, found.has(key) ? null : e);
      }
      return found;
    };
    const there = index(after);
    const renamed = new Map();
    for (const [key, e] of index(before)) {
      const twin = e && there.get(key);
      if (!twin || key.endsWith("\n")) continue;
      renamed.set(e, twin.id);
      const [a, b] = [e.querySelectorAll("[id]"), twin.querySelectorAll("[id]")];
      if (a.length === b.length) a.forEach((child, i) => renamed.has(child) || renamed.set(child, b[i].id));
    }
    const taken = new Set(renamed.values());
    for (const e of before) if (!renamed.has(e) && taken.has(e.id)) e.removeAttribute("id");
    for (const [e, id] of renamed) if (e.id !== id) e.id = id;
  }

  /* The blocks in view, and where they are: the reader's place. */
  function place() {
    if (scrollY < 4) return [];
    const seen = [];
    for (const e of main().querySelectorAll(BLOCKS)) {
      // What sticks to the window has no place in the page.
      if (e.closest("nav, aside, [popover], .notes")) continue;
      const box = e.getBoundingClientRect();
      if (box.height && box.bottom > 8 && box.top < innerHeight) seen.push([e, box.top]);
      if (seen.length >= 6) break;
    }
    return seen;
  }

  function keep(seen) {
    const found = seen.find(([e]) => e.isConnected);
    if (!found) return;
    const moved = found[0].getBoundingClientRect().top - found[1];
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  const isOurs = (node) => node.nodeType === 1 && (node.getAttribute("href") ?? node.getAttribute("src") ?? "").startsWith(OWN);
  const isScript = (node) => node.localName === "script" && /^(|module|text\/javascript)$/.test(node.type);
  const isStyle = (node) => node.localName === "link" && node.relList.contains("stylesheet");
  const dying = new WeakSet();

  /* Which of two lists stay: the longest common subsequence of what they say, as a map from new to old. */
  function common(old, fresh) {
    const [a, b] = [old.map((e) => e.outerHTML), fresh.map((e) => e.outerHTML)];
    const long = a.map(() => new Uint16Array(b.length + 1)).concat(new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i -= 1) for (let j = b.length - 1; j >= 0; j -= 1) long[i][j] = a[i] === b[j] ? long[i + 1][j + 1] + 1 : Math.max(long[i + 1][j], long[i][j + 1]);
    const kept = new Map();
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i] === b[j]) kept.set(fresh[j++], old[i++]);
      else if (long[i + 1][j] >= long[i][j + 1]) i += 1;
      else j += 1;
    }
    return kept;
  }

  /* The head: kept nodes are never moved, for a style sheet that moves is loaded again. True if a script changed. */
  function morphHead(fresh) {
    const head = document.head;
    const old = [...head.children].filter((e) => !isOurs(e) && !dying.has(e) && !brought.has(e));
    const kept = common(old, [...fresh.head.children]);
    const stays = new Set(kept.values());
    const gone = [], came = [];
    let scripts = false, last = null;
    for (const node of [...head.childNodes]) if (node.nodeType !== 1) node.remove();
    for (const node of old.filter((e) => !stays.has(e))) {
      if (isScript(node)) scripts = true;
      if (isStyle(node)) { gone.push(node); dying.add(node); } else node.remove();
    }
    for (const wanted of [...fresh.head.childNodes]) {
      let node = kept.get(wanted);
      if (!node) {
        node = document.importNode(wanted, true);
        if (isScript(node)) scripts = true;
        if (isStyle(node)) came.push(node);
        if (last) last.after(node); else head.prepend(node);
      }
      last = node;
    }
    // Old sheets go when all new ones are there: no moment without style.
    const loaded = came.map((node) => new Promise((done) => { node.onload = node.onerror = done; }));
    if (gone.length) Promise.race([Promise.all(loaded), new Promise((done) => setTimeout(done, 3000))]).then(() => {
      gone.forEach((node) => node.remove());
      observer.takeRecords();
      reveal();
    });
    return scripts;
  }

  /* Of the root; what it has besides was set by a script before the page was there, such as the choice of colours. */
  function morphRoot(fresh) {
    for (const { name, value } of [...fresh.attributes]) if (!owned.get(root)?.has(name) && root.getAttribute(name) !== value) root.setAttribute(name, value);
  }

  const rules = {
    keepsAttribute: (element, name) => owned.get(element)?.has(name) ?? false,
    keepsText: (element) => written.has(element),
    isForeign: (node) => brought.has(node),
  };

  function applyPage({ hash: now, html, own }) {
    if (now === hash) return;
    note(observer.takeRecords());
    const fresh = new DOMParser().parseFromString(html, "text/html");
    bumpAll(fresh);
    const seen = place();
    if (morphHead(fresh)) return location.reload();
    morphRoot(fresh.documentElement);
    align(document.body, fresh.body);
    chanceryMorph(document.body, fresh.body, rules);
    hash = now;
    me.dataset.hash = now;
    const changed = changes(observer.takeRecords());
    document.dispatchEvent(new CustomEvent("chancery:change"));
    keep(seen);
    if (own && corner.follows()) follow(changed);
    mark();
    reveal();
  }

  /* Blocks of the text whose words changed, in order. */
  function changes(records) {
    const found = new Set();
    for (const { type, target, addedNodes } of records) {
      if (type === "attributes") continue;
      const nodes = type === "childList" && addedNodes.length ? addedNodes : [target];
      for (const node of nodes) {
        const element = node.nodeType === 1 ? node : node.parentElement;
        if (!element?.isConnected) continue;
        const block = element.closest(BLOCKS) ?? element.querySelector(BLOCKS);
        if (block && main().contains(block) && !block.closest("nav, [popover]")) found.add(block);
      }
    }
    return [...found].sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1));
  }

  const inView = (e) => { const box = e.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };

  function follow(blocks) {
    const shown = blocks.filter((e) => e.getClientRects().length);
    if (!shown.length) return;
    if (!shown.some(inView)) shown[0].scrollIntoView({ block: "center", behavior: "instant" });
    paint("chancery-new", shown.slice(0, 20).map(whole));
    setTimeout(() => paint("chancery-new", []), 1500);
  }

  /* 4. Files that are copied as they are: images, fonts, the site's own style -- */
  let bumped = {};

  function bumpAll(scope) {
    if (!Object.keys(bumped).length) return;
    for (const [selector, name] of [["img[src], source[src], video[src], script[src]", "src"], ["link[href]", "href"], ["image[href]", "href"], ["object[data]", "data"]]) {
      for (const e of scope.querySelectorAll(selector)) {
        const address = new URL(e.getAttribute(name), location.href);
        const now = address.origin === location.origin && bumped[decodeURIComponent(address.pathname)];
        if (now && address.searchParams.get("v") !== now) e.setAttribute(name, `${e.getAttribute(name).split(/[?#]/)[0]}?v=${now}`);
      }
    }
  }

  function applyFiles(files) {
    if (JSON.stringify(files) === JSON.stringify(bumped)) return;
    bumped = files;
    note(observer.takeRecords());
    bumpAll(document);
    observer.takeRecords();
  }

  /* 5. Marks: highlights, so that no element is touched ----------------------- */
  const whole = (e) => { const range = new Range(); range.selectNodeContents(e); return range; };
  const paint = (name, ranges) => {
    if (!CSS.highlights) return;
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges)); else CSS.highlights.delete(name);
  };

  const bag = (text) => new Set(text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).slice(0, 60));

  /* The block that a place of the source is shown in. */
  function blockOf(place) {
    if (!place) return null;
    const byId = place.id && document.getElementById(place.id);
    if (byId) return byId;
    const wanted = bag(place.words);
    let best = null, most = 0.5;
    for (const e of main().querySelectorAll(BLOCKS)) {
      const has = bag(words(e));
      let common = 0;
      for (const one of wanted) if (has.has(one)) common += 1;
      const alike = (2 * common) / (wanted.size + has.size || 1);
      if (alike > most) [best, most] = [e, alike];
    }
    return best;
  }

  /* The words that are underlined in the source, where the page shows them as they are; else the whole block. */
  function rangeIn(block, text) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const wanted = (text ?? "").trim();
    while (wanted && walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(wanted);
      if (at < 0) continue;
      const range = new Range();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + wanted.length);
      return range;
    }
    return whole(block);
  }

  function mark() {
    const ranges = { error: [], warning: [] };
    for (const fault of panel?.faults ?? []) {
      const block = blockOf(fault.place);
      if (block) ranges[fault.level].push(rangeIn(block, fault.excerpt?.[1]));
    }
    paint("chancery-error", ranges.error);
    paint("chancery-warning", ranges.warning);
  }

  /* 6. Source and page in step ------------------------------------------------ */
  const idOf = (block) => block.id || block.closest("[id^=p], [id^=n]")?.id || "";

  async function openSource(block) {
    const answer = await fetch(ask("source", { id: idOf(block), words: words(block).slice(0, 300) }));
    if (!answer.ok) return corner.toast({ text: "No file of its own makes this page" });
    const spot = await answer.json();
    corner.toast({ spot });
    if (spot.link) location.assign(spot.link);
  }

  document.addEventListener("dblclick", (event) => {
    const target = event.target;
    if (!(target instanceof Element) || target.closest("a, button, input, textarea, select, summary, label")) return;
    const block = target.closest(BLOCKS);
    if (block && main().contains(block)) openSource(block);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyE") return;
    event.preventDefault();
    const focused = document.activeElement?.closest?.(BLOCKS);
    const middle = innerHeight / 3;
    const distance = (e) => { const box = e.getBoundingClientRect(); return box.height ? Math.max(box.top - middle, middle - box.bottom, 0) : Infinity; };
    const nearest = () => [...main().querySelectorAll(BLOCKS)].reduce((a, b) => (distance(b) < distance(a) ? b : a));
    const block = focused && main().contains(focused) && inView(focused) ? focused : nearest();
    if (block) openSource(block);
  });

  /* A tab that looks at the site as of a day stays with it. */
  const withDay = (href) => {
    const address = new URL(href, location.href);
    if (asOf && address.origin === location.origin && !address.searchParams.has("as-of")) address.searchParams.set("as-of", asOf);
    return address.href;
  };
  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((e) => e.localName === "a" && e.href);
    if (!asOf || !link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.target) return;
    const address = new URL(link.href);
    if (address.origin !== location.origin || (address.pathname === location.pathname && address.hash)) return;
    event.preventDefault();
    location.assign(withDay(link.href));
  });

  function applyPanel(now) {
    panel = now;
    applyFiles(now.files);
    corner.show(now);
    mark();
  }

  /* The panel's own things come to the front when the page has a new form: a dialog may have been opened over them. */
  const reveal = () => { if (!host.isConnected) root.append(host); };

  /* 7. The corner: a badge, and the panel that it opens ----------------------- */
  const host = document.createElement("chancery-preview");
  // What it says is English, whatever the page is in.
  Object.assign(host, { dir: "ltr", lang: "en" });
  const make = (name, properties = {}, ...children) => {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
      else e.setAttribute(key, value === true ? "" : value);
    }
    e.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return e;
  };
  /* Names stand in backticks, as in the terminal. */
  const spoken = (text) => text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));
  const counted = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

  const corner = (() => {
    const shade = host.attachShadow({ mode: "open" });
    const style = make("link", { rel: "stylesheet", href: `${OWN}corner.css` });
    const bar = make("div", { class: "bar" });
    const sheet = make("section", { class: "sheet", "aria-label": "Preview", hidden: true, tabindex: "-1" });
    const slip = make("div", { class: "toast", role: "status" });
    const frame = make("div", { class: "frame", hidden: true }, slip, sheet, bar);
    style.addEventListener("load", () => { frame.hidden = false; });
    shade.append(style, frame);
    root.append(host);

    let byItself = false, dismissed = "", lost = false, timer = 0;
    const stored = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };
    const store = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* it holds for this page */ } };
    let following = stored("chancery-follow");

    const follows = () => (following === null ? panel?.follow ?? true : following === "yes");
    const fingerprint = (p) => JSON.stringify(p.faults.map((f) => [f.rule, f.message, f.file]));

    function open(on, self = false) {
      sheet.hidden = !on;
      byItself = on && self;
      bar.querySelector(".badge")?.setAttribute("aria-expanded", String(on));
      if (on && !self) sheet.focus({ preventScroll: true });
      if (!on && panel) dismissed = fingerprint(panel);
    }
    /* Who closes the panel has been in it, and goes back to where it is opened. */
    function shut() { open(false); bar.querySelector(".badge")?.focus({ preventScroll: true }); }
    shade.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !sheet.hidden) shut();
    });

    const where = (spot) => {
      const text = `${spot.file}:${spot.line}:${spot.column}`;
      if (spot.link) return make("a", { class: "where", href: spot.link }, text);
      const copy = () => navigator.clipboard?.writeText(text).then(() => toast({ text: `Copied ${text}` }), () => {});
      return make("button", { class: "where", type: "button", title: "Copy", onclick: copy }, text);
    };
    const pageLink = (page) => make("a", { href: withDay(page.href) }, page.name || page.href);

    function fault(f) {
      const go = blockOf(f.place);
      const [before, marked, after] = f.excerpt ?? ["", "", ""];
      const jump = () => { go.scrollIntoView({ block: "center" }); paint("chancery-new", [whole(go)]); setTimeout(() => paint("chancery-new", []), 1500); };
      return make("li", { class: `fault ${f.level}` },
        make("p", { class: "what" }, make("span", { class: "level" }, f.level === "error" ? "Error" : "Warning"), " ", spoken(f.message)),
        (before + marked + after).trim() ? make("pre", {}, before.trimStart(), make("mark", {}, marked || " "), after) : null,
        f.help ? make("p", { class: "help" }, spoken(f.help)) : null,
        make("p", { class: "foot" }, where(f), go ? make("button", { type: "button", onclick: jump }, "Show") : null),
        f.about ? make("details", {}, make("summary", {}, f.rule), make("p", {}, spoken(f.about))) : make("p", { class: "rule" }, f.rule),
        f.labels.length ? make("ul", { class: "labels" }, f.labels.map((l) => make("li", {}, where(l), " ", l.text))) : null);
    }

    function title(p) {
      if (p.standing === "gone") return "This page is gone";
      if (p.standing === "missing") return "There is no page here";
      const parts = [p.errors && counted(p.errors, "error"), p.warnings && counted(p.warnings, "warning")].filter(Boolean);
      return parts.length ? `${parts.join(", ")} in this page` : p.known.here ? "Nothing new is wrong with this page" : "Nothing is wrong with this page";
    }

    function say(p) {
      if (p.standing === "gone") return p.moved ? make("p", { class: "lead" }, "What it was made of is now at ", pageLink(p.moved), ".") : make("p", { class: "lead" }, "No file makes it any more. What you see is its last form.");
      if (p.standing === "missing") return make("p", { class: "lead" }, "If a file comes to make one, it will appear.");
      if (p.standing === "kept") return make("p", { class: "lead" }, "It cannot be made as it is now. What you see is its last good form.");
      if (p.standing === "broken") return make("p", { class: "lead" }, "It cannot be made as it is now.");
      return null;
    }

    function listed(faults, all) {
      const more = all - faults.length;
      return make("ul", {}, faults.map((f) => make("li", {}, make("span", { class: f.level }, spoken(f.message)), make("br"), where(f), f.page ? [" ", pageLink({ href: f.page, name: "Page" })] : null)),
        more > 0 ? make("li", {}, `and ${more} more`) : null);
    }

    function elsewhere({ errors, warnings, faults }) {
      if (!errors && !warnings) return null;
      const text = [errors && counted(errors, "error"), warnings && counted(warnings, "warning")].filter(Boolean).join(", ");
      return make("details", { class: "more", "data-key": "elsewhere" }, make("summary", {}, `${text} elsewhere`), listed(faults, errors + warnings));
    }

    /* What known-faults.yaml lists: it stops nothing, so it is counted, and told to whoever asks. */
    function known({ here, elsewhere, faults }) {
      if (!here && !elsewhere) return null;
      const text = here ? `${counted(here, "known fault")} here` : "No known fault here";
      return make("details", { class: "more", "data-key": "known" }, make("summary", {}, elsewhere ? `${text}, ${elsewhere} elsewhere` : text),
        make("p", { class: "hint" }, make("code", {}, "known-faults.yaml"), " lists them: they stop nothing. Mended ones are taken out by ", make("code", {}, "chancery check --thaw"), "."),
        here ? listed(faults, here) : null);
    }

    function effects(e) {
      if (!e || !e.count) return null;
      const more = e.count - e.pages.length;
      return make("details", { class: "more", "data-key": "effects" }, make("summary", {}, `${e.atLeast ? "At least " : ""}${counted(e.count, "page")} changed by the last edit`),
        make("ul", {}, e.pages.map((page) => make("li", {}, pageLink(page))), more > 0 ? make("li", {}, `and ${more} more`) : null));
    }

    function controls(p) {
      const box = make("input", { type: "checkbox", checked: follows(), onchange: (event) => { following = event.target.checked ? "yes" : "no"; store("chancery-follow", following); } });
      const go = (day) => {
        const address = new URL(location.href);
        if (day) address.searchParams.set("as-of", day); else address.searchParams.delete("as-of");
        location.assign(address);
      };
      const date = make("input", { type: "date", value: p.day ?? p.today, "aria-label": "Day" });
      const look = make("button", { type: "button", onclick: () => go(date.value || p.today) }, "Look");
      return make("details", { class: "more controls", "data-key": "controls" }, make("summary", {}, "Preview"),
        make("p", {}, make("label", {}, box, " Scroll to what I save")),
        make("p", {}, make("span", {}, "As the public sees it on "), date, " ", look, p.day ? [" ", make("button", { type: "button", onclick: () => go(null) }, "Show all")] : null),
        p.source ? make("p", {}, "Source: ", where(p.source)) : null,
        make("p", { class: "hint" }, "A double click on a paragraph, or ", make("kbd", {}, "Alt+E"), ", opens its source."));
    }

    function show(p) {
      const unfolded = new Set([...sheet.querySelectorAll("details[open]")].map((e) => e.dataset.key ?? e.textContent));
      const top = sheet.scrollTop;
      const focused = shade.activeElement && sheet.contains(shade.activeElement);
      sheet.replaceChildren(...[
        make("header", {}, make("h2", {}, title(p)), make("button", { class: "close", type: "button", onclick: shut }, "Close")),
        say(p),
        p.faults.length ? make("ol", { class: "faults" }, p.faults.map(fault)) : null,
        elsewhere(p.elsewhere), known(p.known), effects(p.effects), controls(p)].filter(Boolean));
      sheet.querySelectorAll("details").forEach((e) => { e.open = unfolded.has(e.dataset.key ?? e.textContent); });
      sheet.scrollTop = top;
      if (focused) sheet.focus({ preventScroll: true });
      badge(p);
      const urgent = p.errors > 0 || ["gone", "kept", "broken"].includes(p.standing);
      if (urgent && sheet.hidden && dismissed !== fingerprint(p)) open(true, true);
      else if (!urgent && byItself) open(false);
      if (!urgent) dismissed = "";
    }

    function badge(p) {
      const away = p.elsewhere.errors + p.elsewhere.warnings;
      const level = p.errors || p.elsewhere.errors ? "error" : p.warnings || p.elsewhere.warnings ? "warning" : "fine";
      const text = lost ? "No connection" : [p.errors + p.warnings ? `${p.errors + p.warnings} here` : "", away ? `${away} elsewhere` : ""].filter(Boolean).join(", ") || "Preview";
      const focused = shade.activeElement?.classList.contains("badge");
      bar.replaceChildren(...[
        p.mark ? make("span", { class: "chip", role: "note" }, p.mark.text) : null,
        p.day ? make("span", { class: "chip day", role: "note" }, `As of ${p.day}`) : null,
        make("button", { class: `badge ${lost ? "lost" : level}`, type: "button", "aria-expanded": String(!sheet.hidden), title: "Preview", onclick: () => open(sheet.hidden) },
          make("span", { class: "dot", "aria-hidden": "true" }), text),
      ].filter(Boolean));
      if (focused) bar.querySelector(".badge").focus();
    }

    function toast({ text, spot }) {
      clearTimeout(timer);
      slip.replaceChildren(...(spot ? [where(spot)] : [text]));
      timer = setTimeout(() => slip.replaceChildren(), 6000);
    }

    return { show, toast, follows, say: (_, on) => { if (lost !== on) { lost = on; if (panel) badge(panel); } } };
  })();

  note(observer.takeRecords());
  if (!document.hidden) connect();
  }
})();
