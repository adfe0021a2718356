// The page of `zkmem report`: reads the data that stand in it, and draws them.
import { element } from './dom.js';
import { flameSection } from './flame.js';
import { bytes, counted, hex, percent, seconds, whole } from './format.js';
import { heatSection, sharingSection } from './heat.js';
import { MemoryMap, mapSection } from './map.js';
import { decodeMap } from './map_data.js';
import { table } from './table.js';

const dataOf = (id) => document.getElementById(id)?.textContent;
const report = JSON.parse(dataOf('report-data'));
const flames = dataOf('flame-data');
const mapText = dataOf('map-data');
const page = document.getElementById('page');
const { totals } = report;
const segments = report.segments.length + (report.left_out?.segments ?? 0);
const isProgram = report.kind === 'program';

function tiles() {
  const shown = [];
  const add = (label, value) => shown.push(element('div', { class: 'tile' }, element('dt', {}, label), element('dd', {}, value)));
  if (isProgram) add('instructions', whole(totals.instructions));
  if (report.kind !== 'proof') {
    add('accesses', whole(totals.accesses));
    add(isProgram ? 'of them not to registers' : 'of them no immediates', whole(totals.memory_accesses));
    add('first touches of a leaf', whole(totals.leaves));
  }
  if (report.segments.length !== 0) {
    add(segments === 1 ? 'segment' : 'segments', whole(segments));
    add('cells of traces', whole(totals.cells));
    add('predicted, of one thread', seconds(totals.seconds) + ' s');
    add(report.kind === 'proof' ? 'of proof' : 'of proof, predicted', bytes(totals.proof_bytes));
  }
  return element('dl', { class: 'tiles' }, shown);
}

function head() {
  const name = report.input.split('/').at(-1);
  const what = { program: `exit code ${report.exit_code}`, log: 'an access log', proof: `a proof of ${report.statement}, not verified` }[report.kind];
  return element('header', {}, element('p', { class: 'kicker' }, 'zkmem report'), element('h1', {}, name),
    element('p', { class: 'lead' }, `${what}; ${report.memory} memory${report.cut ? '; cut into ' + report.cut : ''}`), tiles());
}

function violationSection({ message, around }) {
  return element('section', { class: 'violation', id: 'violation' }, element('h2', {}, 'This log is not consistent'), element('p', {}, message),
    element('div', { class: 'scroll' }, element('table', {}, element('caption', {}, 'The accesses around the first violation, which the map shows, too'),
      element('thead', {}, element('tr', {}, ['', 'Place', 'Access'].map((label) => element('th', { scope: 'col' }, label)))),
      element('tbody', {}, around.map((line) => element('tr', { class: line.violation ? 'here' : undefined },
        element('td', {}, line.violation ? '▸ violation' : line.last_write ? 'last write' : ''), element('td', {}, line.place), element('td', { class: 'mono' }, line.access)))))));
}

function cheaperSection() {
  const advice = report.advice.map((one) => element('li', {}, one.cells > 0
    ? [element('strong', {}, `${whole(one.cells)} cells fewer (${percent(one.cells, totals.cells)})`), element('br')] : undefined, one.text));
  const cuts = report.other_cuts ?? [];
  const rows = [{ label: 'as planned', segments, cells: totals.cells, seconds: totals.seconds, proof_bytes: totals.proof_bytes },
    ...cuts.map((cut) => ({ label: `${counted(cut.segment_accesses, 'access', 'es')} in a segment at most`, ...cut }))];
  const change = (value, all) => (all === 0 || value === all ? '' : ` (${value > all ? '+' : '−'}${Math.abs((100 * (value - all)) / all).toFixed(1)} %)`);
  return element('section', { id: 'cheaper' }, element('h2', {}, 'What would cost less'),
    element('p', { class: 'note' }, 'Computed from what ran: leaves fewer, at what a leaf costs here on average, and other cuts as they would be planned. Whether the code can be written so, the numbers do not know.'),
    advice.length === 0 ? element('p', {}, 'Moving or packing the data would save no leaf.') : element('ul', { class: 'advice' }, advice),
    cuts.length === 0 ? undefined : element('div', { class: 'scroll' }, element('table', {}, element('caption', {}, 'Other lengths of segments'),
      element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Cut'), ['Segments', 'Cells', 'Seconds', 'Bytes of proof'].map((label) => element('th', { scope: 'col', class: 'number' }, label)))),
      element('tbody', {}, rows.map((row) => element('tr', {}, element('th', { scope: 'row' }, row.label), row.refusal
        ? element('td', { colspan: '4' }, row.refusal)
        : [whole(row.segments), whole(row.cells) + change(row.cells, totals.cells), seconds(row.seconds) + change(row.seconds, totals.seconds), whole(row.proof_bytes) + change(row.proof_bytes, totals.proof_bytes)].map((text) => element('td', { class: 'number' }, text))))))));
}

