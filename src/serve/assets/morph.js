/* Turns one tree into another with as few changes as can be: what stays the same is not touched, so focus, selection,
   scroll boxes, open popovers and whatever else lives in a node stay too.

   Children are paired in three steps: equal ones at both ends; then the heaviest common subsequence, in which elements
   are known by their id or by what they say; then what is left between, by its sort. An element with an id is found
   wherever it was before, and moved. */
const chanceryMorph = (() => {
  "use strict";
  const MOST = 4e6;
  const isElement = (node) => node.nodeType === 1;
  const idOf = (node) => (isElement(node) && node.id) || "";
  const key = (node) => (isElement(node) ? (node.id ? `#${node.localName} ${node.id}` : `<${node.localName} ${node.className}>${node.textContent}`) : `${node.nodeType}${node.data}`);
  const weight = (node) => (isElement(node) ? 8 : node.data?.trim() ? 2 : 1);

  /* `rules`: keepsAttribute(element, name), keepsText(element), isForeign(node). */
  return function morph(top, fresh, rules) {
    const before = new Map();
    const wanted = new Set([...fresh.querySelectorAll("[id]")].map((e) => e.id));
    for (const e of top.querySelectorAll("[id]")) if (wanted.has(e.id) && !before.has(e.id)) before.set(e.id, e);
    const claimed = new Set();
    const left = [];

    const isKept = (node) => isElement(node) && before.get(node.id) === node;
    const holdsKept = (node) => isElement(node) && (isKept(node) || [...node.querySelectorAll("[id]")].some(isKept));
    const freshHoldsKept = (node) => isElement(node) && (before.has(node.id) || [...node.querySelectorAll("[id]")].some((e) => before.has(e.id)));

    function node(old, now) {
      if (isElement(old)) {
        claimed.add(old);
        if (old.isEqualNode(now)) return;
        attributes(old, now);
        if (!(rules.keepsText(old) && !old.firstElementChild && !now.firstElementChild)) children(old, now);
      } else if (old.data !== now.data) text(old, now.data);
    }

    /* Only the letters that differ are replaced: a selection beside them stays. */
    function text(old, now) {
      const was = old.data;
      let start = 0, end = 0;
      const most = Math.min(was.length, now.length);
      while (start < most && was[start] === now[start]) start += 1;
      while (end < most - start && was[was.length - 1 - end] === now[now.length - 1 - end]) end += 1;
      old.replaceData(start, was.length - start - end, now.slice(start, now.length - end));
    }

    function attributes(old, now) {
      for (const { name, value } of [...now.attributes]) if (old.getAttribute(name) !== value && !rules.keepsAttribute(old, name)) old.setAttribute(name, value);
      for (const { name } of [...old.attributes]) if (!now.hasAttribute(name) && !rules.keepsAttribute(old, name)) old.removeAttribute(name);
    }

    function children(old, now) {
      const a = [...old.childNodes].filter((child) => !rules.isForeign(child));
      const b = [...now.childNodes];
      const pairs = pair(a, b);
      const used = new Set(pairs.values());
      // What goes is taken out first, but for what is found again elsewhere.
      for (const child of a) {
        if (used.has(child) || claimed.has(child)) continue;
        if (holdsKept(child)) left.push(child); else child.remove();
      }
      let at = a.find((child) => used.has(child)) ?? null;
      for (const child of b) {
        let mine = pairs.get(child);
        if (!mine) {
          const known = idOf(child) && before.get(child.id);
          if (known && !claimed.has(known) && !known.contains(old) && known.localName === child.localName) mine = known;
        }
        if (mine) {
          if (mine !== at) move(old, mine, at);
          node(mine, child);
        } else {
          mine = made(child);
          old.insertBefore(mine, at);
        }
        at = next(mine, left);
      }
    }

    function next(child, skipped) {
      let at = child.nextSibling;
      while (at && (skipped.includes(at) || rules.isForeign(at))) at = at.nextSibling;
      return at;
    }

    function move(parent, child, at) {
      if (parent.moveBefore && child.isConnected && parent.isConnected) {
        try { return parent.moveBefore(child, at); } catch { /* into another tree: as any node */ }
      }
      parent.insertBefore(child, at);
    }

    function made(child) {
      if (!freshHoldsKept(child)) return document.importNode(child, true);
      const mine = document.importNode(child, false);
      pending.push([mine, child]);
      return mine;
    }

    /* New elements that hold old ones are filled when they stand in the document. */
    const pending = [];
    function fill() {
      while (pending.length) { const [mine, child] = pending.shift(); children(mine, child); }
    }

    function pair(a, b) {
      const pairs = new Map();
      let start = 0, endA = a.length, endB = b.length;
      const same = (x, y) => x.nodeType === y.nodeType && (isElement(x) && (x.id || y.id) ? x.id === y.id && x.localName === y.localName : x.isEqualNode(y));
      while (start < endA && start < endB && same(a[start], b[start])) { pairs.set(b[start], a[start]); start += 1; }
      while (endA > start && endB > start && same(a[endA - 1], b[endB - 1])) { endA -= 1; endB -= 1; pairs.set(b[endB], a[endA]); }
      const [oldPart, newPart] = [a.slice(start, endA), b.slice(start, endB)];
      const [n, m] = [oldPart.length, newPart.length];
      let i = 0, j = 0;
      const gap = (toI, toJ) => { loose(oldPart.slice(i, toI), newPart.slice(j, toJ), pairs); };
      if (n * m && n * m <= MOST) {
        const [ka, kb] = [oldPart.map(key), newPart.map(key)];
        const best = Array.from({ length: n + 1 }, () => new Uint32Array(m + 1));
        for (let x = n - 1; x >= 0; x -= 1) for (let y = m - 1; y >= 0; y -= 1) {
          const skip = Math.max(best[x + 1][y], best[x][y + 1]);
          best[x][y] = ka[x] === kb[y] ? Math.max(skip, best[x + 1][y + 1] + weight(oldPart[x])) : skip;
        }
        for (let x = 0, y = 0; x < n && y < m;) {
          if (ka[x] === kb[y] && best[x][y] === best[x + 1][y + 1] + weight(oldPart[x])) {
            gap(x, y);
            pairs.set(newPart[y], oldPart[x]);
            x += 1; y += 1; i = x; j = y;
          } else if (best[x + 1][y] >= best[x][y + 1]) x += 1;
          else y += 1;
        }
      }
      gap(n, m);
      return pairs;
    }

    /* What is left between two pairs: the next of the same sort, unless either is known elsewhere by its id. */
    function loose(a, b, pairs) {
      let from = 0;
      for (const child of b) {
        if (idOf(child) && before.has(child.id)) continue;
        const fits = (old) => old.nodeType === child.nodeType && old.localName === child.localName && !isKept(old);
        let at = from;
        while (at < a.length && !(fits(a[at]) && a[at].className === child.className)) at += 1;
        if (at === a.length) { at = from; while (at < a.length && !fits(a[at])) at += 1; }
        if (at === a.length) continue;
        pairs.set(child, a[at]);
        from = at + 1;
      }
    }

    node(top, fresh);
    fill();
    for (const child of left) if (!claimed.has(child)) child.remove();
  };
})();
