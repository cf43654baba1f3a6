// The module of the pages, in a browser or in Node: bytes in, the report out. It is given no import, so nothing can leave it.

/** The functions of the module whose bytes, or whose promise of a response, these are. */
export async function load(source) {
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(await (await source).arrayBuffer());
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { memory, iou_allocate, iou_release, iou_verify } = instance.exports;

  const put = (bytes) => {
    const at = iou_allocate(bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    return at;
  };

  return {
    /** The report on a file of evidence, or on a PDF with one inside, under a chain specification; all as bytes. */
    verify(file, spec) {
      const [fileAt, specAt] = [put(file), put(spec)];
      const found = iou_verify(fileAt, file.length, specAt, spec.length);
      const length = new DataView(memory.buffer, found, 4).getUint32(0, true);
      const text = new TextDecoder().decode(new Uint8Array(memory.buffer, found + 4, length));
      iou_release(found, length + 4);
      iou_release(fileAt, file.length);
      iou_release(specAt, spec.length);
      return JSON.parse(text);
    },
  };
}
