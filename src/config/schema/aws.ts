import { ENCRYPTED, isEncrypted } from "../values/check.ts";
import { awsAccountId, awsRegion } from "../values/formats.ts";
import { list, whole } from "../values/kinds.ts";
import type { Kind, Section, Whole } from "../values/setting.ts";

export const AWS = {
  region: {
    type: awsRegion,
    required: true,
    meaning: "Region of the repositories.",
    example: "us-east-1",
  },
  accountIds: {
    type: list(awsAccountId, 'a list of account ids such as ["123456789012"]', { nonEmpty: true }),
    required: true,
    meaning:
      "The only accounts that the stack may touch. Write them in quotes: a number would lose its leading zeros.",
    example: ["012345678901"],
  },
} satisfies Section;

const mapping = whole(AWS);

/** An encrypted mapping is read as a placeholder, because no local command needs its values. */
export const aws: Kind<Whole<typeof AWS>> = {
  ...mapping,
  read: (field) =>
    isEncrypted(field?.value)
      ? { region: ENCRYPTED, accountIds: [ENCRYPTED] }
      : mapping.read(field),
};
