// The demo site in a real browser: accessibility, behaviour, layout, console, policy.
//
//   node run.mjs SITE [--quick]
//
// Ends with "N passed, N failed".
import { readFile, readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { existsSync } from "node:fs";
import { check, end, launch, tally } from "./checks.mjs";
import { serve } from "./serve.mjs";

const site = resolve(process.argv[2] ?? "public");
const axe = await readFile(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** Every HTML file of the site, as an address relative to its top. */
async function pages(folder) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await pages(path)));
    else if (entry.name.endsWith(".html")) found.push(relative(site, path).replace(/(^|\/)index\.html$/, "$1"));
  }
  return found.sort();
}

/** One page of each kind, the longest. Actors are of as many kinds as they have symbols; redirects are no pages. */
async function samples(all) {
  const kinds = new Map();
  for (const path of all) {
    const text = await readFile(join(site, path.endsWith("/") || path === "" ? `${path}index.html` : path), "utf8");
    if (/http-equiv="refresh"/.test(text)) continue;
    const folders = path.split("/").length > 2 ? path.split("/").slice(0, -2).join("/") : path;
    const kind = folders.replace(/reports\/[^/]+$/, "version") + (/class="glyph (glyph-\w+)"/.exec(text)?.[1] ?? "");
    const size = text.length;
    const known = kinds.get(kind) ?? { path, size };
    if (size >= known.size) kinds.set(kind, { path, size });
  }
  return [...kinds.values()].map((entry) => entry.path);
}

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"];

// The rule of AAA leaves to that of AA what has too little contrast even for it.
const COLOUR_RULES = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"];
const ROOM_RULES = ["target-size", "scrollable-region-focusable"];

