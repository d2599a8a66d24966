// A plain static web server, as a host would be: index.html for folders, 404.html for what is missing, the theme's
// strict Content-Security-Policy on every page.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { basename, join, extname } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
  ".json": "application/json", ".xml": "application/xml", ".woff2": "font/woff2", ".png": "image/png", ".jpg": "image/jpeg", ".txt": "text/plain; charset=utf-8",
};

export const CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Serves a folder on loopback; resolves to { url, close }. */
export function serve(root, prefix = "/") {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const answer = async (status, file) => {
      const body = await readFile(file);
      // As `chancery publish` says of them: what has a hash in its name never changes.
      const cache = /[.-][0-9a-f]{8,}\./.test(basename(file)) ? "public, max-age=31536000, immutable" : "no-store";
      response.writeHead(status, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": CSP, "cache-control": cache });
      response.end(body);
    };
    try {
      if (!path.startsWith(prefix) || path.includes("..")) throw new Error("outside");
      let file = join(root, path.slice(prefix.length));
      if ((await stat(file)).isDirectory()) {
        if (!path.endsWith("/")) return response.writeHead(301, { location: `${path}/` }).end();
        file = join(file, "index.html");
      }
      await answer(200, file);
    } catch {
      await answer(404, join(root, "404.html")).catch(() => response.writeHead(404).end("not found"));
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${server.address().port}${prefix}`, close: () => server.close() }));
  });
}
