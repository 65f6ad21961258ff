import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { MockServer } from "../../src/server/mockServer.ts";
import { differencesOf } from "./compare.ts";
import { readDifferences } from "./difference.ts";
import { send } from "./send.ts";
import { groupStories, readStories, STORY_FILES } from "./story.ts";
import { startUnderstudy } from "./understudy.ts";

const differences = new Map(
  readDifferences().flatMap(({ topic, stories }) => stories.map((title) => [title, topic])),
);
const titles = STORY_FILES.flatMap(readStories).map(({ title }) => title);

it("has a title of its own for every story", () => {
  expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
});

it("lists differences of stories that there are, each once", () => {
  const listed = readDifferences().flatMap(({ stories }) => stories);
  expect(listed.filter((title) => !titles.includes(title))).toEqual([]);
  expect(listed.filter((title, i) => listed.indexOf(title) !== i)).toEqual([]);
});

describe.each(groupStories(STORY_FILES))("$name", ({ document, flags, stories }) => {
  let server: MockServer;

  beforeAll(async () => {
    server = await startUnderstudy(document, flags);
  });
  afterAll(() => server.close());

  for (const { title, request, expect: expected } of stories) {
    const topic = differences.get(title);
    if (topic === undefined) {
      it(`answers as Prism: ${title}`, async () => {
        expect(differencesOf(expected, await send(server.port, request))).toEqual([]);
      });
    } else {
      it(`differs from Prism (${topic}): ${title}`, async () => {
        expect(differencesOf(expected, await send(server.port, request))).not.toEqual([]);
      });
    }
  }
});
