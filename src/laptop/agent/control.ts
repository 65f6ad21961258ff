import {
  type ClientHttp2Session,
  connect,
  type Http2Session,
  performServerHandshake,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { newIdentity } from "../link/identity.ts";
import { ANSWERING, agentTls, peerOf } from "../link/secure.ts";
import { keepChecking, SESSION } from "../link/session.ts";
import type { Admission } from "./admission.ts";
import { serveLaptop } from "./serveLaptop.ts";

/** The laptop as the agent knows it. */
export interface Control {
  port: number;
  /** Returns the session on which the laptop is asked, or undefined while it is away or takes no more requests. */
  laptop(): ClientHttp2Session | undefined;
  /** Whether the laptop that was there last takes no more requests. */
  isReleased(): boolean;
  /** Tells the laptop that it is over, and why. It does not come again. */
  dismiss(reason: string): void;
  close(): void;
}

export interface ControlOptions {
  /** On the pod's loopback: only port-forwards reach it. */
  port: number;
  admit: Admission["refusal"];
  /** Returns how many requests the laptop has been sent. An agent that is about to end throws. */
  requests(): number;
  onCome(): void;
  onLeave(): void;
}

/** Listens for the laptop, and keeps both of its connections. A later one of the same laptop takes the place of an earlier. */
export async function listenForLaptop(options: ControlOptions): Promise<Control> {
  let asked: ClientHttp2Session | undefined;
  /** The certificate of the laptop at its other end. */
  let askedOf = "";
  let isReleased = false;
  let over: string | undefined;
  const sessions = new Set<Http2Session>();
  const server = createServer(agentTls(newIdentity()), (socket) => {
    socket.on("error", () => {});
    const refusal = over ?? options.admit(socket);
    if (refusal !== undefined) refuse(socket, refusal);
    else if (socket.alpnProtocol === ANSWERING) ask(socket);
    else serve(socket);
  });
  server.on("tlsClientError", () => {});

  function keep(session: Http2Session): void {
    sessions.add(session);
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
    keepChecking(session, () => {});
  }

  function serve(socket: TLSSocket): void {
    const session = performServerHandshake(socket, SESSION);
    const certificate = peerOf(socket);
    const requests = { count: options.requests, release: () => release(session, certificate) };
    session.on("stream", (stream, headers) => serveLaptop(stream, headers, requests));
    keep(session);
  }

  function ask(socket: TLSSocket): void {
    const session = connect("http://laptop", { ...SESSION, createConnection: () => socket });
    const before = asked;
    asked = session;
    askedOf = peerOf(socket);
    isReleased = false;
    before?.destroy();
    if (before === undefined) options.onCome();
    session.on("close", () => {
      if (asked !== session) return;
      asked = undefined;
      options.onLeave();
    });
    keep(session);
  }

  /** Requests under way are answered. The laptop is there as long as it may ask. */
  function release(asking: Http2Session, certificate: string): void {
    const session = asked;
    if (session === undefined || askedOf !== certificate) return;
    asked = undefined;
    isReleased = true;
    session.close();
    asking.once("close", () => {
      if (asked === undefined) options.onLeave();
    });
  }

  await new Promise<void>((done, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    laptop: () => asked,
    isReleased: () => isReleased,
    dismiss(reason) {
      over = reason;
      for (const session of sessions) session.goaway(0, 0, Buffer.from(reason));
    },
    close() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

function refuse(socket: TLSSocket, refusal: string): void {
  if (socket.alpnProtocol === ANSWERING) {
    // The other connection is told.
    socket.end();
    return;
  }
  const session = performServerHandshake(socket, SESSION);
  session.on("error", () => {});
  session.goaway(0, 0, Buffer.from(refusal));
  session.close();
}
