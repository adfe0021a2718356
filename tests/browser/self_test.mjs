// The helpers themselves: what a page does wrong is seen, and so is what differs between two pictures.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withPage } from './browser.mjs';
import { difference } from './pictures.mjs';

async function seen(body) {
  const file = join(process.cwd(), 'page.html');
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>test</title>${body}`);
  let found;
  await withPage(pathToFileURL(file).href, { viewport: { width: 320, height: 240 } }, async (page, problems, requests) => {
    await page.evaluate(() => document.readyState);  // what came before has been told
    found = { problems, requests: requests.filter((url) => !url.startsWith('data:')), picture: await page.screenshot() };
  });
  return found;
}

const quiet = await seen('<p>nothing</p>');
assert.deepEqual([quiet.problems, quiet.requests], [[], []]);
assert.equal((await seen('<script>throw new Error("thrown")</script>')).problems.length, 1);
assert.equal((await seen('<script>console.error("said")</script>')).problems.length, 1);
assert.deepEqual((await seen('<img src="http://127.0.0.1:9/nowhere.png" alt="">')).requests, ['http://127.0.0.1:9/nowhere.png']);
assert.equal(difference(quiet.picture, (await seen('<p>nothing</p>')).picture), 0);
const other = await seen('<p style="background: navy; height: 100px">nothing</p>');
assert.ok(difference(quiet.picture, other.picture) > 0.2);
console.log('ok');
