/** A repository of a forge, taken apart. */
export interface Place {
  /** `github.com/owner/name` */
  repository: string;
  host: string;
  owner: string;
  name: string;
}

/** GitHub's names; without the slashes and dots that would lead a path elsewhere. */
const OWNER = /^[\w-]+$/;
const NAME = /^(?!\.{1,2}$)[\w.-]+$/;

/** Returns the parts of `github.com/owner/name`, or undefined if the text is something else. */
export function placeOf(repository: string): Place | undefined {
  const [host = "", owner = "", name = "", ...rest] = repository.split("/");
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(host) || !OWNER.test(owner)) return undefined;
  return NAME.test(name) && rest.length === 0 ? { repository, host, owner, name } : undefined;
}

/** Returns the address of a host's REST API. https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api */
export function apiOf(host: string): string {
  if (host === "github.com") return "https://api.github.com";
  // GitHub Enterprise Cloud with data residency.
  if (host.endsWith(".ghe.com")) return `https://api.${host}`;
  return `https://${host}/api/v3`;
}

/** Returns the address of the GraphQL API that belongs to a REST API: GitHub Enterprise has `/api/v3` and `/api/graphql`. */
export function graphqlOf(api: string): string {
  return `${api.replace(/\/v3$/, "")}/graphql`;
}
