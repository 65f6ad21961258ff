import { gzipSync } from "node:zlib";
import { hasLongInteger } from "../exactJson.ts";
import type { Mock } from "./mock.ts";

/**
 * Returns a mock's file: compressed JSON. Equal mocks give equal bytes, so that no pod restarts without a reason. For
 * this the gzip header must not name the operating system; the compiled table is deterministic anyway.
 */
export function encodeMock(mock: Mock): Buffer {
  const file = gzipSync(JSON.stringify(fileOf(mock)), { level: 9 });
  file[GZIP_SYSTEM] = GZIP_SYSTEM_UNKNOWN;
  return file;
}

/** The content of a mock's file. */
export interface MockFile extends Mock {
  /**
   * The ways to the values that are bigints in the mock and texts in the file, so that a server need not look for them
   * when it starts.
   */
  integers?: string[][];
}

function fileOf(mock: Mock): MockFile {
  if (!hasLongInteger(mock)) return mock;
  const integers: string[][] = [];
  const textOf = (value: unknown, way: string[]): unknown => {
    if (typeof value === "bigint") {
      integers.push(way);
      return String(value);
    }
    if (Array.isArray(value))
      return value.map((item, index) => textOf(item, [...way, String(index)]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, textOf(item, [...way, key])]),
    );
  };
  return { ...(textOf(mock, []) as Mock), integers };
}

/** RFC 1952, section 2.3.1: the byte "OS" and its value "unknown". */
const GZIP_SYSTEM = 9;
const GZIP_SYSTEM_UNKNOWN = 255;
