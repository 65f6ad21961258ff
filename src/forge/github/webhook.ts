import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Returns whether GitHub has signed a body with a secret, in a time that does not depend on the signature.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 *
 * @param body as it was received, before anything reads it
 * @param signature header `X-Hub-Signature-256`
 */
export function isSigned(
  body: Uint8Array,
  signature: string | string[] | undefined,
  secret: string,
): boolean {
  if (secret === "" || typeof signature !== "string") return false;
  if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
  const received = Buffer.from(signature.slice("sha256=".length), "hex");
  return timingSafeEqual(received, createHmac("sha256", secret).update(body).digest());
}
