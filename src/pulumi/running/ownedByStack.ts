import * as pulumi from "@pulumi/pulumi";
import { ownerAnnotations, ownerLabels } from "../../emit/common/stackOwner.ts";
import { STACK_ID_LABEL, STACK_LABEL } from "../../routing/annotations.ts";
import { withFailedWaits } from "./failedWaits.ts";
import { stackState } from "./stackState.ts";
import { forced } from "./takeBack.ts";

/** Texts by name, each of which may be known only later; or `undefined`, which Pulumi leaves out. */
type Texts = Record<string, pulumi.Input<string | undefined>>;

/** Returns a component's options with which every Kubernetes object below it says which stack declares it. */
export function ownedByStack(
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
  return { ...opts, transformations: [...(opts.transformations ?? []), markOwner] };
}

/** Adds the stack to the metadata of a Kubernetes object, unless the object is only looked up. */
export const markOwner: pulumi.ResourceTransformation = ({ type, props, opts }) => {
  const { id }: pulumi.CustomResourceOptions = opts;
  if (!/^kubernetes:.*\/v\d\w*:/.test(type) || id !== undefined) return undefined;
  const owner = pulumi.output(stackState()).apply((state) => state.owner);
  const labels = owner.apply(ownerLabels);
  const own = {
    labels: {
      [STACK_LABEL]: labels.apply((all) => all[STACK_LABEL]),
      [STACK_ID_LABEL]: labels.apply((all) => all[STACK_ID_LABEL]),
    },
    annotations: {
      ...forced(),
      [STACK_LABEL]: owner.apply((one) => ownerAnnotations(one)[STACK_LABEL]),
    },
  };
  const metadata = within(props.metadata, ({ labels, annotations, ...rest }) => ({
    ...rest,
    labels: within(labels, (others) => ({ ...others, ...own.labels })),
    annotations: within(annotations, (others) => ({ ...others, ...own.annotations })),
  }));
  return { props: { ...props, metadata }, opts: withFailedWaits(type, opts) };
};

interface Metadata {
  labels?: pulumi.Input<Texts>;
  annotations?: pulumi.Input<Texts>;
}

/** Returns a changed mapping. One that is known stays known, although some of its values may not be. */
function within<T extends Metadata | Texts>(
  mapping: pulumi.Input<T> | undefined,
  change: (mapping: T) => object,
): pulumi.Input<object> {
  return pulumi.Output.isInstance(mapping)
    ? pulumi.output(mapping).apply((known) => change(known as T))
    : change(Object(mapping));
}
