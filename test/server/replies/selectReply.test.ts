import { describe, expect, test } from "vitest";

import { isSelected, selectReply } from "../../../src/server/replies/selectReply.ts";
import { replyOf, routeOf } from "../fixture.ts";

const NONE = { accept: undefined, code: undefined, example: undefined, dynamic: false };

describe("a code that the client asks for", () => {
  const route = routeOf("GET", "/a", { responses: [replyOf("200"), replyOf("default")] });
  const statusFor = (code: number) => {
    const selection = selectReply(route, { ...NONE, code });
    return isSelected(selection) ? selection.status : selection;
  };

  test.each([[200], [204], [404], [599]])("%i is that of default", (code) => {
    expect(statusFor(code)).toBe(code);
  });

  test.each([[1], [99], [100], [101], [199], [600], [999]])(
    "%i is refused, even by default: it is not a status that ends an exchange",
    (code) => {
      expect(statusFor(code)).toEqual({
        kind: "NOT_FOUND",
        detail: `Requested status code ${code} is not defined in the document.`,
      });
    },
  );
});
