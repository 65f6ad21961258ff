// What the program in the network's container tells the command beyond what both ends of a link do (../link/headers.ts).

/** Path of the stream on which the command asks for connections to ports of the network: a line `<id> <port>` each. */
export const PORTS = "/ports";
/** Of a stream that answers such a line. */
export const ID = "x-id";
