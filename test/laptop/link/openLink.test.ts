import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../src/freePort.ts";
import { admissionOf } from "../../../src/laptop/agent/admission.ts";
import { type Control, listenForLaptop } from "../../../src/laptop/agent/control.ts";
import { connectTo } from "../../../src/laptop/link/connectTo.ts";
import { newIdentity } from "../../../src/laptop/link/identity.ts";
import type { Link, LinkState } from "../../../src/laptop/link/link.ts";
import { openLink } from "../../../src/laptop/link/openLink.ts";

const identity = newIdentity();
let control: Control;
let link: Link;
let echo: Server;
let states: LinkState["state"][];
let tunnels: Socket[];
let events: string[];

beforeEach(async () => {
  events = [];
  states = [];
  tunnels = [];
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  control = await agent(0);
  link = linkAs(identity);
});

afterEach(() => {
  link.close();
  control.close();
  echo.close();
});

function agent(port: number): Promise<Control> {
  const mine = events;
  return listenForLaptop({
    port,
    admit: admissionOf({ laptop: identity.fingerprint, holder: "ann" }, () => true).refusal,
    requests: () => 3,
    onCome: () => mine.push("come"),
    onLeave: () => mine.push("leave"),
  });
}

function linkAs(one: typeof identity): Link {
  return openLink({
    identity: one,
    async open() {
      const socket = await connectTo("127.0.0.1", control.port);
      tunnels.push(socket);
      return socket;
    },
    accept: () => connectTo("127.0.0.1", (echo.address() as AddressInfo).port),
    onState: ({ state }) => {
      if (states.at(-1) !== state) states.push(state);
    },
  });
}

function dialEcho(): Promise<Duplex> {
  return link.dial("127.0.0.1", (echo.address() as AddressInfo).port);
}

describe("a laptop", () => {
  test("reaches what the agent's pod reaches, and each direction ends by itself", async () => {
    await link.ready();
    const stream = await dialEcho();
    stream.write("first ");
    expect(String((await once(stream, "data"))[0])).toBe("first ");
    stream.end("last");
    expect(await text(stream)).toBe("last");
  });

  test("is told with Node's code why there is no connection", async () => {
    await link.ready();
    const free = await freePort();
    await expect(link.dial("127.0.0.1", free)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    // No label is that long, so that no server is asked for it.
    const nowhere = `${"a".repeat(64)}.invalid`;
    await expect(link.dial(nowhere, 80)).rejects.toMatchObject({ code: "ENOTFOUND" });
  });

  test("looks names up from the pod", async () => {
    await link.ready();
    expect(await link.resolve("localhost", "A")).toEqual(["127.0.0.1"]);
    // Resolvers ask no server for it (RFC 7686).
    await expect(link.resolve("nowhere.onion", "A")).rejects.toMatchObject({ code: "ENOTFOUND" });
  });

  test("hears how many requests it has been sent", async () => {
    await link.ready();
    expect(await link.requests()).toBe(3);
  });

  test("carries 10 MB each way without a byte that differs, beside a stream that nobody reads", async () => {
    await link.ready();
    const stalled = await dialEcho();
    stalled.write(randomBytes(4_000_000));
    const sent = randomBytes(10_000_000);
    const stream = await dialEcho();
    stream.end(sent);
    const received = await buffer(stream);
    expect(digest(received)).toBe(digest(sent));
    stalled.destroy();
  });

  test("holds a thousand connections at once", async () => {
    await link.ready();
    const streams = await Promise.all(Array.from({ length: 1000 }, dialEcho));
    const answers = streams.map(async (stream, i) => {
      stream.end(`${i}`);
      return text(stream);
    });
    expect(await Promise.all(answers)).toEqual(streams.map((_, i) => `${i}`));
  });

  test("comes back by itself after its connections are cut, or the agent is another process", async () => {
    await link.ready();
    for (const tunnel of tunnels) tunnel.destroy();
    await expect.poll(() => states).toEqual(["up", "lost", "up"]);
    const { port } = control;
    control.close();
    await expect.poll(() => states.at(-1)).toBe("lost");
    await expect(dialEcho()).rejects.toMatchObject({ code: "ELINKLOST" });
    control = await agent(port);
    await expect.poll(() => states.at(-1)).toBe("up");
    const stream = await dialEcho();
    stream.end("again");
    expect(await text(stream)).toBe("again");
  });

  test("looks for an agent that was just made as often after many attempts as after the first", async () => {
    let left = 6;
    const waiting = openLink({
      identity,
      open: () =>
        left-- > 0
          ? Promise.reject(new Error("it has no pod yet"))
          : connectTo("127.0.0.1", control.port),
    });
    onTestFinished(() => waiting.close());
    await waiting.ready();
  });

  test("is refused for good where another one's intercept is, and takes nothing over", async () => {
    await link.ready();
    const other = linkAs(newIdentity());
    await expect(other.ready()).rejects.toThrow("it is the intercept of ann");
    expect(other.state().state).toBe("closed");
    expect(control.laptop()).toBeDefined();
    await expect(dialEcho()).resolves.toBeDefined();
  });
});

describe("the agent", () => {
  test("opens connections to the laptop's port, and knows when the laptop is there", async () => {
    await expect.poll(() => control.laptop()).toBeDefined();
    const stream = control.laptop()?.request({ ":method": "CONNECT", ":authority": "laptop" });
    stream?.end("hello");
    expect(stream && (await text(stream))).toBe("hello");
    link.close();
    await expect.poll(() => events).toEqual(["come", "leave"]);
    expect(control.laptop()).toBeUndefined();
  });

  test("sends a laptop that wants no more requests none, lets those under way end, and goes on to answer it", async () => {
    await link.ready();
    await expect.poll(() => control.laptop()).toBeDefined();
    const stream = control.laptop()?.request({ ":method": "CONNECT", ":authority": "laptop" });
    stream?.write("before ");
    await link.release();
    expect(control.laptop()).toBeUndefined();
    expect(control.isReleased()).toBe(true);
    stream?.end("and after");
    expect(stream && (await text(stream))).toBe("before and after");
    expect(await link.requests()).toBe(3);
    for (const tunnel of tunnels) tunnel.destroy();
    await expect.poll(() => states).toEqual(["up", "lost", "up"]);
    expect(await link.requests()).toBe(3);
    expect(control.laptop()).toBeUndefined();
  });

  test("counts a laptop that takes no more requests as away when its link has ended", async () => {
    await link.ready();
    await expect.poll(() => control.laptop()).toBeDefined();
    await link.release();
    await link.requests();
    expect(events).toEqual(["come"]);
    link.close();
    await expect.poll(() => events).toEqual(["come", "leave"]);
  });
});

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
