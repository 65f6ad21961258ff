import type { Duplex } from "node:stream";

/** Joins two connections: what comes from one goes to the other, and each direction ends by itself. */
export function join(one: Duplex, other: Duplex): void {
  oneWay(one, other);
  oneWay(other, one);
}

/** Passes on what comes from one connection to another, and its end. Where one breaks off, so does the other. */
export function oneWay(from: Duplex, to: Duplex): void {
  from.pipe(to);
  from.on("error", () => to.destroy());
  from.once("close", () => {
    // Nobody reads any more what the other one has, or the end was none that was meant.
    if (!from.readableEnded || !to.readableEnded) to.destroy();
  });
}
