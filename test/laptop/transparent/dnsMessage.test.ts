import fc from "fast-check";
import { expect, test } from "vitest";
import { DNS, readQuery, writeAnswer } from "../../../src/laptop/transparent/dnsMessage.ts";

/** A query as resolvers write it, with an extension (EDNS) behind the question. */
function queryOf(name: string, type: number): Buffer {
  const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Buffer.from([
    0x12,
    0x34,
    1,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    1,
    ...labels,
    0,
    0,
    type,
    0,
    1,
    0,
    0,
    41,
    4,
    208,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
}

/** What follows the question of an answer. */
function answerTo(type: number, records: unknown[]) {
  const query = readQuery(queryOf("b.shop", type));
  if (query === undefined) throw new Error("no query");
  const answer = writeAnswer(query, DNS.found, records);
  return { head: answer.toString("hex", 0, 12), records: answer.toString("hex", 24) };
}

test("a query is read with its name and its type", () => {
  expect(readQuery(queryOf("service-b.shop.svc", 33))).toMatchObject({
    name: "service-b.shop.svc",
    type: "SRV",
  });
  expect(readQuery(queryOf("a", 65))).toMatchObject({ name: "a", type: undefined });
});

test("an answer has the query's number and question, and each record in its form", () => {
  const begin = (type: string, length: string) => `c00c${type}000100000005${length}`;
  expect(answerTo(1, ["10.0.0.1", "10.0.0.2"])).toEqual({
    head: "123481800001000200000000",
    records: `${begin("0001", "0004")}0a000001${begin("0001", "0004")}0a000002`,
  });
  expect(answerTo(28, ["fd00::1:2"]).records).toBe(
    `${begin("001c", "0010")}fd000000000000000000000000010002`,
  );
  expect(answerTo(33, [{ priority: 0, weight: 1, port: 5100, name: "a.b" }]).records).toBe(
    `${begin("0021", "000b")}0000000113ec0161016200`,
  );
  expect(answerTo(16, [["ab", "c"]]).records).toBe(`${begin("0010", "0005")}0261620163`);
  expect(answerTo(5, ["a.b."]).records).toBe(`${begin("0005", "0005")}0161016200`);
});

test("an answer is no longer than a message without extensions may be", () => {
  const query = readQuery(queryOf("headless.shop", 1));
  const answer = query && writeAnswer(query, DNS.found, Array(200).fill("10.0.0.1"));
  expect(answer?.length).toBeLessThanOrEqual(512);
  expect(answer?.readUInt16BE(6)).toBeGreaterThan(25);
});

test("what is no query is none, whatever it is", () => {
  expect(readQuery(Buffer.alloc(0))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const query = readQuery(Buffer.from(bytes));
      if (query !== undefined) expect(query.end).toBeLessThanOrEqual(bytes.length);
    }),
    { seed: 15, numRuns: 5_000 },
  );
});
