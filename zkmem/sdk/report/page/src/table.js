import { element } from './dom.js';
import { whole } from './format.js';

const FIRST_ROWS = 15;

/**
 * A table that can be sorted by each column and, with `filter`, searched.
 * @param {object} options
 * @param {string} options.caption
 * @param {{label: string, value: (row) => any, text?: (row) => any, name?: boolean, bar?: number}[]} options.columns
 *   `bar`: what a full bar stands for; a column without `name` has numbers
 * @param {any[]} options.rows  in the order of `sort`, the number of a column (descending); undefined: as they come
 * @param {number} [options.leftOut]  rows that the report does not have
 */
export function table({ caption, columns, rows, sort, filter, leftOut = 0, rowClass }) {
  let sorted = { column: sort, descending: true };
  let term = '';
  let all = rows.length <= FIRST_ROWS + 5;
  const body = element('tbody');
  const heads = columns.map((column, index) =>
    element('th', { scope: 'col', class: column.name ? 'name' : 'number' }, element('button', { type: 'button', onclick: () => sortBy(index) }, column.label)));
  const more = element('p', { class: 'more' });

  function sortBy(column) {
    sorted = { column, descending: sorted.column === column ? !sorted.descending : !columns[column].name };
    fill();
  }
  function chosen() {
    const low = term.toLowerCase();
    const found = low === '' ? [...rows] : rows.filter((row) => columns.some((column) => column.name && String(column.value(row)).toLowerCase().includes(low)));
    if (sorted.column === undefined) return found;
    const { value } = columns[sorted.column];
    const sign = sorted.descending ? -1 : 1;
    return found.sort((a, b) => sign * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
  }
  function cell(column, row, index) {
    const text = (column.text ?? ((of) => (column.name ? column.value(of) : whole(column.value(of)))))(row);
    if (column.name) return element(index === 0 ? 'th' : 'td', index === 0 ? { scope: 'row', class: 'name' } : { class: 'name' }, text);
    if (!column.bar) return element('td', { class: 'number' }, text);
    const made = element('td', { class: 'number bar' }, element('span', {}, text));
    made.style.setProperty('--share', Math.min(1, column.value(row) / column.bar));
    return made;
  }
  function fill() {
    heads.forEach((head, index) => {
      if (index === sorted.column) head.setAttribute('aria-sort', sorted.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const found = chosen();
    const shown = all ? found : found.slice(0, FIRST_ROWS);
    body.replaceChildren(...shown.map((row) => element('tr', { class: rowClass?.(row) }, columns.map((column, index) => cell(column, row, index)))));
    more.replaceChildren();
    if (shown.length < found.length) {
      more.append(element('button', { type: 'button', onclick: () => { all = true; fill(); } }, `Show all ${whole(found.length)} rows`));
    }
    if (term !== '') more.append(` ${whole(found.length)} of ${whole(rows.length)} rows match`);
    if (leftOut !== 0) more.append(` ${whole(leftOut)} further rows are in --json alone.`);
  }
  fill();
  const made = element('div', { class: 'table' });
  if (filter) {
    const input = element('input', { type: 'search', placeholder: filter, 'aria-label': `${filter} in: ${caption}` });
    input.addEventListener('input', () => { term = input.value; fill(); });
    made.append(element('div', { class: 'tools' }, input));
  }
  made.append(element('div', { class: 'scroll' }, element('table', {}, element('caption', {}, caption), element('thead', {}, element('tr', {}, heads)), body)), more);
  return made;
}
