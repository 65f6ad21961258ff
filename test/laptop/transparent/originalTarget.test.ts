import { expect, test } from "vitest";
import { originalTarget } from "../../../src/laptop/transparent/originalTarget.ts";

const LINE =
  "00000000:00000000 00:00000000 00000000     0        0 324222 1 000000001b3093ac 100 0 0 10 0\n";
const TABLE = [
  `   0: 0100007F:3A99 00000000:0000 0A ${LINE}`,
  `   1: 010200C0:8CA2 0707600A:1538 01 ${LINE}`,
  `   2: 0100007F:3A99 010200C0:8CA2 01 ${LINE}`,
  `   3: 0000000000000000FFFF0000010200C0:0050 0000000000000000FFFF00000A00000A:01BB 01 ${LINE}`,
  `   4: B80D0120000000000000000001000000:1F90 000000FD000000000000000002000000:0050 01 ${LINE}`,
].join("");

test.each([
  ["192.0.2.1", 36_002, { host: "10.96.7.7", port: 5432 }],
  ["::ffff:192.0.2.1", 36_002, { host: "10.96.7.7", port: 5432 }],
  ["192.0.2.1", 80, { host: "10.0.0.10", port: 443 }],
  ["2001:db8::1", 8080, { host: "fd00:0000:0000:0000:0000:0000:0000:0002", port: 80 }],
  ["192.0.2.1", 1, undefined],
])("a connection from %s, port %i, goes to %j", (address, port, expected) => {
  expect(originalTarget(TABLE, address, port)).toEqual(expected);
});
