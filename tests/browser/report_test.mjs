// The page of `zkmem report` in Chromium: of the sample program, of a run of ten million instructions, of a log of a machine of one's own that is
// not consistent, and of a proof. It draws, zooms, filters and answers the keyboard, asks nobody, says no error, and looks as it did.
//   node report_test.mjs PAGES PICTURES [--write]
// PAGES: folder of sort.html, long.html, log.html, sparse.html, proof.html, where a screenshot of each is left; PICTURES: those of the documentation.
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accessible } from './accessible.mjs';
import { withPage } from './browser.mjs';
import { difference } from './pictures.mjs';

const [pages, pictures, write] = process.argv.slice(2);
const MOST_DIFFERENT = 0.03;  // of a picture's squares

async function look(name, options, work) {
  const file = join(pages, name + '.html');
  assert.ok(statSync(file).size < 5 << 20, `${name} is ${statSync(file).size} bytes`);
  await withPage(pathToFileURL(file).href, options, async (page, problems, requests) => {
    await page.waitForSelector('html[data-ready]');
    await work(page);
    assert.deepEqual([problems, requests.filter((url) => !url.startsWith('data:'))], [[], []], `${name}: what went wrong, and what it asked for`);
  });
  console.log(`${name} ${JSON.stringify(options)}: ok`);
}
const readout = (page) => page.locator('#map-readout').innerText();
const frames = (page) => page.locator('#flame g.frame').count();
const rows = (page, id) => page.locator(`#${id} tbody tr`).count();
/** [first cell, cells in view, reads, writes, first touches] */
async function inView(page) {
  const text = await readout(page);
  const [, first, cells, reads, writes, firsts] = /cells (0x[0-9a-f]+) … 0x[0-9a-f]+ \(([\d,]+) cells?\).*: ([\d,]+) reads?, ([\d,]+) writes?, ([\d,]+) first/.exec(text) ?? assert.fail(text);
  return [Number(first), ...[cells, reads, writes, firsts].map((number) => Number(number.replaceAll(',', '')))];
}
/** Pixels of the map by colour: which of read, write, first and mixed are there. */
const colours = (page) => page.evaluate(() => {
  const canvas = document.querySelector('#map canvas');
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const style = getComputedStyle(document.documentElement);
  const first = [1, 3, 5].map((at) => parseInt(style.getPropertyValue('--first').trim().slice(at, at + 2), 16));
  let firsts = 0;
  let others = 0;
  const back = [1, 3, 5].map((at) => parseInt(style.getPropertyValue('--back').trim().slice(at, at + 2), 16));
  for (let i = 0; i < data.length; i += 4) {
    if (first.every((channel, k) => data[i + k] === channel)) ++firsts;
    else if (data[i + 3] === 255 && back.some((channel, k) => data[i + k] !== channel)) ++others;
  }
  return { firsts, others, all: data.length / 4 };
});

async function flameGraph(page) {
  const all = await frames(page);
  assert.ok(all > 15, `${all} frames`);
  await page.locator('#flame g.frame[name="qsort"]').click();
  const zoomed = page.locator('#flame g.frame[name="qsort"]');
  assert.ok(Number(await zoomed.getAttribute('width')) > 900, 'a click does not widen the frame');
  assert.match(await page.locator('#flame .readout').innerText(), /^qsort: [\d,]+ cells, [\d.]+ %$/);
  await page.getByRole('button', { name: 'Whole', exact: true }).first().click();
  assert.equal(await frames(page), all);
  // By keyboard: Tab to the graph, down, Enter, Escape.
  const root = page.locator('#flame g.frame[tabindex="0"]');
  assert.equal(await root.count(), 1);
  await root.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('name'));
  assert.equal(await focused(), 'main');
  await page.keyboard.press('ArrowDown');
  const callee = await focused();
  await page.keyboard.press('Enter');
  assert.equal(await focused(), callee, 'the focus is lost');
  assert.ok(Number(await page.locator(`#flame g.frame[name="${callee}"]`).first().getAttribute('width')) > 900);
  await page.keyboard.press('Escape');
  assert.equal(await frames(page), all);
  // Other costs, and the search.
  await page.getByRole('radio', { name: 'instructions' }).check();
  assert.match(await page.locator('#flame g.frame').first().getAttribute('aria-label'), /^sort\.elf: 301,404 instructions, 100\.0 %$/);
  assert.equal(await page.locator('#flame g.frame[name="(tables and padding)"]').count(), 0);
  await page.getByLabel('Find a function in the flame graph').fill('get_(');
  assert.match(await page.locator('#flame .readout').innerText(), /^0 frames found/);
  await page.getByLabel('Find a function in the flame graph').fill('get_byte');
  assert.match(await page.locator('#flame .readout').innerText(), /^1 frames found|^[1-9]\d* frames found/);
  await page.getByLabel('Find a function in the flame graph').fill('');
  await page.getByRole('radio', { name: 'cells' }).check();
}

