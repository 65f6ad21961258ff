import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import type { Secret } from "./credentials.ts";
import { failed, type Outcome } from "./outcome.ts";

/** GitHub accepts ten minutes at most, and advises a minute for clocks that go wrong. */
const BEFORE_S = 60;
const AFTER_S = 540;

/**
 * Returns the token that an App shows as itself. Keys of GitHub are in PKCS #1, which only Node's own reader takes.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export async function appToken(
  { id, key }: { id: string; key: Secret },
  now: number,
): Promise<Outcome<string>> {
  const text = key();
  const seconds = Math.floor(now / 1000);
  try {
    const value = await new SignJWT()
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer(id)
      .setIssuedAt(seconds - BEFORE_S)
      .setExpirationTime(seconds + AFTER_S)
      .sign(createPrivateKey(text));
    return { ok: true, value };
  } catch {
    // The message may quote the key.
    return failed("the App's private key is no RSA key in PEM");
  }
}
