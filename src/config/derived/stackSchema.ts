import { STACK } from "../schema/stack.ts";
import { PROJECT } from "../stackFile.ts";
import { SECURE } from "../values/kinds.ts";
import type { JsonSchema, Setting } from "../values/setting.ts";

/** Returns the JSON Schema of stack files, with which editors complete and check them. */
export function stackSchema(): JsonSchema {
  const settings = Object.entries(STACK).map(([key, row]) => [`${PROJECT}:${key}`, schemaOf(row)]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A stack of Understudy, Pulumi.<stack>.yaml",
    $comment: "Made by `npm run generate`: edit src/config/schema instead.",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(settings),
        // Keys of Pulumi and of its providers.
        patternProperties: { [`^(?!${PROJECT}:)[^:]+:`]: true },
        additionalProperties: false,
      },
    },
    definitions: {
      secure: {
        description: "An encrypted value, as `pulumi config set --secret` writes it.",
        type: "object",
        properties: { secure: { type: "string" } },
        required: ["secure"],
        additionalProperties: false,
      },
    },
  };
}

/**
 * A mapping or list may also be encrypted as a whole, or be JSON text, which `pulumi config set` without --path writes.
 */
function schemaOf({ type, meaning, example }: Setting): JsonSchema {
  const isText = type.words === "text";
  const forms = [type.schema, SECURE, { type: "string", pattern: "^\\s*[\\[{]" }];
  return {
    description: meaning,
    ...(example === undefined ? {} : { examples: [example] }),
    ...(isText ? type.schema : { anyOf: forms }),
  };
}
