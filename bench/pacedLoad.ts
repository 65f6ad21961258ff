import { connect, type Socket } from "node:net";
import { quantileOf } from "./statistics.ts";

/** Latencies in milliseconds of requests that were sent at a steady pace, whether or not earlier ones were answered. */
export interface Paced {
  requests: number;
  p1: number;
  p50: number;
  p90: number;
  p99: number;
}

/**
 * Sends `perSecond` GET requests per second for `seconds` seconds, evenly distributed. A generator that waits for
 * answers sends its requests in bursts, one per burst of answers, and then measures how the requests of a burst wait
 * for each other.
 *
 * It never sleeps, because it measures timers. Give it a core of its own.
 */
export async function pacedLoad(
  url: string,
  path: string,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Paced> {
  const { hostname, port, host } = new URL(url);
  const text = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const idle: Socket[] = [];
  const sockets: Socket[] = [];
  const latencies: number[] = [];
  const total = perSecond * seconds;

  const send = (socket: Socket, sent: number) => {
    socket.write(text);
    socket.once("data", () => {
      latencies.push(performance.now() - sent);
      idle.push(socket);
    });
  };
  const open = () => {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    sockets.push(socket);
    return socket;
  };

  const begin = performance.now();
  for (let sent = 0; sent < total; ) {
    const due = begin + (sent / perSecond) * 1000;
    if (performance.now() >= due) {
      send(idle.pop() ?? open(), due);
      sent++;
    } else {
      await new Promise(setImmediate);
    }
  }
  while (latencies.length < total) await new Promise(setImmediate);
  for (const socket of sockets) socket.destroy();
  // The first second is left out: it opens the connections and warms the server up.
  const counted = latencies.slice(perSecond);
  const at = (p: number) => quantileOf(counted, p);
  return { requests: counted.length, p1: at(0.01), p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
