// Looks at one file in a thread of its own. The module is made anew for each file, so that its memory goes with it.
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

/** The report as JSON, the row as HTML, and what its frame shows: `{ kind: 0 | 1 | 2, bytes }`. */
function look(module, name, file, process) {
  const { exports } = new WebAssembly.Instance(module, none(module));
  const put = (bytes) => {
    const at = exports.reserve(bytes.length) >>> 0;
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
    return at;
  };
  const label = new TextEncoder().encode(name);
  const bytes = new Uint8Array(file);
  const at = exports.inspect_file(put(label), label.length, put(bytes), bytes.length, process) >>> 0;
  const lengths = new DataView(exports.memory.buffer, at, 12);
  const sizes = [0, 4, 8].map((offset) => lengths.getUint32(offset, true));
  let from = at + 12;
  const [report, row, model] = sizes.map((size) => {
    const part = new Uint8Array(exports.memory.buffer, from, size);
    from += size;
    return part;
  });
  const text = new TextDecoder();
  return { report: text.decode(report), row: text.decode(row), kind: model[0], model: model.slice(1).buffer };
}

self.onmessage = async ({ data: { id, verifier, name, file, process } }) => {
  try {
    compiled ??= compile(verifier);
    const module = await compiled;
    const start = performance.now();
    const found = look(module, name, file, process);
    self.postMessage({ id, ...found, milliseconds: performance.now() - start }, [found.model]);
  } catch (error) {
    self.postMessage({ id, error: error.message });
  }
};
