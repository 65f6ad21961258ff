import { afterEach, expect, test, vi } from "vitest";
import { configure, settings } from "../../src/propagation/settings.js";

afterEach(() => configure({ headers: ["x-preview"], to: [] }));

test("x-preview is carried by default, and to hosts in the cluster alone", () => {
  expect(settings).toEqual({ headers: new Set(["x-preview"]), to: [] });
});

test("names and hosts are compared in lower case, hosts with or without a leading dot", () => {
  configure({ headers: ["X-Foo", " x-bar "], to: [".Example.com", "*.example.org", "*"] });
  expect(settings).toEqual({
    headers: new Set(["x-foo", "x-bar"]),
    to: ["example.com", "example.org", "*"],
  });
});

test.each(["authorization", "Cookie", "host", "x foo", ":path", ""])(
  "%j is not carried, which a warning says",
  (name) => {
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue(undefined);
    configure({ headers: [name, "x-foo"] });
    expect(settings.headers).toEqual(new Set(["x-foo"]));
    expect(warn.mock.calls).toEqual([
      [
        `Header ${JSON.stringify(name.toLowerCase())} is not carried to outbound requests.`,
        { code: "UNDERSTUDY_PROPAGATE", detail: expect.any(String) },
      ],
    ]);
    warn.mockRestore();
  },
);