const share = (label, value, all, bar) => ({ label, value, bar, text: (row) => [whole(value(row)), element('span', { class: 'percent' }, percent(value(row), all))] });

function functionsSection() {
  const { functions } = report;
  const all = totals.cells;
  return element('section', { id: 'functions' }, element('h2', {}, 'Functions'), table({
    caption: 'Costs of each function by itself, and with what it called', sort: 1, filter: 'Find a function', leftOut: report.left_out?.functions, rows: functions,
    columns: [
      { label: 'Function', name: true, value: (row) => row.name },
      share('Cells', (row) => row.self.cells, all, Math.max(1, ...functions.map((row) => row.self.cells))),
      share('With calls', (row) => row.total.cells, all),
      { label: 'Instructions', value: (row) => row.self.instructions },
      { label: 'Accesses', value: (row) => row.self.accesses },
      { label: 'To memory', value: (row) => row.self.memory_accesses },
      { label: 'First touches', value: (row) => row.self.leaves },
    ],
  }));
}

function linesSection() {
  const lines = report.lines.filter((row) => row.line !== 0);
  if (lines.length === 0) return undefined;
  return element('section', { id: 'lines' }, element('h2', {}, 'Source lines'), table({
    caption: 'Costs of each line, without what it called', sort: 2, filter: 'Find a line', leftOut: report.left_out?.lines, rows: lines,
    columns: [
      { label: 'Line', name: true, value: (row) => `${row.file}:${String(row.line).padStart(6, ' ')}`, text: (row) => `${row.file}:${row.line}` },
      { label: 'Function', name: true, value: (row) => row.function },
      share('Cells', (row) => row.cells, totals.cells, Math.max(1, ...lines.map((row) => row.cells))),
      { label: 'Instructions', value: (row) => row.instructions },
      { label: 'Accesses', value: (row) => row.accesses },
      { label: 'First touches', value: (row) => row.leaves },
    ],
  }));
}

function chipsSection() {
  return element('section', { id: 'chips' }, element('h2', {}, 'Chips'), table({
    caption: 'Cells of each chip in all segments, padding included', sort: 1, rows: report.chips,
    columns: [
      { label: 'Chip', name: true, value: (row) => row.name },
      share('Cells', (row) => row.cells, totals.cells, Math.max(1, ...report.chips.map((row) => row.cells))),
      { label: 'Rows', value: (row) => row.rows },
    ],
  }));
}

