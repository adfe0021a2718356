// zkmem's verdicts, in Chromium, of the package as a page loads it from a server: chromium_test.mjs PACKAGE CASES
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { withPage } from './browser.mjs';
import { compare } from './cases.mjs';

const [installed, folder] = process.argv.slice(2);
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const INDEX = `<!doctype html><link rel="icon" href="data:,"><title>cases</title><script type="module">
import { verify } from '/package/index.js';
const read = async ({ path, ...rest }) => {
  const response = await fetch('/cases/' + path);
  if (!response.ok) throw new Error(path + ': ' + response.status);
  return { ...rest, bytes: await response.arrayBuffer() };
};
window.judge = async (proof, options) => {
  const files = await Promise.all(Object.entries(options).map(async ([name, value]) => (
    [name, Array.isArray(value) ? await Promise.all(value.map(read)) : value.path ? await read(value) : value])));
  return verify(await read(proof), Object.fromEntries(files));
};
</script>`;

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
  const [, place, ...rest] = path.split('/');
  const roots = { package: installed, cases: folder };
  try {
    const body = path === '/' ? INDEX : readFileSync(join(roots[place], ...rest));
    response.writeHead(200, { 'content-type': path === '/' ? 'text/html' : (TYPES[extname(path)] ?? 'application/octet-stream') }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
try {
  const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
  await withPage(`http://127.0.0.1:${server.address().port}/`, {}, async (page, problems) => {
    await page.waitForFunction(() => window.judge);
    const wrong = await compare(`Chromium ${page.context().browser()?.version() ?? ''}`.trim(), cases, (proof, options) => (
      page.evaluate(([one, more]) => window.judge(one, more), [proof, options])));
    assert.deepEqual([wrong, problems], [0, []]);
  });
} finally {
  server.close();
}
