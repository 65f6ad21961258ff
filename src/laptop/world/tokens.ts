import type { KubeConfig } from "@kubernetes/client-node";
import type { Container, Pod } from "kubernetes-types/core/v1.d.ts";
import { createAt } from "../../cluster/request.ts";
import { statusMessage } from "../../cluster/statusMessage.ts";
import { mountedVolumes } from "../environment/references.ts";
import type { Found } from "../environment/sources.ts";
import type { TokenOf, TokenRequest } from "../environment/volumeFiles.ts";

/** The share of its life after which a token is renewed, and its age for that in milliseconds: as the kubelet does. */
const RENEWED_AFTER = 0.8;
const OLDEST = 24 * 60 * 60 * 1000;

interface Token {
  found: Found<string>;
  /** When it is asked for anew, by `Date.now()`: a laptop that slept has to see it. */
  renewAt: number;
}

/** Keeps the tokens of a pod's service account that a container mounts. */
export class Tokens {
  readonly #kubeConfig: KubeConfig;
  readonly #tokens = new Map<string, Token>();

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
  }

  /**
   * Asks for the tokens that are not there yet, or have lived for most of their time.
   *
   * @returns what gives them out
   * @throws {Error} when the API server cannot be reached
   */
  async renew(pod: Pod, container: Container): Promise<TokenOf> {
    const asked = mountedVolumes(pod, container)
      .flatMap(({ projected }) => projected?.sources ?? [])
      .flatMap(({ serviceAccountToken: token }) => (token === undefined ? [] : [token]))
      .map(({ audience, expirationSeconds = 3_600 }) => ({ audience, expirationSeconds }));
    for (const request of asked) {
      const known = this.#tokens.get(keyOf(request));
      if (known !== undefined && Date.now() < known.renewAt) continue;
      this.#tokens.set(keyOf(request), await requestToken(this.#kubeConfig, pod, request));
    }
    return (request) => this.#tokens.get(keyOf(request))?.found ?? { absent: true };
  }
}

function keyOf({ audience, expirationSeconds }: TokenRequest): string {
  return JSON.stringify([audience, expirationSeconds]);
}

async function requestToken(
  kubeConfig: KubeConfig,
  { metadata, spec }: Pod,
  { audience, expirationSeconds }: TokenRequest,
): Promise<Token> {
  const namespace = metadata?.namespace ?? "default";
  const account = spec?.serviceAccountName ?? "default";
  const { status, text } = await createAt(
    kubeConfig,
    `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds, ...(audience !== undefined && { audiences: [audience] }) },
    },
  );
  const now = Date.now();
  if (status === 404) return { found: { absent: true }, renewAt: 0 };
  if (status === 401 || status === 403) {
    const refused = `you may not create serviceaccounts/token in namespace ${namespace}`;
    return { found: { refused }, renewAt: 0 };
  }
  if (status !== 200 && status !== 201) {
    const why = statusMessage(text) ?? `status ${status}`;
    throw new Error(`a token of ServiceAccount ${account} was refused: ${why}`);
  }
  const { token, expirationTimestamp } = JSON.parse(text).status;
  const life = (Date.parse(expirationTimestamp) - now) * RENEWED_AFTER;
  return { found: { object: token }, renewAt: now + Math.min(life, OLDEST) };
}