function segmentsSection() {
  const rows = report.segments.map((segment, index) => ({ index, ...segment }));
  const known = report.kind === 'proof' ? [] : [
    { label: isProgram ? 'Instructions' : 'Length', value: (row) => row.length }, { label: 'Accesses', value: (row) => row.accesses },
    { label: 'First touches', value: (row) => row.leaves }, { label: 'Memory to prove', value: (row) => row.memory_bytes, text: (row) => bytes(row.memory_bytes) }];
  return element('section', { id: 'segments' }, element('h2', {}, 'Segments'), table({
    caption: 'What each is, and what proving it takes', rows, leftOut: report.left_out?.segments,
    columns: [
      { label: 'Segment', name: true, value: (row) => row.index, text: (row) => String(row.index) }, ...known,
      share('Cells', (row) => row.cells, totals.cells, Math.max(1, ...rows.map((row) => row.cells))),
      { label: 'Seconds', value: (row) => row.seconds, text: (row) => seconds(row.seconds) }, { label: 'Bytes of proof', value: (row) => row.proof_bytes },
    ],
  }));
}

function spacesSection() {
  const regions = (report.regions ?? []).filter((region) => region.kind !== 'symbol' || region.cells >= 64);
  return element('section', { id: 'spaces' }, element('h2', {}, 'Address spaces'), table({
    caption: 'Accesses and leaves of each space', rows: report.spaces,
    columns: [
      { label: 'Space', name: true, value: (row) => row.as, text: (row) => `${row.as}${row.name ? ' ' + row.name : ''}` }, { label: 'Reads', value: (row) => row.reads }, { label: 'Writes', value: (row) => row.writes },
      { label: 'First touches', value: (row) => row.leaves }, { label: 'Touched again', value: (row) => row.leaves_again }, { label: 'Pages', value: (row) => row.pages }, { label: 'Cells touched', value: (row) => row.cells },
    ],
  }), regions.length === 0 ? undefined : table({
    caption: 'Named parts of memory', filter: 'Find a name', rows: regions, leftOut: report.left_out?.regions,
    columns: [
      { label: 'Name', name: true, value: (row) => row.name }, { label: 'Kind', name: true, value: (row) => row.kind },
      { label: 'Address', value: (row) => row.ptr, text: (row) => `${row.as}:${hex(row.ptr)}` }, { label: 'Cells', value: (row) => row.cells },
    ],
  }));
}

function draw() {
  document.title = `${report.input.split('/').at(-1)}: zkmem report`;
  const sections = [];
  const add = (label, section) => { if (section) sections.push({ label, section }); };
  let memory;
  if (report.violation) add('Violation', violationSection(report.violation));
  if (isProgram) add('Flame graph', flameSection(JSON.parse(flames), report.input.split('/').at(-1), totals.shared_cells));
  if (mapText !== undefined && report.pages.length !== 0) {
    let heat;
    memory = new MemoryMap(decodeMap(mapText), report, (space, cell) => heat.select(space, cell));
    heat = heatSection(memory.map, report, (space, cell, cells) => {
      if (memory.space !== space) memory.setSpace(space);
      memory.onSpace(space);
      memory.show(cell, cells);
    });
    add('Memory map', mapSection(memory));
    add('Pages', heat.section);
  }
  if (report.sharing) add('Paths', sharingSection(report.sharing));
  if (report.advice && report.segments.length !== 0) add('Cheaper', cheaperSection());
  if (isProgram) add('Functions', functionsSection());
  if (isProgram) add('Lines', linesSection());
  if (report.chips.length !== 0) add('Chips', chipsSection());
  if (report.segments.length !== 0) add('Segments', segmentsSection());
  if (report.spaces.length !== 0) add('Spaces', spacesSection());
  const links = element('nav', { 'aria-label': 'Sections' }, sections.map(({ label, section }) => element('a', { href: '#' + section.id }, label)));
  const foot = element('footer', {}, element('p', {}, `Numbers: docs/report.md. ${report.unfollowed_calls ? counted(report.unfollowed_calls, 'call') + ' were deeper or more than are followed. ' : ''}` +
    'Drawn with d3-flame-graph (Apache-2.0) and D3 (ISC), whose terms stand at the beginning of this file.'));
  page.replaceChildren(head(), links, ...sections.map(({ section }) => section), foot);
  if (memory && report.violation) memory.showViolation();
}

draw();
document.documentElement.dataset.ready = 'yes';