/** Every rule, or, where only colours or room differ from what was already seen of a page, the rules on these. */
async function accessibility(page, what, only = null) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const runOnly = only ? { type: "rule", values: only } : { type: "tag", values: AXE_TAGS };
  const result = await page.evaluate(async (runOnly) => {
    const rules = runOnly.type === "tag" ? { "color-contrast-enhanced": { enabled: true } } : {};
    const found = await globalThis.axe.run(document, { runOnly, rules, resultTypes: ["violations"] });
    return found.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)}`);
  }, runOnly);
  check(`axe ${what}`, result.length === 0, result.join(" | "));
}

const noSidewaysScroll = (page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

const began = Date.now();
const server = await serve(site);
const browser = await launch();

/** Opens a context in which every console message and every foreign request is a failure. */
async function open(options, what) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => check(`console on ${what()}`, false, message.text()));
  page.on("pageerror", (error) => check(`script on ${what()}`, false, error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith("data:")) check(`request on ${what()}`, false, request.url());
  });
  return { context, page };
}

const all = await pages(site);
const kinds = await samples(all);
console.log(`${all.length} pages, ${kinds.length} kinds: ${kinds.join(" ")}`);
check("there are pages", kinds.length > 5);

/** What looks at pages, two at a time: each has a context, and so a process, of its own. */
const passes = [];
/** Looks at a page of each kind in a window: it is opened once, and then changed as its reader could change it. */
const look = ([width, height], steps) => async () => {
  let at = "";
  const { context, page } = await open({ viewport: { width, height } }, () => `${at} ${width}`);
  for (const path of kinds) {
    at = path || "/";
    await page.goto(server.url + path, { waitUntil: "load" });
    await accessibility(page, `${at} ${width}`);
    check(`no sideways scroll ${at} ${width}`, await noSidewaysScroll(page));
    await page.emulateMedia({ colorScheme: "dark" });
    await accessibility(page, `${at} ${width} dark`, COLOUR_RULES);
    await page.emulateMedia({ colorScheme: "light" });
    await steps(page, at);
    await page.setViewportSize({ width, height });
  }
  await context.close();
};
passes.push(look([1440, 900], async (page, at) => {
  await page.emulateMedia({ forcedColors: "active" });
  await accessibility(page, `${at} forced colours`, COLOUR_RULES);
  await page.emulateMedia({ forcedColors: "none" });
  await page.setViewportSize({ width: 820, height: 1100 });
  await accessibility(page, `${at} 820`);
  check(`no sideways scroll ${at} 820`, await noSidewaysScroll(page));
}));
passes.push(look([390, 844], async (page, at) => {
  // No style sheet tells 320 px from 390: the same elements are shown, closer together.
  await page.setViewportSize({ width: 320, height: 640 });
  await accessibility(page, `${at} 320`, ROOM_RULES);
  check(`no sideways scroll ${at} 320`, await noSidewaysScroll(page));
  // WCAG 1.4.12, text spacing.
  await page.evaluate(() => {
    const wide = new CSSStyleSheet();
    wide.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
    document.adoptedStyleSheets = [wide];
  });
  check(`wide text is wide ${at}`, await page.evaluate(() => getComputedStyle(document.body).letterSpacing !== "normal"));
  check(`no sideways scroll with wide text ${at}`, await noSidewaysScroll(page));
}));
// Every page loads without a message, a dead request or a foreign one.
passes.push(async () => {
  let at = "";
  const { context, page } = await open({ viewport: { width: 1280, height: 800 } }, () => at);
  page.on("response", (response) => check(`response on ${at}`, response.status() < 400 || response.url().endsWith("404.html"), `${response.status()} ${response.url()}`));
  for (const path of all) {
    at = path || "/";
    await page.goto(server.url + path, { waitUntil: "load" });
    tally.passed += 1;
  }
  await context.close();
});
const worker = async () => {
  for (let pass = passes.shift(); pass; pass = passes.shift()) await pass();
};
await Promise.all([worker(), worker()]);

const report = kinds.find((path) => /^reports\/[^/]+\/$/.test(path));
if (report) {
  const address = server.url + report;
  // Cards: pointer, keyboard, Escape; only one at a time.
  {
    const { context, page } = await open({ viewport: { width: 1440, height: 900 } }, () => "cards");
    await page.goto(address);
    const link = page.locator("main .para [data-card]").first();
    check("a report has dotted links", (await link.count()) > 0);
    if (await link.count()) {
      const card = page.locator(`#${await link.getAttribute("data-card")}`);
      await link.scrollIntoViewIfNeeded();
      await link.hover();
      await page.waitForTimeout(200);
      check("a card waits", !(await card.isVisible()));
      await page.waitForTimeout(500);
      check("a card opens under the pointer", await card.isVisible());
      await accessibility(page, "card open");
      const box = await card.boundingBox();
      await page.mouse.move(box.x + 20, box.y + 20, { steps: 6 });
      await page.waitForTimeout(600);
      check("a card stays under the pointer", await card.isVisible());
      await page.mouse.move(2, 2);
      await page.waitForTimeout(600);
      check("a card closes when the pointer leaves", !(await card.isVisible()));
      await link.hover();
      await page.waitForTimeout(700);
      await page.keyboard.press("Escape");
      check("Escape closes a card", !(await card.isVisible()));
      await page.mouse.move(2, 2);
      await link.hover();
      await page.waitForTimeout(150);
      await page.keyboard.press("Escape");
      await page.waitForTimeout(600);
      check("Escape cancels a card that waits", !(await card.isVisible()));
      await page.mouse.move(2, 2);
      await link.hover();
      await page.waitForTimeout(700);
      const line = await link.evaluate((el) => [...el.getClientRects()].map((r) => [r.top, r.bottom]));
      const placed = await card.boundingBox();
      const fits = line.some(([top, bottom]) => Math.abs(placed.y - bottom - 8) < 2 || Math.abs(placed.y + placed.height + 8 - top) < 2);
      check("a card stands 8 px from its line", fits, JSON.stringify([line, placed]));
      check("a card keeps inside the window", placed.x >= 15 && placed.x + placed.width <= 1440 - 15);
      await page.evaluate(() => scrollBy(0, 60));
      await page.waitForTimeout(100);
      check("a short scroll leaves a card", await card.isVisible());
      await page.evaluate(() => scrollBy(0, 100));
      await page.waitForTimeout(100);
      check("a long scroll closes a card", !(await card.isVisible()));
      await page.mouse.move(2, 2);
      const other = page.locator("main .para [data-card]").nth(1);
      await link.hover();
      await page.waitForTimeout(600);
      await other.hover();
      await page.waitForTimeout(700);
      check("one card at a time", (await page.locator(".card:popover-open").count()) === 1);
      await page.mouse.move(2, 2);
      await page.waitForTimeout(400);
      // Keyboard: Tab until the link has focus.
      await page.evaluate(() => document.querySelector("#main").focus());
      let reached = false;
      for (let step = 0; step < 80 && !reached; step += 1) {
        await page.keyboard.press("Tab");
        reached = await page.evaluate(() => document.activeElement?.matches("main .para [data-card]"));
      }
      check("Tab reaches a dotted link", reached);
      await page.waitForTimeout(700);
      check("a card opens on focus", (await page.locator(".card:popover-open").count()) === 1);
      check("focus stays on the link", await page.evaluate(() => document.activeElement?.matches("[data-card]")));
      await page.keyboard.press("Tab");
      check("Tab closes the card", (await page.locator(".card:popover-open").count()) === 0);
      const goal = await link.getAttribute("href");
      await link.focus();
      await Promise.all([page.waitForURL(new URL(goal, address).href, { timeout: 5000 }).catch(() => {}), page.keyboard.press("Enter")]);
      check("Enter follows a dotted link", page.url() === new URL(goal, address).href, page.url());
      await page.goto(address);
    }
    // A source's card takes its words from the list of sources.
    const cite = page.locator("main .para .cite[data-card]").first();
    if (await cite.count()) {
      await cite.scrollIntoViewIfNeeded();
      await cite.hover();
      await page.waitForTimeout(700);
      const said = await page.locator(".card:popover-open p").first().innerText().catch(() => "");
      check("a source's card says its reference", said.length > 20, said);
      check("a source's card has no control in it", (await page.locator(".card:popover-open a:visible").count()) === 0);
      await page.mouse.move(2, 2);
      await page.waitForTimeout(400);
    }
    const note = page.locator(".note").first();
    if (await note.count()) check("notes stand in the margin", await note.isVisible());
    // Beside a long list of corrections the citation is not drawn out.
    const heights = await page.locator("section.cite > :is(h2, .row)").evaluateAll((parts) => parts.map((part) => part.offsetHeight));
    check("a citation and its buttons stand together", heights.length > 1 && Math.max(...heights) < 100, String(heights));
    const number = page.locator(".pno").first();
    check("a number says that a dialog opens", (await number.getAttribute("aria-haspopup")) === "dialog");
    await number.focus();
    await page.keyboard.press("Enter");
    await page.waitForTimeout(200);
    check("the citation of a paragraph has the focus", await page.evaluate(() => document.activeElement.id === "passage-cite"));
    await accessibility(page, "citation of a paragraph");
    await page.keyboard.press("Escape");
    await page.waitForTimeout(100);
    check("its number has it back", await number.evaluate((el) => el === document.activeElement));
    await page.keyboard.press("Enter");
    await page.waitForTimeout(200);
    for (let n = 0; n < 3; n += 1) await page.keyboard.press("Tab");
    await page.waitForTimeout(100);
    check("it closes when focus goes on", (await page.locator("#passage-cite:popover-open").count()) === 0);
    const untold = await page.locator("a.term[aria-describedby]").evaluateAll((all) => all.filter((a) => !document.getElementById(a.getAttribute("aria-describedby"))?.textContent).length);
    check("definitions of terms are pointed at", untold === 0 && (await page.locator("a.term[aria-describedby]").count()) > 0, `${untold} point at nothing`);
    const still = await page.evaluate(() => [...document.querySelectorAll("*")].filter((el) => {
      const style = getComputedStyle(el);
      return style.animationName !== "none" || style.transitionDuration.split(", ").some((d) => d !== "0s");
    }).length);
    check("nothing moves", still === 0, `${still} elements`);
    // Printing: what is for the screen goes, what is read stays.
    await page.emulateMedia({ media: "print" });
    for (const selector of [".mast nav", ".theme-btn", ".cards", ".btn", ".foot", ".neighbours"]) {
      const hidden = await page.locator(selector).evaluateAll((all) => all.every((el) => !el.checkVisibility()));
      check(`${selector} is not printed`, hidden);
    }
    const kept = await page.locator(".note, .para, .kj > li, .refs > li").evaluateAll((all) => all.every((el) => el.checkVisibility()));
    check("text, notes and sources are printed", kept);
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper").trim());
    check("paper is white", ["#fff", "#ffffff", "white"].includes(ground), ground);
    // A paragraph that is parted by the end of a page keeps its distance from the next.
    const apart = await page.locator(".para").first().evaluate((el) => [getComputedStyle(el).paddingBlockEnd, getComputedStyle(el).marginBlockEnd]);
    check("paragraphs on paper are set apart by padding", parseFloat(apart[0]) > 5 && apart[1] === "0px", String(apart));
    check("no picture waits to be scrolled to", (await page.locator("img[loading]").count()) === 0);
    // Drawings take the system's colours, whatever theme was chosen.
    await page.emulateMedia({ media: "screen", colorScheme: "dark", forcedColors: "active" });
    await page.evaluate(() => { document.documentElement.dataset.theme = "light"; });
    const dim = await page.locator(".odds svg, .bars svg, .plot-in").evaluateAll((all) => all.filter((svg) => getComputedStyle(svg).color !== getComputedStyle(document.body).color).length);
    check("drawings are seen in forced colours", dim === 0 && (await page.locator(".odds svg").count()) > 0, `${dim} are not`);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
    // Where the contents are longer than the window, the line where the reader is stays in view.
    await page.setViewportSize({ width: 1440, height: 480 });
    await page.evaluate(() => document.querySelector("#sources").scrollIntoView());
    await page.waitForTimeout(200);
    const [line, rail] = await page.locator(".toc a[aria-current]").evaluate((a) => [a, a.closest(".toc")].map((el) => el.getBoundingClientRect().toJSON()));
    check("the rail follows the reader", line.top >= rail.top - 1 && line.bottom <= rail.bottom + 1, JSON.stringify([line, rail]));
    await context.close();
  }
  // Touch: a tap opens a sheet with one link.
  {
    const { context, page } = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, () => "touch");
    await page.goto(address);
    const link = page.locator("main .para [data-card]").first();
    if (await link.count()) {
      await link.scrollIntoViewIfNeeded();
      await link.tap();
      await page.waitForTimeout(200);
      const sheet = page.locator(".card.sheet:popover-open");
      check("a tap opens a sheet", (await sheet.count()) === 1 && page.url().split("#")[0] === address);
      check("a sheet has one link", (await sheet.locator("a:visible").count()) === 1);
      await accessibility(page, "sheet open");
      const dialog = () => page.evaluate(() => { const el = document.activeElement; return [el.getAttribute("role"), el.getAttribute("aria-label")]; });
      const [role, name] = await dialog();
      check("a sheet is a dialog with a name, and has the focus", role === "dialog" && name?.length > 1, `${role} ${name}`);
      await sheet.locator("button").click();
      await page.waitForTimeout(100);
      check("a sheet closes on Close, and gives the focus back", (await page.locator(".card:popover-open").count()) === 0 && (await link.evaluate((el) => el === document.activeElement)));
      await page.waitForTimeout(600);
      check("focus that is given back opens nothing", (await page.locator(".card:popover-open").count()) === 0);
      await link.tap();
      await page.waitForTimeout(100);
      for (let n = 0; n < 3; n += 1) await page.keyboard.press("Tab");
      await page.waitForTimeout(100);
      check("a sheet closes when focus goes on", (await page.locator(".card:popover-open").count()) === 0);
      await link.tap();
      await page.waitForTimeout(100);
      await page.touchscreen.tap(200, 40);
      await page.waitForTimeout(200);
      check("a tap outside closes it", (await page.locator(".card:popover-open").count()) === 0);
    }
    const note = page.locator("a.ref").first();
    if (await note.count()) {
      const target = page.locator(`[id="${(await note.getAttribute("href")).slice(1)}"]`);
      check("a note is closed on a phone", !(await target.isVisible()));
      check("its numeral says so", (await note.getAttribute("aria-expanded")) === "false");
      await note.scrollIntoViewIfNeeded();
      await note.click();
      check("a note opens under its paragraph", await target.isVisible());
      await accessibility(page, "note open");
      await note.click();
      check("a second tap closes the note", !(await target.isVisible()));
    }
    for (const [name, button] of [["menu", ".menu-btn"], ["contents", ".toc-bar button"]]) {
      await page.evaluate(() => scrollTo(0, 0));
      const opener = page.locator(button).first();
      if (!(await opener.count())) continue;
      await opener.scrollIntoViewIfNeeded();
      await opener.click();
      check(`${name} opens`, (await page.locator("[popover]:popover-open").count()) === 1);
      await accessibility(page, `${name} open`);
      await page.keyboard.press("Escape");
      check(`${name} closes on Escape`, (await page.locator("[popover]:popover-open").count()) === 0);
      await opener.click();
      await page.locator(".close:visible").first().click();
      check(`${name} closes on Close`, (await page.locator("[popover]:popover-open").count()) === 0);
      await opener.click();
      await page.touchscreen.tap(195, 835);
      await page.waitForTimeout(100);
      const tall = await page.evaluate(() => (document.querySelector(":popover-open")?.getBoundingClientRect().bottom ?? 0) > 830);
      check(`${name} closes on a tap outside`, tall || (await page.locator("[popover]:popover-open").count()) === 0);
      if (tall) await page.keyboard.press("Escape");
    }
    for (const [name, button, last] of [["menu", ".menu-btn", "#menu .close"], ["contents", ".toc-bar button", "#toc .close"]]) {
      if (!(await page.locator(button).count())) continue;
      await page.locator(button).first().click();
      await page.locator(last).focus();
      await page.keyboard.press("Tab");
      await page.waitForTimeout(100);
      check(`${name} closes when focus goes on`, (await page.locator("[popover]:popover-open").count()) === 0);
    }
    const opener = page.locator(".toc-bar button").first();
    if (await opener.count()) {
      await opener.click();
      await page.locator("#toc a").nth(2).click();
      check("contents close when a line is chosen", (await page.locator("[popover]:popover-open").count()) === 0 && page.url().includes("#"));
    }
    await context.close();
  }
  // No script: everything is there.
  {
    const { context, page } = await open({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false }, () => "no script");
    await page.goto(address);
    check("text without script", (await page.locator(".para").count()) > 3);
    check("no theme button without script", !(await page.locator(".theme-btn").first().isVisible()));
    check("dotted links are links without script", (await page.locator("main .para [data-card]:not([href])").count()) === 0);
    await page.locator(".menu-btn").click();
    check("the menu opens without script", await page.locator("#menu").isVisible());
    await page.locator("#menu .close").click();
    const note = page.locator("a.ref").first();
    if (await note.count()) {
      await note.click();
      check("a note opens by its address", await page.locator(`[id="${(await note.getAttribute("href")).slice(1)}"]`).isVisible());
    }
    await context.close();
  }
  // Theme button, skip link, copying.
  {
    const { context, page } = await open({ viewport: { width: 1440, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] }, () => "theme");
    await page.goto(address);
    await page.keyboard.press("Tab");
    check("the skip link comes first", await page.evaluate(() => document.activeElement?.classList.contains("skip")));
    const button = page.locator(".theme-btn").first();
    check("the theme button names what it does", (await button.getAttribute("aria-label")) === "Use dark theme");
    await button.click();
    check("the theme changes", (await page.evaluate(() => document.documentElement.dataset.theme)) === "dark");
    await page.reload();
    check("the choice stays", (await page.evaluate(() => document.documentElement.dataset.theme)) === "dark");
    await button.click();
    check("the system's own theme needs no choice", (await page.evaluate(() => document.documentElement.dataset.theme)) === undefined);
    const copy = page.locator("[data-copy]").first();
    if (await copy.count()) {
      await copy.click();
      await page.waitForTimeout(100);
      check("copying is announced", (await page.locator("[role=status]", { hasText: "Copied" }).count()) >= 1);
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      check("plain text is copied", copied.length > 20 && copied === (await page.locator(`#${await copy.getAttribute("data-copy")}`).innerText()).trim(), copied);
      await page.waitForTimeout(4200);
      check("the announcement goes", (await page.locator("[role=status]", { hasText: "Copied" }).count()) === 0);
    }
    await context.close();
  }
}

