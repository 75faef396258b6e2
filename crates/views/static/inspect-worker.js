// Looks at one file, or mends it, in a thread of its own. The module is made anew for each file, so that its memory goes with it.
let compiled;

async function compile(address) {
  const { default: text } = await import(address);
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return WebAssembly.compile(bytes);
}

/** A library that can also write archives asks for the browser's random numbers; reading never does, and gets none. */
function none(module) {
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    (imports[from] ??= {})[name] = () => {
      throw new Error(`${name} is not to be had here`);
    };
  return imports;
}

/** What `ask`, an export of the module, gives for a file: three parts, bytes each. */
function asked(module, ask, name, file, ...rest) {
  const { exports } = new WebAssembly.Instance(module, none(module));
  const put = (bytes) => {
    const at = exports.reserve(bytes.length) >>> 0;
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
    return at;
  };
  const label = new TextEncoder().encode(name);
  const bytes = new Uint8Array(file);
  const at = exports[ask](put(label), label.length, put(bytes), bytes.length, ...rest) >>> 0;
  const lengths = new DataView(exports.memory.buffer, at, 12);
  let from = at + 12;
  return [0, 4, 8].map((offset) => {
    const part = new Uint8Array(exports.memory.buffer, from, lengths.getUint32(offset, true));
    from += part.length;
    return part;
  });
}

const text = (bytes) => new TextDecoder().decode(bytes);

/** The report as JSON, the row as HTML, and what its frame shows: `{ kind: 0 | 1 | 2, bytes }`. */
function look(module, { name, file, process, locale }) {
  const [report, row, model] = asked(module, "inspect_file", name, file, process, locale);
  return { report: text(report), row: text(row), kind: model[0], model: model.slice(1).buffer };
}

/** What was done as HTML, and the mended file; its name is empty where nothing was mended. */
function mend(module, { name, file, locale }) {
  const [panel, mended, bytes] = asked(module, "mend_file", name, file, locale);
  return { panel: text(panel), name: text(mended), model: bytes.slice().buffer };
}

self.onmessage = async ({ data }) => {
  const { verifier, task } = data;
  try {
    compiled ??= compile(verifier);
    const module = await compiled;
    const start = performance.now();
    const found = task === "mend" ? mend(module, data) : look(module, data);
    self.postMessage({ ...found, milliseconds: performance.now() - start }, [found.model]);
  } catch (error) {
    self.postMessage({ error: error.message });
  }
};
