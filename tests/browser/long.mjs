// Long words, long titles and wide things (tests/browser/long/): nothing widens a page, nothing is cut off on paper.
//
//   node long.mjs SITE
//
// Ends with "N passed, N failed".
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { check, end, launch } from "./checks.mjs";
import { serve } from "./serve.mjs";

const site = resolve(process.argv[2] ?? "target/long/public");

const files = readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html"));
const pages = files.map((name) => name.replaceAll("\\", "/").replace(/(^|\/)index\.html$/, "$1")).sort();
check("there are pages", pages.length > 10);
const server = await serve(site);
const browser = await launch();
const page = await (await browser.newContext()).newPage();

// Who stands farthest out, where a page is too wide.
const tooWide = () => page.evaluate(() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return "";
  const out = [...document.querySelectorAll("body *")].filter((el) => !el.closest(".scroll, .stack, pre") && el.getBoundingClientRect().right > room + 1);
  return `${document.documentElement.scrollWidth}, ${out.slice(-2).map((el) => `${el.localName}.${el.className} “${el.textContent.trim().slice(0, 40)}”`).join(", ")}`;
});
for (const path of pages) {
  await page.goto(server.url + path);
  for (const width of [1440, 1024, 840, 768, 600, 390, 320]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await tooWide();
    check(`no sideways scroll ${path || "/"} ${width}`, !wide, wide);
  }
}

// Wires meet their actors, and no word lies upon another.
for (const width of [1440, 1024]) {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${server.url}actors/osce/`);
  const off = await page.locator(".tie").evaluateAll((rows) => rows.map((row) => {
    const [name, wire] = [row.querySelector(".kind"), row.querySelector(".wire")].map((el) => el.getBoundingClientRect());
    const apart = Math.min(Math.abs(name.right - wire.left), Math.abs(wire.right - name.left));
    return [Math.abs((name.top + name.bottom) / 2 - wire.bottom) < 2 && apart < 20, name, wire];
  }).filter(([fine]) => !fine));
  check(`wires meet their actors ${width}`, off.length === 0, JSON.stringify(off[0]));
  const [heads, words] = await page.locator(".ties").evaluate((ties) => ["h3", ".wire, .kind, .self"].map((what) => [...ties.querySelectorAll(what)].map((el) => el.getBoundingClientRect())));
  check(`names stand below their headings ${width}`, words.length > 6 && heads.every((head) => words.every((box) => box.top >= head.bottom - 1)));
}

// Bars keep some room beside long names and values.
for (const width of [1440, 390]) {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${server.url}reports/words/`);
  const room = await page.locator(".bars td > svg").first().evaluate((svg) => svg.getBoundingClientRect().width);
  check(`bars have room ${width}`, room > width / 10, `${room}`);
}

// Many corrections stand in two columns; dates of the register stand at its edge, however many topics there are.
await page.setViewportSize({ width: 1440, height: 900 });
await page.goto(`${server.url}reports/words/`);
const columns = await page.locator(".log > li").evaluateAll((all) => new Set(all.map((li) => Math.round(li.getBoundingClientRect().left))).size);
check("many corrections stand in two columns", columns === 2, `${columns}`);
await page.goto(server.url);
const dates = await page.locator(".register time").evaluateAll((all) => all.map((el) => Math.round(el.closest("li").getBoundingClientRect().right - el.getBoundingClientRect().right)));
check("dates of the register stand at its edge", dates.length > 3 && dates.every((rest) => Math.abs(rest) <= 1), String(dates));

// The sheets of phones leave a way out in view.
await page.setViewportSize({ width: 390, height: 400 });
for (const [button, sheet] of [[".menu-btn", "#menu"], [".toc-bar button", "#toc"]]) {
  await page.goto(`${server.url}reports/words/`);
  await page.locator(button).click();
  const bottom = await page.locator(`${sheet} .close`).evaluate((el) => el.getBoundingClientRect().bottom);
  check(`${sheet} shows Close`, bottom <= 400 * 0.86, `${bottom}`);
}

