import { once } from "node:events";
import { connect } from "node:http2";
import { createInterface } from "node:readline";
import { type Duplex, duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { ID, PORTS } from "../../../src/laptop/docker/questions.ts";
import { serveNetwork } from "../../../src/laptop/docker/serveNetwork.ts";
import { answered, dial, resolve } from "../../../src/laptop/link/asking.ts";
import { CODE, MESSAGE } from "../../../src/laptop/link/headers.ts";
import { CLUSTER_IP, clusterOf, serveEcho } from "../outbound/cluster.ts";

/** A network, and the session that its container has. */
function start(port = 1) {
  const [here, there] = duplexPair();
  const network = serveNetwork(here, clusterOf(port));
  const session = connect("http://command", { createConnection: () => there });
  session.on("error", () => {});
  onTestFinished(() => {
    network.close();
    session.destroy();
    there.destroy();
  });
  return { network, session };
}

test("names and connections of the network are the cluster's, but for this machine's own", async () => {
  const port = await serveEcho();
  const { session } = start(port);
  expect(await resolve(session, "service-b", "A")).toEqual([CLUSTER_IP]);
  await expect(resolve(session, "none", "A")).rejects.toMatchObject({ code: "ENOTFOUND" });
  const stream = await dial(session, "service-b", 80);
  stream.end("hello");
  expect(await text(stream)).toBe("hello");
  const own = await dial(session, "localhost", port);
  own.end("here");
  expect(await text(own)).toBe("here");
  await expect(dial(session, "service-b", 1)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("a port of the network is answered by a connection of its own, or with the reason why not", async () => {
  const { network, session } = start();
  await expect(network.dial(80)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  const ports = session.request({ ":path": PORTS });
  await answered(ports);
  await network.ready;
  createInterface({ input: ports }).on("line", (line) => {
    const [id, port] = line.split(" ");
    const head = { ":method": "CONNECT", ":authority": "command", [ID]: id };
    if (port === "8080") {
      const stream = session.request(head);
      stream.pipe(stream);
    } else session.request({ ...head, [CODE]: "ECONNREFUSED", [MESSAGE]: "nobody%20there" });
  });
  const [one, other] = await Promise.all([network.dial(8080), network.dial(8080)]);
  const echoed = (stream: Duplex, word: string) => {
    stream.end(word);
    return text(stream);
  };
  expect(await Promise.all([echoed(one, "one"), echoed(other, "other")])).toEqual(["one", "other"]);
  await expect(network.dial(1)).rejects.toMatchObject({
    code: "ECONNREFUSED",
    message: "nobody there",
  });
});

test("when the container is gone, whoever waits is told", async () => {
  const { network, session } = start();
  await answered(session.request({ ":path": PORTS }));
  const dialled = network.dial(8080);
  session.destroy();
  await expect(dialled).rejects.toMatchObject({ code: "ELINKLOST" });
  const { network: never, session: gone } = start();
  await once(gone, "connect");
  gone.destroy();
  await expect(never.ready).rejects.toMatchObject({ code: "ELINKLOST" });
});
