import { describe, expect, test } from "vitest";
import { type Member, readArguments } from "../../scripts/readArguments.ts";
import { CLAIMS } from "../../src/config/schema/claims.ts";
import { CONTROLLER } from "../../src/config/schema/controller.ts";
import { LAPTOP } from "../../src/config/schema/laptops.ts";
import { PREVIEW_HOSTS } from "../../src/config/schema/previewHosts.ts";
import { PREVIEW } from "../../src/config/schema/previews.ts";
import { ROUTER } from "../../src/config/schema/router.ts";
import { SERVICE } from "../../src/config/schema/service.ts";
import type { Section, Setting } from "../../src/config/values/setting.ts";

const { interfaces, enumerations } = readArguments(".");
const all = [...interfaces].flatMap(([name, { members }]) =>
  members.map((member) => ({ ...member, path: `${name}.${member.name}` })),
);

/** The part of a stack that a component's arguments say, and where they differ on purpose. */
const PAIRS = [
  {
    of: "MockServiceArgs",
    settings: SERVICE,
    // A stack has no labels; profiles and faults have no table of settings.
    more: ["labels", ...profiles("latency.default"), ...profiles("latency.routes")],
    // Latencies are pulled for stacks, which alone know all mocks of a namespace before they declare their pods, and all
    // routes before they verify their mocks.
    less: ["latency.names", "pods", "verify"],
  },
  {
    of: "PreviewReplicaArgs",
    settings: PREVIEW,
    more: [
      // A stack writes `env: { NAME: null }`, has one header in `router`, and finds origins in its cluster.
      "removeEnv",
      "header",
      "origin",
      ...["deployment", "service", "services", "destinationRules"].map((key) => `origin.${key}`),
      "kubeContext",
      // A stack takes any resource by its name.
      ...["limits", "requests"].flatMap((key) => [
        `resources.${key}.cpu`,
        `resources.${key}.memory`,
      ]),
    ],
  },
  {
    of: "PreviewGatewayArgs",
    settings: PREVIEW_HOSTS,
    more: [
      // A stack's setting `base` is a path or a list, and what it routes stands in its other sections.
      "apis.baseFile",
      "entries",
      ...["host", "key", "to", "subset"].map((key) => `entries.${key}`),
      "header",
      "substitutions",
    ],
  },
  // A stack has one header in `router`.
  { of: "LocalInterceptArgs", settings: LAPTOP, more: ["header"] },
  { of: "PreviewControllerArgs", settings: CONTROLLER, more: [] },
  // A stack's claims use its previewHosts.
  { of: "RoutingClaimsArgs", settings: CLAIMS, more: ["header", "previewHosts"] },
  {
    of: "ServiceRouterArgs",
    settings: { header: ROUTER.header, ...ROUTER.hosts.type.keys },
    more: ["baseFile", "entries.host", "entries.subset", "substitutions", "kubeContext"],
    // An entry of a component is flat.
    less: ["entries.to.host", "entries.to.subset"],
  },
] satisfies { of: string; settings: Section; more: string[]; less?: string[] }[];

describe.each(PAIRS)("$of and the settings of a stack", ({ of, settings, more, less = [] }) => {
  const rows = new Map(rowsOf("", settings));
  const args = new Map(argumentsOf("", of));

  test("have the same names, but for the exceptions listed here", () => {
    expect([...args.keys()].filter((path) => !rows.has(path)).sort()).toEqual(more.sort());
    expect([...rows.keys()].filter((path) => !args.has(path)).sort()).toEqual(less.sort());
  });

  test("require the same", () => {
    const differing = [...args].filter(([path, { required }]) => {
      const row = rows.get(path);
      // A component has a name, and one that has only a host routes that.
      return row !== undefined && path !== "name" && required !== (row.required ?? false);
    });
    expect(differing.map(([path]) => path)).toEqual([]);
  });

  test("have the same defaults", () => {
    const differing = [...args].flatMap(([path, { default: said = "" }]) => {
      const row = rows.get(path);
      const empty = typeof row?.default === "object" && Object.keys(row.default ?? {}).length === 0;
      if (row?.default === undefined || empty) return [];
      // Defaults of a mapping may stand at its keys.
      if (said === "" && row.type.keys !== undefined) return [];
      const value = said === "" ? defaultInParent(path) : valueIn(said);
      return JSON.stringify(value) === JSON.stringify(row.default) ? [] : [{ path, said }];
    });
    expect(differing).toEqual([]);
  });

  /** `sidecar.limits` says the defaults of `sidecar.limits.cpu`: its type has more than one use. */
  function defaultInParent(path: string): unknown {
    const [, parent = "", key = ""] = /^(.*)\.(\w+)$/.exec(path) ?? [];
    return Object(valueIn(args.get(parent)?.default))[key];
  }
});

