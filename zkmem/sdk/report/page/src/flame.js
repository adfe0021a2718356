import flamegraph from 'd3-flame-graph';
import { select } from 'd3-selection';
import { element } from './dom.js';
import { percent, whole } from './format.js';

export const COSTS = ['cells', 'instructions', 'accesses', 'memory_accesses', 'leaves'];
export const COST_LABELS = { cells: 'cells', instructions: 'instructions', accesses: 'accesses', memory_accesses: 'memory accesses', leaves: 'first touches' };
const ORDER = ['instructions', 'accesses', 'memory_accesses', 'leaves', 'cells'];  // in the data
const ROW = 20;  // pixels
const FIELDS = 2 + ORDER.length;

/** The tree of `cost` that the library draws: name, value with all below, children. */
function treeOf({ names, nodes }, cost, input, shared) {
  const at = 2 + ORDER.indexOf(cost);
  const made = [];
  for (let i = 0; i < nodes.length; i += FIELDS) {
    const node = { name: names[nodes[i]], value: nodes[i + at], children: [] };
    made.push(node);
    if (i !== 0 && node.value > 0) made[nodes[i + 1]].children.push(node);
  }
  const [root] = made;
  root.name = input;
  if (cost === 'cells' && shared > 0) {
    root.children.push({ name: '(tables and padding)', value: shared, children: [], isShared: true });
    root.value += shared;
  }
  return root;
}

// The same hue for the same name, warm; light enough for dark letters in both themes.
function fill(node) {
  if (node.highlight) return '#b9a3ff';
  if (node.data.isShared || node.depth === 0) return '#b8c2cc';
  let hash = 0;
  for (const letter of node.data.name) hash = (hash * 31 + letter.codePointAt(0)) % 9973;
  return `hsl(${18 + (hash % 34)} ${72 + (hash % 17)}% ${64 + ((hash >> 3) % 12)}%)`;
}

export function flameSection(data, input, shared) {
  const graph = element('div', { class: 'flame', role: 'group', 'aria-label': 'Flame graph; the table of functions has the same numbers' });
  const readout = element('p', { class: 'readout', 'aria-live': 'polite' });
  let cost = COSTS[0];
  let total = 0;
  const label = (node) => `${node.data.name}: ${whole(node.data.value)} ${COST_LABELS[cost]}, ${percent(node.data.value, total)}`;
  const chart = flamegraph().cellHeight(ROW).transitionDuration(0).minFrameSize(1.5).inverted(true).sort(true).label(label).color((node) => fill(node));
  let zoomed = null;
  const tell = (node) => { readout.textContent = node ? label(node) : ''; };

  // The library knows clicks alone: one frame can be reached by Tab, arrows go from frame to frame, Enter is a click.
  function frames() {
    return [...graph.querySelectorAll('g.frame')];
  }
  function makeReachable(wanted) {
    const all = frames();
    // The library leaves room for a title.
    const depth = Math.max(0, ...all.map((frame) => select(frame).datum().depth));
    graph.querySelector('svg')?.setAttribute('height', String((depth + 1) * ROW + 1));
    const target = all.find((frame) => select(frame).datum() === wanted) ?? all[0];
    for (const frame of all) {
      frame.setAttribute('tabindex', frame === target ? '0' : '-1');
      frame.setAttribute('role', 'button');
      frame.setAttribute('aria-label', label(select(frame).datum()));
    }
    return target;
  }
  chart.onClick((node) => {
    zoomed = node;
    tell(node);
    const focused = graph.contains(document.activeElement);
    const target = makeReachable(node);
    if (focused) target?.focus();
  });
  chart.onHover(tell);
  function neighbour(node, key) {
    const shown = new Set(frames().map((frame) => select(frame).datum()));
    const visible = (all) => (all ?? []).filter((child) => shown.has(child) && child.value > 0);
    if (key === 'ArrowUp') return node.parent;
    if (key === 'ArrowDown') return visible(node.children).sort((a, b) => b.value - a.value)[0];
    const siblings = visible(node.parent?.children);
    return siblings[siblings.indexOf(node) + (key === 'ArrowRight' ? 1 : -1)];
  }
  graph.addEventListener('keydown', (event) => {
    const frame = event.target.closest?.('g.frame');
    if (!frame) return;
    const node = select(frame).datum();
    if (event.key === 'Enter' || event.key === ' ') chart.zoomTo(node);
    else if (event.key === 'Escape') chart.resetZoom();
    else if (event.key.startsWith('Arrow')) {
      const next = neighbour(node, event.key);
      if (next) makeReachable(next).focus();
    } else return;
    event.preventDefault();
  });
  graph.addEventListener('focusin', (event) => {
    const frame = event.target.closest?.('g.frame');
    if (frame) tell(select(frame).datum());
  });

  function draw() {
    const tree = treeOf(data, cost, input, shared);
    total = tree.value;
    zoomed = null;
    graph.replaceChildren();
    chart.width(graph.clientWidth || 1100).height(null);
    select(graph).datum(tree).call(chart);
    makeReachable(null);
    tell(null);
  }
  const search = element('input', { type: 'search', placeholder: 'Find a function', 'aria-label': 'Find a function in the flame graph' });
  search.addEventListener('input', () => {
    if (search.value === '') {
      chart.clear();
    } else {
      chart.search(search.value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    }
    makeReachable(zoomed);
  });
  chart.setSearchHandler((found, sum) => { readout.textContent = `${whole(found.length)} frames found: ${whole(sum)} ${COST_LABELS[cost]}, ${percent(sum, total)}`; });
  const choices = element('fieldset', {}, element('legend', {}, 'Width:'), COSTS.map((name) =>
    element('label', {}, element('input', { type: 'radio', name: 'flame-cost', value: name, checked: name === cost, onchange: () => { cost = name; draw(); } }), COST_LABELS[name])));
  const reset = element('button', { type: 'button', onclick: () => { search.value = ''; chart.clear(); chart.resetZoom(); tell(null); } }, 'Whole');
  let width = 0;
  new ResizeObserver(() => {
    if (graph.clientWidth === width) return;
    width = graph.clientWidth;
    draw();
  }).observe(graph);
  return element('section', { id: 'flame' }, element('h2', {}, 'Flame graph'),
    element('p', { class: 'note' }, 'Who called whom, and what it cost: a frame is as wide as its costs with all that it called. Click a frame to look into it; with the keyboard, arrows go from frame to frame, Enter looks into one, Escape shows the whole.'),
    element('div', { class: 'tools' }, choices, search, reset), graph, readout);
}
