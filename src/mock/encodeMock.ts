import { gzipSync } from "node:zlib";
import type { LoadedMock } from "../campaign/loadMocks.ts";
import { mockPlan } from "../emit/delays/latencyPlace.ts";
import type { Mock } from "../latency/plan.ts";

/** What the mock's server gets of a loaded mock. */
export function mockOf(mock: LoadedMock): Mock {
  return { service: mock.config.name, table: mock.table, latency: mockPlan(mock) };
}

/**
 * The mock's file: JSON, compressed. The same bytes for the same mock, so that nothing rolls without a reason:
 * a table is deterministic, and the header's only other content, the machine's system, is blanked.
 */
export function encodeMock(mock: Mock): Buffer {
  const file = gzipSync(JSON.stringify(mock), { level: 9 });
  file[GZIP_SYSTEM] = GZIP_SYSTEM_UNKNOWN;
  return file;
}

/** RFC 1952, section 2.3.1: the byte "OS" and its value "unknown". */
const GZIP_SYSTEM = 9;
const GZIP_SYSTEM_UNKNOWN = 255;