describe("the comments of arguments", () => {
  test("describe each interface and each argument in whole sentences", () => {
    const meanings = [...[...interfaces].map(([path, { meaning }]) => ({ path, meaning })), ...all];
    expect(
      meanings.filter(({ meaning }) => !/^[A-Z0-9].*\.$/.test(meaning)).map(({ path }) => path),
    ).toEqual([]);
  });

  test("say what applies where an optional argument is left out, or describe that at its own arguments", () => {
    const silent = all.filter(
      ({ required, type, ...tags }) =>
        !required && tags.default === undefined && !interfaces.has(elementOf(type)),
    );
    expect(silent.map(({ path }) => path)).toEqual([
      ...["min", "p50", "p75", "p90", "p95", "p99", "max"].map(
        (key) => `LatencyProfileArgs.${key}`,
      ),
      "LatencyProfileArgs.uniform",
      "QuantitiesArgs.cpu",
      "QuantitiesArgs.memory",
    ]);
  });

  test("show how each argument is written that has neither a default value nor arguments of its own", () => {
    const silent = all.filter(
      ({ type, example, default: value }) =>
        example === undefined && valueIn(value) === undefined && !interfaces.has(elementOf(type)),
    );
    expect(silent.map(({ path }) => path)).toEqual([
      // Objects of Kubernetes and Istio.
      "OriginArgs.deployment",
      "OriginArgs.service",
      "OriginArgs.services",
      "OriginArgs.destinationRules",
      "GatewayApiArgs.base",
      "ServiceRouterArgs.base",
    ]);
  });

  test("name the values of each enumeration", () => {
    expect(Object.fromEntries(enumerations)).toEqual({
      Delivery: ['"image"', '"configMap"'],
      ClaimFilter: ['"lua"', '"wasm"'],
      Engine: ['"understudy"', '"prism"'],
    });
  });
});

function rowsOf(prefix: string, section: Section): [string, Setting][] {
  return Object.entries(section).flatMap(([key, row]): [string, Setting][] => [
    [`${prefix}${key}`, row],
    ...rowsOf(`${prefix}${key}.`, row.type.keys ?? {}),
  ]);
}

function argumentsOf(prefix: string, name: string): [string, Member][] {
  return (interfaces.get(name)?.members ?? []).flatMap((member): [string, Member][] => {
    const path = `${prefix}${member.name}`;
    // The arguments of another component are compared there.
    const own = PAIRS.some(({ of }) => of === member.type);
    return [[path, member], ...(own ? [] : argumentsOf(`${path}.`, elementOf(member.type)))];
  });
}

/** Returns the value that a default is, or undefined if it is said in words. */
function valueIn(said = ""): unknown {
  const isValue = /^(["[{].*["\]}]|\d+|true|false)$/.test(said);
  return isValue ? JSON.parse(said.replaceAll(/(\w+): /g, '"$1": ')) : undefined;
}

/** `Input<RouteEntryArgs>[]` → `RouteEntryArgs` */
function elementOf(type: string): string {
  return type
    .replace(/^Record<string, (.*)>$/, "$1")
    .replace(/\[\]$/, "")
    .replace(/^Input<(.*)>$/, "$1");
}

function profiles(path: string): string[] {
  const keys = ["min", "p50", "p75", "p90", "p95", "p99", "max", "uniform", "lognormal", "load"];
  const inner = ["lognormal.median", "lognormal.p99", "load.capacity", "load.queue"];
  return [...keys, ...inner].map((key) => `${path}.${key}`);
}
