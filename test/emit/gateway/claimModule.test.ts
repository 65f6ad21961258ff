import { expect, test } from "vitest";
import { claimModule } from "../../../src/emit/gateway/claimModule.ts";
import { UserError } from "../../../src/problem.ts";

test("a module that is not built is a mistake at the claims, with the way to build it", () => {
  expect(() => claimModule("Pulumi.stg.yaml: claims", "emit/gateway/absent.wasm")).toThrow(
    new UserError([
      {
        where: "Pulumi.stg.yaml: claims.filter",
        what: "expected lua, or wasm with its module, received wasm: there is no emit/gateway/absent.wasm",
        fix: "Run `npm run build:claims` in a checkout of Understudy, or write lua.",
      },
    ]),
  );
});
