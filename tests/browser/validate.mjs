// Every page of a site under html-validate, with the rules of htmlvalidate.json.
//
//   node validate.mjs SITE
//
// The package's own command needs Node 22 to list files; its library does not.
import { FileSystemConfigLoader, HtmlValidate, esmResolver } from "html-validate";
import { readFile, readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";

const site = resolve(process.argv[2] ?? "public");
const config = JSON.parse(await readFile(new URL("./htmlvalidate.json", import.meta.url), "utf8"));
const validator = new HtmlValidate(new FileSystemConfigLoader([esmResolver()], config));

const files = (await readdir(site, { recursive: true })).filter((name) => name.endsWith(".html")).sort();
let errors = 0;
const rules = new Map();
for (const name of files) {
  const report = await validator.validateString(await readFile(join(site, name), "utf8"), join(site, name));
  for (const message of report.results.flatMap((result) => result.messages)) {
    errors += 1;
    rules.set(message.ruleId, (rules.get(message.ruleId) ?? 0) + 1);
    if (rules.get(message.ruleId) <= 5) console.log(`${relative(site, join(site, name))}:${message.line}:${message.column} ${message.ruleId}: ${message.message} ${message.selector ?? ""}`);
  }
}
for (const [rule, count] of rules) console.log(`${rule}: ${count}`);
console.log(`html-validate: ${files.length} pages, ${errors} errors`);
process.exit(errors || !files.length ? 1 : 0);
