import { gzipSync } from "node:zlib";
import type { Mock } from "./mock.ts";

/**
 * Returns a mock's file: compressed JSON. Equal mocks give equal bytes, so that no pod restarts without a reason. For
 * this the gzip header must not name the operating system; the compiled table is deterministic anyway.
 */
export function encodeMock(mock: Mock): Buffer {
  const file = gzipSync(JSON.stringify(mock), { level: 9 });
  file[GZIP_SYSTEM] = GZIP_SYSTEM_UNKNOWN;
  return file;
}

/** RFC 1952, section 2.3.1: the byte "OS" and its value "unknown". */
const GZIP_SYSTEM = 9;
const GZIP_SYSTEM_UNKNOWN = 255;
