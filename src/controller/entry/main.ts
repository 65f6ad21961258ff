import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import { hostname } from "node:os";
import { connect, messageOf } from "../../cluster/connection.ts";
import type { GithubBudget } from "../../forge/github/client.ts";
import { githubHost, secretIn } from "../../forge/github/credentials.ts";
import { githubForge } from "../../forge/github/githubForge.ts";
import { webhookServer } from "../../forge/github/webhookServer.ts";
import { isoSeconds } from "../../isoSeconds.ts";
import { parseDuration } from "../../latency/duration.ts";
import { formatProblem, UserError } from "../../problem.ts";
import { Registries } from "../../registry/registries.ts";
import { systemClock } from "../lease/clock.ts";
import { keepLease } from "../lease/keepLease.ts";
import { Leadership } from "../lease/leadership.ts";
import { leaseStore } from "../lease/leaseStore.ts";
import type { Show } from "../loop/doRound.ts";
import { EventWriter } from "../loop/eventWriter.ts";
import { liveWorld } from "../loop/liveWorld.ts";
import { Watch } from "../loop/watch.ts";
import { type ControllerSettings, GITHUB_FOLDER, SETTINGS } from "../program/settings.ts";
import { githubEnvironment } from "./githubEnvironment.ts";
import { Metrics } from "./metrics.ts";
import { ownServer } from "./ownServer.ts";
import { roundInTerm } from "./roundInTerm.ts";

/** Longer than any round takes: each answer of GitHub, a registry or the cluster has a time limit of its own. */
const STUCK_MS = 30 * 60_000;

/** Entry point of the controller's pods. It ends by SIGTERM, once the writes under way are done. */
async function main(settings: ControllerSettings): Promise<void> {
  const { lease, namespaces, limits, report, ports } = settings;
  const interval = parseDuration(settings.interval) ?? 0;
  const env = githubEnvironment(GITHUB_FOLDER, process.env);
  const metrics = new Metrics();
  const onBudget = (budget: GithubBudget) => metrics.budget(budget);
  const forge = githubForge({ hosts: [githubHost(env)], onBudget });
  const registries = new Registries({ now: Date.now, env: process.env });
  const kubeConfig = await connect(undefined);
  const events = new EventWriter(kubeConfig, hostname(), Date.now);
  const tell = report && forge.reporter(report);
  const world = liveWorld(kubeConfig, { forge, tell, registries, namespaces });
  const watch = new Watch();
  const leadership = new Leadership({
    store: leaseStore(kubeConfig, lease),
    // A container that is started again has the host's name of the one before.
    identity: `${hostname()}_${randomUUID()}`,
    clock: systemClock,
    wake: watch.wake,
  });

  const stop = stopped();
  let turned = performance.now();
  const own = ownServer({
    isLive: () => performance.now() - turned < interval + STUCK_MS,
    isReady: () => leadership.hasAsked,
    metrics: () => metrics.text(leadership.term !== undefined),
  });
  const servers = [await listening(own, ports.http)];
  if (ports.webhook !== undefined) {
    const secret = secretIn(env, WEBHOOK_SECRET);
    if (secret === undefined) throw new UserError([NO_SECRET]);
    // Any of the pods may get a delivery.
    const wake = () => void leadership.wakeHolder().catch((error) => say(messageOf(error)));
    servers.push(await listening(webhookServer(secret, wake), ports.webhook));
  }

  const ended = new AbortController();
  const kept = keepLease(leadership, ended.signal, say);
  const show: Show = (notices) => events.tell(notices);
  const options = { limits, confirmDeletes: false };
  const round = () => {
    turned = performance.now();
    return roundInTerm({ world, leadership, metrics, show, options }, stop);
  };
  await watch.run(round, interval, stop);
  ended.abort();
  await kept;
  for (const server of servers) server.close();
}

const WEBHOOK_SECRET = "GITHUB_WEBHOOK_SECRET";

const NO_SECRET = {
  where: WEBHOOK_SECRET,
  what: "expected the secret of the webhook, received nothing",
  fix: "Add it to the Secret with GitHub's credentials.",
};

function stopped(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stop.abort());
  return stop.signal;
}

async function listening(server: Server, port: number): Promise<Server> {
  await once(server.listen(port), "listening");
  return server;
}

function say(text: string): void {
  console.log(`${isoSeconds(Date.now())}  ${text}`);
}

try {
  await main(JSON.parse(process.env[SETTINGS] ?? "{}"));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  for (const problem of error.problems) console.error(formatProblem(problem));
  process.exit(1);
}
