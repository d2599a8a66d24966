// The live preview in a real browser: fifty edits, and after each the page is that of a fresh build, with the reader's
// place, focus, selection and everything that was opened as it was.
//
//   node preview.mjs PROGRAM [--shots DIR]
//
// Ends with "N passed, N failed".
import { launch } from "./checks.mjs";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync, mkdirSync, openSync, writeSync, closeSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const program = resolve(process.argv[2] ?? "target/debug/chancery");
const shots = process.argv.includes("--shots") ? process.argv[process.argv.indexOf("--shots") + 1] : null;

let passed = 0;
const failures = [];
const check = (what, fine, detail = "") => {
  if (fine) passed += 1;
  else { failures.push(`${what}${detail ? `: ${detail}` : ""}`); console.log(`  FAILED ${what} ${detail}`); }
};

/* A site with what can be lost: many paragraphs, notes, cards, an image, a style of its own. */
const folder = mkdtempSync(join(tmpdir(), "preview-"));
const site = join(folder, "site");
const at = (path) => join(site, path);
execFileSync(program, ["init", site]);
const REPORT = "content/reports/long/index.md";
const paragraphs = Array.from({ length: 36 }, (_, i) => {
  const n = i + 1;
  const extra = n === 5 ? " The World Health Organization said so.[^a]" : n === 20 ? " The World Health Organization repeats it, at some length and with care.[^b]" : n === 28 ? " Safe water matters.[^c]" : "";
  return `${n % 9 === 1 ? `## Section ${"ABCDEFG"[(n - 1) / 9]}\n\n` : ""}Paragraph mark${String.fromCharCode(97 + (i % 26))}${n} says what only it says, about subject ${n * 7919 % 1000} and nothing else, in a sentence that is long enough to fill some lines of a page and to be told from its neighbours.${extra}`;
});
const front = (more = "") => `---\ntitle: A long report\ndate: 2025-06-01\nsummary: Long enough to scroll.\n${more}---\n\n`;
const body = (list) => `${list.join("\n\n")}\n\n[^a]: First note.\n[^b]: Second note, which stays open.\n[^c]: Third note.\n`;
const SQUARE = (colour) => `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40"><rect width="40" height="40" fill="${colour}"/></svg>\n`;
mkdirSync(at("content/reports/long"), { recursive: true });
mkdirSync(at("static"), { recursive: true });
writeFileSync(at("static/square.svg"), SQUARE("#123456"));
let text = front() + body([...paragraphs.slice(0, 20), "![A square](/square.svg)", ...paragraphs.slice(20)]);
writeFileSync(at(REPORT), text);

/* Ways in which editors save. */
const inPlace = (path, bytes) => writeFileSync(at(path), bytes);
const byRename = (path, bytes) => { writeFileSync(at(`${path}.tmp`), bytes); renameSync(at(`${path}.tmp`), at(path)); };
const inPieces = (path, bytes) => {
  const file = openSync(at(path), "w");
  const third = Math.ceil(bytes.length / 3);
  for (let i = 0; i < bytes.length; i += third) writeSync(file, bytes.slice(i, i + third));
  closeSync(file);
};
const anew = (path, bytes) => { unlinkSync(at(path)); writeFileSync(at(path), bytes); };
const WAYS = [inPlace, byRename, inPieces, anew];

