import { expect, test } from "vitest";
import { textUuid } from "../../../src/server/values/textUuid.ts";

test("a text has the UUID that Prism gives a property of that name", () => {
  expect(textUuid("id")).toBe("497f6eca-6276-4993-bfeb-53cbbbba6f08");
  expect(textUuid("uuid")).toBe("095be615-a8ad-4c33-8e9c-c7612fbf6c9f");
  expect(textUuid("anotherUuid")).toBe("792ecf0a-bfeb-4ed5-87e1-98d9b468632f");
});
