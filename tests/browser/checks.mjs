// What all checks in a browser begin and end with: a Chromium, a count, "N passed, N failed".
import { chromium } from "playwright-core";
import { existsSync } from "node:fs";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!executablePath) {
  console.error("no Chromium found: install the package `chromium`");
  process.exit(1);
}

/** The browser, without what it would do in the background. */
export const launch = () => chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });

export const tally = { passed: 0 };
export const failures = [];
export const check = (what, fine, detail = "") => {
  if (fine) tally.passed += 1;
  else failures.push(`${what}${detail ? `: ${detail}` : ""}`);
};

/** Tells what failed, and ends. */
export const end = (name, more = "") => {
  for (const failure of failures.slice(0, 120)) console.log(`FAILED ${failure}`);
  console.log(`${name}: ${tally.passed} passed, ${failures.length} failed${more}`);
  process.exit(failures.length ? 1 : 0);
};
