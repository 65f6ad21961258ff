import { Duplex, type Readable, type Writable } from "node:stream";

/** Returns the two directions of a program's standard input and output as one connection. */
export function stdioOf(readable: Readable, writable: Writable): Duplex {
  return Duplex.from({ readable, writable });
}
