// The module of the pages, in a browser or in Node: bytes and JSON in, JSON out. It is given no import, so nothing can leave it.

/** What the module does not do for whoever asks: a code, and whatever belongs to it. */
export class ModuleError extends Error {
  constructor(name, details) {
    super(`${name}: ${details.code}`);
    Object.assign(this, { ...details, call: name });
  }
}

/** The functions of the module whose bytes, or whose promise of a response, these are. */
export async function load(source) {
  // What comes over the wire is compiled while it comes.
  const { instance } = await (source instanceof Uint8Array ? WebAssembly.instantiate(source, {}) : WebAssembly.instantiateStreaming(source, {}));
  const { memory, iou_allocate, iou_release, iou_verify, iou_identify, iou_scan, iou_call } = instance.exports;

  const put = (bytes) => {
    const at = iou_allocate(bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    return at;
  };

  /** Hands over two pieces of bytes, and wipes what was handed over and what came back: both may hold secrets. */
  const ask = (asked, one, other) => {
    const [oneAt, otherAt] = [put(one), put(other)];
    const found = asked(oneAt, one.length, otherAt, other.length);
    const length = new DataView(memory.buffer, found, 4).getUint32(0, true);
    const answer = new Uint8Array(memory.buffer, found + 4, length);
    const text = new TextDecoder().decode(answer);
    answer.fill(0);
    new Uint8Array(memory.buffer, oneAt, one.length).fill(0);
    new Uint8Array(memory.buffer, otherAt, other.length).fill(0);
    iou_release(found, length + 4);
    iou_release(oneAt, one.length);
    iou_release(otherAt, other.length);
    return JSON.parse(text);
  };

  return {
    /** The report on a file of evidence, or on a PDF with one inside, under a chain specification; all as bytes. */
    verify: (file, spec) => ask(iou_verify, file, spec),

    /** Which file of evidence a file, or a PDF with one inside, is: `{sha256}` or `{error}`. */
    identify: (file) => ask(iou_identify, file, new Uint8Array()),

    /** `{texts}` of the square codes in a grey picture: a byte a pixel, `width` of them a row. */
    scan: (light, width) => ask(iou_scan, light, new Uint8Array(new Uint32Array([width]).buffer)),

    /** The answer to a call by name (the table is in client/browser/src/calls.rs). Throws ModuleError. */
    call(name, asked = {}) {
      const encoder = new TextEncoder();
      const { ok, error } = ask(iou_call, encoder.encode(name), encoder.encode(JSON.stringify(asked)));
      if (error) throw new ModuleError(name, error);
      return ok;
    },
  };
}
