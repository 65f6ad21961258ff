import { exportJWK, generateKeyPair, SignJWT } from "jose";

const ISSUER = "https://login.example.com";

/** An issuer of tokens: its settings in a stack, and what it signs. */
export interface Issuer {
  /** `understudy:claims` as YAML in one line. */
  claims: string;
  /** Returns a token with this claim, for an audience; valid for ten minutes, or for as long ago. */
  sign(routers: unknown, options?: { audience?: string; minutes?: number }): Promise<string>;
}

/** @param settings more of `understudy:claims` */
export async function createIssuer(settings: object): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = [{ ...(await exportJWK(publicKey)), kid: "test", alg: "ES256" }];
  return {
    claims: JSON.stringify({ issuer: ISSUER, audiences: ["shop"], jwks: { keys }, ...settings }),
    sign: (routers, { audience = "shop", minutes = 10 } = {}) =>
      new SignJWT({ service_routers: routers })
        .setProtectedHeader({ alg: "ES256", kid: "test" })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setExpirationTime(new Date(Date.now() + minutes * 60_000))
        .sign(privateKey),
  };
}
