/** An image in a registry. */
export interface ImageReference {
  /** Host of the registry's API, with its port: `registry-1.docker.io`. */
  host: string;
  /** `library/node` */
  repository: string;
  /** A tag, or a digest such as `sha256:…`. */
  version: string;
}

/**
 * What the distribution specification's names are made of, and Docker's rule for the registry in front of them.
 * https://pkg.go.dev/github.com/distribution/reference
 */
const PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const REGISTRY = `(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::\\d+)?`;
const NAME = new RegExp(`^(?:${REGISTRY}/)?${PART}(?:/${PART})*$`);

/** Docker Hub's API has another host than its images' names. */
const HUB = { name: "docker.io", api: "registry-1.docker.io" };

/**
 * Returns the place of an image, by the rules of Docker: a name without a registry is one of Docker Hub, and one without
 * an owner belongs to `library` there.
 */
export function parseReference(text: string): ImageReference {
  const name = imageName(text);
  const rest = text.slice(name.length);
  const version = rest.includes("@") ? rest.slice(rest.indexOf("@") + 1) : rest.slice(1);
  const [first = "", ...others] = name.split("/");
  const hasHost = others.length > 0 && /[.:]|^localhost$/.test(first);
  const host = hasHost ? first : HUB.name;
  const path = hasHost ? others.join("/") : name;
  const isHub = host === HUB.name || host === "index.docker.io";
  return {
    host: isHub ? HUB.api : host,
    repository: isHub && !path.includes("/") ? `library/${path}` : path,
    version: version === "" ? "latest" : version,
  };
}

/** Returns whether a text is the name of an image, without tag and digest, whose registry has an address. */
export function isImageName(text: string): boolean {
  return NAME.test(text) && URL.canParse(`https://${parseReference(text).host}`);
}

/** Returns an image without its tag and digest: `registry.example.com:5000/payments`. */
export function imageName(text: string): string {
  const [name = ""] = text.split("@");
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(0, colon) : name;
}
