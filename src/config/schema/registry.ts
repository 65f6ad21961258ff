import type { Registry } from "../../campaign/registry.ts";
import { didYouMean } from "../../problem.ts";
import { isInput } from "../../slots.ts";
import {
  at,
  ENCRYPTED,
  type Field,
  fieldsOf,
  isEncrypted,
  report,
  wrong,
} from "../values/check.ts";
import { readSaid, text, whole } from "../values/kinds.ts";
import type { Kind, Section } from "../values/setting.ts";

const EXPECTED = 'ecr, none or the address of a registry such as "registry.example.com/mocks"';

/**
 * A host and a path. The host has a dot or a port or is `localhost`: Docker uses the same rule to tell hosts from
 * names.
 */
const ADDRESS =
  /^(localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9-]+(?=:))(:\d+)?(\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

const anyText = text(EXPECTED);

const address: Kind<string> = {
  words: "text",
  read(field) {
    const value = anyText.read(field);
    if (field === undefined || value === undefined) return undefined;
    return value === ENCRYPTED || isInput(value) || ADDRESS.test(value)
      ? value
      : wrongAddress(field, value);
  },
  schema: text(EXPECTED, ADDRESS).schema,
};

function wrongAddress(field: Field, value: string): undefined {
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

/** A text that problems never show. */
export const secret: Kind<string> = {
  ...text(),
  read(field) {
    if (field === undefined || isEncrypted(field.value) || typeof field.value === "string")
      return text().read(field);
    report(field, "expected a text, received something else", "Put it in quotes.");
    return undefined;
  },
};

const REGISTRY = {
  url: {
    type: address,
    required: true,
    meaning: "Address; the mock's name is added as the repository.",
    example: "registry.example.com/mocks",
  },
  username: {
    type: text(),
    otherwise: "Docker's own login",
    meaning: "Together with `password`.",
    example: "ci",
  },
  password: {
    type: secret,
    otherwise: "Docker's own login",
    meaning: "Keep it encrypted: a plain one gets a warning.",
    example: { secure: "AAABADl…" },
  },
} satisfies Section;

const { schema } = whole(REGISTRY);

/** `ecr`, `none`, an address, or an address with the credentials that belong to it. */
export const registry: Kind<Registry> = {
  words: "`ecr`, `none`, text or mapping",
  read(field) {
    if (field === undefined) return undefined;
    const { value } = field;
    if (value === "ecr" || value === "none") return { kind: value };
    if (typeof value === "string" || isEncrypted(value)) {
      const url = address.read(field);
      return url === undefined ? undefined : { kind: "url", url };
    }
    const fields = fieldsOf(field, ["url", "username", "password"], EXPECTED);
    if (fields === undefined) return undefined;
    if ((fields.username === undefined) !== (fields.password === undefined)) {
      report(field, "expected username and password together, received only one of them");
    }
    const { url, ...login } = readSaid(
      { ...fields, url: fields.url ?? at(field, "url") },
      REGISTRY,
    );
    return url === undefined ? undefined : { kind: "url", url, ...login };
  },
  schema: { anyOf: [{ enum: ["ecr", "none"] }, ...(address.schema.anyOf as object[]), schema] },
  keys: REGISTRY,
};
