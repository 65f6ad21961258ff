import { createServer, type Server, type Socket } from "node:net";
import type { Forwarding } from "./forwarding.ts";
import { http1Server } from "./http1.ts";
import { http2Server } from "./http2.ts";

/** How every HTTP/2 connection without TLS starts (RFC 9113, 3.4), as far as no method of HTTP/1.1 does. */
const PREFACE = "PRI ";

/** Returns a server of HTTP/1.1 and HTTP/2 on one port: a sidecar speaks to the service as its caller spoke to it. */
export function portServer(forwarding: Forwarding): Server {
  const http1 = http1Server(forwarding);
  const http2 = http2Server(forwarding);
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) => {
    socket.on("error", () => {});
    const leave = () => socket.destroy();
    socket.once("end", leave);
    socket.once("data", (chunk) => {
      socket.off("end", leave);
      socket.pause();
      socket.unshift(chunk);
      const start = chunk.subarray(0, PREFACE.length).toString();
      if (start === PREFACE) {
        // The session itself takes what has been read.
        http2.emit("connection", socket);
      } else {
        http1.emit("connection", socket);
        socket.resume();
      }
    });
  });
}
