import type { Registry } from "../campaign/campaign.ts";
import { didYouMean } from "../problem.ts";
import {
  at,
  defined,
  ENCRYPTED,
  type Field,
  isEncrypted,
  object,
  report,
  text,
  wrong,
} from "./check.ts";
import { SETTING_KEYS } from "./shape.ts";

const EXPECTED = 'ecr, none or the address of a registry such as "registry.example.com/mocks"';

/** Host (with a dot or a port, or `localhost`, as Docker tells hosts from names) and path. */
const ADDRESS =
  /^(localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9-]+(?=:))(:\d+)?(\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/** `ecr`, `none`, an address, or an address with the credentials that belong to it. */
export function readRegistry(field: Field | undefined): Registry | undefined {
  if (field === undefined) return undefined;
  const { value } = field;
  if (value === "ecr" || value === "none") return { kind: value };
  if (typeof value === "string" || isEncrypted(value)) {
    const url = readAddress(field);
    return url === undefined ? undefined : { kind: "url", url };
  }
  const keys = object(field, SETTING_KEYS.registry, EXPECTED);
  if (keys === undefined) return undefined;
  if ((keys.username === undefined) !== (keys.password === undefined)) {
    report(field, "expected username and password together, received only one of them");
  }
  const url = readAddress(keys.url ?? at(field, "url"));
  const credentials = defined({
    username: text(keys.username),
    password: readSecret(keys.password),
  });
  return url === undefined ? undefined : { kind: "url", url, ...credentials };
}

function readAddress(field: Field): string | undefined {
  const value = text(field, EXPECTED);
  if (value === undefined || value === ENCRYPTED || ADDRESS.test(value)) return value;
  const bare = value
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/\/+$/, "")
    .replace(/(\/[^/:@]+)[:@][^/]*$/, "$1");
  const fix = ADDRESS.test(bare)
    ? `Write "${bare}": lower case, without scheme, tag or slash at the end.`
    : didYouMean(value, ["ecr", "none"]);
  return wrong(field, EXPECTED, fix);
}

/** A text that no problem shows. */
function readSecret(field: Field | undefined): string | undefined {
  if (field === undefined || isEncrypted(field.value) || typeof field.value === "string")
    return text(field);
  report(field, "expected a text, received something else", "Put it in quotes.");
  return undefined;
}
