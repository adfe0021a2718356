// Which pages are accessed most, and which leaves of one page.
import { channels, colour, element, withColours } from './dom.js';
import { counted, hex, whole } from './format.js';
import { table } from './table.js';

const PAGE = 4096;
const LEAF = 8;
const LEAVES = PAGE / LEAF;
const ACROSS = 32;  // leaves in a row of the picture

/** Accesses by leaf of a page, from the map; {counts, cells}: leaves are told apart if `cells` is at most a leaf's. */
export function leavesOf(map, space, page) {
  const counts = new Float64Array(LEAVES);
  let cells = LEAF;
  for (const sheet of map.spaces.get(space) ?? []) {
    const begin = page * PAGE;
    if (sheet.pointer > begin || sheet.pointer + sheet.cells <= begin) continue;
    cells = Math.max(LEAF, Math.min(sheet.rowCells, PAGE));
    for (let i = 0; i < sheet.rows.length; ++i) {
      const first = sheet.pointer + sheet.rows[i] * sheet.rowCells - begin;
      const count = sheet.reads[i] + sheet.writes[i];
      // A row of several leaves: each has its share.
      const from = Math.max(0, Math.floor(first / LEAF));
      const to = Math.min(LEAVES, Math.max(from + 1, Math.ceil((first + sheet.rowCells) / LEAF)));
      for (let leaf = from; leaf < to; ++leaf) counts[leaf] += count / Math.max(1, sheet.rowCells / LEAF);
    }
  }
  return { counts, cells };
}

export function heatSection(map, report, onShow) {
  const canvas = element('canvas', { role: 'img', class: 'leaves' });
  const title = element('h3');
  const hottest = element('p', { class: 'readout', 'aria-live': 'polite' });
  const pages = report.pages;
  const busiest = pages.reduce((best, page) => (page.as !== 1 && (!best || page.reads + page.writes > best.reads + best.writes) ? page : best), undefined) ?? pages[0];
  let space = busiest.as;
  let page = Math.floor(busiest.ptr / PAGE);

  function draw() {
    const width = canvas.clientWidth;
    if (width === 0) return;
    const scale = Math.min(2, devicePixelRatio || 1);
    const size = width / ACROSS;
    const rows = LEAVES / ACROSS;
    canvas.style.height = size * rows + 'px';
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(size * rows * scale);
    const context = canvas.getContext('2d');
    context.scale(scale, scale);
    const { counts, cells } = leavesOf(map, space, page);
    const most = Math.log1p(Math.max(...counts));
    const [hot, cold] = [channels(colour('write')), channels(colour('back'))];
    for (let leaf = 0; leaf < LEAVES; ++leaf) {
      const strength = counts[leaf] === 0 ? 0 : 0.2 + 0.8 * (Math.log1p(counts[leaf]) / most);
      context.fillStyle = `rgb(${hot.map((channel, at) => Math.round(cold[at] + (channel - cold[at]) * strength)).join(' ')})`;
      context.fillRect((leaf % ACROSS) * size + 0.5, Math.floor(leaf / ACROSS) * size + 0.5, size - 1, size - 1);
    }
    title.textContent = `Leaves of the page at ${space}:${hex(page * PAGE)}`;
    const order = [...counts.keys()].filter((leaf) => counts[leaf] > 0).sort((a, b) => counts[b] - counts[a] || a - b);
    canvas.setAttribute('aria-label', `${order.length} of ${LEAVES} leaves accessed`);
    hottest.textContent = `${order.length} of ${LEAVES} leaves accessed. Most: ` +
      order.slice(0, 4).map((leaf) => `${hex(page * PAGE + leaf * LEAF)} (${whole(Math.round(counts[leaf]))})`).join(', ') +
      (cells > LEAF ? `. Counts are those of ${cells} cells together, in equal shares.` : '.');
  }
  const most = Math.max(...pages.map((one) => one.reads + one.writes));
  const list = table({
    caption: 'Pages of 4096 cells that are accessed',
    sort: 1,
    leftOut: report.left_out?.pages,
    columns: [
      { label: 'Page', name: true, value: (row) => `${row.as}:${hex(row.ptr).padStart(10, ' ')}`, text: (row) => element('button', { type: 'button', onclick: () => { select(row.as, row.ptr); onShow(row.as, row.ptr, PAGE); } }, `${row.as}:${hex(row.ptr)}`) },
      { label: 'Accesses', value: (row) => row.reads + row.writes, bar: most },
      { label: 'First touches', value: (row) => row.leaves },
      { label: 'Cells a leaf', value: (row) => row.cells / Math.max(1, row.leaves), text: (row) => (row.cells / Math.max(1, row.leaves)).toFixed(1) },
    ],
    rows: pages,
  });
  function select(newSpace, cell) {
    space = newSpace;
    page = Math.floor(cell / PAGE);
    draw();
  }
  new ResizeObserver(draw).observe(canvas);
  withColours(draw);
  const section = element('section', { id: 'heat' }, element('h2', {}, 'Pages and leaves'),
    element('p', { class: 'note' }, 'A leaf is 8 cells. Each that a segment touches costs rows of the boundary, the tree and the hash; the fewer of its cells are touched, the more each costs.'),
    element('div', { class: 'two' }, list, element('div', {}, title, canvas, hottest)));
  return { section, select };
}

export function sharingSection({ nodes, unshared, by_level: levels }) {
  const shared = unshared - nodes;
  const [leaves] = levels;
  // From the root down; neighbours with as many nodes as one.
  const rows = [];
  for (let level = levels.length - 1; level >= 0; --level) {
    if (rows.at(-1)?.count === levels[level]) rows.at(-1).level = level;
    else rows.push({ first: level, level, count: levels[level] });
  }
  const nameOf = (level) => (level === 0 ? 'leaves' : level === levels.length - 1 ? 'root' : String(level));
  const label = ({ first, level }) => (first === level ? nameOf(level) : `${nameOf(first)} … ${nameOf(level)}`);
  const bar = ({ count }) => {
    const outer = element('span', { class: 'outer' });
    const inner = element('span', { class: 'inner' });
    inner.style.width = `${(100 * count) / leaves}%`;
    outer.append(inner);
    return element('td', { class: 'track', 'aria-hidden': 'true' }, outer);
  };
  return element('section', { id: 'paths' }, element('h2', {}, 'Shared Merkle paths'),
    element('p', { class: 'big' }, `${unshared === 0 ? '0.0' : ((100 * shared) / unshared).toFixed(1)} % of nodes are shared`),
    element('p', { class: 'note' }, `${whole(nodes)} nodes are hashed before and after instead of ${whole(unshared)}, were the path of each of ${counted(leaves, 'leaf', '').replace(/leaf$/, leaves === 1 ? 'leaf' : 'leaves')} its own. Below, the nodes of each level, from the root down to the leaves, levels that have as many in one row; hatched is what sharing saves.`),
    element('div', { class: 'scroll' }, element('table', { class: 'levels' }, element('caption', { class: 'hidden' }, 'Nodes by level of the tree'),
      element('thead', {}, element('tr', {}, element('th', { scope: 'col', class: 'number' }, 'Level'), element('th', { scope: 'col', class: 'number' }, 'Nodes'), element('th', { scope: 'col', class: 'number' }, 'Shared'), element('th', { scope: 'col', class: 'track' }, 'Of the paths of all leaves'))),
      element('tbody', {}, rows.map((row) => element('tr', {}, element('th', { scope: 'row', class: 'number' }, label(row)),
        element('td', { class: 'number' }, whole(row.count)), element('td', { class: 'number' }, whole(leaves - row.count)), bar(row)))))));
}
