/* Search: fetches the shards of the index that a query needs. docs/search.md describes them. */
(() => {
  "use strict";
  const form = document.getElementById("search");
  if (!form) return;
  const $ = (id) => document.getElementById(id);
  const [field, status, title, hits, kindsBox, onBox] = ["q", "search-status", "h-hits", "search-hits", "search-kinds", "search-on"].map($);
  const words = JSON.parse(form.dataset.words);
  const { index: base, root } = form.dataset;
  const EMPTY = title.textContent, PAGE = 8, WAIT = 120, WINDOW = 260, MOST_FORMS = 60, MOST_PAIRS = 400, MOST_WORDS = 24;
  const LOWEST = 3, STEP = 1.33, PHRASE_SHARDS = 10, MOST_SHARDS = 14, SHARDS_AT_ONCE = 4;
  const plurals = new Intl.PluralRules(document.documentElement.lang);
  const numbers = new Intl.NumberFormat(document.documentElement.lang);

  /* 1. Words, as the index cuts and folds them --------------------------------------------------- */
  const LETTER = /[\p{Alphabetic}\p{N}\p{M}\u00ad\u200b-\u200d\u2060\ufeff]/u;
  const ALPHABETIC = /^\p{Alphabetic}$/u;
  const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  /* Letters that writers confuse, and forms of one letter or figure. */
  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك" };
  const SAME = /[ßæœøłđıىیةک٠-٩۰-۹\uff01-\uff5e]/g;
  const same = (c) => LETTERS[c] ?? String.fromCharCode(/[٠-٩]/.test(c) ? c.charCodeAt(0) - 0x630 : /[۰-۹]/.test(c) ? c.charCodeAt(0) - 0x6c0 : c.charCodeAt(0) - 0xfee0).toLowerCase();
  const ARTICLE = /^(?:[وف]?[بك]ال|[وف]?لل|[وف]?ال)(?=...)/u;
  /** As many letters as have 64 bytes: no more are in the index. */
  const short = (word) => { const letters = [...word]; while (utf8.encode(letters.join("")).length > 64) letters.pop(); return letters.join(""); };
  const utf8 = new TextEncoder();
  const fold = (word) => word.toLowerCase().normalize("NFD")
    .replace(/[\u0300-\u036f.\u00ad\u200b-\u200d\u2060\ufeff\u064b-\u065f\u0670\u0640]/g, "")
    .replace(SAME, same).slice(0, 70).replace(ARTICLE, "").replace(/^.{17,}$/su, short);
  /** An Arabic word without the particle that may be written onto its front; the index has both. */
  const bare = (form) => form.replace(/^[وفبلك](?=...)/u, "");

  /** The words of a text: { from, to, form, run, tail }. In scripts without spaces each character makes a word with the one
   *  behind it; `run` is where such characters begin, `tail` the last of several. */
  function cut(text) {
    const found = [];
    let start = -1, before = " ", last = " ", run = -1;
    // Whether the word is so far single letters with full stops between them, and has a stop.
    let letters = 0, single = true, stops = false;
    const close = (to) => {
      const word = text.slice(start, to);
      if (!(/['’ʼ]/.test(before) && /^[a-z]$/i.test(word))) found.push({ from: start, to, form: fold(word) });
      start = -1;
    };
    const letterAt = (at) => (at < text.length ? String.fromCodePoint(text.codePointAt(at)) : "");
    for (let at = 0; at < text.length;) {
      const c = letterAt(at), next = letterAt(at + c.length);
      const letter = LETTER.test(c), unspaced = UNSPACED.test(c) && letter;
      if (letter && !unspaced) {
        if (start < 0) [start, before, letters, single, stops] = [at, last, 0, true, false];
        letters += 1;
        single &&= letters === 1 && ALPHABETIC.test(c);
      } else if (start >= 0 && c === "." && single && letters === 1 && (stops || ALPHABETIC.test(next))) {
        [letters, stops] = [0, true];
      } else {
        if (start >= 0) close(at);
        if (unspaced) {
          const more = LETTER.test(next) && UNSPACED.test(next) ? next : "";
          found.push({ from: at, to: at + c.length + more.length, form: fold(c + more), run: run < 0 ? at : run, tail: !more && run >= 0 });
          run = more ? (run < 0 ? at : run) : -1;
        }
      }
      last = c;
      at += c.length;
    }
    if (start >= 0) close(text.length);
    return found;
  }

  /* 2. Shards ------------------------------------------------------------------------------------ */
  const memory = new Map();
  // Shards go some time after their index: what is not there any more is looked for in the index of now.
  let old = false;
  function get(name, read) {
    if (!memory.has(name)) {
      const answer = fetch(base + name, old && name === "index.json" ? { cache: "reload" } : {}).then((response) => {
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        return read(response);
      });
      answer.catch(() => { old = true; memory.clear(); });
      memory.set(name, answer);
    }
    return memory.get(name);
  }
  const json = (response) => response.json();
  const binary = (response) => response.arrayBuffer().then((buffer) => readTerms(new Uint8Array(buffer)));
  const index = () => get("index.json", json).then((found) => {
    if (found.version !== 4) throw new Error("another version of the index");
    if (!found.starts) {
      let first = 0;
      found.starts = found.texts.map((count) => (first += count) - count);
    }
    return found;
  });

  /** A shard of the index at hand: it has a hash in its name, so that none of another publication is taken for it. */
  const shardOf = (top, kind, n, ending, read) => get(`${kind}/${n}.${top.stamps[kind][n]}.${ending}`, read);
  const terms = (top, n) => shardOf(top, "t", n, "bin", binary);

  function readTerms(bytes) {
    let at = 0;
    const number = () => {
      let value = 0, scale = 1, byte;
      do { byte = bytes[at]; at += 1; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
      return value;
    };
    const decoder = new TextDecoder();
    const text = (old) => {
      const shared = number(), length = number();
      const own = new Uint8Array(shared + length);
      own.set(old.subarray(0, shared));
      own.set(bytes.subarray(at, at + length), shared);
      at += length;
      return own;
    };
    const entries = [];
    let word = new Uint8Array(0);
    for (let left = bytes.length ? number() : 0; left > 0; left -= 1) {
      word = text(word);
      const stem = decoder.decode(text(word));
      const common = decoder.decode(word.subarray(0, number()));
      entries.push({ word: decoder.decode(word), stem, common, count: number(), length: number() });
    }
    let nth = 0;
    for (const entry of entries) {
      entry.postings = bytes.subarray(at, at + entry.length);
      at += entry.length;
      if (entry.length) { entry.nth = nth; nth += 1; }
    }
    return entries;
  }

  /** Places of the words of a shard, in their order. */
  function readPlaces(bytes) {
    let at = 0;
    const number = () => {
      let value = 0, scale = 1, byte;
      do { byte = bytes[at]; at += 1; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
      return value;
    };
    const lengths = Array.from({ length: bytes.length ? number() : 0 }, number);
    return lengths.map((length) => bytes.subarray(at, at += length));
  }
  const places = (response) => response.arrayBuffer().then((buffer) => readPlaces(new Uint8Array(buffer)));

  /** Position of the last element that is not above the value. */
  function below(list, value, key = (x) => x) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (key(list[middle]) <= value) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  /** All words that begin so, from at most three shards. */
  async function range(top, prefix) {
    const first = Math.max(0, below(top.terms, prefix));
    const last = Math.min(Math.max(first, below(top.terms, `${prefix}\uffff`)), first + 2);
    const shards = await Promise.all(Array.from({ length: last - first + 1 }, (_, n) => terms(top, first + n)));
    return shards.flat().filter((entry) => entry.word.startsWith(prefix));
  }

  /* 3. Which words of the index a word of the query means ----------------------------------------- */
  const alike = (a, b) => { let n = 0; while (n < a.length && a[n] === b[n]) n += 1; return n; };

  /** Whether a word is so common that only its places in names and headings are kept. */
  const isCommon = (entry) => {
    let held = 0;
    for (const byte of entry.postings) if (byte < 128) held += 1;
    return held < entry.count;
  };

  /** What a word means; one that nothing has with `ae`, `oe` or `ue` is taken for one with ä, ö or ü. */
  async function meaning(top, one) {
    const found = await exactly(top, one), plain = one.word.replace(/([aou])e/g, "$1");
    if (found.forms.size || one.phrase || plain === one.word) return found;
    return { ...await exactly(top, { ...one, word: plain }), word: one.word };
  }

  /** { forms: Map of entry to weight, common }. */
  async function exactly(top, { word, typing, phrase }) {
    const shard = top.terms.length ? await terms(top, Math.max(0, below(top.terms, word))) : [];
    const near = below(shard, word, (entry) => entry.word);
    const exact = near >= 0 && shard[near].word === word ? shard[near] : null;
    let model = exact;
    if (!model) {
      // An inflection that no text has: the word of the index that shares most of it, if that is nearly all of its stem.
      const close = [shard[near], shard[near + 1]].filter((entry) => entry && alike(entry.word, word) >= 4)
        .sort((a, b) => alike(b.word, word) - alike(a.word, word));
      model = close.find((entry) => entry.stem.length <= alike(entry.word, word) + 1 && word.length - alike(entry.word, word) <= 4);
    }
    const forms = new Map();
    if (phrase) {
      if (exact) forms.set(exact, 1);
    } else if (model) {
      const common = model.common.length >= 3 ? model.common : model.word.slice(0, 3);
      const group = (await range(top, common)).filter((entry) => entry.stem === model.stem);
      for (const entry of group.length ? group : [model]) forms.set(entry, exact ? 0.7 : 0.6);
      if (exact) forms.set([...forms.keys()].find((entry) => entry.word === word) ?? exact, 1);
    }
    if (typing && (word.length > 1 || UNSPACED.test(word))) {
      const longer = (await range(top, word)).filter((entry) => !forms.has(entry) && entry.length);
      longer.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
      for (const entry of longer.slice(0, word.length > 1 ? MOST_FORMS : MOST_PAIRS)) forms.set(entry, 0.4);
    }
    return { word, forms, common: Boolean(exact && isCommon(exact)) };
  }

  /** The parts of a query: words, and phrases as lists of words; runs are phrases that nobody marked, in scripts without spaces.
   *  The last word may be unfinished. */
  function parse(query) {
    const phrases = [], runs = [], list = [];
    const rest = query.replace(/["“„«»「『]([^"“”„«»「」『』]+)["”“»«」』]/gu, (_, inside) => {
      const own = cut(inside).filter((one) => one.form);
      if (own.at(-1)?.tail) own.pop();
      if (own.length > 1) phrases.push(own.map((one) => one.form));
      return own.length > 1 ? " " : ` ${inside} `;
    });
    const own = cut(rest).filter((one) => one.form && !one.tail);
    for (const [n, { form, to, run }] of own.entries()) {
      // One character alone is the beginning of every word that it stands in.
      const paired = run !== undefined && [...form].length > 1;
      const typing = run === undefined ? n === own.length - 1 && to === rest.length : !paired;
      list.push({ word: form, typing, phrase: paired });
      if (paired && own[n - 1]?.run === run) runs.at(-1).push(form);
      else if (paired) runs.push([form]);
    }
    for (const word of phrases.flat()) list.push({ word, typing: false, phrase: true });
    const seen = new Map();
    for (const one of list) if (!seen.has(one.word) || one.typing) seen.set(one.word, one);
    const kept = [...seen.values()].slice(0, MOST_WORDS), known = new Set(kept.map((one) => one.word));
    const within = (phrase) => phrase.slice(0, phrase.findIndex((word) => !known.has(word)) >>> 0);
    return { list: kept, phrases: phrases.map(within), runs: runs.map(within).filter((run) => run.length > 1) };
  }

  /* 4. Ranking ------------------------------------------------------------------------------------ */
  const WEIGHTS = Array.from({ length: 16 }, (_, level) => LOWEST * STEP ** level);

  async function find(query) {
    const top = await index();
    const { list, phrases, runs } = parse(query);
    const means = await Promise.all(list.map((one) => meaning(top, one)));
    // Words that stand nearly everywhere are known of names and headings only: there they count, and nothing waits for them.
    const rare = means.filter((one) => !one.common), wanted = rare.length ? rare : means;
    const marks = new Set(means.flatMap((one) => [one.word, ...[...one.forms.keys()].map((entry) => entry.word)]));
    const result = { query, top, marks, phrases, every: true, common: rare.length < means.length, only: !rare.length, ids: [], open: [] };
    const scores = new Float32Array(top.passages), counts = new Uint8Array(top.passages), best = new Float32Array(top.passages);
    const touched = [];
    for (const one of means) {
      const { forms } = one, own = [];
      for (const [entry, weight] of forms) {
        for (let at = 0, passage = 0; at < entry.postings.length;) {
          let value = 0, scale = 1, byte;
          do { byte = entry.postings[at]; at += 1; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
          passage += Math.floor(value / 16);
          const score = weight * WEIGHTS[value & 15];
          if (best[passage] === 0) own.push(passage);
          if (score > best[passage]) best[passage] = score;
        }
      }
      const rarity = Math.log(1 + (top.passages - own.length + 0.5) / (own.length + 0.5));
      for (const passage of own) {
        if (scores[passage] === 0) touched.push(passage);
        if (wanted.includes(one)) counts[passage] += 1;
        scores[passage] += best[passage] * rarity;
        best[passage] = 0;
      }
    }
    let ids = touched.filter((passage) => counts[passage] === wanted.length);
    if (!ids.length && wanted.length > 1 && !phrases.length) {
      result.every = !rare.length;
      ids = touched.filter((passage) => counts[passage] > 0);
      for (const passage of ids) scores[passage] *= (counts[passage] / wanted.length) ** 2;
    }
    let sure = true;
    for (const phrase of ids.length ? phrases : []) {
      const found = await together(top, phrase, means);
      sure &&= found.sure;
      if (found.starts) ids = ids.filter((passage) => found.starts.has(passage));
    }
    // Where a run stands as it was written, only that is meant.
    let whole = ids;
    for (const run of whole.length ? runs : []) {
      const { starts } = await together(top, run, means);
      if (starts) whole = whole.filter((passage) => starts.has(passage));
    }
    if (whole.length) ids = whole; else if (ids.length) result.every = false;
    // Passages are numbered by kind and from the newest paper on, so a lower number wins a tie.
    ids.sort((a, b) => scores[b] - scores[a] || a - b);
    if (sure) result.ids = ids; else result.open = ids;
    return result;
  }

  /** Passages in which the words of a phrase stand at the right distances: { starts: Map of passage to places, sure }. Words
   *  that are too common have no places, and leave open what stands there. */
  async function together(top, phrase, means) {
    let starts = null, sure = true;
    const known = phrase.map((word) => means.find((one) => one.word === word)?.forms ?? new Map())
      .map((forms, n) => [...forms.keys()].find((entry) => entry.word === phrase[n]));
    if (known.some((entry) => !entry)) return { starts: new Map(), sure };
    const open = known.map(isCommon);
    const lists = await Promise.all(known.map((entry, n) => !open[n] ? shardOf(top, "p", Math.max(0, below(top.terms, entry.word)), "bin", places) : null));
    for (const [offset, entry] of known.entries()) {
      if (open[offset]) { sure = false; continue; }
      const next = new Map(), own = lists[offset][entry.nth];
      for (let at = 0, place = 0, passage = 0; at < entry.postings.length;) {
        let value = 0, scale = 1, byte;
        do { byte = entry.postings[at]; at += 1; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
        passage += Math.floor(value / 16);
        const before = starts?.get(passage), fit = new Set();
        for (let stands = 0, more = true; more;) {
          value = 0; scale = 1;
          do { byte = own[place]; place += 1; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
          stands += value >> 1;
          more = (value & 1) === 1;
          if (!starts || before?.has(stands - offset)) fit.add(stands - offset);
        }
        if (fit.size) next.set(passage, fit);
      }
      starts = next;
    }
    return { starts, sure };
  }

  /** The text of a passage. */
  async function passage(top, id) {
    const shard = below(top.starts, id);
    const texts = await shardOf(top, "d", shard, "json", json);
    const [page, sort, anchor, label, section, text] = texts.passages[id - top.starts[shard]];
    const [kind, name, path, names, note, tongue, mark] = texts.pages[page];
    return { kind, name, path, names, note, tongue, mark, sort, anchor, label, section, text };
  }

  /** For phrases with words that are too common to have places: reads on until as many passages as wanted hold the phrases;
   *  counts are exact only when all were read. First the shard of texts that the best passage is in, then some at once; all
   *  open passages in them are looked at. */
  async function verify(result, wanted) {
    const order = new Map(result.open.map((id, rank) => [id, rank]));
    const before = result.ids.length;
    const shardOf = (id) => below(result.top.starts, id);
    let read = 0;
    while (result.open.length && result.ids.length < wanted && read < (result.ids.length === before ? MOST_SHARDS : PHRASE_SHARDS)) {
      const shards = new Set();
      for (const id of result.open) if (shards.size < (read ? SHARDS_AT_ONCE : 1)) shards.add(shardOf(id));
      read += shards.size;
      const next = result.open.filter((id) => shards.has(shardOf(id)));
      result.open = result.open.filter((id) => !shards.has(shardOf(id)));
      const texts = await Promise.all(next.map((id) => passage(result.top, id)));
      next.forEach((id, n) => {
        const { sort, name, names, label, text } = texts[n];
        const parts = sort === "" ? [name, ...names.split(words.comma), text] : [label, text];
        const line = parts.map((part) => ` ${cut(part).map((one) => one.form).join(" ")} `).join("|");
        if (result.phrases.every((phrase) => line.includes(` ${phrase.join(" ")} `))) result.ids.push(id);
      });
    }
    if (result.ids.length === 0) result.open = [];
    result.ids.push(...result.ids.splice(before).sort((a, b) => order.get(a) - order.get(b)));
  }

  /* 5. What is shown ------------------------------------------------------------------------------ */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const counted = (key, n, values) => {
    const forms = words[key];
    return fill(typeof forms === "string" ? forms : forms[plurals.select(n)] ?? forms.other, { n: numbers.format(n), ...values });
  };
  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  /** Part of a text with the words marked: where most of them stand. */
  const isMarked = (one, marks) => marks.has(one.form) || marks.has(bare(one.form));
  function excerpt(text, marks, whole = false) {
    const all = cut(text), found = all.filter((one) => isMarked(one, marks));
    let from = 0, to = text.length;
    if (!whole && text.length > WINDOW * 1.3) {
      let most = -1, first = all[0]?.from ?? 0;
      for (const one of found) {
        const inside = new Set(found.filter((other) => other.from >= one.from && other.to <= one.from + WINDOW * 0.7).map((other) => other.form)).size;
        if (inside > most) [most, first] = [inside, one.from];
      }
      from = first < WINDOW * 0.3 ? 0 : all.find((one) => one.from >= first - WINDOW * 0.3)?.from ?? first;
      to = all.findLast((one) => one.to <= from + WINDOW)?.to ?? text.length;
      if (text.length - to < 12) to = text.length;
    }
    const parts = [from > 0 ? "… " : ""];
    let at = from;
    const spans = [];
    for (const { from: first, to: end } of found.filter((one) => one.from >= from && one.to <= to)) {
      // Words of scripts without spaces overlap.
      if (spans.length && first < spans.at(-1)[1]) spans.at(-1)[1] = Math.max(end, spans.at(-1)[1]);
      else spans.push([first, end]);
    }
    for (const [first, end] of spans) {
      parts.push(text.slice(at, first), make("mark", "", text.slice(first, end)));
      at = end;
    }
    parts.push(text.slice(at, to), to < text.length ? " …" : "");
    return parts.filter((part) => part !== "");
  }

  const PLACES = { p: "in-paragraph", h: "in-section", j: "in-judgement", r: "in-recommendation" };
  function item(one, marks) {
    const title = one.sort ? fill(words[PLACES[one.sort]], { name: one.name, label: one.label }) : one.name;
    const link = make("a", "", ...excerpt(title, one.sort === "p" ? new Set() : marks, true));
    link.href = root + one.path + (one.anchor ? `#${encodeURIComponent(one.anchor)}` : "");
    const where = [words[`kind-${one.kind}`] ?? one.kind, one.note, one.section].filter(Boolean).join(words.comma);
    const line = make("li", "", make("h3", "", link, ...(one.mark ? [" ", make("span", "contested", one.mark)] : [])), make("p", "where", where));
    if (!one.sort && one.names && cut(one.names).some((word) => isMarked(word, marks))) {
      line.append(make("p", "where", `${words.also} `, ...excerpt(one.names, marks)));
    }
    if (one.text) line.append(make("p", "", ...excerpt(one.text, marks)));
    if (one.tongue) for (const part of [link, line.lastElementChild]) if (!part.matches(".where")) part.lang = one.tongue;
    return line;
  }

  const SAID = ["empty", "none", "some", "common", "error", "file"];
  /** Sets the heading and the sentences below it. A live region beside them has both, and not the heading itself: its words would
   *  be no name of it. */
  const say = (heading, ...which) => {
    title.textContent = heading;
    SAID.forEach((one) => { $(`search-${one}`).hidden = !which.includes(one); });
    status.textContent = [heading, ...which.filter((one) => one !== "empty").map((one) => $(`search-${one}`).textContent)].join(". ");
  };
  let current = null, kind = "", shown = 0, turn = 0;

  const kindOf = (top, id) => top.kinds[below(top.kinds, id, (one) => one[1])][0];
  const chosen = () => (kind ? current.ids.filter((id) => kindOf(current.top, id) === kind) : current.ids);

  function clear() {
    hits.hidden = kindsBox.hidden = onBox.hidden = true;
    hits.replaceChildren();
    shown = 0;
  }

  function filters() {
    const counts = new Map();
    for (const id of current.ids) {
      const own = kindOf(current.top, id);
      counts.set(own, (counts.get(own) ?? 0) + 1);
    }
    if (kind && !counts.has(kind)) kind = "";
    const button = (own, text, count) => {
      const made = make("button", "btn", `${text} `, make("span", "n", numbers.format(count)));
      made.type = "button";
      made.setAttribute("aria-pressed", String(own === kind));
      made.addEventListener("click", () => {
        kind = own;
        for (const other of kindsBox.children) other.setAttribute("aria-pressed", String(other === made));
        address();
        paint();
      });
      return made;
    };
    const order = current.top.kinds.map(([own]) => own).filter((own) => counts.has(own)).map((own) => [own, counts.get(own)]);
    const all = order.map(([own, count]) => button(own, words[`kinds-${own}`] ?? own, count));
    kindsBox.replaceChildren(button("", words.all, current.ids.length), ...all);
    kindsBox.hidden = counts.size < 2;
  }

  async function more() {
    const mine = turn, list = chosen();
    const next = await Promise.all(list.slice(shown, shown + PAGE).map((id) => passage(current.top, id)));
    if (mine !== turn) return;
    const first = hits.children.length;
    hits.append(...next.map((one) => item(one, current.marks)));
    shown += next.length;
    hits.hidden = shown === 0;
    onBox.hidden = shown >= list.length && !current.open.length;
    return hits.children[first];
  }

  async function paint() {
    turn += 1;
    const mine = turn;
    try {
      const before = shown;
      const list = chosen(), n = list.length;
      const heading = n ? counted(current.open.length && !kind ? "at-least" : "results", n, { query: current.query }) : fill(words["none-title"], { query: current.query });
      const some = n && !current.every ? ["some"] : [], common = n ? current.common : current.only;
      say(heading, ...some, ...(common ? ["common"] : n ? [] : ["none"]));
      // What was shown stays until the new texts are there, so that nothing flickers.
      const old = [...hits.children];
      shown = 0;
      const texts = await Promise.all(list.slice(0, PAGE).map((id) => passage(current.top, id)));
      if (mine !== turn) { shown = before; return; }
      old.forEach((one) => one.remove());
      hits.append(...texts.map((one) => item(one, current.marks)));
      shown = texts.length;
      hits.hidden = shown === 0;
      onBox.hidden = shown >= n && !current.open.length;
    } catch { failed(mine); }
  }

  function failed(mine) {
    if (mine !== turn) return;
    clear();
    say(words["error-title"], "error");
  }

  function address() {
    const url = new URL(location.href);
    for (const [name, value] of [["q", field.value.trim()], ["kind", kind]]) {
      if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
    }
    history.replaceState(null, "", url);
  }

  async function search() {
    turn += 1;
    const mine = turn, query = field.value.trim();
    if (!cut(query).length) {
      clear();
      address();
      current = null;
      return say(EMPTY, "empty");
    }
    try {
      const began = performance.now();
      const found = await find(field.value.trimStart());
      if (mine !== turn) return;
      await verify(found, PAGE);
      if (mine !== turn) return;
      found.query = query;
      current = found;
      filters();
      address();
      await paint();
      form.dataset.took = String(Math.round(performance.now() - began));
    } catch { failed(mine); }
  }

  if (location.protocol === "file:") {
    return say(words["file-title"], "file");
  }
  let timer = 0;
  const later = () => { clearTimeout(timer); timer = setTimeout(search, WAIT); };
  field.addEventListener("input", later);
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); search(); });
  onBox.firstElementChild.addEventListener("click", async () => {
    try {
      if (current.open.length) { await verify(current, current.ids.length + PAGE); filters(); }
      const first = await more();
      first?.querySelector("a").focus();
    } catch { failed(turn); }
  });
  const given = new URLSearchParams(location.search);
  kind = given.get("kind") ?? "";
  if (given.get("q")) { field.value = given.get("q"); search(); } else index().catch(() => {});
})();