// Small screens keep what an index says of its records, and show all that can have the focus.
{
  const { context, page } = await open({ viewport: { width: 320, height: 640 } }, () => "narrow");
  if (all.includes("actors/")) {
    await page.goto(`${server.url}actors/`);
    const seen = await page.locator(".index-table td:nth-child(2):not(:empty)").evaluateAll((cells) => [cells.length, cells.filter((cell) => cell.checkVisibility()).length]);
    check("summaries of an index are shown", seen[0] > 0 && seen[0] === seen[1], String(seen));
  }
  for (const path of kinds.filter((path) => path.startsWith("reports/"))) {
    await page.goto(server.url + path);
    const lost = await page.locator("thead a").evaluateAll((links) => links.filter((a) => a.getBoundingClientRect().width < 2 || getComputedStyle(a.closest("thead")).clipPath !== "none").length);
    check("no link stands in a head that is not shown", lost === 0, `${path}: ${lost}`);
  }
  await context.close();
}

// "Every mention" leads to the very words.
const actor = kinds.find((path) => /^actors\/[^/]+\/$/.test(path));
if (actor) {
  const { context, page } = await open({ viewport: { width: 1280, height: 800 } }, () => "mentions");
  await page.goto(server.url + actor);
  const places = await page.locator(".mentions .at").evaluateAll((all) => all.map((a) => [a.href, a.nextElementSibling.querySelector("mark")?.textContent]));
  check("an actor is mentioned", places.length > 0);
  for (const [href, words] of [places[0], places[places.length >> 1]].filter(Boolean)) {
    await page.goto(href);
    const found = await page.evaluate(() => document.querySelector(":target")?.textContent);
    check("a mention leads to its words", found !== undefined && (!words || words.includes(found) || found.includes(words)), `${href}: ${found} / ${words}`);
    const seen = await page.evaluate(() => { const box = document.querySelector(":target")?.getBoundingClientRect(); return box && box.top >= 0 && box.bottom <= innerHeight; });
    check("the words are in view", seen, href);
  }
  await context.close();
}

