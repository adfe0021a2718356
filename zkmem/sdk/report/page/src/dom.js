// element('p', {class: 'note'}, 'text', child): attributes, then what is in it. Text is never read as HTML: names come from files.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return made;
}

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

/** [red, green, blue] of "#rrggbb". */
export const channels = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));

/** Calls `draw` now and whenever the colours of the page are others. */
export function withColours(draw) {
  draw();
  for (const query of ['(prefers-color-scheme: dark)', 'print']) matchMedia(query).addEventListener('change', draw);
}
