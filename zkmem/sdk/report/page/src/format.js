// Numbers for people: thousands parted by commas, whatever the browser's language, so that pages of one run are one.
export const whole = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',');
export const percent = (part, all) => (all === 0 ? 0 : (100 * part) / all).toFixed(1) + ' %';
export const hex = (number) => '0x' + number.toString(16);
export const seconds = (number) => (number < 10 ? number.toFixed(2) : number.toFixed(1));

/** 1234567 as "1.2 M": where there is no room for all digits. */
export function rough(number) {
  for (const [unit, name] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (number >= unit) return +(number / unit).toPrecision(3) + ' ' + name;
  }
  return String(+number.toPrecision(3));
}

export function bytes(number) {
  for (const [unit, name] of [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']]) {
    if (number >= unit) return (number / unit).toFixed(1) + ' ' + name;
  }
  return number + ' B';
}

export const counted = (number, noun, ending = 's') => whole(number) + ' ' + noun + (number === 1 ? '' : ending);
