// Makes bundle.html of page.html, page.css and src/, with what package-lock.json names:
//   node build.mjs NODE_MODULES [OUTPUT]
// Equal sources give equal bytes. tests/browser compares bundle.html with what this makes.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = process.argv[2];
const output = process.argv[3] ?? join(here, 'bundle.html');
const { build } = createRequire(join(modules, 'x.js'))('esbuild');

const made = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.js'],
  nodePaths: [modules],
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  keepNames: true,  // d3-flame-graph tells its nodes by the name of their class
  format: 'iife',
  target: ['es2022'],
  charset: 'utf8',
  legalComments: 'none',
  loader: { '.css': 'empty' },  // the library's own; page.css has ours
});
const { code: style } = await build({ absWorkingDir: here, entryPoints: ['page.css'], write: false, minify: true, target: ['es2022'], charset: 'utf8', legalComments: 'none' })
  .then((result) => ({ code: result.outputFiles[0].text }));

// Whose code is in it, with their terms, each text once.
const packages = new Set();
for (const input of Object.keys(made.metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const texts = new Map();
for (const name of [...packages].sort()) {
  const { version, license } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
  const text = readFileSync(join(modules, name, 'LICENSE'), 'utf8').trim();
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${license})`]);
}
const licences = [...texts].map(([text, names]) => `${names.join(', ')}\n\n${text}`).join('\n\n----\n\n');
if (licences.includes('-->')) throw new Error('a licence would end the comment that it is in');

const put = (page, place, text) => {
  if (page.split(place).length !== 2) throw new Error(`${place} is not there once`);
  return page.replace(place, () => text);
};
let page = readFileSync(join(here, 'page.html'), 'utf8');
page = put(page, '/*style*/', style.trim());
page = put(page, '/*script*/', made.outputFiles[0].text.trim().replaceAll('</script', '<\\/script'));
page = page.replace('<html', () => `<!--\nDrawn with software of others, under these terms:\n\n${licences}\n-->\n<html`);
writeFileSync(output, page);
console.log(`${output}: ${Buffer.byteLength(page)} bytes`);
