import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A native histogram of schema 3: each bucket is 2^(1/8) times as wide as the one before, so 9 % wide. */
export interface NativeHistogram {
  labels: Record<string, string>;
  /** Counts by the index of the bucket. */
  counts: Map<number, number>;
}

const SCHEMA = 3;

/** Counts a duration. */
export function observe({ counts }: NativeHistogram, seconds: number): void {
  const index = Math.ceil(Math.log2(seconds) * 2 ** SCHEMA);
  counts.set(index, (counts.get(index) ?? 0) + 1);
}

/** Serves native histograms to a Prometheus, which reads them in no other format than protocol buffers. */
export async function serveNative(
  metric: string,
  histograms: readonly NativeHistogram[],
): Promise<{ address: string; close(): void }> {
  const server = createServer((_, response) => {
    response.setHeader(
      "content-type",
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
    );
    const family = Buffer.concat([
      bytes(1, Buffer.from(metric)),
      number(3, 4), // type: HISTOGRAM
      ...histograms.map((histogram) => bytes(4, metricMessage(histogram))),
    ]);
    response.end(Buffer.concat([varint(BigInt(family.length)), family]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}/metrics`, close: () => void server.close() };
}

/** A message `io.prometheus.client.Metric` of https://github.com/prometheus/client_model, metrics.proto. */
function metricMessage({ labels, counts }: NativeHistogram): Buffer {
  const pairs = Object.entries(labels).map(([name, value]) =>
    bytes(1, Buffer.concat([bytes(1, Buffer.from(name)), bytes(2, Buffer.from(value))])),
  );
  return Buffer.concat([...pairs, bytes(7, histogramMessage(counts))]);
}

function histogramMessage(counts: NativeHistogram["counts"]): Buffer {
  const indexes = [...counts.keys()].sort((a, b) => a - b);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  // One span for each bucket: its distance from the one before, and its length.
  const spans = indexes.map((index, i) => {
    const offset = i === 0 ? index : index - (indexes[i - 1] ?? 0) - 1;
    return bytes(12, Buffer.concat([number(1, zigzag(offset)), number(2, 1)]));
  });
  const deltas = indexes.map((index, i) => {
    const before = i === 0 ? 0 : (counts.get(indexes[i - 1] ?? 0) ?? 0);
    return number(13, zigzag((counts.get(index) ?? 0) - before));
  });
  return Buffer.concat([
    number(1, total),
    double(2, 0),
    number(5, zigzag(SCHEMA)),
    double(6, 1e-9),
    number(7, 0),
    ...spans,
    ...deltas,
  ]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(BigInt(field << 3)), varint(BigInt(value))]);
}

function double(field: number, value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleLE(value);
  return Buffer.concat([varint(BigInt((field << 3) | 1)), buffer]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(BigInt((field << 3) | 2)), varint(BigInt(value.length)), value]);
}

function varint(value: bigint): Buffer {
  const octets: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) octets.push(Number(rest & 127n) | 128);
  octets.push(Number(rest));
  return Buffer.from(octets);
}

/** Signed numbers are sent as 0, -1, 1, -2, … */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
