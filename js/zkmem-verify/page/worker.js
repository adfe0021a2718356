// Verifies beside the page, so that it stays at hand, and can be stopped.
import { judge, requestOf } from '../core.js';

addEventListener('message', async ({ data: { module, proof, options } }) => {
  try {
    postMessage({ verdict: await judge(module, requestOf(proof, options)) });
  } catch (error) {
    postMessage({ fault: error.message });  // of what was given, or a file that is gone
  }
});
