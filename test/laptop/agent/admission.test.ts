import { createPublicKey } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Admission, admissionOf } from "../../../src/laptop/agent/admission.ts";
import { type Control, listenForLaptop } from "../../../src/laptop/agent/control.ts";
import type { AgentPort } from "../../../src/laptop/agent/settings.ts";
import { type Claim, claimText } from "../../../src/laptop/link/claim.ts";
import { connectTo } from "../../../src/laptop/link/connectTo.ts";
import { keyFingerprint, newIdentity, newKey } from "../../../src/laptop/link/identity.ts";
import type { Link } from "../../../src/laptop/link/link.ts";
import { openLink } from "../../../src/laptop/link/openLink.ts";

const ANN = newKey();
const HTTP = { name: "http", port: 80, listen: 1, toLaptop: true };
const GRPC = { name: "grpc", port: 81, listen: 2, toLaptop: true };

let admission: Admission;
let control: Control;
let links: Link[];

beforeEach(async () => {
  links = [];
  await listen([HTTP]);
});

afterEach(() => {
  for (const link of links) link.close();
  control.close();
});

async function listen(ports: AgentPort[]): Promise<void> {
  control?.close();
  const laptopKeys = [keyFingerprint(createPublicKey(ANN))];
  const intercept = { origin: "", key: "ann", keyHeader: "x-preview", ports };
  admission = admissionOf(
    { laptopKeys, holder: "", intercept },
    () => control.laptop() !== undefined,
  );
  control = await listenForLaptop({
    ...{ port: 0, admit: admission.refusal, requests: () => 0, onCome() {}, onLeave() {} },
  });
}

/** Joins as a new command does. */
function join(claim: Partial<Claim>, key = ANN): Link {
  const all = { holder: "ann@mac", ports: [{ local: 8080 }], take: false, ...claim };
  const link = openLink({
    identity: newIdentity(key, claimText(all)),
    open: () => connectTo("127.0.0.1", control.port),
  });
  links.push(link);
  return link;
}

describe("an agent that a stack declares", () => {
  test("serves a laptop whose key it knows, at the ports that it has", async () => {
    await listen([HTTP, GRPC]);
    expect(admission.portOf(GRPC)).toBeUndefined();
    await join({ ports: [{ local: 8081, service: "grpc" }] }).ready();
    expect([admission.portOf(HTTP), admission.portOf(GRPC)]).toEqual([undefined, 8081]);
    await join({ ports: [{ local: 8082, service: "80" }], take: true }).ready();
    expect([admission.portOf(HTTP), admission.portOf(GRPC)]).toEqual([8082, undefined]);
  });

  test("refuses any other key, and any other certificate's claim", async () => {
    await expect(join({ take: true }, newKey()).ready()).rejects.toThrow(
      "the stack does not name the key of this machine",
    );
    const silent = openLink({
      identity: newIdentity(ANN),
      open: () => connectTo("127.0.0.1", control.port),
    });
    links.push(silent);
    await expect(silent.ready()).rejects.toThrow("it does not understand this version");
    expect(control.laptop()).toBeUndefined();
  });

  test("refuses a port that it does not have, and none where it has several", async () => {
    await expect(join({ ports: [{ local: 8080, service: "htp" }] }).ready()).rejects.toThrow(
      "--port: the stack names no port htp that carries HTTP, only http",
    );
    const twice = [{ local: 8080 }, { local: 8081, service: "80" }];
    await expect(join({ ports: twice }).ready()).rejects.toThrow(
      "--port: the Service's port http has one local port: 8080 or 8081",
    );
    await listen([HTTP, GRPC]);
    await expect(join({}).ready()).rejects.toThrow(
      "--port: the Service has several ports that carry HTTP: http, grpc",
    );
  });

  test("refuses a second command while the first is there, unless it takes, and tells the first by whom", async () => {
    expect(admission.holder()).toBeUndefined();
    const first = join({});
    await first.ready();
    expect(admission.holder()).toBe("ann@mac");
    await expect(join({ holder: "ann@pc" }).ready()).rejects.toThrow(
      "it answers for ann@mac; --take moves it here",
    );
    const told = closed(first);
    const taking = join({ holder: "ann@pc", take: true });
    await taking.ready();
    expect(await told).toBe("ann@pc has taken it over");
    expect(taking.state().state).toBe("up");
    expect(admission.holder()).toBe("ann@pc");
  });

  test("serves a second command without --take when the first has left", async () => {
    const first = join({});
    await first.ready();
    first.close();
    await expect.poll(() => control.laptop()).toBeUndefined();
    expect(admission.holder()).toBeUndefined();
    await expect(join({ ports: [] }).ready()).resolves.toBeUndefined();
  });
});

/** Resolves to the reason for which a link is closed. */
async function closed(link: Link): Promise<string | undefined> {
  await expect.poll(() => link.state().state).toBe("closed");
  const state = link.state();
  return state.state === "closed" ? state.reason : undefined;
}
