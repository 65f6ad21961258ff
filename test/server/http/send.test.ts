import { expect, it } from "vitest";
import { createAnswer, withHeaders } from "../../../src/server/http/answer.ts";
import type { Incoming, Outgoing } from "../../../src/server/http/exchanged.ts";
import { writeHead } from "../../../src/server/http/send.ts";

/** Returns the names of the headers that an answer is sent with. */
function sent(answer: ReturnType<typeof createAnswer>, headers: Incoming["headers"] = {}) {
  const lists: string[][] = [];
  const response = { writeHead: (_, list) => lists.push(list) } as Pick<Outgoing, "writeHead">;
  const sending = { cors: true, last: false };
  writeHead({ headers } as Incoming, response as Outgoing, answer, sending);
  return lists[0] ?? [];
}

it("an answer that is sent again has the same list, by which its head is found again", () => {
  const answer = createAnswer(200, ["x-a", "1"]);
  expect(sent(answer)).toBe(sent(answer));
  expect(sent(answer, { origin: "https://shop.example" })).toContain("https://shop.example");
  expect(sent(answer)).not.toContain("https://shop.example");
});

it("an answer that gets more headers after it was sent is sent with them", () => {
  const answer = createAnswer(200, ["x-a", "1"]);
  expect(sent(answer)).not.toContain("x-b");
  expect(sent(withHeaders(answer, ["x-b", "2"]))).toEqual([...sent(answer), "x-b", "2"]);
});
