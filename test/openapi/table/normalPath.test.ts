import fc from "fast-check";
import { expect, test } from "vitest";

import { normalPath } from "../../../src/openapi/table/normalPath.ts";
import { NORMALISED } from "../../conformance/rewrites.ts";

test.each(NORMALISED.map(([, target, , normal]) => [target, normal]))(
  "%s is %s, as with Envoy",
  (target, normal) => {
    expect(normalPath(target)).toBe(normal);
  },
);

test.each(["/", "/a/b", "/a//b", "/a%2Fb", "/a%zz", "/a%", "/a;b=1", "/...", "/a/.b", "/%E4"])(
  "%s stays as it is",
  (path) => {
    expect(normalPath(path)).toBe(path);
  },
);

test("what is normal stays so, and begins with a slash", () => {
  const paths = fc
    .array(fc.constantFrom("/", ".", "..", "%2e", "%2F", "a", "\\", "%25", "{", "#"))
    .map((parts) => `/${parts.join("")}`);
  fc.assert(
    fc.property(paths, (path) => {
      const normal = normalPath(path);
      expect(normal.startsWith("/")).toBe(true);
      expect(normalPath(normal)).toBe(normal);
      expect(normal.split("/").some((segment) => segment === "." || segment === "..")).toBe(false);
    }),
    { seed: 4 },
  );
});
