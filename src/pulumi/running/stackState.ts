import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { ownerName, type StackOwner, type StackState } from "../../emit/common/stackOwner.ts";
import { annotatedOrigin, STACK_ID_LABEL, STACK_LABEL } from "../../routing/annotations.ts";
import { perProgram } from "./perProgram.ts";

const ofProgram = perProgram<Promise<StackState>>();

/** Returns the stack of the running program, and what its state has. Reads the state once. */
export function stackState(): Promise<StackState> {
  const states = ofProgram();
  const state = states.get("state") ?? readState();
  states.set("state", state);
  return state;
}

async function readState(): Promise<StackState> {
  const owner = {
    ...organization(),
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
  };
  const resources = await resourcesInState(ownerName(owner));
  if (resources === undefined) return { owner };
  const objects = resources.filter(({ type }) => type.startsWith("kubernetes:"));
  const id = idIn(objects, ownerName(owner)) ?? randomBytes(8).toString("hex");
  const uids = new Set(objects.flatMap(({ outputs }) => outputs.metadata?.uid ?? []));
  const routed = objects.filter(isDestination);
  const destinations = routed.map(titleOf);
  const origins = Object.fromEntries(routed.flatMap((one) => originOf(one)));
  const namespaces = objects
    .filter(isNamespace)
    .flatMap(({ outputs }) => outputs.metadata?.name ?? []);
  const repositories = resources
    .filter(isOwnRepository)
    .flatMap(({ outputs: { arn } }) => arn ?? []);
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const outputs = { ...stack?.outputs };
  return {
    owner: { ...owner, id },
    uids,
    destinations,
    origins,
    namespaces,
    repositories,
    outputs,
  };
}

/**
 * Returns the id that the stack's own objects have. The state also has what the stack adopted, which may be a namespace
 * of another stack.
 */
function idIn(objects: readonly StateObject[], name: string): string | undefined {
  return objects
    .filter(({ outputs }) => outputs.metadata?.annotations?.[STACK_LABEL] === name)
    .sort((a, b) => Number(isNamespace(a)) - Number(isNamespace(b)))
    .map(({ outputs }) => outputs.metadata?.labels?.[STACK_ID_LABEL])
    .find((id) => id !== undefined);
}

function isDestination({ type }: StateObject): boolean {
  return (
    type === "kubernetes:core/v1:Service" ||
    type === "kubernetes:networking.istio.io/v1:DestinationRule"
  );
}

/** Returns an object as `Service shop/payments-pr-12`. */
function titleOf({ type, outputs: { metadata } }: StateObject): string {
  return `${type.split(":").at(-1)} ${metadata?.namespace}/${metadata?.name}`;
}

function originOf(object: StateObject): [title: string, origin: string][] {
  const { namespace = "", annotations = {} } = object.outputs.metadata ?? {};
  const origin = annotatedOrigin({ namespace, annotations });
  return origin === undefined ? [] : [[titleOf(object), origin]];
}

function isNamespace({ type }: StateObject): boolean {
  return type === "kubernetes:core/v1:Namespace";
}

function isOwnRepository({ type, outputs }: StateObject): boolean {
  return type === "aws:ecr/repository:Repository" && outputs.forceDelete === true;
}

/** Programs that run in tests have no organization, and the SDK throws. */
function organization(): Pick<StackOwner, "organization"> {
  try {
    return { organization: pulumi.getOrganization() };
  } catch {
    return {};
  }
}

/** A Kubernetes object or another resource in a stack's state; the stack itself is one, too. */
interface StateObject {
  type: string;
  outputs: {
    /** AWS's name for it. */
    arn?: string;
    /** Of a repository: whether it is removed with its images. Those that are looked up do not have it. */
    forceDelete?: boolean;
    metadata?: {
      name?: string;
      namespace?: string;
      uid?: string;
      labels?: Record<string, string>;
      annotations?: Record<string, string>;
    };
  };
}

/** Returns the resources in a stack's state, or undefined if it cannot be read, as in a test without an engine. */
async function resourcesInState(stackName: string): Promise<StateObject[] | undefined> {
  // The engine answers this itself, for its own program and for those that refer to other stacks.
  const read = "pulumi:pulumi:readStackResourceOutputs";
  const { outputs } = await pulumi.runtime
    .invoke(read, { stackName })
    .catch((): { outputs?: unknown } => ({}));
  if (outputs === undefined) return undefined;
  return Object.values(Object(outputs));
}