const server = spawn(program, ["serve", "--root", site, "--port", "0", "--no-follow", "--editor", "vscode"], { stdio: ["ignore", "ignore", "pipe"] });
let said = "";
server.stderr.on("data", (data) => { said += data; });
const until = async (what, test, ms = 20000) => {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    // A page may be loaded anew under us.
    const got = await Promise.resolve().then(test).catch(() => null);
    if (got) return got;
    await new Promise((done) => setTimeout(done, 15));
  }
  check(`waited for: ${what}`, false);
  return null;
};
const url = await until("the address", () => /http:\/\/[\d.:]+\//.exec(said)?.[0]);
const began = Date.now();
const browser = await launch();

const TAGS = /<link rel="stylesheet" href="\/\.chancery\/preview\.css"><script src="\/\.chancery\/preview\.js" data-hash="[0-9a-f]*" data-word="[0-9a-f]*"><\/script>\n/;
let now = "";
async function open(options, what, path = "reports/long/") {
  const context = await browser.newContext(options);
  // What the policy of the page refuses, told by the browser itself.
  await context.addInitScript(() => {
    globalThis.refused = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  const page = await context.newPage();
  page.on("console", (message) => { if (now !== "axe" && !/vscode:|status of 404/.test(message.text())) check(`console: ${what} ${now}`, false, message.text()); });
  page.on("pageerror", (error) => check(`script: ${what} ${now}`, false, error.stack));
  await page.goto(url + path);
  await page.waitForFunction(() => document.querySelector("chancery-preview")?.shadowRoot.querySelector(".badge"));
  return { context, page };
}

const served = async (path = "reports/long/") => (await (await fetch(url + path)).text());
const hashOf = (html) => /data-hash="([0-9a-f]+)"/.exec(html)?.[1];
const plain = (html) => html.replace(TAGS, "");
const corner = (page, selector) => page.evaluate((selector) => document.querySelector("chancery-preview").shadowRoot.querySelector(selector)?.textContent ?? null, selector);
const sheet = (page) => page.evaluate(() => { const e = document.querySelector("chancery-preview").shadowRoot.querySelector(".sheet"); return e.hidden ? null : e.textContent; });

/* The document without the preview's parts, and without what shows where the reader is. */
const DOM = () => {
  const text = document.documentElement.outerHTML.replace(/ style="[^"]*"/g, "");
  const copy = new DOMParser().parseFromString(text, "text/html").documentElement;
  copy.querySelectorAll('[src^="/.chancery/"], [href^="/.chancery/"], chancery-preview').forEach((e) => e.remove());
  copy.querySelectorAll("nav [aria-current=true]").forEach((e) => { if (e.closest("#toc")) e.removeAttribute("aria-current"); });
  copy.querySelectorAll(".toc-bar .here").forEach((e) => { e.textContent = ""; });
  copy.querySelectorAll("[aria-expanded]").forEach((e) => e.removeAttribute("aria-expanded"));
  copy.querySelectorAll(".open, .lit").forEach((e) => { e.classList.remove("open", "lit"); });
  copy.querySelectorAll("details").forEach((e) => e.removeAttribute("open"));
  for (const e of copy.querySelectorAll("[src], [href]")) for (const name of ["src", "href"]) {
    const value = e.getAttribute(name);
    if (/\?v=[0-9a-f]+$/.test(value ?? "")) e.setAttribute(name, value.replace(/\?v=.*/, ""));
  }
  return copy.outerHTML.replace(/\s+\n/g, "\n").replace(/ style=""/g, "");
};

const { page } = await open({ viewport: { width: 1280, height: 800 } }, "wide");
const { page: narrow } = await open({ viewport: { width: 390, height: 844 } }, "narrow");
const { context: fresh, page: other } = await open({ viewport: { width: 1280, height: 800 } }, "fresh");

/* What the reader has done: scrolled, focused, selected, opened. Each is on something that no edit touches. */
await page.evaluate(() => {
  const paragraph = [...document.querySelectorAll("p.para")].find((e) => e.textContent.includes("markt20 "));
  paragraph.scrollIntoView({ block: "center", behavior: "instant" });
  document.querySelector('.ref[href="#n2"]')?.focus({ preventScroll: true });
  const selection = getSelection();
  const node = [...paragraph.childNodes].find((n) => n.nodeType === 3);
  selection.setBaseAndExtent(node, 3, node, 24);
  const card = document.querySelector(".card");
  card?.showPopover?.();
});
await narrow.evaluate(() => {
  const ref = document.querySelector('.ref[href="#n2"]');
  ref.scrollIntoView({ block: "center", behavior: "instant" });
  ref.click();
  scrollBy({ top: 1, behavior: "instant" });
});
const state = (p) => p.evaluate(() => {
  const paragraph = [...document.querySelectorAll("p.para")].find((e) => e.textContent.includes("markt20 "));
  const note = [...document.querySelectorAll(".note")].find((e) => e.textContent.includes("stays open"));
  return {
    top: paragraph ? Math.round(paragraph.getBoundingClientRect().top) : null,
    focus: document.activeElement?.className ?? "",
    selection: getSelection().toString(),
    card: !!document.querySelector(".card:popover-open"),
    note: note?.classList.contains("open") ?? false,
  };
});
const kept = await state(page);
const keptNarrow = await state(narrow);
check("there is something to keep", kept.top !== null && kept.focus.includes("ref") && kept.selection.length > 10 && kept.card, JSON.stringify(kept));
check("a note is open", keptNarrow.note);

// The preview's own styles change nothing on the page.
const changed = await page.evaluate(() => {
  const all = [...document.body.querySelectorAll("*")].filter((e) => e.localName !== "chancery-preview");
  const looks = () => all.map((e) => { const s = getComputedStyle(e); return [s.color, s.font, s.margin, s.padding, s.display, s.border, s.background].join("|"); });
  const link = document.querySelector('link[href="/.chancery/preview.css"]');
  const with_ = looks();
  link.disabled = true;
  const without = looks();
  link.disabled = false;
  return { of: all.length, names: all.filter((e, n) => with_[n] !== without[n]).map((e) => e.localName).slice(0, 5) };
});
check("the page looks as it will be published", changed.of > 100 && !changed.names.length, JSON.stringify(changed));

/** Waits until the tab shows what the server serves, and compares it with a fresh build and a freshly loaded page. */
async function settled(what, { path = "reports/long/", build = true } = {}) {
  const last = await page.evaluate(() => document.querySelector('script[src="/.chancery/preview.js"]').dataset.hash);
  void last;
  const html = await served(path);
  const hash = hashOf(html);
  await until(`${what} in the tab`, async () => (await page.evaluate(() => document.querySelector('script[src="/.chancery/preview.js"]').dataset.hash)) === hash);
  await until(`${what} in the narrow tab`, async () => (await narrow.evaluate(() => document.querySelector('script[src="/.chancery/preview.js"]').dataset.hash)) === hash);
  if (build) {
    execFileSync(program, ["build", "--drafts", "--root", site, "--out", join(folder, "out")], { stdio: "ignore" });
    const built = readFileSync(join(folder, "out", path, "index.html"), "utf8");
    check(`${what}: the bytes of a fresh build`, plain(html) === built, plain(html).split("\n").filter((line) => !built.includes(line)).join("\n").slice(0, 300));
  }
  await other.goto(url + path);
  await page.waitForTimeout(30);
  await until(`${what}: old style gone`, () => page.evaluate(() => document.querySelectorAll('link[rel=stylesheet]:not([href^="/.chancery"]):not([media])').length === 2));
  const [mine, theirs] = [await page.evaluate(DOM), await other.evaluate(DOM)];
  let detail = "";
  if (mine !== theirs) {
    let i = 0;
    while (mine[i] === theirs[i]) i += 1;
    detail = `at ${i}: ${JSON.stringify(mine.slice(Math.max(0, i - 80), i + 120))} instead of ${JSON.stringify(theirs.slice(Math.max(0, i - 80), i + 120))}`;
  }
  check(`${what}: the DOM of a fresh page`, mine === theirs, detail);
  const has = await state(page);
  check(`${what}: place kept`, Math.abs(has.top - kept.top) <= 2, `${has.top} instead of ${kept.top}`);
  check(`${what}: focus, selection, card kept`, has.focus === kept.focus && has.selection === kept.selection && has.card, JSON.stringify(has));
  const hasNarrow = await state(narrow);
  check(`${what}: open note and place kept (narrow)`, hasNarrow.note && Math.abs(hasNarrow.top - keptNarrow.top) <= 2, JSON.stringify([hasNarrow, keptNarrow]));
}

/** Makes an edit, and waits until the server has it. */
async function edit(what, work, test) {
  now = what;
  work();
  await until(`${what} to be served`, async () => test(plain(await served())));
}
let ways = 0;
const write = (path, bytes) => WAYS[ways++ % WAYS.length](path, bytes);
const put = (fresh) => { text = fresh; write(REPORT, text); };

/* Forty edits of the text: words, paragraphs before and after, sections, notes, front matter. */
for (let round = 0; round < Number(process.env.ROUNDS ?? 40); round += 1) {
  const sign = `edit${round}x`;
  const where = [2, 11, 26, 33][round % 4];
  const letter = String.fromCharCode(97 + ((where - 1) % 26));
  const spot = `Paragraph mark${letter}${where} `;
  const kinds = [
    ["a word", () => put(text.replace(spot, `${spot}(${sign}) `))],
    ["a paragraph before", () => put(text.replace("Paragraph markc3 ", `New text ${sign} that pushes all else down.\n\nParagraph markc3 `))],
    ["a paragraph after", () => put(text.replace("Paragraph markd30 ", `More text ${sign} below.\n\nParagraph markd30 `))],
    ["a list and a table", () => put(text.replace("Paragraph marke31 ", `- one ${sign}\n- two\n\n| a | b |\n|---|---|\n| 1 | ${sign} |\n\nParagraph marke31 `))],
    ["a note before", () => put(text.replace("Paragraph markg7 says", `Paragraph markg7 says[^n${round}]`).replace("[^a]: First", `[^n${round}]: A note ${sign}.\n[^a]: First`))],
    ["the title", () => put(text.replace(/^title: .*$/m, `title: A long report ${sign}`))],
    ["a heading", () => put(text.replace(/## Section B.*$/m, `## Section B ${sign}`))],
    ["a new section", () => put(text.replace("Paragraph markh8 ", `## Part ${sign}\n\nParagraph markh8 `))],
    ["a paragraph gone", () => put(text.replace(/New text edit\d+x that pushes all else down\.\n\n/, "").replace(/^summary: .*$/m, `summary: Long enough, ${sign}.`))],
    ["the order of paragraphs", () => {
      const a = /Paragraph marki9 .*\n/.exec(text)[0], b = /Paragraph markl12 .*\n/.exec(text)[0];
      put(text.replace(a, "@@").replace(b, a).replace("@@", b).replace(/^summary: .*$/m, `summary: Another order, ${sign}.`));
    }],
  ];
  const [name, work] = kinds[round % kinds.length];
  const what = `${round} ${name}`;
  await edit(what, work, (html) => html.includes(sign));
  await settled(what, { build: round % 4 === 0 });
}

/* Records, configuration, theme, strings, files. */
const actor = "content/actors/world-health-organization.md";
const actorText = readFileSync(at(actor), "utf8");
await edit("an actor's summary", () => write(actor, actorText.replace(/^summary: .*$/m, "summary: An agency, actoredit.")), (html) => html.includes("actoredit"));
await settled("an actor's summary");
await until("what the edit changed elsewhere", async () => /\d+ pages changed by the last edit/.test(await page.evaluate(() => document.querySelector("chancery-preview").shadowRoot.querySelector(".sheet").textContent)));
check("the terminal says it too", /pages changed: /.test(said), said.slice(-300));
const config = readFileSync(at("chancery.yaml"), "utf8");
await edit("the site's title", () => write("chancery.yaml", config.replace(/^title: .*$/m, "title: Another name")), (html) => html.includes("Another name"));
await settled("the site's title");
mkdirSync(at("templates/i18n"), { recursive: true });
await edit("a string", () => write("templates/i18n/en.yaml", "contents: What is in it\n"), (html) => html.includes("What is in it"));
await settled("a string");

/* Style: at no moment is the page without. */
await page.evaluate(() => {
  globalThis.bare = 0;
  const look = () => { if (getComputedStyle(document.querySelector("p.para")).fontFamily.indexOf("STIX") < 0) globalThis.bare += 1; if (!globalThis.enough) requestAnimationFrame(look); };
  look();
});
const style = await page.evaluate(() => [...document.styleSheets].map((s) => s.href).find((href) => href?.includes("chancery.")));
const css = await (await fetch(style)).text();
mkdirSync(at("themes/chancery/assets"), { recursive: true });
now = "style";
writeFileSync(at("themes/chancery/assets/chancery.css"), `${css.replaceAll(/(fonts\/[\w-]+)\.[0-9a-f]{10}\.woff2/g, "$1.woff2")}\n@layer pages { h1 { letter-spacing: .03125em; } }\n`);
await until("the new style to be served", async () => !(await served()).includes(style.split("/").pop()));
await until("the new style", () => page.evaluate(() => getComputedStyle(document.querySelector("h1")).letterSpacing !== "normal" && document.querySelectorAll('link[href*="assets/chancery."]').length === 1));
await settled("style");
check("never without style", (await page.evaluate(() => { globalThis.enough = true; return globalThis.bare; })) === 0);

/* An image that changes under its name. */
const colour = () => page.evaluate(async () => {
  const image = [...document.images].find((i) => i.src.includes("square.svg"));
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).join();
});
now = "image";
check("the image is there", (await colour()) === "18,52,86", await colour());
write("static/square.svg", SQUARE("#ff0000"));
await until("the new image", async () => (await colour()) === "255,0,0");
await settled("image");

/* Faults: panel, badge, mark; gone when mended. */
now = "faults";
const good = text;
inPlace(REPORT, good.replace("Paragraph markz26 ", "Paragraph markz26 [[nobody-at-all]] "));
await until("the panel", async () => /unresolved-reference/.test((await sheet(page)) ?? ""));
const panel = await sheet(page);
check("the panel says what and where", /1 error in this page/.test(panel) && /nobody-at-all/.test(panel) && panel.includes(`${REPORT}:`), panel);
check("the panel links to the editor", await page.evaluate((end) => [...document.querySelector("chancery-preview").shadowRoot.querySelectorAll(".fault a.where")].some((a) => a.href.startsWith("vscode://file/") && a.href.includes(end)), REPORT));
check("the sentence is marked", await page.evaluate(() => [...(CSS.highlights.get("chancery-error") ?? [])].some((r) => r.startContainer.parentElement.closest("p")?.textContent.includes("markz26"))));
check("the page is still there", (await state(page)).top !== null);
check("the terminal is brief", /:\d+:\d+ unresolved-reference: /.test(said));
{
  const { context, page: shut } = await open({ viewport: { width: 1280, height: 800 } }, "closing", "reports/long/");
  await until("the panel of another tab", () => sheet(shut));
  check("who closes the panel is where it is opened", await shut.evaluate(() => {
    const shade = document.querySelector("chancery-preview").shadowRoot;
    const button = shade.querySelector(".sheet .close");
    button.focus();
    button.click();
    return shade.querySelector(".sheet").hidden && shade.activeElement === shade.querySelector(".badge");
  }));
  await context.close();
}
if (shots) {
  mkdirSync(shots, { recursive: true });
  for (const [width, height] of [[1440, 900], [390, 844]]) for (const colorScheme of ["light", "dark"]) {
    const { context, page: shown } = await open({ viewport: { width, height }, colorScheme }, "shot", "reports/long/#p24");
    await until("panel", () => sheet(shown));
    await shown.waitForTimeout(300);
    await shown.screenshot({ path: join(shots, `panel-${width}-${colorScheme}.png`) });
    await shown.evaluate(() => { const s = document.querySelector("chancery-preview").shadowRoot.querySelector(".sheet"); s.querySelectorAll("details").forEach((d) => { d.open = true; }); s.scrollTop = 9999; });
    await shown.screenshot({ path: join(shots, `panel-end-${width}-${colorScheme}.png`) });
    await context.close();
  }
}
const { context: elsewhere, page: home } = await open({ viewport: { width: 1280, height: 800 } }, "home", "");
check("elsewhere it is counted", /1 elsewhere/.test(await corner(home, ".badge")), await corner(home, ".badge"));
check("elsewhere no panel opens", (await sheet(home)) === null);
await elsewhere.close();
inPlace(REPORT, good);
await until("the panel to go", async () => (await sheet(page)) === null);
check("the mark goes with it", await page.evaluate(() => !CSS.highlights.has("chancery-error")));
await settled("mended");
inPlace(REPORT, good.replace("---\ntitle", "---\ntitle: [\ntitle"));
await until("the panel for broken front matter", async () => /invalid-yaml/.test((await sheet(page)) ?? ""));
check("the last good page stays", (await state(page)).top === kept.top, JSON.stringify(await state(page)));
inPlace(REPORT, good);
await until("the panel to go again", async () => (await sheet(page)) === null);
await settled("mended front matter");
mkdirSync(at("templates"), { recursive: true });
writeFileSync(at("templates/report.html"), "{{ nothing.of <b>the kind</b> }}");
await until("the panel for a broken template", async () => /broken-t/.test((await sheet(page)) ?? ""));
check("the last good page stays under a broken template", (await state(page)).top === kept.top);
rmSync(at("templates/report.html"));
await until("the panel to go once more", async () => (await sheet(page)) === null);
await settled("mended template");

/* A paragraph that came by an edit has a number that shows how to cite it, and the button for colours still works. */
now = "passage";
inPlace(REPORT, good.replace("Paragraph markd30 ", "Brandnew words of their own.\n\nParagraph markd30 "));
const newcomer = await open({ viewport: { width: 1280, height: 800 } }, "passage");
inPlace(REPORT, good.replace("Paragraph markd30 ", "Brandnew words of their own.\n\nAnother brandnew paragraph.\n\nParagraph markd30 "));
await until("the new paragraph", () => newcomer.page.evaluate(() => [...document.querySelectorAll("p.para")].some((e) => e.textContent.includes("Another brandnew"))));
await newcomer.page.evaluate(() => [...document.querySelectorAll("p.para")].find((e) => e.textContent.includes("Another brandnew")).querySelector(".pno").click());
await until("the box of the new number", () => newcomer.page.evaluate(() => document.querySelector("#passage-cite").matches(":popover-open") && document.querySelector("#passage-text").textContent.length > 10));
await newcomer.page.keyboard.press("Escape");
const scheme = await newcomer.page.evaluate(() => { document.querySelector(".theme-btn").click(); return document.documentElement.dataset.theme ?? ""; });
check("the button for colours", scheme === "dark", scheme);
await newcomer.context.close();
inPlace(REPORT, good);
await until("back from the passage", async () => !(await served()).includes("brandnew"));

/* Source and page in step. */
now = "source";
const dbl = await open({ viewport: { width: 1280, height: 800 } }, "source");
await dbl.page.evaluate(() => [...document.querySelectorAll("p.para")].find((e) => e.textContent.includes("markd30 ")).scrollIntoView({ block: "center", behavior: "instant" }));
await dbl.page.getByText("markd30 ").dblclick({ position: { x: 60, y: 12 } });
const wanted = good.split("\n").findIndex((line) => line.includes("markd30 ")) + 1;
await until("the link to the source", async () => (await corner(dbl.page, ".toast"))?.includes(`${REPORT}:${wanted}:`));
await dbl.page.evaluate(() => getSelection().removeAllRanges());
await dbl.page.keyboard.press("Alt+KeyE");
await until("the link by key", async () => /index\.md:\d+:/.test((await corner(dbl.page, ".toast")) ?? ""));
/* A tab that follows goes to what was saved. */
await dbl.page.evaluate(() => { const s = document.querySelector("chancery-preview").shadowRoot; s.querySelector(".badge").click(); s.querySelector(".controls input[type=checkbox]").click(); scrollTo(0, 0); });
inPlace(REPORT, good.replace("Paragraph markg33 ", "Paragraph markg33 followed "));
await until("the tab to follow", () => dbl.page.evaluate(() => { const e = [...document.querySelectorAll("p.para")].find((p) => p.textContent.includes("followed")); const b = e?.getBoundingClientRect(); return b && b.top > 0 && b.bottom < innerHeight; }));
await dbl.context.close();
inPlace(REPORT, good);
await until("back", async () => !(await served()).includes("followed"));

/* New, renamed and deleted pages; drafts and embargoes; the public's view. */
now = "pages";
const fresh2 = await open({ viewport: { width: 1280, height: 800 } }, "new page", "reports/to-come/").catch(() => null);
if (fresh2) {
  check("a page that is not there says so", /There is no page here/.test(await fresh2.page.evaluate(() => document.querySelector("chancery-preview").shadowRoot.querySelector(".sheet").textContent)));
  mkdirSync(at("content/reports/to-come"));
  writeFileSync(at("content/reports/to-come/index.md"), "---\ntitle: It came\ndate: 2025-06-02\nsummary: S.\nstatus: draft\n---\n\nHere it is.\n");
  await until("the page to come", () => fresh2.page.evaluate(() => document.title.includes("It came")));
  await until("the mark of a draft", async () => (await corner(fresh2.page, ".chip")) === "Draft");
  renameSync(at("content/reports/to-come"), at("content/reports/came"));
  await until("the page to go", async () => /This page is gone/.test((await sheet(fresh2.page)) ?? ""));
  check("it says where the page went", await fresh2.page.evaluate(() => !!document.querySelector("chancery-preview").shadowRoot.querySelector('.lead a[href$="/reports/came/"]')), await sheet(fresh2.page));
  await fresh2.page.goto(`${url}reports/came/?as-of=2025-07-01`);
  check("the public does not see a draft", (await fresh2.page.title()).toLowerCase().includes("not"), await fresh2.page.title());
  writeFileSync(at("content/reports/came/index.md"), "---\ntitle: It came\ndate: 2025-06-02\nsummary: S.\nembargo_until: 2025-07-10\n---\n\nHere it is.\n");
  await fresh2.page.goto(`${url}reports/came/?as-of=2025-07-11`);
  await until("the public sees it after the embargo", () => fresh2.page.evaluate(() => document.title.includes("It came")));
  await until("the day is shown", async () => (await corner(fresh2.page, ".chip.day")) === "As of 2025-07-11");
  await fresh2.page.locator("header a.brand").click();
  await fresh2.page.waitForURL(/as-of=2025-07-11/);
  rmSync(at("content/reports/came"), { recursive: true });
  await fresh2.context.close();
}
await until("the last page to go", async () => (await fetch(`${url}reports/came/`)).status === 404);
await settled("after all");

/* A browser has six connections for the preview: tabs that are opened in the background take none until they are looked at. That
   they are there is said by the page: a browser that is driven shows all of its tabs. */
now = "background";
{
  const context = await browser.newContext();
  await context.addInitScript(() => {
    let hidden = /tab=/.test(location.search);
    Object.defineProperty(document, "hidden", { get: () => hidden });
    globalThis.look = () => { hidden = false; document.dispatchEvent(new Event("visibilitychange")); };
  });
  const comes = async (page, path) => page.goto(url + path, { timeout: 10000 }).then(() => true, () => false);
  const tabs = [];
  for (let i = 0; i < 8; i += 1) {
    tabs.push(await context.newPage());
    check("a tab in the background comes to its end", await comes(tabs[i], `reports/long/?tab=${i}`), `the ${i + 1}th`);
  }
  const front = await context.newPage();
  check("the tab in front comes", await comes(front, "reports/long/"));
  await tabs[3].evaluate(() => globalThis.look());
  inPlace(REPORT, good.replace("Paragraph markg33 ", "Paragraph markg33 seen at last "));
  const seen = (tab) => tab.evaluate(() => document.body.textContent.includes("seen at last"));
  await until("the tab that is looked at to hear of an edit", () => seen(tabs[3]));
  check("the others hear nothing", !(await seen(tabs[4])));
  await context.close();
  inPlace(REPORT, good);
  await until("back", async () => !(await served()).includes("seen at last"));
}

/* Accessibility of the corner, with the panel open. The checker itself sets styles, which the policy refuses. */
now = "axe";
inPlace(REPORT, good.replace("Paragraph markz26 ", "Paragraph markz26 [[nobody-at-all]] "));
await until("the panel", () => sheet(page));
const refused = () => page.evaluate(() => globalThis.refused);
check("nothing of ours is refused by the policy", (await refused()).length === 0, (await refused()).join(" | "));
const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
await page.evaluate(() => document.querySelector(".card:popover-open")?.hidePopover());
await page.evaluate(axe);
const bad = await page.evaluate(async () => (await globalThis.axe.run(document.querySelector("chancery-preview"), { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } })).violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`));
check("what the policy refuses are styles of the checker", (await refused()).every((one) => /^style-src\S* inline /.test(one)), (await refused()).join(" | "));
if (process.env.SHOW) console.log(`refused while the checker ran: ${(await refused()).join(" | ")}`);
check("the corner is accessible", bad.length === 0, bad.join(" | "));
await page.emulateMedia({ media: "print" });
check("the corner is not printed", await page.evaluate(() => getComputedStyle(document.querySelector("chancery-preview")).display === "none"));

await fresh.close();
await browser.close();
server.kill("SIGINT");
rmSync(folder, { recursive: true, force: true });
console.log(`${((Date.now() - began) / 1000).toFixed(0)} s`);
if (failures.length) console.log(failures.map((f) => `  ${f.slice(0, 600)}`).join("\n"));
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
