// Pictures of pages beside the ones that were looked at by people. Fonts differ between machines, so a comparison is of
// what the two look like from afar: means over squares of pixels, of which few may differ, and by little.
import { PNG } from 'pngjs';
import pixelmatch from 'pixelmatch';

// Means of `size` x `size` pixels, as a picture.
function coarse(picture, size) {
  const width = Math.floor(picture.width / size);
  const height = Math.floor(picture.height / size);
  const out = new PNG({ width, height });
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      for (let channel = 0; channel < 4; ++channel) {
        let sum = 0;
        for (let dy = 0; dy < size; ++dy) {
          for (let dx = 0; dx < size; ++dx) sum += picture.data[((y * size + dy) * picture.width + x * size + dx) * 4 + channel];
        }
        out.data[(y * width + x) * 4 + channel] = Math.round(sum / (size * size));
      }
    }
  }
  return out;
}

/**
 * The share of squares, 0 … 1, that differ between two PNG files; 1 if their sizes do.
 * @param {Uint8Array} a @param {Uint8Array} b
 * @param {{size?: number, threshold?: number}} options  pixels of a square's side, and how far (0 … 1) two colours may be apart
 */
export function difference(a, b, { size = 8, threshold = 0.1 } = {}) {
  const [first, second] = [a, b].map((bytes) => PNG.sync.read(Buffer.from(bytes)));
  if (first.width !== second.width || first.height !== second.height) return 1;
  const [left, right] = [coarse(first, size), coarse(second, size)];
  return pixelmatch(left.data, right.data, undefined, left.width, left.height, { threshold }) / (left.width * left.height);
}
