type Header = readonly [name: string, value: string];

/** Of what TypeScript knows no types without those of browsers. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(module: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>;
  };
};

/** What the module exports. */
interface Exports {
  memory: { buffer: ArrayBuffer };
  proxy_on_memory_allocate(size: number): number;
  proxy_on_configure(context: number, size: number): number;
  proxy_on_request_headers(context: number, count: number, end: number): number;
}

/**
 * Runs the module of the claims without Envoy, as a host that keeps several values of one header apart: Envoy joins two
 * `authorization` lines before any filter sees them, and the interface promises it of no host
 * (https://github.com/proxy-wasm/spec).
 *
 * @returns the headers that the module sets
 */
export async function headersSet(
  module: Uint8Array,
  configuration: string,
  headers: readonly Header[],
): Promise<Header[]> {
  const set: Header[] = [];
  const bytes = (at: number, size: number) => new Uint8Array(own.memory.buffer, at, size);
  const textAt = (at: number, size: number) => Buffer.from(bytes(at, size)).toString();
  const hand = (data: Buffer, value: number, size: number) => {
    const at = own.proxy_on_memory_allocate(data.length);
    bytes(at, data.length).set(data);
    const view = new DataView(own.memory.buffer);
    view.setUint32(value, at, true);
    view.setUint32(size, data.length, true);
    return 0;
  };
  const env = {
    proxy_get_buffer_bytes: (_: number, __: number, ___: number, value: number, size: number) =>
      hand(Buffer.from(configuration), value, size),
    proxy_get_header_map_value: (
      _: number,
      at: number,
      length: number,
      value: number,
      size: number,
    ) => {
      const found = headers.find(([name]) => name === textAt(at, length));
      return found === undefined ? 1 : hand(Buffer.from(found[1]), value, size);
    },
    proxy_get_header_map_pairs: (_: number, value: number, size: number) =>
      hand(pairs(headers), value, size),
    proxy_replace_header_map_value: (
      _: number,
      name: number,
      length: number,
      value: number,
      size: number,
    ) => {
      set.push([textAt(name, length), textAt(value, size)]);
      return 0;
    },
  };
  const { instance } = await WebAssembly.instantiate(module, { env });
  const own = instance.exports as Exports;
  own.proxy_on_configure(0, configuration.length);
  own.proxy_on_request_headers(0, headers.length, 1);
  return set;
}

/** The number of headers, the sizes of each name and value, and then these, each with a zero behind it. */
function pairs(headers: readonly Header[]): Buffer {
  const sizes = new Uint32Array([headers.length, ...headers.flat().map(({ length }) => length)]);
  return Buffer.concat([Buffer.from(sizes.buffer), Buffer.from(`${headers.flat().join("\0")}\0`)]);
}
