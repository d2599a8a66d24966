// Budgets of the theme's design on the demo site, and right-to-left on an Arabic one.
//
//   node budgets.mjs SITE ARABIC-SITE
//
// Sizes are gzip, level 9. Ends with "N passed, N failed".
import { gzipSync } from "node:zlib";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { check, end, launch } from "./checks.mjs";
import { serve } from "./serve.mjs";

const [site, arabic] = [process.argv[2] ?? "public", process.argv[3]].map((path) => path && resolve(path));

const packed = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const KB = 1000;

// Files.
const assets = join(site, "assets");
const files = readdirSync(assets, { recursive: true }).map((name) => join(assets, name)).filter((path) => statSync(path).isFile());
const weigh = (test, size) => files.filter(test).reduce((sum, path) => sum + size(path), 0);
const sizes = {
  css: weigh((path) => path.endsWith(".css"), packed),
  js: weigh((path) => path.endsWith(".js") && !/search/.test(path), packed),
  fonts: weigh((path) => /latin-wght/.test(path), (path) => statSync(path).size),
};
check("style ≤ 20 KB", sizes.css <= 20 * KB, `${sizes.css}`);
check("script ≤ 10 KB", sizes.js <= 10 * KB, `${sizes.js}`);
check("Latin fonts ≤ 96 KiB", sizes.fonts > 0 && sizes.fonts <= 96 * 1024, `${sizes.fonts}`);

// Reports: 25 KB up to 25 paragraphs. Longer ones may weigh 1.25 KB a paragraph: the demo's longest names a record in
// every second line, and each has its card; and its JSON-LD tells of 44 sources, which is a tenth of its weight.
const reports = readdirSync(join(site, "reports"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => `reports/${entry.name}/`);
check("there are reports", reports.length > 0);
for (const path of reports) {
  const file = join(site, path, "index.html");
  const text = readFileSync(file, "utf8");
  if (/http-equiv="refresh"/.test(text)) continue;
  const paragraphs = (text.match(/class="para"/g) ?? []).length;
  const most = Math.max(25, 1.25 * paragraphs) * KB;
  check(`${path} with ${paragraphs} paragraphs ≤ ${most / KB} KB`, packed(file) <= most, `${packed(file)}`);
}

const browser = await launch();

// Requests, and how far things move while a page arrives.
{
  const server = await serve(site);
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    for (const path of ["", ...reports, "actors/", "sources/"]) {
      const context = await browser.newContext({ viewport: { width, height } });
      const page = await context.newPage();
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.addInitScript(() => {
        globalThis.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) globalThis.moved += entry.value; })).observe({ type: "layout-shift", buffered: true });
      });
      // Fonts that come late are what moves a page.
      await page.route("**/*.woff2", async (route) => { await new Promise((done) => setTimeout(done, 300)); await route.continue(); });
      await page.goto(server.url + path, { waitUntil: "load" });
      await page.waitForTimeout(600);
      const moved = await page.evaluate(() => globalThis.moved);
      check(`nothing moves on ${path || "/"} ${width}`, moved <= 0.02, `${moved}`);
      check(`≤ 10 requests on ${path || "/"}`, requests.length <= 10, requests.join(" "));
      check(`no foreign request on ${path || "/"}`, requests.every((url) => url.startsWith(server.url) || url.startsWith("data:")), requests.join(" "));
      await context.close();
    }
  }
  server.close();
}

// Right to left: everything at the side changes sides, and nothing hangs over.
if (arabic) {
  const server = await serve(arabic);
  const pages = readdirSync(arabic, { recursive: true }).filter((path) => path.endsWith("index.html")).map((path) => path.replace(/index\.html$/, ""));
  check("there are Arabic pages", pages.length > 10);
  for (const [width, height] of [[1440, 900], [390, 844], [320, 640]]) {
    const page = await browser.newPage({ viewport: { width, height } });
    for (const path of pages) {
      await page.goto(server.url + path);
      const [direction, fits] = await page.evaluate(() => [document.documentElement.dir, document.documentElement.scrollWidth <= document.documentElement.clientWidth]);
      check(`${path || "/"} is right to left`, direction === "rtl");
      check(`no sideways scroll on ${path || "/"} ${width}`, fits);
    }
    await page.close();
  }
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}reports/truce/`);
  const at = await page.evaluate(() => {
    const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
    const [text, rail, note, number, band, scale] = [".para", ".toc", ".note", ".pno", ".odds rect", ".odds svg"].map(box);
    return {
      rail: rail.left >= text.right,
      note: note.right <= text.left,
      number: number.left >= text.right - 1,
      // The band of what is likely lies beyond the middle, which is to the left here.
      band: band.left + band.width / 2 < scale.left + scale.width / 2,
      foreign: document.querySelector(".para [lang=en]")?.textContent,
    };
  });
  for (const what of ["rail", "note", "number", "band"]) check(`${what} is on the other side`, at[what] === true);
  check("foreign words say their language", at.foreign === "frozen conflict", at.foreign);
  await page.goto(`${server.url}actors/amina-saleh/`);
  const ties = await page.evaluate(() => ["#ties .tie .kind", "#ties .ties h3, #ties h3"].map((s) => document.querySelector(s)?.getBoundingClientRect().left));
  check("ties are drawn to the left", ties[0] !== undefined && ties[0] < 720, JSON.stringify(ties));
  await page.close();
  server.close();
}

await browser.close();
end(`budgets: style ${sizes.css}, script ${sizes.js}, fonts ${sizes.fonts}`);
