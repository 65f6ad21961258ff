import type { Duplex } from "node:stream";
import { connect, type TLSSocket, type TlsOptions } from "node:tls";
import { fingerprintOf, type Identity, keyFingerprint } from "./identity.ts";

/**
 * What a connection to the agent is for, as the protocol of its handshake (ALPN): on one the laptop asks the agent, on the
 * other the agent asks the laptop.
 */
export const ASKING = "understudy-asking";
export const ANSWERING = "understudy-answering";

const TLS = { minVersion: "TLSv1.3" } as const;

/** How the agent's end of a connection is secured. Whoever connects has a certificate; whose it is, the agent compares. */
export function agentTls({ key, certificate }: Identity): TlsOptions {
  return {
    ...TLS,
    ...{ key, cert: certificate },
    ALPNProtocols: [ASKING, ANSWERING],
    requestCert: true,
    // It is self-signed. Its fingerprint decides.
    rejectUnauthorized: false,
  };
}

/** Secures the laptop's end of a stream. */
export function secured(
  stream: Duplex,
  { key, certificate }: Identity,
  purpose: typeof ASKING | typeof ANSWERING,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...TLS,
      ...{ socket: stream, key, cert: certificate },
      ALPNProtocols: [purpose],
      // The agent's is self-signed, and both connections of a link must have the same one.
      rejectUnauthorized: false,
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
    socket.once("secureConnect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** Returns the fingerprint of the other end's public key; empty if it has none. */
export function peerKeyOf(socket: TLSSocket): string {
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? "" : keyFingerprint(certificate.publicKey);
}

/** Returns the fingerprint of the other end's certificate; empty if it has none. */
export function peerOf(socket: TLSSocket): string {
  const { raw } = socket.getPeerCertificate();
  return raw === undefined ? "" : fingerprintOf(raw);
}