// Search: real queries, marks, filters, addresses, bytes.
if (existsSync(join(site, "search/index.html"))) {
  let query = "";
  const { context, page } = await open({ viewport: { width: 1440, height: 900 } }, () => `search ${query}`);
  let bytes = 0;
  page.on("response", async (response) => {
    if (/\/search\/[^/]+\/(index\.json|[td]\/)/.test(response.url())) bytes += Number((await response.body().catch(() => "")).length);
  });
  const settled = () => page.waitForFunction(() => !/^What can|^Qué/.test(document.querySelector("#h-hits").textContent), null, { timeout: 5000 }).catch(() => {});
  const first = () => page.locator("#search-hits > li").first();
  const ask = async (words, path = "search/") => {
    query = words;
    await page.goto(`${server.url}${path}?q=${encodeURIComponent(words)}`, { waitUntil: "load" });
    await settled();
    await page.waitForTimeout(150);
  };
  await ask("deport");
  check("a first query fetches at most 150 KB", bytes > 0 && bytes <= 150_000, `${bytes}`);
  check("the count is announced", /^\d+ results for ‘deport’$/.test(await page.locator("[role=status]#search-status").innerText()));
  check("the heading has a name", (await page.getByRole("heading", { level: 2, name: /results for/ }).count()) === 1);
  check("words are marked", (await page.locator("#search-hits mark").count()) > 3);
  await accessibility(page, "search with results");
  for (const [words, path] of [
    ["Bukele", "actors/nayib-bukele/"], ["zury rios", "actors/zury-rios/"], ["MNNA", "glossary/major-non-nato-ally/"],
    ["régimen de excepción", "glossary/state-of-exception/"], ["regimen excepcion", "glossary/state-of-exception/"],
    ["deporting", "glossary/deportation/"], ["greenl", "places/greenland/"], ["MS-13", "actors/ms-13/"],
    ["\"meets Hegseth\"", "events/merino-hegseth/"],
  ]) {
    await ask(words);
    const href = (await first().count()) ? await first().locator("a").evaluate((a) => a.href) : "nothing";
    check(`search finds ${words}`, href.startsWith(server.url + path), href);
  }
  await ask("\"Hegseth meets\"");
  check("a phrase keeps its order", await page.locator("#search-none").isVisible());
  await ask("zzzqqq");
  check("nothing found leads to the register", /Nothing found/.test(await page.locator("#search-status").innerText()) && (await page.locator("#search-none a").count()) === 1);
  await accessibility(page, "search without results");
  await ask("tariff zzzqqq");
  check("some of the words is said", await page.locator("#search-some").isVisible());
  check("and announced", /No passage has all/.test(await page.locator("#search-status").textContent()));
  // A filter, its address, and a paragraph.
  await ask("homicide");
  const papers = page.locator("#search-kinds button", { hasText: "Papers" });
  check("there are filters", (await papers.count()) === 1);
  if (await papers.count()) {
    await papers.focus();
    await page.keyboard.press("Enter");
    await page.waitForTimeout(200);
    const count = Number((await papers.locator(".n").innerText()).replace(/\D/g, ""));
    check("a filter shows its kind only", (await page.locator("#search-status").innerText()).startsWith(`${count} result`) && (await page.locator("#search-hits > li > .where:first-of-type").allInnerTexts()).every((text) => text.startsWith("Paper")));
    check("a filter is in the address", page.url().includes("kind=report"), page.url());
    const link = page.locator('#search-hits a[href*="#p"]').first();
    check("papers are found to the paragraph", (await link.count()) === 1);
    if (await link.count()) {
      await link.click();
      await page.waitForLoadState("load");
      check("a result leads to its paragraph", /homicid/i.test((await page.evaluate(() => document.querySelector(":target")?.textContent)) ?? ""), page.url());
    }
  }
  // Typing, and how long answers take once the index is there.
  await ask("bukele");
  await page.locator("#q").fill("bukele trump");
  await page.waitForFunction(() => /bukele trump/.test(document.querySelector("#search-status").textContent), null, { timeout: 5000 }).catch(() => {});
  check("typing changes results and address", page.url().includes("bukele+trump") || page.url().includes("bukele%20trump"), page.url());
  await page.locator("#q").fill("");
  await page.waitForTimeout(400);
  check("an empty field shows what can be found", await page.locator("#search-empty").isVisible());
  if (existsSync(join(site, "es/search/index.html"))) {
    await ask("excepcion", "es/search/");
    check("a page in Spanish answers in Spanish", /resultado/.test(await page.locator("#search-status").innerText()) && (await page.locator("#search-hits mark").count()) > 0);
  }
  await context.close();
  const plain = await open({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false }, () => "search without script");
  await plain.page.goto(`${server.url}search/`);
  check("without script search leads to the indexes", (await plain.page.locator("noscript a").count()) === 3 || /Search needs JavaScript/.test(await plain.page.locator("main").innerText()));
  check("without script there is no form that nothing answers", !(await plain.page.locator("#search").isVisible()) && !(await plain.page.locator("#search-empty").isVisible()));
  await plain.context.close();
}

