import fc from "fast-check";
import { expect, test } from "vitest";
import type { Labels } from "../../../src/emit/common/labelSelector.ts";
import { selects } from "../../../src/emit/common/labelSelector.ts";
import { previewObjects } from "../../../src/emit/preview/previewObjects.ts";
import { UserError } from "../../../src/problem.ts";
import { PREVIEW, RULE, serviceOf } from "../previewFixture.ts";

const KEYS = ["app", "app.kubernetes.io/instance", "version", "tier", "helm.sh/chart"];
const labelsOf = (...values: string[]) =>
  fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...values), { noNullPrototype: true });

/** Pods' labels; a Service and a Deployment that find them; and Services of other pods and of these. */
const origins = labelsOf("a", "b").chain((labels) => {
  const part = fc
    .subarray(Object.keys(labels), { minLength: Math.min(1, Object.keys(labels).length) })
    .map((keys) => Object.fromEntries(keys.map((key) => [key, labels[key] ?? ""])));
  return fc.record({
    labels: fc.constant(labels),
    service: part,
    deployment: part,
    others: fc.array(fc.oneof(part, labelsOf("a", "b", "a-pr-12")), { maxLength: 5 }),
  });
});

test("whatever labels and Services there are, only the Service that is meant finds the copy, and no selector of the origin's does", () => {
  let made = 0;
  fc.assert(
    fc.property(origins, fc.constantFrom("service", "subset"), (parts, routeTo) => {
      const { labels, deployment, others } = parts;
      fc.pre(Object.keys(labels).length > 0);
      const service = serviceOf("payments", parts.service);
      const services = [service, ...others.map((selector, i) => serviceOf(`s${i}`, selector))];
      const stable = { name: "stable", labels: deployment };
      const origin = {
        deployment: {
          spec: {
            selector: { matchLabels: deployment },
            template: { metadata: { labels }, spec: { containers: [{ name: "app" }] } },
          },
        },
        service,
        services,
        destinationRules: [{ ...RULE, spec: { host: "payments", subsets: [stable] } }],
      };
      const setup = { command: ["true"], env: {}, timeout: "1m" };
      const replica = replicaOf(origin, { ...PREVIEW, routeTo, setup });
      // By Service there is always a way.
      if (replica === undefined) expect(routeTo).toBe("subset");
      else {
        made++;
        const pods = replica.deployment.spec?.template.metadata?.labels ?? {};
        const job = replica.setupJob?.spec?.template.metadata?.labels ?? {};
        expect(findersOf(services, pods)).toEqual(routeTo === "service" ? [] : ["payments"]);
        expect(findersOf(services, job)).toEqual([]);
        expect(selects({ matchLabels: deployment }, pods)).toBe(false);
        expect(selects({ matchLabels: deployment }, job)).toBe(false);
        expect(selects(replica.deployment.spec?.selector ?? {}, pods)).toBe(true);
        expect(selects(replica.deployment.spec?.selector ?? {}, job)).toBe(false);
        expect(selects(replica.deployment.spec?.selector ?? {}, labels)).toBe(false);
        if (routeTo === "subset") {
          const [copy] = replica.destinationRule?.spec?.subsets ?? [];
          expect(selects({ matchLabels: stable.labels }, labels)).toBe(true);
          expect(selects({ matchLabels: stable.labels }, pods)).toBe(false);
          expect(selects({ matchLabels: copy?.labels ?? {} }, labels)).toBe(false);
          expect(selects({ matchLabels: copy?.labels ?? {} }, pods)).toBe(true);
        }
      }
    }),
    { seed: 12, numRuns: 500 },
  );
  expect(made).toBeGreaterThan(300);
});

function replicaOf(...[origin, config]: [Parameters<typeof previewObjects>[0], typeof PREVIEW]) {
  try {
    return previewObjects(origin, config, "pr-12");
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Names of the Services that send requests to what has these labels. */
function findersOf(services: ReturnType<typeof serviceOf>[], labels: Labels): string[] {
  return services
    .filter(({ spec }) => Object.keys(spec?.selector ?? {}).length > 0)
    .filter(({ spec }) => selects({ matchLabels: spec?.selector ?? {} }, labels))
    .map(({ metadata }) => metadata?.name ?? "");
}
