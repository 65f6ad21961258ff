import { randomBytes, timingSafeEqual } from "node:crypto";

/** What a program has to know to use the proxy. Other users of this machine can reach its port, too. */
export interface Credentials {
  user: string;
  password: string;
}

/** Makes credentials for one session. */
export function newCredentials(): Credentials {
  return { user: "understudy", password: randomBytes(24).toString("hex") };
}

/** Returns whether someone has given the credentials. */
export function areRight({ user, password }: Credentials, given: string): boolean {
  const expected = Buffer.from(`${user}:${password}`);
  const received = Buffer.from(given);
  return expected.length === received.length && timingSafeEqual(expected, received);
}
