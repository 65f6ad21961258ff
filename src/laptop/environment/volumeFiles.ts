import type {
  Container,
  DownwardAPIVolumeFile,
  KeyToPath,
  Volume,
  VolumeProjection,
} from "kubernetes-types/core/v1.d.ts";
import { binaryData } from "./binaryData.ts";
import { fieldValue } from "./fieldValue.ts";
import { modeIn, tokenMode } from "./fileModes.ts";
import { resourceValue } from "./resourceValue.ts";
import type { Found, Missing, WorldSources } from "./sources.ts";

export interface VolumeFile {
  data: Buffer;
  /** Permissions, such as 0o644. */
  mode: number;
}

export interface VolumeFiles {
  /** By their paths in the volume. */
  files: ReadonlyMap<string, VolumeFile>;
  missing: readonly Missing[];
}

/** What a service account's token is for. */
export interface TokenRequest {
  audience: string | undefined;
  expirationSeconds: number;
}

/** Returns a service account's token, or why there is none. */
export type TokenOf = (request: TokenRequest) => Found<string>;

/** Kubernetes' own default for files of volumes, and for the life of tokens in seconds. */
const DEFAULT_MODE = 0o644;
const DEFAULT_EXPIRATION = 3_600;

/**
 * Returns the files of a volume as the kubelet makes them, or undefined if the volume has data of its own that cannot
 * be read through the API server.
 */
export function volumeFiles(
  { name, configMap, secret, downwardAPI, projected }: Volume,
  container: Container,
  sources: WorldSources,
  tokenOf: TokenOf,
): VolumeFiles | undefined {
  const files = new Map<string, VolumeFile>();
  const missing: Missing[] = [];
  const from = configMap ?? secret ?? downwardAPI ?? projected;
  if (from === undefined) return undefined;
  const into = { files, missing, volume: name, mode: from.defaultMode ?? DEFAULT_MODE };
  if (configMap !== undefined) addKeys(into, sources, { configMap });
  if (secret !== undefined) {
    const { secretName, ...rest } = secret;
    addKeys(into, sources, { secret: { ...rest, ...(secretName && { name: secretName }) } });
  }
  if (downwardAPI !== undefined) addFields(into, downwardAPI.items ?? [], container, sources);
  for (const projection of projected?.sources ?? []) {
    addProjection(into, projection, container, sources, tokenOf);
  }
  for (const file of files.values()) file.mode = modeIn(sources.pod, file.mode);
  return { files, missing };
}

/** The files of a volume, as they are collected. */
interface Collected {
  files: Map<string, VolumeFile>;
  missing: Missing[];
  volume: string;
  mode: number;
}

/** Keys of a ConfigMap or of a Secret. */
interface Keys {
  name?: string;
  items?: KeyToPath[];
  optional?: boolean;
}

function addProjection(
  into: Collected,
  projection: VolumeProjection,
  container: Container,
  sources: WorldSources,
  tokenOf: TokenOf,
): void {
  const { configMap, secret, downwardAPI, serviceAccountToken: token } = projection;
  if (configMap !== undefined) addKeys(into, sources, { configMap });
  else if (secret !== undefined) addKeys(into, sources, { secret });
  else if (downwardAPI !== undefined) addFields(into, downwardAPI.items ?? [], container, sources);
  else if (token !== undefined) {
    const { audience, expirationSeconds = DEFAULT_EXPIRATION } = token;
    const found = tokenOf({ audience, expirationSeconds });
    const mode = tokenMode(sources.pod, into.mode);
    if ("object" in found) into.files.set(token.path, fileOf(found.object, mode));
    else miss(into, token.path, "refused" in found ? found.refused : "there is no ServiceAccount");
  } else miss(into, "", `${Object.keys(projection).join()} is not supported`);
}

function addKeys(
  into: Collected,
  sources: WorldSources,
  { configMap, secret }: { configMap?: Keys; secret?: Keys },
): void {
  const keys = configMap ?? secret;
  const read = binaryData(sources, { configMap: configMap?.name, secret: secret?.name });
  if (!("data" in read)) {
    if (!(keys?.optional && read.absent)) miss(into, "", read.why);
    return;
  }
  const items: KeyToPath[] =
    keys?.items ?? Object.keys(read.data).map((key) => ({ key, path: key }));
  for (const { key, path, mode } of items) {
    const data = read.data[key];
    if (data !== undefined) into.files.set(path, { data, mode: mode ?? into.mode });
    else if (!keys?.optional) miss(into, path, `${read.source} has no key ${key}`);
  }
}

function addFields(
  into: Collected,
  items: readonly DownwardAPIVolumeFile[],
  container: Container,
  sources: WorldSources,
): void {
  const { containers = [], initContainers = [] } = sources.pod.spec ?? {};
  for (const { path, fieldRef, resourceFieldRef, mode } of items) {
    const named = resourceFieldRef?.containerName;
    const meant = [...containers, ...initContainers].find(({ name }) => name === named);
    const text =
      resourceFieldRef === undefined
        ? fieldValue(sources.pod, fieldRef?.fieldPath ?? "")
        : resourceValue(resourceFieldRef, meant ?? container, sources.defaultLimits);
    const asked = fieldRef?.fieldPath ?? resourceFieldRef?.resource;
    if (text === undefined) miss(into, path, `${asked} is not known`);
    else into.files.set(path, fileOf(text, mode ?? into.mode));
  }
}

function fileOf(text: string, mode: number): VolumeFile {
  return { data: Buffer.from(text), mode };
}

function miss({ missing, volume }: Collected, path: string, why: string): void {
  missing.push({
    what: path === "" ? `volume ${volume}` : `file ${path} of volume ${volume}`,
    why,
  });
}
