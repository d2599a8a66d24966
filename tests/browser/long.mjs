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
await page.setViewportSize({ width: 635, height: 935 });
for (const path of ["reports/words/", "reports/tables/"]) {
  await page.goto(server.url + path);
  const out = await page.locator("main :is(table, pre, .bars)").evaluateAll((all) => all.filter((el) => el.checkVisibility() && (el.getBoundingClientRect().right > 636 || el.scrollWidth > el.clientWidth + 1)).map((el) => `${el.localName}.${el.className} ${el.scrollWidth}`));
  check(`nothing on ${path} is wider than the paper`, out.length === 0, out.join(", "));
}

await browser.close();
server.close();
end("long words");
