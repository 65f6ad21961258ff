import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { derivedFiles } from "../../../src/config/derived/derivedFiles.ts";
import { withSettingTables } from "../../../src/config/derived/settingTables.ts";
import { PROJECT } from "../../../src/config/stackFile.ts";

describe("files generated from the settings' tables", () => {
  test.each([...derivedFiles(".")])(
    "%s is committed as `npm run generate` writes it",
    (file, text) => {
      expect(readFileSync(file, "utf8")).toBe(text);
    },
  );
});

test("Pulumi.yaml declares the stack's keys, and gives those that may be left out the value that stands for that", () => {
  const project = load(derivedFiles(".").get("Pulumi.yaml") ?? "");
  const description = expect.any(String);
  const mapping = { type: "object", description, default: {} };
  const list = { type: "array", items: { type: "object" }, description, default: [] };
  expect(project).toHaveProperty("name", PROJECT);
  expect(project).toHaveProperty("config", {
    kubeContext: { type: "string", description },
    aws: mapping,
    defaults: mapping,
    services: list,
    router: mapping,
    previews: list,
    laptops: list,
    previewHosts: mapping,
    claims: mapping,
    loadtests: list,
    controller: mapping,
  });
});

test("a text without the marks of a table, and marks without a table, are refused", () => {
  expect(() => withSettingTables("# Settings\n")).toThrow("no marks for the settings stack, ");
  const unknown = "<!-- settings: pod -->\n<!-- end of settings -->";
  expect(() => withSettingTables(unknown)).toThrow('there is no table of the settings "pod"');
});