// A table that scrolls keeps in view what its rows are called, and does not press its words together.
for (const width of [1440, 768, 390]) {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${server.url}reports/tables/`);
  const stays = await page.locator(".scroll").last().evaluate((box) => {
    const cells = [...box.querySelectorAll("tr > :first-child")];
    const lefts = () => cells.map((cell) => cell.getBoundingClientRect().left);
    const before = lefts();
    box.scrollLeft = 300;
    const after = lefts();
    return { scrolled: box.scrollLeft, moved: Math.max(...after.map((left, n) => Math.abs(left - before[n]))), share: cells.at(-1).offsetWidth / box.clientWidth };
  });
  check(`the first column stays ${width}`, stays.scrolled === 300 && stays.moved <= 6, JSON.stringify(stays));
  check(`the first column leaves room ${width}`, stays.share < 0.5, JSON.stringify(stays));
  await page.locator(".scroll").last().scrollIntoViewIfNeeded();
  const covers = await page.locator(".scroll").last().evaluate((box) => {
    const at = box.querySelector("tbody th").getBoundingClientRect();
    return document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2)?.closest("tr > *")?.localName;
  });
  check(`nothing lies on the first column ${width}`, covers === "th", `${covers}`);
  await page.goto(`${server.url}reports/forms/`);
  const room = await page.locator(".words").first().evaluate((cell) => cell.getBoundingClientRect().width);
  check(`a column of words has room ${width}`, room >= 200, `${room}`);
}

// A report without a summary does not begin at its cover, nor what follows a table at the table.
for (const width of [1440, 390]) {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${server.url}reports/bare/`);
  const begin = await page.evaluate(() => document.querySelector(".para").getBoundingClientRect().top - Math.max(document.querySelector(".cover").getBoundingClientRect().bottom, document.querySelector(".toc-bar").getBoundingClientRect().bottom));
  check(`a text without summary has room above ${width}`, begin >= 24, `${begin}`);
  await page.goto(`${server.url}reports/forms/`);
  const apart = await page.evaluate(() => {
    const box = (el) => el.getBoundingClientRect();
    const [table, quote] = [document.querySelector(".stack"), document.querySelector(".prose blockquote")];
    const after = [...document.querySelectorAll(".para")].find((p) => p.textContent.includes("Below a table"));
    const [one, two] = quote.querySelectorAll("p");
    return [box(after).top - box(table).bottom, box(two).top - box(one).bottom];
  });
  check(`a table without caption stands apart ${width}`, apart[0] >= 20, String(apart));
  check(`paragraphs of a quotation stand apart ${width}`, apart[1] >= 8, String(apart));
}
const looks = await page.locator(".prose :is(h3, h4, h5)").evaluateAll((all) => all.slice(0, 3).map((el) => { const s = getComputedStyle(el); return `${s.fontFamily.slice(0, 8)} ${s.fontStyle}`; }));
check("levels of headings differ", new Set(looks).size === 3, looks.join(", "));
const stops = await page.locator(".math").evaluateAll((all) => all.map((box) => box.tabIndex === 0));
check("only a formula that scrolls takes the focus", stops.join() === "false,true", stops.join());

// The chip of a report stands beside its name, not above it.
await page.setViewportSize({ width: 1440, height: 900 });
await page.goto(`${server.url}authors/`);
const indent = await page.locator(".paper-h").evaluateAll((all) => all.map((el) => [el.firstElementChild.getBoundingClientRect().left - el.getBoundingClientRect().left, el.firstElementChild.getBoundingClientRect().top - el.getBoundingClientRect().top]));
check("names of reports stand beside their chips", indent.length > 0 && indent.every(([left, top]) => left >= 20 && top < 10), String(indent));

// A register of several years has contents.
await page.goto(`${server.url}reports/`);
const years = await page.locator("#toc a").evaluateAll((all) => all.map((a) => !!document.getElementById(a.hash.slice(1))));
check("the register has contents", years.length === 3 && years.every(Boolean), String(years));

// Paper. A page of 297 mm is 1122.5 px high; its text is 168 mm wide.
await page.emulateMedia({ media: "print" });
for (const path of ["reports/title/", "reports/nearly-long/", "reports/words/"]) {
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.goto(server.url + path);
  const cover = await page.evaluate(() => {
    const parts = document.querySelectorAll(".cover .stand, .cover .imprint, .cover .cover-foot");
    const cut = document.querySelector(".cover");
    return [Math.max(...[...parts].map((el) => el.getBoundingClientRect().bottom)), cut.scrollHeight - cut.clientHeight, document.querySelector(".oxford").offsetHeight];
  });
  check(`the cover of ${path} is whole`, cover[0] <= 1122.6 && cover[1] <= 1 && cover[2] === 7, String(cover));
}
// The site's name stands above the rule of the cover, in as many lines as it takes.
await page.goto(`${server.url}reports/title/`);
const name = await page.evaluate(() => {
  document.querySelector(".brand").append(" and many more words, ".repeat(5));
  return [".brand", ".mast", ".oxford"].map((s) => document.querySelector(s).getBoundingClientRect()).map((box) => [box.top, box.bottom]);
});
check("a long name stands above the rule", name[0][0] >= 0 && name[0][1] <= name[2][0] && name[0][1] - name[0][0] > 40, JSON.stringify(name));
await page.setViewportSize({ width: 635, height: 935 });
await page.goto(`${server.url}reports/forms/`);
const tall = await page.locator(".fig img").first().evaluate((img) => [img.getBoundingClientRect().height, img.getBoundingClientRect().width * 4]);
check("a tall picture is whole on a page", tall[0] <= 800 && Math.abs(tall[0] - tall[1]) < 10, String(tall));
const ends = await page.locator(".prose :is(h3, h4, h5)").evaluateAll((all) => all.every((el) => getComputedStyle(el).breakAfter === "avoid"));
check("no heading is the last line of a page", ends);
for (const path of ["reports/words/", "reports/tables/", "reports/forms/"]) {
  await page.goto(server.url + path);
  // Paper shows what is folded.
  await page.evaluate(() => document.querySelectorAll("details.more").forEach((one) => { one.open = true; }));
  const out = await page.locator("main :is(table, pre, .bars, math)").evaluateAll((all) => all.filter((el) => el.checkVisibility() && (el.getBoundingClientRect().right > 636 || el.scrollWidth > el.clientWidth + 1)).map((el) => `${el.localName}.${el.className} ${el.scrollWidth}`));
  check(`nothing on ${path} is wider than the paper`, out.length === 0, out.join(", "));
}

await browser.close();
server.close();
end("long words");
