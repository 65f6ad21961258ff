import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";

/** One end's key pair, with a certificate that it has signed itself. */
export interface Identity {
  /** PEM. It never leaves the process that made it. */
  key: string;
  /** PEM. */
  certificate: string;
  /** SHA-256 of the certificate in hexadecimal, by which the other end knows it. */
  fingerprint: string;
}

/**
 * Makes a certificate for one session, and by default its key. Nobody but the two ends looks at the certificate, so it
 * does not end.
 *
 * @param says its common name
 */
export function newIdentity(privateKey = newKey(), says = "understudy"): Identity {
  const publicKey = createPublicKey(privateKey);
  const name = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(says)))));
  const signed = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    sequence(ED25519),
    name,
    sequence(
      tagged(0x17, Buffer.from("200101000000Z")),
      tagged(0x18, Buffer.from("99991231235959Z")),
    ),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign(null, signed, privateKey);
  const der = sequence(
    signed,
    sequence(ED25519),
    tagged(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: new X509Certificate(der).toString(),
    fingerprint: fingerprintOf(der),
  };
}

/** Returns a new private key, as an identity has. */
export function newKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

/** Returns the SHA-256 of a public key in hexadecimal. */
export function keyFingerprint(publicKey: KeyObject): string {
  return fingerprintOf(publicKey.export({ type: "spki", format: "der" }));
}

/** @param der the certificate, as `getPeerCertificate().raw` has it */
export function fingerprintOf(der: Uint8Array): string {
  return createHash("sha256").update(der).digest("hex");
}

// A certificate as RFC 5280, 4.1 has it, in DER.

/** 1.3.101.112, RFC 8410. */
const ED25519 = Buffer.from([0x06, 0x03, 0x2b, 0x65, 0x70]);
/** 2.5.4.3 */
const COMMON_NAME = Buffer.from([0x06, 0x03, 0x55, 0x04, 0x03]);

/** No part is longer than 65,535 bytes. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const [low, high] = [length & 0xff, length >> 8];
  const head =
    length < 0x80 ? [tag, length] : high === 0 ? [tag, 0x81, low] : [tag, 0x82, high, low];
  return Buffer.concat([Buffer.from(head), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}
