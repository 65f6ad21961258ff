import type { ImageReference } from "./reference.ts";

/** A user of a registry, from a pull secret. */
export interface Login {
  /** Where it is valid: a host, or a host and the beginning of a path. `*` stands for a part of the host's name. */
  place: string;
  username: string;
  password: string;
}

/** A Secret with what `docker login` writes. */
export interface PullSecret {
  type?: string;
  data?: Record<string, string>;
}

/** Returns the logins in a pull secret; none if it is not one, or what it holds cannot be read. */
export function readLogins({ data = {} }: PullSecret): Login[] {
  const config = parsed(data[".dockerconfigjson"]);
  const auths = config === undefined ? parsed(data[".dockercfg"]) : Object(config).auths;
  return Object.entries(Object(auths)).flatMap(([place, entry]) => {
    const { username, password, auth } = Object(entry);
    if (typeof username === "string" && typeof password === "string") {
      return [{ place: plainPlace(place), username, password }];
    }
    const text = Buffer.from(typeof auth === "string" ? auth : "", "base64").toString();
    const colon = text.indexOf(":");
    if (colon === -1) return [];
    const login = { username: text.slice(0, colon), password: text.slice(colon + 1) };
    return [{ place: plainPlace(place), ...login }];
  });
}

/** Returns the logins for an image, those for the longest path first, as kubelets choose them. */
export function loginsFor(logins: readonly Login[], { host, repository }: ImageReference): Login[] {
  return logins
    .filter(({ place }) => isFor(place, host, repository))
    .toSorted((a, b) => b.place.length - a.place.length);
}

/** `https://index.docker.io/v1/` → `registry-1.docker.io`, as references name it. */
function plainPlace(place: string): string {
  const plain = place.replace(/^https?:\/\//, "").replace(/\/(v[12]\/?)?$/, "");
  return /^(index\.)?docker\.io$/.test(plain) ? "registry-1.docker.io" : plain;
}

function isFor(place: string, host: string, repository: string): boolean {
  const [name = "", ...path] = place.split("/");
  const parts = name.split(".");
  const asked = host.split(".");
  const isHost =
    parts.length === asked.length && parts.every((part, i) => part === "*" || part === asked[i]);
  return isHost && (path.length === 0 || `${repository}/`.startsWith(`${path.join("/")}/`));
}

function parsed(base64: string | undefined): unknown {
  if (base64 === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(base64, "base64").toString());
  } catch {
    return undefined;
  }
}