async function memoryMap(page) {
  const { spaces, totals } = await page.evaluate(() => JSON.parse(document.getElementById('report-data').textContent));
  const memory = spaces.find((space) => space.as === 2);
  const whole = await inView(page);
  assert.deepEqual(whole.slice(2), [memory.reads, memory.writes, memory.leaves], 'the map has not all accesses');
  assert.equal(totals.leaves, spaces.reduce((sum, space) => sum + space.leaves, 0));
  // Filters.
  const all = await colours(page);
  assert.ok(all.firsts > 100 && all.others > 1000, JSON.stringify(all));
  await page.getByLabel('First touches', { exact: true }).uncheck();
  assert.equal((await colours(page)).firsts, 0);
  await page.getByLabel('First touches', { exact: true }).check();
  // The wheel, the buttons and the keys zoom and move; 0 is the way back.
  const canvas = page.locator('#map canvas');
  await canvas.hover({ position: { x: 600, y: 200 } });
  await page.mouse.wheel(0, -300);
  await page.waitForFunction((before) => !document.getElementById('map-readout').textContent.includes(before), `(${whole[1].toLocaleString('en')} cells)`);
  assert.ok((await inView(page))[1] < whole[1], 'the wheel does not zoom');
  await canvas.focus();
  await page.keyboard.press('0');
  assert.deepEqual(await inView(page), whole);
  for (let i = 0; i < 20; ++i) await page.keyboard.press('+');
  const one = await inView(page);
  assert.equal(one[1], 1, 'there is more than one cell in view');
  await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 4; ++i) await page.keyboard.press('ArrowDown');
  assert.equal((await inView(page))[0], one[0] + 1, 'five steps of a fifth are no cell');
  for (let i = 0; i < 20; ++i) await page.keyboard.press('-');
  assert.deepEqual(await inView(page), whole);
  for (let i = 0; i < 3; ++i) await page.keyboard.press('.');
  assert.ok((await inView(page))[2] < whole[2], 'the keys do not zoom time');
  await page.keyboard.press('0');
  // All of the space, to one cell of it and back.
  await page.getByLabel('Fold untouched pages').uncheck();
  assert.equal((await inView(page))[1], 2 ** 29);
  for (let i = 0; i < 32; ++i) await page.getByRole('button', { name: 'Zoom in on addresses' }).click();
  assert.equal((await inView(page))[1], 1);
  await page.getByLabel('Fold untouched pages').check();
  // A name, an address, and what is not there.
  const place = page.getByLabel('Go to a name or an address');
  await place.fill('output');
  await place.press('Enter');
  const named = await inView(page);
  assert.ok(named[1] >= 1024 && named[1] < 1300 && named[3] > 0, `output: ${named}`);
  await place.fill('0x203330');
  await place.press('Enter');
  assert.equal((await inView(page))[1], 74);
  await place.fill('nowhere');
  await place.press('Enter');
  assert.match(await readout(page), /Nothing at nowhere/);
  await page.getByRole('button', { name: 'Show all of the map' }).click();
  assert.deepEqual(await inView(page), whole);
  // Registers; a page's leaves; what is under the pointer.
  await page.getByLabel('Address space').selectOption('1');
  assert.equal((await inView(page))[2], spaces[0].reads);
  await page.getByLabel('Address space').selectOption('2');
  await canvas.hover({ position: { x: 400, y: 20 } });
  assert.match(await page.locator('#map .tip').innerText(), /^2:0x1ff[0-9a-f]+ stack\ninstruction [\d,]+\n/);
  await canvas.click({ position: { x: 400, y: 350 } });
  assert.match(await page.locator('#heat h3').innerText(), /^Leaves of the page at 2:0x20/);
  await page.locator('#heat tbody button').nth(1).click();
  assert.ok((await inView(page))[1] < 5000, 'a page is not shown');
  await page.getByRole('button', { name: 'Show all of the map' }).click();
  await page.mouse.move(0, 0);
}

async function tables(page) {
  const shown = await rows(page, 'functions');
  await page.getByLabel(/^Find a function in: /).fill('qs');
  const names = await page.locator('#functions tbody th').allInnerTexts();
  assert.ok(names.length >= 1 && names.every((name) => name.includes('qs')), String(names));
  await page.getByLabel(/^Find a function in: /).fill('');
  assert.equal(await rows(page, 'functions'), shown);
  await page.locator('#functions').getByRole('button', { name: /^Show all/ }).click();
  const all = await rows(page, 'functions');
  assert.ok(all > shown);
  const column = async (index) => (await page.locator(`#functions tbody tr td:nth-child(${index})`).allInnerTexts()).map((text) => parseInt(text.replaceAll(',', ''), 10));
  await page.locator('#functions').getByRole('button', { name: 'Instructions' }).click();
  const sorted = await column(4);
  assert.deepEqual(sorted, [...sorted].sort((a, b) => b - a));
  assert.equal(await page.locator('#functions th[aria-sort="descending"]').innerText(), 'Instructions');
  await page.locator('#functions').getByRole('button', { name: 'Instructions' }).press('Enter');
  assert.equal(await page.locator('#functions th[aria-sort="ascending"]').count(), 1);
  assert.equal(sorted.reduce((sum, number) => sum + number, 0), 301404);
  await page.locator('#functions').getByRole('button', { name: 'Cells' }).click();
}

