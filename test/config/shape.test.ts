import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { DEFAULTS, LIMITS } from "../../src/config/defaults.ts";
import { ROUTING_DEFAULTS, ROUTING_KEYS } from "../../src/config/routingShape.ts";
import {
  AWS_KEYS,
  BUILDER_KEYS,
  OWN_KEYS,
  QUANTITY_KEYS,
  SETTING_KEYS,
  STACK_KEYS,
} from "../../src/config/shape.ts";
import { PROJECT } from "../../src/config/stackFile.ts";

describe("docs/configuration.md", () => {
  const rows = [...read("docs/configuration.md").matchAll(/^\| `([\w.]+)` \| (.*?) \| (.*?) \|/gm)];

  test("has a row for every key and for no other", () => {
    const keys = [
      ...STACK_KEYS,
      ...AWS_KEYS.map((key) => `aws.${key}`),
      ...OWN_KEYS,
      ...Object.entries(SETTING_KEYS).flatMap(([key, parts]) => [
        key,
        ...parts.map((part) => `${key}.${part}`),
      ]),
      ...["resources.limits", "resources.requests", "sidecar.limits"].flatMap((key) =>
        QUANTITY_KEYS.map((part) => `${key}.${part}`),
      ),
      ...BUILDER_KEYS.map((key) => `build.builder.${key}`),
      ...Object.entries(ROUTING_KEYS).flatMap(([key, parts]) =>
        parts.map((part) => `${key}.${part}`),
      ),
    ];
    expect(rows.map(([, key]) => key).sort()).toEqual(keys.sort());
  });

  test("names every default", () => {
    const documented = new Map(rows.map(([, key, , value]) => [key, value]));
    for (const [key, value] of [...leaves(DEFAULTS), ...leaves(ROUTING_DEFAULTS)])
      expect([key, documented.get(key)]).toEqual([key, `\`${value}\``]);
    for (const key of ["cpu", "memory"] as const) {
      const { understudy, prism } = LIMITS;
      expect(documented.get(`resources.limits.${key}`)).toBe(
        `\`${understudy[key]}\`; prism \`${prism[key]}\``,
      );
    }
  });
});

describe("Pulumi.yaml", () => {
  const project = load(read("Pulumi.yaml"));
  const description = expect.any(String);

  test("declares the stack's keys, and gives those that may be left out the value that stands for that", () => {
    expect(project).toHaveProperty("name", PROJECT);
    expect(project).toHaveProperty("config", {
      kubeContext: { type: "string", description },
      aws: { type: "object", description, default: {} },
      defaults: { type: "object", description, default: {} },
      services: { type: "array", items: { type: "object" }, description, default: [] },
      router: { type: "object", description, default: {} },
      previews: { type: "array", items: { type: "object" }, description, default: [] },
      previewHosts: { type: "object", description, default: {} },
      claims: { type: "object", description, default: {} },
    });
  });
});

/** `ports.service` and 80. */
function leaves(values: object, path = ""): [string, string][] {
  return Object.entries(values).flatMap(([key, value]): [string, string][] => {
    const name = `${path}${key}`;
    if (Array.isArray(value)) return [[name, `[${value.join(", ")}]`]];
    if (key === "selector") return [[name, "{ istio: ingressgateway }"]];
    return typeof value === "object" ? leaves(value, `${name}.`) : [[name, String(value)]];
  });
}

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}
