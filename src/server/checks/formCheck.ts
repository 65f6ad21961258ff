import type { Media } from "../../openapi/table/table.ts";
import type { MediaType } from "../http/mediaType.ts";
import { createFormReader } from "./form.ts";
import type { FormContext } from "./propertyReader.ts";
import type { Violation } from "./violation.ts";

/** Checks a form. @param type the content type of the request */
export type FormCheck = (bytes: Buffer, type: MediaType) => readonly Violation[];

/** Creates the check of a form. Its texts are converted to numbers and other types before. */
export function createFormCheck(
  media: Pick<Media, "schema" | "encoding">,
  context: FormContext,
): FormCheck {
  const read = createFormReader(media, context);
  const check = context.checks(media.schema, "coerced");
  return (bytes, type) => {
    const form = read(bytes, type);
    if ("violations" in form) return form.violations;
    const violations = check(form.value, context.part, []);
    return form.found === undefined ? violations : joined(form.found, violations);
  };
}

/** Returns all violations, each once. */
function joined(found: readonly Violation[], others: readonly Violation[]): readonly Violation[] {
  const known = new Set(found.map(({ message }) => message));
  return [...found, ...others.filter(({ message }) => !known.has(message))];
}