async function picture(page, name, selector) {
  const file = join(pictures, name + '.png');
  const taken = await page.locator(selector).screenshot({ animations: 'disabled' });
  writeFileSync(join(pages, name + '.png'), taken);
  if (write) return writeFileSync(file, taken);
  const share = difference(taken, readFileSync(file));
  assert.ok(share <= MOST_DIFFERENT, `${name}: ${(100 * share).toFixed(1)} % of the picture differ from ${file}; --write makes it anew`);
}
const screenshot = (page, name) => page.screenshot({ path: join(pages, name + '.png'), fullPage: true });

await look('sort', { colorScheme: 'light', viewport: { width: 1180, height: 900 } }, async (page) => {
  await screenshot(page, 'sort');
  await picture(page, 'report-flame', '#flame');
  await picture(page, 'report-map', '#map');
  await accessible(page);
  await flameGraph(page);
  await memoryMap(page);
  await tables(page);
});
await look('sort', { colorScheme: 'dark', viewport: { width: 1180, height: 900 } }, async (page) => {
  await screenshot(page, 'sort-dark');
  await picture(page, 'report-map-dark', '#map');
  await accessible(page);
});
await look('sort', { colorScheme: 'light', viewport: { width: 420, height: 800 } }, async (page) => {
  await screenshot(page, 'sort-narrow');
  await accessible(page);
});
await look('sort', { viewport: { width: 1180, height: 900 } }, async (page) => {
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('nav').isVisible(), false);
  assert.equal(await page.locator('#map .tools').first().isVisible(), false);
  assert.ok((await page.pdf({ format: 'A4' })).length > 20000);
  await page.emulateMedia({ media: 'screen' });
});
await look('long', { viewport: { width: 1180, height: 900 } }, async (page) => {
  await screenshot(page, 'long');
  const segments = await rows(page, 'segments');
  assert.ok(segments > 1);
  // Others of the same run, each with its numbers.
  assert.equal(await page.locator('#cheaper tbody tr').count(), 3);
  // A step of the map is a moment, even here.
  const milliseconds = await page.evaluate(() => {
    const begin = performance.now();
    const canvas = document.querySelector('#map canvas');
    for (let i = 0; i < 10; ++i) canvas.dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 ? '-' : '+', bubbles: true }));
    return (performance.now() - begin) / 10;
  });
  console.log(`a step of the map: ${milliseconds.toFixed(1)} ms`);
});
await look('log', { colorScheme: 'light', viewport: { width: 1180, height: 900 } }, async (page) => {
  await screenshot(page, 'log');
  await picture(page, 'report-violation', '#map');
  assert.match(await page.locator('#violation').innerText(), /is not consistent[^]*last write[^]*violation/);
  assert.equal(await page.locator('#violation tr.here').count(), 1);
  const red = () => page.evaluate(() => {
    const canvas = document.querySelector('#map canvas');
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    const bad = getComputedStyle(document.documentElement).getPropertyValue('--bad').trim();
    const channels = [1, 3, 5].map((at) => parseInt(bad.slice(at, at + 2), 16));
    let found = 0;
    for (let i = 0; i < data.length; i += 4) if (channels.every((channel, k) => Math.abs(data[i + k] - channel) < 3)) ++found;
    return found;
  });
  assert.ok((await red()) > 50, 'the violation is not on the map');
  const near = await inView(page);
  await page.getByRole('button', { name: 'Show all of the map' }).click();
  assert.ok((await inView(page))[1] > near[1]);
  await page.getByRole('button', { name: 'Show the accesses around the violation' }).click();
  assert.deepEqual(await inView(page), near);
  await accessible(page);
});
await look('sparse', { viewport: { width: 1180, height: 900 } }, async (page) => {
  await screenshot(page, 'sparse');
  // Thousands of pages that stand alone: the lines between them do not hide what is in them.
  const { firsts, others, all } = await colours(page);
  assert.ok(firsts > 1000 && others < all / 4, JSON.stringify([firsts, others, all]));
  for (const key of ['+', '+', 'ArrowDown', 'Enter', '0']) await page.locator('#map canvas').press(key);
});
await look('proof', { viewport: { width: 1180, height: 900 } }, async (page) => {
  assert.match(await page.locator('header').innerText(), /a proof of execution, not verified/);
  assert.equal(await page.locator('#map').count(), 0);
  assert.ok((await rows(page, 'chips')) > 5);
  await accessible(page);
});
