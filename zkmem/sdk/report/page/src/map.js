// Address over time: a picture of the bins in view, and what moves the view.
import { channels, colour, element, withColours } from './dom.js';
import { counted, hex, rough, whole } from './format.js';
import { Axis } from './map_data.js';

const GUTTER = 168;  // of addresses and names, in CSS pixels
const FOOT = 24;     // of times
const HEIGHT = 460;
const LEAST_BETWEEN = 6;  // lines where memory is folded

export class MemoryMap {
  /**
   * @param map of decodeMap()
   * @param report the data of --json
   * @param onSelect is told (space, cell) of what is clicked
   */
  constructor(map, report, onSelect) {
    this.map = map;
    this.report = report;
    this.unit = report.kind === 'program' ? 'instruction' : 'access';
    this.units = report.kind === 'program' ? 'instructions' : 'accesses';
    this.onSelect = onSelect;
    this.kinds = { reads: true, writes: true, firsts: true };
    this.space = map.spaces.has(2) ? 2 : [...map.spaces.keys()][0];
    this.isFolded = true;
    this.canvas = element('canvas', {
      tabindex: '0', role: 'application', 'aria-roledescription': 'memory map', 'aria-label': 'Memory map: address over time',
      'aria-describedby': 'map-help map-readout',
    });
    this.tip = element('div', { class: 'tip', hidden: true });
    this.readout = element('p', { class: 'readout', id: 'map-readout', 'aria-live': 'polite' });
    this.setAxis();
    this.listen();
  }

  spaceSize() {
    return this.report.spaces.find((space) => space.as === this.space)?.size ?? 2 ** 29;
  }
  sheets() {
    return this.map.spaces.get(this.space) ?? [];
  }
  marks() {
    return (this.report.violation?.around ?? []).filter((line) => line.as === this.space);
  }
  setAxis() {
    this.axis = this.isFolded ? Axis.touched(this.sheets()) : Axis.whole(this.spaceSize());
    this.reset(false);
  }
  reset(draws = true) {
    this.view = { top: 0, bottom: this.axis.size, from: 0, to: Math.max(1, this.map.length) };
    if (draws) this.draw();
  }
  setSpace(space) {
    this.space = space;
    this.setAxis();
    this.draw();
  }
  fold(isFolded) {
    this.isFolded = isFolded;
    this.setAxis();
    this.draw();
  }

  /** Puts these cells, and if given these times, in the middle of the view. False: nothing there was touched. */
  show(cell, cells, from = 0, to = this.map.length) {
    if (this.isFolded && !this.axis.parts.some((part) => part.begin < cell + cells && cell < part.end)) return false;
    const top = this.axis.at(cell);
    const bottom = Math.max(this.axis.at(cell + cells), top + 1);
    const room = bottom - top > 1 ? (bottom - top) * 0.08 : 0;
    this.setView(top - room, bottom + room, from, to);
    return true;
  }
  /** The accesses around the violation, in its space. */
  showViolation() {
    const lines = this.report.violation.around;
    const here = lines.find((line) => line.violation);
    if (here.as === undefined || !this.map.spaces.has(here.as)) return;
    this.space = here.as;
    this.setAxis();
    const near = this.marks().filter((line) => Math.abs(line.ptr - here.ptr) < 4096);
    const begin = Math.min(...near.map((line) => line.ptr));
    const end = Math.max(...near.map((line) => line.ptr + line.size));
    const room = Math.max(8, (end - begin) / 4);
    const times = near.map((line) => line.time);
    const first = Math.min(...times);
    const last = Math.max(...times) + 1;
    const pad = Math.max(1, (last - first) / 12);
    this.setView(this.axis.at(begin) - room, this.axis.at(end) + room, first - pad, last + pad);
  }
  setView(top, bottom, from, to) {
    const fit = (low, high, least, most) => {
      const span = Math.min(Math.max(high - low, least), most);
      const middle = (low + high) / 2;
      const begin = Math.min(Math.max(middle - span / 2, 0), most - span);
      return [begin, begin + span];
    };
    const length = Math.max(1, this.map.length);
    const [newTop, newBottom] = fit(top, bottom, 1, this.axis.size);
    const [newFrom, newTo] = fit(from, to, Math.min(1, length), length);
    this.view = { top: newTop, bottom: newBottom, from: newFrom, to: newTo };
    this.draw();
  }
  /** `address`, `time`: factors of what is in view; around a point in 0 … 1 of it. */
  zoom(address, time, y = 0.5, x = 0.5) {
    const { top, bottom, from, to } = this.view;
    const part = (low, high, factor, at) => {
      const middle = low + (high - low) * at;
      return [middle - (middle - low) * factor, middle + (high - middle) * factor];
    };
    this.setView(...part(top, bottom, address, y), ...part(from, to, time, x));
  }
  move(address, time) {
    const { top, bottom, from, to } = this.view;
    const down = (bottom - top) * address;
    const right = (to - from) * time;
    this.setView(top + down, bottom + down, from + right, to + right);
  }

