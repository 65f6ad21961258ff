import { createHash } from "node:crypto";
import { STACK_ID_LABEL, STACK_LABEL } from "../../routing/annotations.ts";

/** The stack that declares objects. */
export interface StackOwner {
  /** Pulumi's organization; undefined in files that `render` writes, which have none. */
  organization?: string;
  project: string;
  stack: string;
  /**
   * An id that the stack's state has since its first object was made. It tells stacks of the same names apart whose
   * states are at different places. Undefined without a state.
   */
  id?: string;
}

/** A stack that asks a cluster, and what its state has. */
export interface StackState {
  owner: StackOwner;
  /** The `uid` of each Kubernetes object in the state, also of adopted ones; undefined if the state is unknown. */
  uids?: ReadonlySet<string>;
  /** What of it routes can lead to: `Service shop/payments-pr-12`, `DestinationRule shop/payments-pr-12`. */
  destinations?: readonly string[];
  /** The origins, by full name, of those that take another Service's requests. */
  origins?: Readonly<Record<string, string>>;
  /** Names of the Namespaces in it, also of adopted ones. */
  namespaces?: readonly string[];
  /** ARNs of the ECR repositories that the stack made. */
  repositories?: readonly string[];
  /** The stack's outputs after its last update. */
  outputs?: Readonly<Record<string, unknown>>;
}

/** The part of an object that says who declares it. */
interface Metadata {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** Returns a stack in words: `acme/shop/stg`. */
export function ownerName({ organization, project, stack }: StackOwner): string {
  return [organization, project, stack].filter((part) => part !== undefined).join("/");
}

/** Returns the stack that an object's metadata names, or undefined if they name none or only a stack without a project. */
export function ownerOf({ labels, annotations }: Metadata): StackOwner | undefined {
  const parts = annotations?.[STACK_LABEL]?.split("/") ?? [];
  const [stack, project, organization] = parts.toReversed();
  if (stack === undefined || project === undefined) return undefined;
  const id = labels?.[STACK_ID_LABEL];
  return {
    ...(organization !== undefined && { organization }),
    project,
    stack,
    ...(id !== undefined && { id }),
  };
}

/** Returns the stack that declares an object as far as its metadata say: `acme/shop/stg` or `stg`; undefined if none does. */
export function declaringStack(metadata: Metadata): string | undefined {
  const owner = ownerOf(metadata);
  return owner === undefined ? metadata.labels?.[STACK_LABEL] : ownerName(owner);
}

/** Returns the labels by which a stack's objects can be selected. */
export function ownerLabels({ stack, id }: StackOwner): Record<string, string> {
  return { [STACK_LABEL]: stackLabel(stack), ...(id !== undefined && { [STACK_ID_LABEL]: id }) };
}

/** Returns the annotation with the stack's full name, which may be longer than a label. */
export function ownerAnnotations(owner: StackOwner): Record<string, string> {
  return { [STACK_LABEL]: ownerName(owner) };
}

/** Returns the tags by which a resource in a cloud says which stack declares it. */
export function ownerTags(owner: StackOwner): Record<string, string> {
  return { ...ownerLabels(owner), ...ownerAnnotations(owner) };
}

/** Returns an object that says which stack declares it. */
export function withOwner<T extends { metadata?: Metadata }>(object: T, owner: StackOwner): T {
  const { metadata = {} } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...ownerLabels(owner) },
      annotations: { ...metadata.annotations, ...ownerAnnotations(owner) },
    },
  };
}

/** The longest value of a label. */
const LONGEST_LABEL = 63;

/** Returns a stack's name as the value of a label. A name that is none is shortened, with a hash of the whole. */
export function stackLabel(stack: string): string {
  if (stack.length <= LONGEST_LABEL && /^[a-z\d]([\w.-]*[a-z\d])?$/i.test(stack)) return stack;
  const hash = createHash("sha256").update(stack).digest("hex").slice(0, 8);
  const start = stack.replace(/^[^a-z\d]+/i, "").slice(0, LONGEST_LABEL - hash.length - 1);
  return `${start}-${hash}`;
}