// The ring around what has focus in the rail of contents is whole: the rail scrolls, and cuts off what stands out of it.
{
  const { context, page } = await open({ viewport: { width: 1440, height: 900 } }, () => "rail");
  await page.goto(server.url + (report ?? ""));
  const room = await page.evaluate(() => {
    const [rail, line] = [document.querySelector(".toc"), document.querySelector(".toc a")].map((e) => e?.getBoundingClientRect());
    return rail && Math.min(rail.right - line.right, line.left - rail.left);
  });
  check("a ring in the contents has room", room >= 5, `${room}`);
  await context.close();
}

// Tables that tell of evidence stand on a tablet as a whole.
if (all.includes("evidence/")) {
  const { context, page } = await open({ viewport: { width: 768, height: 1024 } }, () => "evidence");
  await page.goto(`${server.url}evidence/`);
  check("coverage fits a tablet", await page.evaluate(() => { const box = document.querySelector(".coverage").parentElement; return box.scrollWidth <= box.clientWidth + 1; }));
  const [lines, sections] = [await page.locator("#toc li").count(), await page.locator(".text section").count()];
  check("the contents of the evidence have a line for each section", lines === sections, `${lines}, ${sections}`);
  await context.close();
}

await browser.close();
server.close();
end("browser", `, ${Math.round((Date.now() - began) / 1000)} s`);
