// The page: files and what is asked for → a verdict, of which the first thing to read is what is not shown.

const $ = (id) => document.getElementById(id);
const inputs = { proof: $('proof'), program: $('program'), log: $('log'), config: $('config'), appVk: $('app-vk') };
const form = $('form');
const result = $('result');

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);  // text stays text: names and sentences come from files that nobody vouches for
  return made;
}

// The verifier is in the page, compressed.
const module = (async () => {
  const packed = Uint8Array.from(atob($('module').textContent.trim()), (char) => char.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
})();
const workerUrl = URL.createObjectURL(new Blob([$('worker').textContent], { type: 'text/javascript' }));

let worker = null;
let asked = 0;  // the request whose answer is wanted

function stop() {
  worker?.terminate();
  worker = null;
  ++asked;
  $('stop').hidden = true;
  result.removeAttribute('aria-busy');
}

function show(kind, title, ...parts) {
  result.dataset.verdict = kind;
  result.replaceChildren(element('h2', {}, title), ...parts);
}

const list = (id, title, sentences) => element('section', { id },
  element('h3', {}, title), element('ul', {}, ...sentences.map((sentence) => element('li', {}, sentence))));

const FACTS = {
  proven_bits: 'proven bits', statement: 'statement', hash: 'hashed with', parameters: 'parameters', segments: 'segments', exit_code: 'exit code',
  program_commitment: 'program commitment', log_digest: 'log digest', initial_root: 'initial root', final_root: 'final root',
};

function facts(json) {
  const rows = Object.entries(FACTS).filter(([key]) => json[key] !== undefined && typeof json[key] !== 'object');
  return element('dl', {}, ...rows.flatMap(([key, name]) => [element('dt', {}, name), element('dd', {}, String(json[key]))]));
}

function showVerdict({ verdict, notShown, shown, reason, json, stdout, stderr }, seconds) {
  const said = element('details', {}, element('summary', {}, 'As the command line says it'),
    element('pre', { tabindex: '0' }, stdout + stderr), element('pre', { tabindex: '0' }, JSON.stringify(json, null, 1)));
  const took = element('p', { class: 'note' }, `${seconds.toFixed(1)} s in this page`);
  if (verdict === 'accepted') {
    show(verdict, 'Accepted', list('not-shown', 'Not shown', notShown), list('shown', 'Shown', shown), facts(json), said, took);
  } else {
    const title = verdict === 'rejected' ? 'Rejected' : 'No answer';
    const note = verdict === 'rejected' ? 'Nothing is shown.' : 'It is not known whether the proof is valid: nothing is shown.';
    show(verdict, title, element('p', {}, note), element('pre', { id: 'reason', tabindex: '0' }, reason), said, took);
  }
}

// What is asked has changed: no verdict is of it.
function forget() {
  stop();
  show('', 'Nothing is verified yet');
}

function refuse(reason) {
  show('error', 'No answer', element('p', { id: 'reason' }, reason));
}

function optionsGiven() {
  const options = {};
  for (const [name, input] of Object.entries(inputs)) {
    if (name !== 'proof' && input.files.length) options[name] = input.files[0];
  }
  for (const input of form.querySelectorAll('[data-option]')) {
    const value = input.type === 'checkbox' ? input.checked : input.value.trim();
    if (value) options[input.dataset.option] = input.id === 'exit-code' && /^(0|[1-9]\d*)$/.test(value) ? Number(value) : value;
  }
  return options;
}

async function run() {
  stop();
  const request = asked;
  const proof = inputs.proof.files[0];
  if (!proof) {
    refuse('A proof is asked for first: a .zkproof file.');
    return;
  }
  result.setAttribute('aria-busy', 'true');
  show('busy', 'Verifying …');
  $('stop').hidden = false;
  const start = performance.now();
  const options = optionsGiven();
  const compiled = await module.catch(() => null);
  if (request !== asked) return;  // other files have come meanwhile
  if (!compiled) {
    stop();
    refuse('The verifier does not start in this browser.');
    return;
  }
  worker = new Worker(workerUrl);
  worker.onmessage = ({ data: { verdict, fault } }) => {
    if (request !== asked) return;
    stop();
    if (verdict) showVerdict(verdict, (performance.now() - start) / 1000);
    else refuse(fault);
    result.scrollIntoView({ block: 'nearest' });
  };
  worker.onerror = (event) => {
    event.preventDefault();
    if (request !== asked) return;
    stop();
    refuse(`The verifier stopped before it had an answer, most likely for want of memory (${event.message || 'no reason is known'}).`);
  };
  worker.postMessage({ module: compiled, proof, options });
}

// Which place a dropped file is for, by its first bytes and its name; undefined: it says neither.
async function placeOf(file) {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const begins = (text) => [...text].every((char, i) => head[i] === char.charCodeAt(0));
  const ends = (...endings) => endings.some((ending) => file.name.endsWith(ending));
  if (begins('ZKMPROOF') || ends('.zkproof', '.app.proof')) return 'proof';
  if (begins('\x7fELF') || ends('.vmexe', '.elf')) return 'program';
  if (ends('.zklog', '.jsonl')) return 'log';
  if (ends('.json')) return 'config';
  if (ends('.vk')) return 'appVk';
  return undefined;
}

// Two files of one drop that are for one place, or for a program's and a log's: it is not for the page to choose.
function rivals(files, places) {
  const taken = {};
  for (const [i, place] of places.entries()) {
    const kind = place === 'log' ? 'program' : place;
    if (!kind) continue;
    if (taken[kind]) return `${taken[kind].name} and ${files[i].name}: both say what the proof ${kind === 'proof' ? 'is' : 'is compared with'}; drop one of them.`;
    taken[kind] = files[i];
  }
  return undefined;
}

async function take(list) {
  const files = [...list];
  stop();
  result.setAttribute('aria-busy', 'true');
  show('busy', 'Looking at the files …');
  const unknown = [];
  const places = await Promise.all(files.map((file) => placeOf(file).catch(() => undefined)));
  const reason = rivals(files, places);
  if (reason) {
    stop();
    refuse(reason);
    return;
  }
  files.forEach((file, i) => {
    const name = places[i] ?? (files.length === 1 && !inputs.proof.files.length ? 'proof' : undefined);
    if (!name) {
      unknown.push(file.name);
      return;
    }
    const one = new DataTransfer();
    one.items.add(file);
    inputs[name].files = one.files;
    // A proof is of a program or of a log; what came last counts.
    if (name === 'program') inputs.log.value = '';
    if (name === 'log') inputs.program.value = '';
    if (name === 'config' || name === 'appVk') $('more').open = true;
  });
  if (unknown.length) {
    stop();
    refuse(`${unknown.join(', ')}: neither name nor first bytes say what this is; choose it in its place.`);
  } else {
    run();
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run();
});
form.addEventListener('input', forget);
form.addEventListener('change', () => {
  if (inputs.proof.files.length) run();
  else forget();
});
form.addEventListener('reset', forget);
$('stop').addEventListener('click', () => {
  stop();
  refuse('Stopped before there was an answer.');
  $('verify').focus();
});

// Files may be dropped anywhere.
let inside = 0;
const mark = (change) => {
  inside = Math.max(0, inside + change);
  document.body.classList.toggle('over', inside > 0);
};
addEventListener('dragenter', () => mark(1));
addEventListener('dragleave', () => mark(-1));
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  mark(-Infinity);
  if (event.dataTransfer.files.length) take(event.dataTransfer.files);
});

module.then(() => document.documentElement.setAttribute('data-ready', ''), (error) => refuse(`The verifier does not start in this browser: ${error.message}`));
