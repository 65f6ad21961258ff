import { createHash } from "node:crypto";
import type { KubeConfig } from "@kubernetes/client-node";
import { pathOf } from "../../cluster/listObjects.ts";
import { createAt, patchPath, type ServerAnswer } from "../../cluster/request.ts";
import { microTime } from "../../microTime.ts";
import type { Problem } from "../../problem.ts";
import { MANAGER } from "../annotations.ts";
import { AT_ONCE, atMost } from "../atMost.ts";
import { refusals } from "../cluster/refusals.ts";
import { firstBytes } from "./firstBytes.ts";
import type { Notice } from "./notices.ts";

/** An Event is forgotten after an hour. One that still holds is told again before that, and not in each round. */
const AGAIN_MS = 10 * 60_000;

/** Kubernetes takes no longer note, in bytes of UTF-8. */
const LONGEST_NOTE = 1024;

/** A Deployment's name may be as long as an Event's. */
const LONGEST_NAME = 253;
const HASH = 16;

/** Writes notices as Events of their Deployments and Services: one for each, however many rounds it lasts. */
export class EventWriter {
  readonly #kubeConfig: KubeConfig;
  readonly #instance: string;
  readonly #now: () => number;
  #told = new Map<string, { at: number; count: number }>();

  /** @param instance the pod that tells */
  constructor(kubeConfig: KubeConfig, instance: string, now: () => number) {
    this.#kubeConfig = kubeConfig;
    this.#instance = instance;
    this.#now = now;
  }

  /** Returns what the cluster refused. */
  async tell(notices: readonly Notice[]): Promise<Problem[]> {
    const problems: Problem[] = [];
    const before = this.#told;
    this.#told = new Map();
    await atMost(AT_ONCE, notices, async (notice) => {
      const { namespace } = notice.about;
      const name = nameOf(notice);
      const id = `${namespace}/${name}`;
      const last = before.get(id);
      if (last !== undefined) this.#told.set(id, last);
      if (last !== undefined && this.#now() - last.at < AGAIN_MS) return;
      const count = (last?.count ?? 0) + 1;
      const answer = await this.#write(notice, name, count);
      const isUnwanted = notice.mayBeRefused && answer.status === 403;
      if (answer.status < 300 || isUnwanted) this.#told.set(id, { at: this.#now(), count });
      else problems.push(...refusals(`Event ${id}`, answer));
    });
    return problems;
  }

  /** An Event of a process before this one has the same name. */
  async #write(notice: Notice, name: string, count: number): Promise<ServerAnswer> {
    const { namespace } = notice.about;
    const list = pathOf({ group: "events.k8s.io", resource: "events", namespace });
    const time = microTime(this.#now());
    const repeated = () =>
      patchPath(this.#kubeConfig, `${list}/${name}`, {
        series: { count: Math.max(count, 2), lastObservedTime: time },
      });
    if (count > 1) {
      const answer = await repeated();
      if (answer.status !== 404) return answer;
    }
    const answer = await createAt(this.#kubeConfig, list, this.#eventOf(notice, name, time));
    return answer.status === 409 ? repeated() : answer;
  }

  #eventOf({ about, reason, text }: Notice, name: string, eventTime: string): object {
    return {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name, namespace: about.namespace },
      regarding: {
        ...{ apiVersion: about.kind === "Service" ? "v1" : "apps/v1", kind: "Deployment" },
        ...about,
      },
      type: "Warning",
      reason,
      note: firstBytes(text, LONGEST_NOTE),
      action: "Reconcile",
      eventTime,
      reportingController: `understudy.dev/${MANAGER}`,
      reportingInstance: this.#instance.slice(0, 128),
    };
  }
}

function nameOf({ about, reason, text }: Notice): string {
  const hash = createHash("sha256").update(`${about.uid} ${reason} ${text}`).digest("hex");
  const end = `.${hash.slice(0, HASH)}`;
  return about.name.slice(0, LONGEST_NAME - end.length).replace(/[-.]+$/, "") + end;
}
