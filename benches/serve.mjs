// From the end of a save to the new words in the DOM of a real browser.
//
//   node benches/serve.mjs PROGRAM SITE REPORT.md PAGE [EDITS]
//
// SITE is a folder with a paragraph "Revision rev0000" in REPORT.md (benches/serve.py makes such corpora). Needs the
// node_modules of tests/browser.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
const { chromium } = await import(new URL("../tests/browser/node_modules/playwright-core/index.mjs", import.meta.url));

const [program, site, report, path, edits = "50"] = process.argv.slice(2);
const server = spawn(program, ["serve", "--root", site, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
const url = await new Promise((done) => server.stderr.on("data", (data) => { const found = /http:\/\/[\d.:]+\//.exec(data); if (found) done(found[0]); }));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
await page.goto(url + path);
await page.waitForTimeout(1500);
const file = join(site, report);
const text = readFileSync(file, "utf8");
const taken = [];
for (let edit = 1; edit <= Number(edits) + 3; edit += 1) {
  const words = `rev${String(edit).padStart(4, "0")}`;
  // The page's clock and ours are that of the machine.
  const seen = page.evaluate((words) => new Promise((done) => {
    const has = () => document.querySelector("main").textContent.includes(words) && (observer.disconnect(), done(performance.timeOrigin + performance.now()));
    const observer = new MutationObserver(has);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  }), words);
  await page.waitForTimeout(400);
  writeFileSync(file, text.replace("rev0000", words));
  const start = performance.timeOrigin + performance.now();
  taken.push((await seen) - start);
}
writeFileSync(file, text);
const sorted = taken.slice(3).sort((a, b) => a - b);
console.log(`save to DOM: median ${sorted[sorted.length >> 1].toFixed(1)} ms, 95 % within ${sorted[Math.floor(sorted.length * 0.95)].toFixed(1)} ms (${edits} edits)`);
await browser.close();
server.kill("SIGINT");
