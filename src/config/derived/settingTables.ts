import { dump } from "js-yaml";
import { ANSWERS } from "../schema/answers.ts";
import { CLAIMS } from "../schema/claims.ts";
import { CONTROLLER } from "../schema/controller.ts";
import { IMAGE } from "../schema/image.ts";
import { ISTIO } from "../schema/istio.ts";
import { LAPTOP } from "../schema/laptops.ts";
import { LATENCY } from "../schema/latency.ts";
import { LOADTEST } from "../schema/loadtest.ts";
import { IMAGES } from "../schema/loadtestImages.ts";
import { ROLE } from "../schema/loadtestRole.ts";
import { ROUTE_THRESHOLD } from "../schema/loadtestThresholds.ts";
import { PODS } from "../schema/pods.ts";
import { PREVIEW_HOSTS } from "../schema/previewHosts.ts";
import { PREVIEW } from "../schema/previews.ts";
import { REPLACES } from "../schema/replaces.ts";
import { ROUTER } from "../schema/router.ts";
import { IDENTITY, OWN } from "../schema/service.ts";
import { STACK } from "../schema/stack.ts";
import { isMapping } from "../values/check.ts";
import type { Section, Setting } from "../values/setting.ts";

/** The tables of docs/configuration.md, each with the prefix of its keys. */
const TABLES: Record<string, [prefix: string, section: Section]> = {
  stack: ["", STACK],
  identity: ["", { ...OWN, ...IDENTITY }],
  answers: ["", ANSWERS],
  pods: ["", PODS],
  image: ["", IMAGE],
  istio: ["", ISTIO],
  latency: ["", LATENCY],
  router: ["router.", ROUTER],
  replaces: ["replaces.", REPLACES],
  previews: ["previews.", PREVIEW],
  laptops: ["laptops.", LAPTOP],
  previewHosts: ["previewHosts.", PREVIEW_HOSTS],
  claims: ["claims.", CLAIMS],
  controller: ["controller.", CONTROLLER],
  loadtests: ["loadtests.", LOADTEST],
  loadtestImages: ["images.", IMAGES],
  loadtestRoles: ["", ROLE],
  loadtestThresholds: ["", ROUTE_THRESHOLD],
};

const MARKED = /(<!-- settings: (\w+) -->\n)[\s\S]*?(<!-- end of settings -->)/g;

/** Returns a Markdown text with a table of settings between each pair of marks, `<!-- settings: pods -->` and its end. */
export function withSettingTables(markdown: string): string {
  const missing = new Set(Object.keys(TABLES));
  const text = markdown.replace(MARKED, (_, start: string, name: string, end: string) => {
    const table = TABLES[name];
    if (table === undefined) throw new Error(`there is no table of the settings "${name}"`);
    missing.delete(name);
    return `${start}\n${tableOf(...table)}\n\n${end}`;
  });
  if (missing.size > 0) throw new Error(`no marks for the settings ${[...missing].join(", ")}`);
  return text;
}

function tableOf(prefix: string, section: Section): string {
  return [
    "| key | type | default | meaning | example |",
    "| --- | ---- | ------- | ------- | ------- |",
    ...rowsOf(prefix, section),
  ].join("\n");
}

function rowsOf(prefix: string, section: Section): string[] {
  return Object.entries(section).flatMap(([key, row]) => {
    const { type, meaning, example, apart } = row;
    const shown = example === undefined ? "" : code(example);
    const cells = [`\`${prefix}${key}\``, type.words, defaultOf(row), meaning, shown];
    const parts = type.keys === undefined || apart ? [] : rowsOf(`${prefix}${key}.`, type.keys);
    return [`| ${cells.join(" | ")} |`, ...parts];
  });
}

function defaultOf({ type, required, default: value, otherwise, apart }: Setting): string {
  if (required) return "must be given";
  if (otherwise !== undefined) return otherwise;
  const isEmpty = typeof value === "object" && Object.keys(value ?? {}).length === 0;
  if (value !== undefined && !isEmpty) return code(value);
  // The default of such a mapping consists of its keys' defaults.
  const inKeys = type.keys !== undefined && Object.values(type.keys).every((row) => !row.required);
  return inKeys && !apart && type.words.endsWith("mapping") ? "" : "none";
}

function code(value: unknown): string {
  return `\`${inFlow(value)}\``;
}

/** Returns a value as YAML on one line: `{ cpu: 500m, memory: 256Mi }`. */
function inFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inFlow).join(", ")}]`;
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, one]) => `${scalar(key)}: ${inFlow(one)}`);
    return `{ ${entries.join(", ")} }`;
  }
  return scalar(value);
}

/** Returns a value as YAML writes it in a flow collection, where more texts need quotes. */
function scalar(value: unknown): string {
  return dump([value], { flowLevel: 0, lineWidth: -1, quoteStyle: "double" }).trim().slice(1, -1);
}