  listen() {
    const { canvas } = this;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return {
        x: (event.clientX - box.left - GUTTER) / (box.width - GUTTER), y: (event.clientY - box.top) / (box.height - FOOT),
        left: event.clientX - box.left, top: event.clientY - box.top,
      };
    };
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      const factor = Math.exp(Math.sign(event.deltaY || event.deltaX) * 0.25);
      const { x, y } = place(event);
      if (event.shiftKey) this.zoom(1, factor, y, Math.max(0, x));
      else this.zoom(factor, 1, y, Math.max(0, x));
    }, { passive: false });
    let held = null;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      held = { ...place(event), view: this.view, hasMoved: false };
    });
    canvas.addEventListener('pointermove', (event) => {
      const at = place(event);
      if (held) {
        held.hasMoved ||= Math.hypot(at.left - held.left, at.top - held.top) > 4;
        if (held.hasMoved) {
          const { top, bottom, from, to } = held.view;
          const down = (held.y - at.y) * (bottom - top);
          const right = (held.x - at.x) * (to - from);
          this.setView(top + down, bottom + down, from + right, to + right);
        }
      }
      this.hover(at);
    });
    canvas.addEventListener('pointerup', (event) => {
      const at = place(event);
      if (held && !held.hasMoved && at.y < 1) this.onSelect(this.space, this.cellAt(at.y));
      held = null;
    });
    canvas.addEventListener('pointerleave', () => { this.tip.hidden = true; });
    canvas.addEventListener('keydown', (event) => {
      const step = 0.2;
      const keys = {
        ArrowUp: () => this.move(-step, 0), ArrowDown: () => this.move(step, 0), ArrowLeft: () => this.move(0, -step), ArrowRight: () => this.move(0, step),
        '+': () => this.zoom(0.5, 1), '=': () => this.zoom(0.5, 1), '-': () => this.zoom(2, 1), '.': () => this.zoom(1, 0.5), ',': () => this.zoom(1, 2),
        0: () => this.reset(), Enter: () => this.onSelect(this.space, this.cellAt(0.5)),
      };
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      keys[event.key]();
      event.preventDefault();
    });
    new ResizeObserver(() => this.draw()).observe(canvas);
  }
  cellAt(y) {
    const { top, bottom } = this.view;
    return Math.floor(this.axis.cell(Math.min(Math.max(top + (bottom - top) * y, 0), this.axis.size - 1)));
  }
  regionsAt(cell) {
    return (this.report.regions ?? []).filter((region) => region.as === this.space && cell >= region.ptr && cell < region.ptr + region.cells);
  }
  hover({ x, y, left, top }) {
    if (x < 0 || x >= 1 || y < 0 || y >= 1 || !this.bins) { this.tip.hidden = true; return; }
    const { width, height, sums } = this.bins;
    const at = 3 * (Math.min(height - 1, Math.floor(y * height)) * width + Math.min(width - 1, Math.floor(x * width)));
    const cell = this.cellAt(y);
    const time = Math.floor(this.view.from + (this.view.to - this.view.from) * x);
    const names = this.regionsAt(cell).map((region) => region.name).join(' › ');
    this.tip.textContent = `${this.space}:${hex(cell)}${names ? ' ' + names : ''}\n${this.unit} ${whole(time)}\n` +
      (sums[at] + sums[at + 1] + sums[at + 2] > 0 ? `${counted(sums[at], 'read')}, ${counted(sums[at + 1], 'write')}, ${counted(sums[at + 2], 'first touch', 'es')}` : 'nothing here');
    this.tip.hidden = false;
    const box = this.canvas.getBoundingClientRect();
    this.tip.style.left = Math.min(left + 14, box.width - this.tip.offsetWidth - 4) + 'px';
    this.tip.style.top = (top + 18 + this.tip.offsetHeight > box.height ? top - this.tip.offsetHeight - 10 : top + 18) + 'px';
  }

  /** Counts by pixel (reads, writes, firsts), and of all that is in view. */
  countPixels(width, height) {
    const sums = new Float32Array(3 * width * height);
    const all = { reads: 0, writes: 0, firsts: 0 };
    const { top, bottom, from, to } = this.view;
    const perRow = height / (bottom - top);
    const perTime = width / (to - from);
    for (const sheet of this.sheets()) {
      const start = this.axis.at(sheet.pointer);
      if (start >= bottom || start + sheet.cells <= top) continue;
      const binLength = sheet.binColumns * this.map.columnLength;
      for (let i = 0; i < sheet.rows.length; ++i) {
        const row = start + sheet.rows[i] * sheet.rowCells;
        const y0 = (row - top) * perRow;
        const y1 = (row + sheet.rowCells - top) * perRow;
        if (y1 <= 0 || y0 >= height) continue;
        const time = sheet.columns[i] * binLength;
        const x0 = (time - from) * perTime;
        const x1 = (Math.min(time + binLength, this.map.length) - from) * perTime;
        if (x1 <= 0 || x0 >= width) continue;
        all.reads += sheet.reads[i];
        all.writes += sheet.writes[i];
        all.firsts += sheet.firsts[i];
        const bottomPixel = Math.min(height, Math.max(Math.round(y1), Math.floor(y0) + 1));
        const rightPixel = Math.min(width, Math.max(Math.round(x1), Math.floor(x0) + 1));
        for (let y = Math.max(0, y1 - y0 < 1 ? Math.floor(y0) : Math.round(y0)); y < bottomPixel; ++y) {
          for (let x = Math.max(0, x1 - x0 < 1 ? Math.floor(x0) : Math.round(x0)); x < rightPixel; ++x) {
            const at = 3 * (y * width + x);
            sums[at] += sheet.reads[i];
            sums[at + 1] += sheet.writes[i];
            sums[at + 2] += sheet.firsts[i];
          }
        }
      }
    }
    return { width, height, sums, all };
  }

  paint(context, scale, left, width, height) {
    const image = context.createImageData(width, height);
    const { sums } = this.bins;
    const [read, mixed, write, first, back] = ['read', 'mixed', 'write', 'first', 'back'].map((name) => channels(colour(name)));
    let most = 1;
    for (let at = 0; at < sums.length; at += 3) most = Math.max(most, (this.kinds.reads ? sums[at] : 0) + (this.kinds.writes ? sums[at + 1] : 0));
    const logMost = Math.log1p(most);
    for (let at = 0, to = 0; at < sums.length; at += 3, to += 4) {
      const reads = this.kinds.reads ? sums[at] : 0;
      const writes = this.kinds.writes ? sums[at + 1] : 0;
      const isFirst = this.kinds.firsts && sums[at + 2] > 0;
      const count = reads + writes;
      if (count === 0 && !isFirst) {
        for (let channel = 0; channel < 3; ++channel) image.data[to + channel] = back[channel];
      } else {
        const strength = isFirst ? 1 : 0.38 + 0.62 * (Math.log1p(count) / logMost);
        const share = count === 0 ? 0 : writes / count;
        const [from, towards, part] = share < 0.5 ? [read, mixed, 2 * share] : [mixed, write, 2 * share - 1];
        for (let channel = 0; channel < 3; ++channel) {
          const pure = isFirst ? first[channel] : from[channel] + (towards[channel] - from[channel]) * part;
          image.data[to + channel] = back[channel] + (pure - back[channel]) * strength;
        }
      }
      image.data[to + 3] = 255;
    }
    context.putImageData(image, left, 0);
  }

  draw() {
    const { canvas } = this;
    const scale = Math.min(2, devicePixelRatio || 1);
    const cssWidth = canvas.clientWidth;
    if (cssWidth <= GUTTER + 20) return;
    canvas.style.height = HEIGHT + FOOT + 'px';
    canvas.width = Math.round(cssWidth * scale);
    canvas.height = Math.round((HEIGHT + FOOT) * scale);
    const left = Math.round(GUTTER * scale);
    const width = canvas.width - left;
    const height = Math.round(HEIGHT * scale);
    const context = canvas.getContext('2d');
    this.bins = this.countPixels(width, height);
    this.paint(context, scale, left, width, height);
    context.save();
    context.scale(scale, scale);
    context.font = '11px ' + (colour('mono') || 'monospace');
    this.drawSegments(context, cssWidth - GUTTER);
    this.drawGaps(context, cssWidth);
    this.drawNames(context);
    this.drawAddresses(context);
    this.drawTimes(context, cssWidth - GUTTER);
    this.drawMarks(context, cssWidth - GUTTER);
    context.restore();
    this.tell();
  }
  y(at) {
    return ((at - this.view.top) / (this.view.bottom - this.view.top)) * HEIGHT;
  }
  x(time, width) {
    return GUTTER + ((time - this.view.from) / (this.view.to - this.view.from)) * width;
  }
  drawSegments(context, width) {
    context.strokeStyle = colour('soft');
    context.globalAlpha = 0.45;
    context.setLineDash([2, 3]);
    if (this.report.segments.length <= 200) {
      for (const segment of this.report.segments) {
        const x = this.x(segment.first, width);
        if (!(segment.first > this.view.from && segment.first < this.view.to)) continue;
        context.beginPath();
        context.moveTo(x, 0);
        context.lineTo(x, HEIGHT);
        context.stroke();
      }
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
  drawGaps(context, width) {
    context.strokeStyle = colour('ink');
    // Where there are many, lines would hide what is between them.
    let last = -LEAST_BETWEEN;
    for (const [index, part] of this.axis.parts.entries()) {
      const y = Math.round(this.y(part.at)) + 0.5;
      const next = index + 1 < this.axis.parts.length ? this.y(this.axis.parts[index + 1].at) : HEIGHT;
      if (index === 0 || y <= 0 || y >= HEIGHT || y - last < LEAST_BETWEEN || next - y < LEAST_BETWEEN) continue;
      last = y;
      context.globalAlpha = 0.55;
      context.beginPath();
      context.moveTo(GUTTER - 14, y);
      context.lineTo(width, y);
      context.stroke();
    }
    context.globalAlpha = 1;
  }
  // Strips beside the map: sections, heap and stack outside, data with symbols inside; names where there is room for them.
  drawNames(context) {
    context.textBaseline = 'middle';
    const taken = [];
    const regions = (this.report.regions ?? []).filter((region) => region.as === this.space);
    for (const region of [...regions].sort((a, b) => b.cells - a.cells)) {
      for (const part of this.axis.parts) {
        const begin = Math.max(region.ptr, part.begin);
        const end = Math.min(region.ptr + region.cells, part.end);
        if (begin >= end) continue;
        const top = Math.max(0, this.y(part.at + begin - part.begin));
        const bottom = Math.min(HEIGHT, this.y(part.at + end - part.begin));
        if (bottom <= 0 || top >= HEIGHT) continue;
        context.fillStyle = colour(region.kind);
        context.fillRect(GUTTER - (region.kind === 'symbol' ? 6 : 12), top, 5, Math.max(1, bottom - top - 0.5));
        const middle = (top + bottom) / 2;
        if (bottom - top < (region.kind === 'symbol' ? 12 : 9) || taken.some((y) => Math.abs(y - middle) < 13)) continue;
        taken.push(middle);
        context.fillStyle = colour(region.kind === 'symbol' ? 'soft' : 'ink');
        context.textAlign = 'right';
        const name = region.name.length > 12 ? region.name.slice(0, 11) + '…' : region.name;
        context.fillText(name, GUTTER - 17, Math.min(HEIGHT - 6, Math.max(6, middle)));
      }
    }
  }
  drawAddresses(context) {
    context.fillStyle = colour('soft');
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    const rows = 9;
    let last = -HEIGHT;
    const { top, bottom } = this.view;
    for (let i = 0; i <= rows; ++i) {
      // Of round numbers the one nearest to where a label would be.
      const wanted = this.axis.cell(Math.min(top + ((bottom - top) * i) / rows, this.axis.size - 1));
      const step = 2 ** Math.max(0, Math.floor(Math.log2((bottom - top) / rows)));
      const cell = i === 0 ? Math.floor(wanted) : Math.floor(wanted / step) * step;
      const y = this.axis.has(cell) ? this.y(this.axis.at(cell)) : -1;
      const label = Math.min(HEIGHT - 6, Math.max(6, y));
      if (y < -1 || y > HEIGHT || label - last < 13) continue;
      last = label;
      context.fillText(hex(cell), 0, label);
    }
  }
  drawTimes(context, width) {
    context.fillStyle = colour('soft');
    context.textBaseline = 'top';
    const { from, to } = this.view;
    const step = [1, 2, 5, 10].map((factor) => factor * 10 ** Math.floor(Math.log10((to - from) / 6))).find((size) => (to - from) / size <= 8);
    for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
      if (time !== Math.floor(time)) continue;
      const x = this.x(time, width);
      context.textAlign = x < GUTTER + 24 ? 'left' : x > GUTTER + width - 40 ? 'right' : 'center';
      context.fillText(to - from < 1000 ? whole(time) : rough(time), x, HEIGHT + 7);
    }
    context.textAlign = 'left';
    context.fillText(this.units, 0, HEIGHT + 7);
  }
  drawMarks(context, width) {
    const lines = this.marks();
    for (const line of [...lines.filter((one) => !one.violation), ...lines.filter((one) => one.violation)]) {
      const top = this.y(this.axis.at(line.ptr));
      const bottom = Math.max(this.y(this.axis.at(line.ptr) + line.size), top + 4);
      const left = this.x(line.time, width);
      const right = Math.max(this.x(line.time + 1, width), left + 4);
      if (bottom < 0 || top > HEIGHT || right < GUTTER || left > GUTTER + width) continue;
      context.fillStyle = colour(line.violation ? 'bad' : line.op === 'write' ? 'write' : 'read');
      context.fillRect(left, top, right - left, bottom - top);
      if (!line.violation && !line.last_write) continue;
      context.strokeStyle = colour('bad');
      context.lineWidth = line.violation ? 2.5 : 1.5;
      context.setLineDash(line.violation ? [] : [3, 2]);
      context.strokeRect(left - 4, top - 4, right - left + 8, bottom - top + 8);
      context.setLineDash([]);
      const text = line.violation ? 'does not return what was written' : 'last write';
      // On either side, so that the two do not cover each other; at the map's ends where there is room.
      const wanted = context.measureText(text).width + 14;
      const isRight = line.violation ? right + wanted < GUTTER + width : left - wanted < GUTTER;
      const x = isRight ? right + 10 : left - 10;
      const y = Math.min(HEIGHT - 8, Math.max(8, (top + bottom) / 2));
      context.textAlign = isRight ? 'left' : 'right';
      context.textBaseline = 'middle';
      const wide = wanted - 6;
      context.fillStyle = colour('card');
      context.fillRect(isRight ? x - 4 : x - wide + 4, y - 8, wide, 16);
      context.fillStyle = colour('bad');
      context.fillText(text, x, y);
    }
    context.lineWidth = 1;
  }
  tell() {
    const { from, to, top, bottom } = this.view;
    const { all } = this.bins;
    const begin = Math.floor(this.axis.cell(Math.min(top, this.axis.size - 1)));
    const end = Math.max(begin, Math.ceil(this.axis.cell(bottom)) - 1);
    this.readout.textContent = `In view: space ${this.space}, cells ${hex(begin)} … ${hex(end)} (${counted(Math.round(bottom - top), 'cell')}), ` +
      `${this.units} ${whole(Math.floor(from))} … ${whole(Math.ceil(to))}: ${counted(all.reads, 'read')}, ${counted(all.writes, 'write')}, ${counted(all.firsts, 'first touch', 'es')}.`;
  }
}

