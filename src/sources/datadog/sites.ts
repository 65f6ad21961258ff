import { didYouMean, or, UserError } from "../../problem.ts";

/** Datadog's sites, by the parameter that its documentation gives: docs.datadoghq.com/getting_started/site. */
export const SITES = [
  "datadoghq.com",
  "us3.datadoghq.com",
  "us5.datadoghq.com",
  "datadoghq.eu",
  "uk1.datadoghq.com",
  "ap1.datadoghq.com",
  "ap2.datadoghq.com",
  "ddog-gov.com",
  "us2.ddog-gov.com",
] as const;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Returns the address of a site's API. An address is taken as it is, for companies that reach Datadog through a proxy of
 * their own.
 *
 * @throws {UserError} if there is no such site, or if the keys would leave the machine unencrypted
 */
export function apiAddress(site: string, where: string): string {
  if (SITES.some((known) => known === site)) return `https://api.${site}`;
  const url = /^https?:\/\//.test(site) ? URL.parse(site) : null;
  if (url === null) {
    const fix = didYouMean(site.replace(/^(https?:\/\/)?(app|api)\./, ""), SITES);
    const what = `no site of Datadog is called "${site}"`;
    const list = `The sites are ${or(SITES)}: yours is in the address of its pages.`;
    throw new UserError([{ where, what, fix: fix === undefined ? list : `${fix} ${list}` }]);
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    const what = `${url.host} would get the keys unencrypted`;
    throw new UserError([{ where, what, fix: `Write https://${url.host}` }]);
  }
  return url.href.replace(/\/$/, "");
}
