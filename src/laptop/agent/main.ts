// The agent's program in the cluster.
import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { RETURNED_BY } from "../../routing/keyMatches.ts";
import { SETTLE_SECONDS } from "../../settle.ts";
import { copierTo } from "../mirror/copier.ts";
import { Copies } from "../mirror/copies.ts";
import { tellTogether } from "../mirror/tellTogether.ts";
import { admissionOf } from "./admission.ts";
import { bytesServer } from "./bytes.ts";
import { choose } from "./choose.ts";
import { type Control, listenForLaptop } from "./control.ts";
import type { Way } from "./forwarding.ts";
import { giveBack, type LedService, watchService } from "./ledService.ts";
import { lifeOf } from "./life.ts";
import { portServer } from "./servePort.ts";
import { type AgentSettings, CONTROL_PORT, LAPTOP_PATH, PROBE_PORT, SETTINGS } from "./settings.ts";
import { takes } from "./takes.ts";
import { toFirst, toLaptop, toOrigin } from "./upstream.ts";
import { markOwn, TOKEN, withdraw } from "./withdraw.ts";

// An import would load Node's fetch too.
const { createServer } = process.getBuiltinModule("node:http");

const settings: AgentSettings = JSON.parse(process.env[SETTINGS] ?? "{}");
const { name, namespace, holder, intercept } = settings;
const led: LedService | undefined = intercept?.led && {
  ...{ namespace, service: intercept.led.service, agent: name },
  made: intercept.led.made,
};

/** Less than the pod's time for its end, in milliseconds. */
const LEAVING = 3_000;

/** A message takes so long at most, in milliseconds. */
const TELLING = 500;

/**
 * The Service's routes come when its pod is ready, and requests must not come before the laptop. Those of an agent that
 * waits for a laptop are there always.
 */
let hasCome = settings.laptopKeys !== undefined;
let isEnding = false;
let requests = 0;
const admission = admissionOf(settings, () => control.laptop() !== undefined);
const life = lifeOf(settings, end);
const control: Control = await listenForLaptop({
  port: CONTROL_PORT,
  admit: admission.refusal,
  requests() {
    if (isEnding) throw new Error("the agent is about to end");
    return requests;
  },
  onCome() {
    hasCome = true;
    life.come();
    console.log("the laptop is there");
  },
  onLeave() {
    life.leave();
    console.log("the laptop is away; the origin answers");
  },
});

const watched =
  led &&
  watchService(led, () => {
    // The laptop has put it back itself, and still needs its link.
    if (control.isReleased()) return;
    void end(`somebody has changed the selector of ${namespace}/${led.service}`);
  });

const isTaken = takes(intercept?.routes);
const copies = new Copies(tellTogether(console.log));

for (const each of intercept?.ports ?? []) {
  const { port, listen, bytes } = each;
  if (intercept === undefined) break;
  const onward = () => {
    if (intercept.led === undefined) return toOrigin(intercept.origin, port);
    const hosts = [...(watched?.older() ?? []), intercept.led.pods];
    // The last dots spare the look-ups in the search list.
    return toFirst(
      hosts.map((host) => `${host}.`),
      port,
    );
  };
  if (bytes) {
    bytesServer(() => {
      const [session, local] = [control.laptop(), admission.portOf(each)];
      if (session === undefined || local === undefined) return onward();
      requests++;
      return toLaptop(session, local);
    }).listen(listen);
    continue;
  }
  const copier = copierTo(() => {
    const session = control.laptop();
    if (session === undefined) throw new Error("the laptop is away");
    return toLaptop(session, port);
  }, copies);
  const server = portServer({
    holder,
    mark: led === undefined ? [RETURNED_BY, `${name}.${namespace}`] : [],
    wayOf(headers, method, target): Way {
      const session = control.laptop();
      const local = admission.portOf(each);
      const isThere = local !== undefined && session !== undefined;
      const to = choose(headers, settings, intercept, isThere && isTaken(method, target));
      if (to === "loop") return { to: "nobody" };
      // Agents that become known later are asked by way of connections that are kept, too.
      const origin: Way = { to: "origin", open: onward, by: watched?.older().join() };
      if (to === "origin" || !isThere) return origin;
      requests++;
      if (intercept.mirror) return { ...origin, copier };
      return { to, open: () => toLaptop(control.laptop() ?? session, local) };
    },
  });
  server.listen(listen);
}

createServer((request, response) => {
  // Others than who forwards the port come by the pod's address, or through its sidecar.
  if (request.url === LAPTOP_PATH && request.socket.remoteAddress?.endsWith("127.0.0.1")) {
    response.end(JSON.stringify(admission.holder() ?? null));
    return;
  }
  response.writeHead(request.url === "/readyz" && !isReady() ? 503 : 200).end();
}).listen(PROBE_PORT);

/** A Service that leads here needs it also while the laptop is away, and leads here once it can be given back. */
function isReady(): boolean {
  return led === undefined ? hasCome : existsSync(TOKEN);
}

// An agent that is moved is made again elsewhere: only code 0 ends it for good.
process.on("SIGTERM", async () => {
  // Its successor comes later. Requests that are on their way are answered meanwhile.
  if (led !== undefined && (await giveBack(led))) await setTimeout(LEAVING);
  process.exit(143);
});

/** Ends the agent for good: its Job is removed then, and everything that belongs to it. */
async function end(reason: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  console.log(`ending: ${reason}`);
  if (led !== undefined) await giveBack(led);
  const tell = (error: Error) => console.log(error.message);
  if (intercept !== undefined && led === undefined) await markOwn(namespace, name).catch(tell);
  for (const one of settings.virtualServices) {
    await withdraw({ namespace, name: one.name }, `${name}.${namespace}`).catch(tell);
  }
  // Sidecars hear of it a moment later; until then the origin answers by way of this pod.
  await setTimeout(SETTLE_SECONDS * 1000);
  // The laptop may have come back meanwhile.
  while (led !== undefined && (await giveBack(led))) await setTimeout(SETTLE_SECONDS * 1000);
  control.dismiss(reason);
  await setTimeout(TELLING);
  // A sidecar that is no init container would keep the pod.
  await fetch("http://127.0.0.1:15020/quitquitquit", { method: "POST" }).catch(() => {});
  process.exit(0);
}
