import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { upTo } from "../../../src/loadtest/reporter/followLog.ts";

const CUT = "\n[cut: the log is longer than 4 bytes]\n";

test.each<[string, string[], string]>([
  ["is whole with as many bytes as are allowed", ["ab", "cd"], "abcd"],
  ["is cut in the middle of a part", ["ab", "cdef", "gh"], `abcd${CUT}`],
  ["is cut between two parts, and says so once", ["abcd", "ef", "gh"], `abcd${CUT}`],
])("a log %s", async (_, parts, written) => {
  const log = Readable.from(parts.map((part) => Buffer.from(part)));
  expect(await text(log.pipe(upTo(4)))).toBe(written);
});
