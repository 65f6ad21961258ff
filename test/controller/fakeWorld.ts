import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { UnroutedService } from "../../src/controller/controllerCluster.ts";
import type { Part } from "../../src/controller/copies.ts";
import type { Plan, PlannedRound } from "../../src/controller/plan.ts";
import { carryOut, planRound, type RoundOptions } from "../../src/controller/round.ts";
import type { World } from "../../src/controller/world.ts";
import type { KubernetesObject } from "../../src/emit/common/kubernetesObject.ts";
import type { LabelAnswer, PullRequest } from "../../src/forge/pullRequest.ts";
import type { Problem } from "../../src/problem.ts";
import type { ImageAnswer } from "../../src/registry/imageAnswer.ts";
import { NOW } from "./fixture.ts";

type Stored = KubernetesObject & {
  metadata: NonNullable<KubernetesObject["metadata"]> & { uid?: string };
};

/** A cluster, a forge and registries in memory, and what was done to the cluster. */
export class FakeWorld implements World {
  time = NOW;
  /** By `<kind> <namespace>/<name>`. */
  readonly objects = new Map<string, Stored>();
  /** Pull requests as they are, whatever the forge answers. */
  pulls: PullRequest[] = [];
  /** Repositories whose list is torn: the part that it has. */
  readonly torn = new Map<string, PullRequest[]>();
  /** Whether the forge answers questions about single pull requests. */
  answersSingles = true;
  changedPathsOf = (_: number): string[] | undefined => [];
  labelledBy = (_: string): LabelAnswer => ({ isLabelled: undefined, reason: "status 502" });
  imageOf = (reference: string): ImageAnswer => ({
    state: "found",
    digest: `sha256:${Buffer.from(reference).toString("hex").slice(-64).padStart(64, "0")}`,
  });
  /** VirtualServices, by the names of the Services that they lead to. */
  readonly routes = new Map<string, string>();
  /** Addresses at gateways, by their keys. */
  readonly addresses = new Map<string, string[]>();
  allowed = (namespace: string) => namespace !== "private";
  /** What was written, as `apply Deployment shop/payments-pr-12`. */
  readonly done: string[] = [];
  /** Returns why the cluster refuses a change. */
  refuses = (_: string): string | undefined => undefined;
  settled = 0;
  tell: World["tell"] = undefined;
  /** Services without a pod that is ready, as `shop/payments-pr-12`. */
  waiting: string[] = [];
  /** Services without routes. */
  leftOut: UnroutedService[] = [];
  #uids = 0;

  add(...objects: (Deployment | Service | IDestinationRule)[]): void {
    for (const object of objects) this.objects.set(nameOf(object as Stored), object as Stored);
  }

  now = () => this.time;

  settle = async () => {
    this.settled++;
  };

  lookUp: World["lookUp"] = async (reference) => this.imageOf(reference);

  forge: World["forge"] = {
    openPullRequests: async (repository) => {
      const torn = this.torn.get(repository);
      if (torn !== undefined) {
        return { repository, isComplete: false, open: torn, reason: "status 502" };
      }
      const open = this.pulls.filter((pull) => pull.repository === repository && pull.isOpen);
      return { repository, isComplete: true, open };
    },
    pullRequest: async (repository, number) =>
      this.answersSingles
        ? this.pulls.find((pull) => pull.repository === repository && pull.number === number)
        : undefined,
    changedPaths: async (_, number) => this.changedPathsOf(number),
    isLabelledByWriter: async (_, number, label, sha) =>
      this.labelledBy(`#${number} ${label} ${sha}`),
  };

  cluster: World["cluster"] = {
    read: async () => {
      const all = [...this.objects.values()].map((object) => structuredClone(object));
      const names = [...new Set(all.map(({ metadata }) => metadata.namespace ?? ""))].sort();
      const of = <T>(kind: string, namespace: string) =>
        all.filter((one) => one.kind === kind && one.metadata.namespace === namespace) as T[];
      return names.map((name) => ({
        name,
        isAllowed: this.allowed(name),
        deployments: of<Deployment>("Deployment", name),
        services: of<Service>("Service", name),
        destinationRules: of<IDestinationRule>("DestinationRule", name),
      }));
    },
    apply: async (object, meant) => {
      const name = nameOf(object as Stored);
      const found = this.objects.get(name);
      return this.#change(`apply ${name}`, meant !== found?.metadata.uid, () => {
        const uid = meant ?? `uid-${++this.#uids}`;
        const annotations = { ...found?.metadata.annotations, ...object.metadata?.annotations };
        const metadata = { ...structuredClone(object.metadata), annotations, uid };
        this.objects.set(name, { ...structuredClone(object), metadata });
      });
    },
    annotate: async (part, annotations) =>
      this.#change(`annotate ${partName(part)}`, !this.#isSame(part), () => {
        const metadata = this.objects.get(partName(part))?.metadata ?? {};
        const all = Object.entries({ ...metadata.annotations, ...annotations });
        const left = all.filter((entry): entry is [string, string] => entry[1] !== null);
        metadata.annotations = Object.fromEntries(left);
      }),
    remove: async (part) =>
      this.#change(`remove ${partName(part)}`, !this.#isSame(part), () => {
        this.objects.delete(partName(part));
      }),
    compose: async () => ({
      ...{ isChanged: false, waiting: this.waiting, problems: [], warnings: [] },
      leftOut: this.leftOut,
    }),
    leading: async (services) => this.#leading(services),
    waysTo: async (services) => ({
      leading: this.#leading(services),
      addresses: this.addresses,
    }),
  };

  async plan(options: Partial<RoundOptions> = {}): Promise<PlannedRound> {
    const limits = { all: 50, namespace: 20 };
    return planRound(this, { limits, confirmDeletes: false, ...options });
  }

  carryOut(plan: Plan): Promise<Problem[]> {
    return carryOut(plan, this);
  }

  /** Does one round, and returns what it says of each copy, and the problems. */
  async round(
    options: Partial<RoundOptions> = {},
  ): Promise<{ lines: string[]; problems: string[] }> {
    const plan = await this.plan(options);
    const problems = [...plan.problems, ...(await this.carryOut(plan))];
    return {
      lines: plan.lines.map(({ name, state, reason }) =>
        [name, state, reason].filter((word) => word !== undefined).join(": "),
      ),
      problems: problems.map(({ where, what }) => `${where}: ${what}`),
    };
  }

  /** Names of the copied Deployments. */
  copies(): string[] {
    return [...this.objects.keys()]
      .filter((name) => /^Deployment .*-(pr|pay|key)-?\d+/.test(name))
      .map((name) => name.replace("Deployment ", ""))
      .sort();
  }

  #leading(services: readonly Part[]): { part: Part; name: string }[] {
    return services.flatMap((part) => {
      const name = this.routes.get(part.name);
      return name === undefined ? [] : [{ part, name }];
    });
  }

  #isSame(part: Part): boolean {
    return this.objects.get(partName(part))?.metadata.uid === part.uid;
  }

  async #change(what: string, isConflict: boolean, change: () => void): Promise<Problem[]> {
    const refusal = isConflict ? "conflict" : this.refuses(what);
    if (refusal !== undefined) return [{ where: what, what: refusal }];
    this.done.push(what);
    change();
    return [];
  }
}

function nameOf({ kind, metadata }: Stored): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

function partName({ kind, namespace, name }: Part): string {
  return `${kind} ${namespace}/${name}`;
}
