import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { withOwner } from "../src/emit/common/stackOwner.ts";

/** One resource that a program declared. */
export interface Declared {
  /** `kubernetes:core/v1:Service` */
  type: string;
  name: string;
  /** Its inputs. */
  inputs: Record<string, unknown>;
  /** `type::name` of the component that it is a child of; undefined right below the stack. */
  parent?: string;
  /** Name of its provider; undefined for the default one, and for components. */
  provider?: string;
  /** `type::name` of the resources that it depends on, explicitly or by outputs; sorted. */
  dependsOn?: string[];
  /** How long creating it may take. */
  timeout?: string;
  /** Its id in the cluster or cloud, if it was looked up instead of created. */
  found?: string;
}

/** One call of a provider's function. */
export interface Invoked {
  token: string;
  inputs: Record<string, unknown>;
  provider?: string;
}

export interface Run<T> {
  result: T;
  /** In the order of their names, then types. */
  declared: Declared[];
  /** Names and parents that resources had before, by `type::name`: `name < parent's type`, `<` for the stack itself. */
  aliases: Record<string, string[]>;
  invoked: Invoked[];
}

type Answer = Record<string, unknown>;

export interface RunOptions {
  stack?: string;
  preview?: boolean;
  /** The stack's configuration by full key: `understudy:services`. */
  config?: Record<string, string>;
  /** Outputs of a resource beside its inputs. */
  outputs?: (declared: Pick<Declared, "type" | "name" | "inputs">) => Record<string, unknown>;
  /** What providers' functions answer, by token. A function may throw instead. */
  answers?: Record<string, Answer | (() => Answer)>;
}

/**
 * Runs a program as the engine would, without one: every resource gets an id, its inputs and `outputs` as its state.
 * Returns when nothing more is declared.
 *
 * @throws when two resources have one URN, which Pulumi's mocks pass over in silence
 */
export async function runProgram<T>(
  program: () => T,
  options: RunOptions = {},
): Promise<Run<Awaited<T>>> {
  const { stack = "test", preview = false, config = {}, outputs, answers = {} } = options;
  const invoked: Invoked[] = [];
  const inputsOf = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, id }) {
        inputsOf.set(`${type}::${name}`, inputs);
        return {
          id: id || `${name}-id`,
          state: { ...inputs, ...outputs?.({ type, name, inputs }) },
        };
      },
      call({ token, inputs, provider }) {
        const call = { token, inputs, ...optional({ provider: nameOf(provider) }) };
        // The engine's own function, by which a program reads its stack's state.
        if (token !== READ_STATE) invoked.push(call);
        const answer = answers[token] ?? {};
        return typeof answer === "function" ? answer() : answer;
      },
    },
    "understudy",
    stack,
    preview,
  );
  pulumi.runtime.setAllConfig(config);
  const requests = recordRequests();
  const result = await program();
  await settle(requests);
  const declared = requests.map((request) => describe(request, inputsOf));
  const urns = requests.map((request) => `${request.getParent()}::${keyOf(request)}`);
  const twice = urns.filter((urn, i) => urns.indexOf(urn) !== i);
  if (twice.length > 0) throw new Error(`declared twice: ${twice.join(", ")}`);
  const aliases = Object.fromEntries(
    requests.map((request) => [keyOf(request), (request.getAliasesList?.() ?? []).map(textOf)]),
  );
  return { result, declared: declared.sort(byName), invoked, aliases };
}

function textOf(alias: Alias): string {
  const spec = alias.getSpec();
  const parent = spec?.getNoparent() ? "" : (keyOfUrn(spec?.getParenturn() ?? "") ?? "");
  return `${spec?.getName()} < ${parent}`.trim();
}

const READ_STATE = "pulumi:pulumi:readStackResourceOutputs";

/** Returns an emitted object as the stack `test` declares it. A test's program has no organization and no state. */
export function owned<T extends object>(object: T | undefined, stack = "test"): T {
  return withOwner(object ?? ({} as T), { project: "understudy", stack });
}

/** Resolves to the value of an Output. */
export function outputValue<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

/** The fields of Pulumi's requests to register or read a resource that are used here. */
interface ResourceRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getDependenciesList(): string[];
  getId?(): string;
  getCustomtimeouts?(): { getCreate(): string } | undefined;
  getAliasesList?(): Alias[];
}

interface Alias {
  getSpec(): { getName(): string; getNoparent(): boolean; getParenturn(): string } | undefined;
}

/** Pulumi's mocks receive neither parents nor options, so these are read from the requests. */
function recordRequests(): ResourceRequest[] {
  const requests: ResourceRequest[] = [];
  const monitor: object = pulumi.runtime.getMonitor() ?? {};
  for (const method of ["registerResource", "readResource"]) {
    const handle = Reflect.get(monitor, method);
    Reflect.set(monitor, method, (request: ResourceRequest, callback: unknown) => {
      requests.push(request);
      return handle.call(monitor, request, callback);
    });
  }
  // The SDK says that its mocks have error hooks, but they do not take them.
  Reflect.set(monitor, "registerErrorHook", (_: object, done: (error: null) => void) => done(null));
  return requests;
}

/** A resource that waits for another one's output is declared only when that one is done. */
async function settle(requests: ResourceRequest[]): Promise<void> {
  // Exported, but not declared in Pulumi's types.
  const waitForRPCs: () => Promise<void> = Reflect.get(pulumi.runtime, "waitForRPCs");
  let before = -1;
  while (before !== requests.length) {
    before = requests.length;
    // A resource that waits for a call of the program's own is not known to wait.
    await setImmediate();
    await waitForRPCs();
  }
}

function describe(
  request: ResourceRequest,
  inputsOf: Map<string, Record<string, unknown>>,
): Declared {
  const dependsOn = request.getDependenciesList().flatMap((urn) => keyOfUrn(urn) ?? []);
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: inputsOf.get(keyOf(request)) ?? {},
    ...optional({
      parent: keyOfUrn(request.getParent()),
      provider: nameOf(request.getProvider()),
      dependsOn: dependsOn.length === 0 ? undefined : dependsOn.sort(),
      timeout: request.getCustomtimeouts?.()?.getCreate() || undefined,
      found: request.getId?.(),
    }),
  };
}

function keyOf(request: ResourceRequest): string {
  return `${request.getType()}::${request.getName()}`;
}

/** `urn:pulumi:stack::project::parentType$type::name` without all but the last two; undefined for the stack itself. */
function keyOfUrn(urn: string): string | undefined {
  const [, , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  return name === "" || type === "pulumi:pulumi:Stack" ? undefined : `${type}::${name}`;
}

/** A provider is referred to as `<URN>::<id>`. */
function nameOf(provider: string | undefined): string | undefined {
  return provider?.split("::")[3];
}

function byName(a: Declared, b: Declared): number {
  return `${a.name} ${a.type}` < `${b.name} ${b.type}` ? -1 : 1;
}

/** Returns a copy without undefined values. */
function optional<T extends Record<string, unknown>>(fields: T) {
  type Known = { [K in keyof T]?: Exclude<T[K], undefined> };
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Known;
}
