// The page of zkmem-verify in Chromium, opened from a disk as a user does: proofs are dropped or chosen, what is not shown comes first, misuse and
// hostile files end in one clear sentence, nothing is asked of anybody.
//   page_test.mjs PAGE.html CASES PICTURES
// CASES: the folder of cases.py; PICTURES: a folder for screenshots.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accessible } from './accessible.mjs';
import { withPage } from './browser.mjs';

const [file, folder, pictures] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
const caseOf = (what) => cases.find((one) => one.what === what) ?? assert.fail(`there is no case '${what}'`);
mkdirSync(pictures, { recursive: true });

async function look(name, options, work) {
  await withPage(pathToFileURL(resolve(file)).href, { viewport: { width: 1000, height: 900 }, ...options }, async (page, problems, requests) => {
    await page.waitForSelector('html[data-ready]');
    await work(page);
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    const asked = requests.filter((url) => !/^(data|blob):/.test(url));
    assert.deepEqual([problems, asked], [[], []], `${name}: what went wrong, and what it asked for`);
  });
  console.log(`${name}: ok`);
}

/** Files of the cases' folder, as if they came from a window of files. */
async function drop(page, ...names) {
  const files = names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);
  const transfer = await page.evaluateHandle((all) => {
    const made = new DataTransfer();
    for (const [name, text] of all) made.items.add(new File([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], name));
    return made;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('main', type, { dataTransfer: transfer });
}
const verdict = (page, kind) => page.waitForSelector(`#result[data-verdict="${kind}"]:not([aria-busy])`);
const reason = (page) => page.locator('#reason').innerText();
const lines = (page, id) => page.locator(`#${id} li`).allTextContents();

/** What the page shows of a case is what zkmem says. */
async function accepted(page, what) {
  await verdict(page, 'accepted');
  const { json, out } = caseOf(what);
  assert.deepEqual([await lines(page, 'not-shown'), await lines(page, 'shown')], [json.not_shown, json.shown]);
  assert.equal(await page.locator('#result details pre').first().textContent(), out);
  const order = await page.locator('#result > *').evaluateAll((parts) => parts.map((part) => part.id || part.tagName));
  assert.deepEqual(order.slice(0, 3), ['H2', 'not-shown', 'shown']);
}
async function rejected(page, what) {
  await verdict(page, 'rejected');
  assert.equal(await reason(page), caseOf(what).json.reason);
  assert.equal(await page.locator('#shown').count(), 0);
}

for (const colorScheme of ['light', 'dark']) {
  await look(`accepted-${colorScheme}`, { colorScheme }, async (page) => {
    await accessible(page);
    await drop(page, 'fib-fast.zkproof', 'fib.elf');
    await accepted(page, 'fib-fast with its program');
    await accessible(page);
  });
  await look(`rejected-${colorScheme}`, { colorScheme }, async (page) => {
    await drop(page, 'fib-fast.zkproof', 'sort.elf');
    await rejected(page, 'fib-fast with another program');
    await accessible(page);
  });
}
await look('narrow', { viewport: { width: 420, height: 800 } }, async (page) => {
  await page.locator('#more summary').click();
  await drop(page, 'fast.zkproof', 'two.jsonl');
  await accepted(page, 'fast with two.jsonl');
  await accessible(page);
});

await look('one-after-another', {}, async (page) => {
  await drop(page, 'fib-fast.zkproof');
  await accepted(page, 'fib-fast, nothing asked');
  await drop(page, 'fib.elf');
  await accepted(page, 'fib-fast with its program');
  await drop(page, 'fib.zkproof');
  await verdict(page, 'rejected');  // weak
  await page.locator('#more summary').click();
  await page.getByLabel('Accept parameters below 100 proven bits').check();
  await accepted(page, 'fib with its program');
  await page.getByLabel('Exit code').fill('3');
  await page.getByLabel('Exit code').press('Enter');
  await verdict(page, 'rejected');
  assert.match(await reason(page), /exit code 0, not 3/);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await page.locator('#result').innerText(), 'Nothing is verified yet');
});

await look('by-keyboard', {}, async (page) => {
  await page.setInputFiles('#proof', join(folder, 'global.zkproof'));
  await page.setInputFiles('#log', join(folder, 'two.jsonl'));
  await page.locator('#log').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');  // opens what there is besides
  const box = page.getByLabel('Accept parameters below 100 proven bits');
  for (let i = 0; i < 12 && !(await box.evaluate((node) => node === document.activeElement)); ++i) await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');  // Verify
  await accepted(page, 'global with two.jsonl');
});

