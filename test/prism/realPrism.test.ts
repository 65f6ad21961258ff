import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { differencesOf } from "./compare.ts";
import { isInstalled, type Running, startRealPrism } from "./realPrism.ts";
import { send } from "./send.ts";
import { groupStories, STORY_FILES } from "./story.ts";

describe.runIf(isInstalled).each(groupStories(STORY_FILES))("Prism with $name", (group) => {
  let prism: Running;

  beforeAll(async () => {
    prism = await startRealPrism(group.document, group.flags);
  });
  afterAll(() => prism.close());

  for (const { title, request, expect: expected } of group.stories) {
    it(title, async () => {
      expect(differencesOf(expected, await send(prism.port, request))).toEqual([]);
    });
  }
});
