import * as pulumi from "@pulumi/pulumi";

/** Labels that the user adds to every object of a component. */
export type ExtraLabels = pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;

interface Labelled {
  metadata?: { labels?: Record<string, unknown> };
  spec?: object;
}

/** Returns the object with more labels, also on its pods. The object's own labels take precedence. */
export function withLabels<T extends object>(object: T, labels: ExtraLabels): T {
  if (labels === undefined) return object;
  const { metadata, spec }: Labelled = object;
  const template: Labelled | undefined = spec && Reflect.get(spec, "template");
  return {
    ...object,
    metadata: { ...metadata, labels: merged(labels, metadata?.labels) },
    ...(template?.metadata && { spec: { ...spec, template: withLabels(template, labels) } }),
  };
}

function merged(labels: ExtraLabels, own: Record<string, unknown> = {}) {
  return pulumi.all([labels ?? {}, own]).apply(([more, first]) => ({ ...more, ...first }));
}