await look('misuse', {}, async (page) => {
  await page.getByRole('button', { name: 'Verify' }).click();
  await verdict(page, 'error');
  assert.match(await reason(page), /A proof is asked for first/);
  await drop(page, 'n.txt', 'bytes.bin');
  assert.match(await reason(page), /n\.txt, bytes\.bin: neither name nor first bytes say what this is/);
  await drop(page, 'n.txt');  // alone it is taken at its user's word
  await rejected(page, 'no proof at all');
  await drop(page, 'fib-fast.zkproof');
  await accepted(page, 'fib-fast, nothing asked');
  await page.locator('#more summary').click();
  await page.getByLabel('Exit code').fill('three');
  await page.getByRole('button', { name: 'Verify' }).click();
  await verdict(page, 'error');
  assert.equal(await reason(page), "exitCode: a whole number below 2^32 or 'any' is asked for, not 'three'");
  await page.getByLabel('Exit code').fill('');
  await page.getByLabel('Final root').fill('12');
  await page.getByRole('button', { name: 'Verify' }).click();
  await verdict(page, 'error');
  assert.match(await reason(page), /--final-root/);
  await page.getByLabel('Final root').fill('');
  await page.setInputFiles('#program', join(folder, 'fib.elf'));
  await page.setInputFiles('#log', join(folder, 'two.jsonl'));
  await page.waitForFunction(() => document.getElementById('reason')?.textContent.includes('both are given'));
});

// A verdict goes when what it was of goes, or when something else is asked; of two files for one place neither is taken.
await look('no-verdict-of-something-else', {}, async (page) => {
  const nothing = () => page.waitForFunction(() => document.getElementById('result').innerText === 'Nothing is verified yet');
  await drop(page, 'fib-fast.zkproof');
  await accepted(page, 'fib-fast, nothing asked');
  await page.setInputFiles('#proof', []);
  await nothing();
  await drop(page, 'fib-fast.zkproof');
  await accepted(page, 'fib-fast, nothing asked');
  await page.locator('#more summary').click();
  await page.getByLabel('Exit code').pressSequentially('7');  // and no Enter
  await nothing();
  await page.getByRole('button', { name: 'Verify' }).click();
  await verdict(page, 'rejected');
  await page.getByRole('button', { name: 'Clear' }).click();
  for (const [names, expected] of [
    [['fib.zkproof', 'fib-fast.zkproof'], 'fib.zkproof and fib-fast.zkproof: both say what the proof is; drop one of them.'],
    [['fib-fast.zkproof', 'sort.elf', 'fib.elf'], 'sort.elf and fib.elf: both say what the proof is compared with; drop one of them.'],
    [['fib-fast.zkproof', 'two.jsonl', 'fib.elf'], 'two.jsonl and fib.elf: both say what the proof is compared with; drop one of them.'],
  ]) {
    await drop(page, ...names);
    await page.waitForFunction((text) => document.getElementById('reason')?.textContent === text, expected);
    assert.equal(await page.locator('#proof').evaluate((input) => input.files.length), 0);
  }
});

// A name is text, whatever it looks like.
await look('hostile-name', {}, async (page) => {
  const transfer = await page.evaluateHandle(() => {
    const made = new DataTransfer();
    made.items.add(new File(['ZKMPROOF'], '<img src=x onerror=alert(1)>.zkproof'));
    return made;
  });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await verdict(page, 'rejected');
  assert.equal(await page.locator('#result img').count(), 0);
  assert.ok((await reason(page)).startsWith('<img src=x onerror=alert(1)>.zkproof: '));
});

// Files for which there is no memory: one sentence, and the page goes on.
await look('hostile-size', {}, async (page) => {
  const big = join(pictures, 'big.zkproof');
  writeFileSync(big, 'ZKMPROOF\x02');
  for (const [size, expected] of [[2 ** 31, /^the files are 2147483648 bytes, the verifier takes at most 1073741824$/], [700 * 2 ** 20, /memory|big\.zkproof/]]) {
    truncateSync(big, size);
    await page.setInputFiles('#proof', big);
    await page.waitForSelector('#result:not([aria-busy]) #reason');
    assert.match(await reason(page), expected);
    await drop(page, 'fib-fast.zkproof');
    await accepted(page, 'fib-fast, nothing asked');
  }
  truncateSync(big, 0);
});
