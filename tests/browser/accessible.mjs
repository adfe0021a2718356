// What any page must be for people who read it with other eyes, or with none.
import assert from 'node:assert/strict';

/** Text against what is behind it, as WCAG 2 counts it: at least 4.5, of large text 3. */
const contrasts = (page) => page.evaluate(() => {
  const parse = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const found = [];
  for (const node of document.querySelectorAll('h1, h2, h3, p, dt, dd, a, th, td, li, label, legend, button, caption')) {
    if (!node.textContent.trim() || node.closest('svg, .hidden')) continue;
    let back = node;
    while (back.parentElement && (parse(getComputedStyle(back).backgroundColor)[3] ?? 1) === 0) back = back.parentElement;
    const style = getComputedStyle(node);
    const [a, b] = [light(parse(style.color)), light(parse(getComputedStyle(back).backgroundColor))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) found.push(`${node.tagName} ${node.textContent.slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return found;
});

/** Letters can be read, the page fits its window, and every part has a name. */
export async function accessible(page) {
  assert.deepEqual(await contrasts(page), [], 'letters that are hard to read');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, 'the page is wider than the window');
  const unnamed = await page.evaluate(() => [...document.querySelectorAll('button, input, select, canvas, [role]')]
    .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length)).map((node) => node.outerHTML.slice(0, 80)));
  assert.deepEqual(unnamed, [], 'parts without a name');
}
