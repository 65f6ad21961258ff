import { loadAll } from "js-yaml";
import { expect, test } from "vitest";
import { runHere } from "../inProcess.ts";
import { documentOf, folderOf, stackOf } from "../project.ts";

test("the classification is printed as YAML, with what is left out as comments", async () => {
  const long = `/${"a".repeat(95)}%C3/{id}`;
  const document = documentOf(["/pets"]).replace(
    '"paths":{',
    `"paths":{"${long}":{"parameters":[{"name":"id","in":"path","required":true,"schema":{}}],"get":{"responses":{"200":{"description":"ok"}}}},`,
  );
  const folder = folderOf({
    "Pulumi.stg.yaml": stackOf("payments"),
    "specs/payments.yaml": document,
  });
  const run = runHere(folder, "latency", "classify", "--service", "payments");
  expect(await run.ended).toBe(0);
  expect(run.stdout).toMatch(
    /^# GET \/a+%C3\/\{id\}: too long for Envoy's expressions, so left out\n/,
  );
  expect(loadAll(run.stdout)).toMatchObject([{ kind: "WasmPlugin" }, { kind: "Telemetry" }]);
});