export function mapSection(memory) {
  const { report, map } = memory;
  const kinds = [['reads', 'Reads', 'read'], ['writes', 'Writes', 'write'], ['firsts', 'First touches', 'first']];
  const filters = element('fieldset', {}, element('legend', {}, 'Show:'), kinds.map(([kind, label, name]) => {
    const swatch = element('span', { class: 'swatch' });
    swatch.style.background = `var(--${name})`;
    return element('label', {}, element('input', { type: 'checkbox', checked: true, name: kind, onchange: (event) => { memory.kinds[kind] = event.target.checked; memory.draw(); } }), swatch, label);
  }));
  const both = element('span', { class: 'swatch' });
  both.style.background = 'var(--mixed)';
  filters.insertBefore(element('span', { class: 'key' }, both, 'both'), filters.lastChild);
  const names = new Map(report.spaces.map((space) => [space.as, space.name]));
  const spaces = element('select', { 'aria-label': 'Address space', onchange: (event) => memory.setSpace(Number(event.target.value)) },
    [...map.spaces.keys()].map((space) => element('option', { value: String(space) }, `Space ${space}${names.get(space) ? ': ' + names.get(space) : ''}`)));
  const fold = element('label', {}, element('input', { type: 'checkbox', checked: true, name: 'fold', onchange: (event) => memory.fold(event.target.checked) }), 'Fold untouched pages');
  const list = element('datalist', { id: 'places' }, (report.regions ?? []).slice(0, 500).map((region) => element('option', { value: region.name })));
  const place = element('input', { type: 'text', placeholder: 'Go to name or 0x…', 'aria-label': 'Go to a name or an address', list: 'places', size: '17' });
  place.addEventListener('change', () => {
    const text = place.value.trim();
    const region = (report.regions ?? []).find((one) => one.name === text);
    if (region) {
      if (memory.space !== region.as) memory.setSpace(region.as);
    }
    const cell = /^(0x[0-9a-f]+|[0-9]+)$/i.test(text) ? Number(text) : NaN;
    const found = region ? memory.show(region.ptr, region.cells) : Number.isNaN(cell) ? false : memory.show(Math.floor(cell / 64) * 64, 64);
    if (!found && text !== '') memory.readout.textContent = `Nothing at ${text} was touched in space ${memory.space}.`;
    spaces.value = String(memory.space);
  });
  spaces.value = String(memory.space);
  memory.onSpace = (space) => { spaces.value = String(space); };
  const button = (label, name, action) => element('button', { type: 'button', 'aria-label': name, onclick: action }, label);
  const buttons = element('fieldset', {}, element('legend', {}, 'Address'), button('+', 'Zoom in on addresses', () => memory.zoom(0.5, 1)), button('−', 'Zoom out of addresses', () => memory.zoom(2, 1)));
  const times = element('fieldset', {}, element('legend', {}, 'Time'), button('+', 'Zoom in on time', () => memory.zoom(1, 0.5)), button('−', 'Zoom out of time', () => memory.zoom(1, 2)));
  const section = element('section', { id: 'map' }, element('h2', {}, 'Memory map'),
    element('p', { class: 'note', id: 'map-help' }, `Addresses from above to below, ${memory.units} from left to right: the stronger a colour, the more accesses; dotted lines part segments. The wheel zooms addresses, with Shift time; drag to move, click to see a page's leaves. Keys: arrows move, + and − zoom addresses, . and , time, 0 shows all.`),
    element('div', { class: 'tools' }, map.spaces.size > 1 ? spaces : undefined, filters, fold, place, list),
    element('div', { class: 'tools' }, buttons, times, button('Whole', 'Show all of the map', () => memory.reset()),
      report.violation ? button('Violation', 'Show the accesses around the violation', () => { memory.showViolation(); spaces.value = String(memory.space); }) : undefined),
    element('div', { class: 'map' }, memory.canvas, memory.tip), memory.readout);
  withColours(() => memory.draw());
  return section;
}
